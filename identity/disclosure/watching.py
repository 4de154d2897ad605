"""Unusual reading: of somebody well-known, of somebody near, of many in a short time. A supervisor asks, not a machine.

The list of who is watched for is short and read with every look: it is kept in the cache for a minute.
"""

from collections.abc import Collection
from datetime import timedelta

from django.core.cache import cache
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.disclosure.models import DisclosureEntry, ReadingFlag, ReadingWatch, Rule

MANY = 40
"""Different cases that are not one's own work, read within an hour."""
_HOUR = timedelta(hours=1)
_CACHED = "reading-watch"
_SECONDS = 60


class WatchRefused(Exception):
    """What stands against it, in Japanese; `field` names the box it is about."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


def watch(*, made_by_id: int, department: str, reader_id: int | None, key: str, shown: str) -> ReadingWatch:
    """Flag from now on who reads data with this key. `reader_id` None: whoever reads. `shown` is encrypted already.

    Raises WatchRefused.
    """
    if not key:
        raise WatchRefused(_("氏名か町名を入力してください。例）山王 花子"), "shown")
    found, made = ReadingWatch.objects.get_or_create(
        reader_id=reader_id,
        key=key,
        department=department,
        defaults={"shown": shown, "made_by_id": made_by_id},
    )
    if not made:
        raise WatchRefused(_("すでに登録されています。"), "shown")
    cache.delete(_CACHED)
    return found


def unwatch(*, watch_id: int, departments: Collection[str]) -> None:
    ReadingWatch.objects.filter(pk=watch_id, department__in=departments).delete()
    cache.delete(_CACHED)


def flag_watched(entry: DisclosureEntry, keys: Collection[str]) -> None:
    """Flag a look at somebody who is watched for, whatever the purpose. No SQL where nobody is."""
    watched = _watched().intersection(keys)
    if not watched:
        return
    hits = ReadingWatch.objects.filter(key__in=watched).values_list("reader_id", flat=True)
    rules = {Rule.NOTABLE for reader in hits if reader is None} | {
        Rule.NEAR for reader in hits if reader == entry.staff_id
    }
    ReadingFlag.objects.bulk_create(ReadingFlag(entry=entry, rule=rule) for rule in sorted(rules))


def _watched() -> set[str]:
    kept = cache.get(_CACHED)
    if isinstance(kept, list):
        return set(kept)
    keys = list(ReadingWatch.objects.values_list("key", flat=True).distinct())
    cache.set(_CACHED, keys, _SECONDS)
    return set(keys)


def flag_many() -> int:
    """Flag staff who read many different cases that were not their work within the last hour; once an hour each.

    Returns how many were flagged. Run by the clock.
    """
    since = timezone.now() - _HOUR
    readers = (
        DisclosureEntry.objects.filter(at__gte=since, own=False)
        .values("staff")
        .annotate(cases=Count("subject", distinct=True), last=Max("pk"))
        .filter(cases__gt=MANY)
    )
    told = set(
        ReadingFlag.objects.filter(rule=Rule.MANY, at__gte=since).values_list("entry__staff", flat=True).distinct()
    )
    flags = [
        ReadingFlag(entry_id=reader["last"], rule=Rule.MANY, count=reader["cases"])
        for reader in readers
        if reader["staff"] not in told
    ]
    ReadingFlag.objects.bulk_create(flags)
    return len(flags)


def close(*, flag_id: int, departments: Collection[str], closed_by_id: int, note: str) -> bool:
    """A supervisor has asked: write down what came out. Not the reader's own to close. False where there is none."""
    open_flags = ReadingFlag.objects.filter(pk=flag_id, closed_at=None, entry__department__in=departments)
    return bool(
        open_flags.exclude(entry__staff=closed_by_id).update(
            closed_at=timezone.now(), closed_by_id=closed_by_id, note=note
        )
    )


def move_department(*, old: str, new: str) -> int:
    """Go on watching for another department; what it watches for already stands once. Returns how many moved."""
    known = ReadingWatch.objects.filter(department=new).values_list("reader_id", "key")
    twice = set(known)
    listed = list(ReadingWatch.objects.filter(department=old))
    gone = [one.pk for one in listed if (one.reader_id, one.key) in twice]
    ReadingWatch.objects.filter(pk__in=gone).delete()
    cache.delete(_CACHED)
    return ReadingWatch.objects.filter(department=old).update(department=new)

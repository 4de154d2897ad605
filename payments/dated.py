"""Rows that count from one day to another under one code: made, changed from a day on, ended. Each act is recorded.

What counted is never edited: other terms are a further row from a later day, and the row before it ends on the eve.
Days are days in Japan. Fees have the same in `payments.fees.keeping`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from identity.people.models import User


class BadEntry(Exception):
    """What stands against it, in Japanese. `part`: the field it is about."""

    def __init__(self, part: str, message: str) -> None:
        self.part = part
        super().__init__(message)


class Act(models.TextChoices):
    """What an administrator did."""

    MADE = "made", gettext_lazy("登録")
    CHANGED = "changed", gettext_lazy("内容の変更")
    CALLED_OFF = "called_off", gettext_lazy("変更の予定の取消し")
    ENDED = "ended", gettext_lazy("廃止")
    KEPT = "kept", gettext_lazy("廃止の取消し")


class Dated(models.Model):
    """One row of a chain. Both days count; without an end it goes on."""

    valid_from = models.DateField(gettext_lazy("適用開始日"))
    valid_until = models.DateField(gettext_lazy("適用終了日"), null=True, blank=True)

    class Meta:
        abstract = True


RowT = TypeVar("RowT", bound=Dated)
Values = Mapping[str, Any]
Record = Callable[[str, Act, User | None, dict[str, Any]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain(Generic[RowT]):
    """All rows of a kind. `key` names the field of their code.

    `record(code, act, by, data)` writes a line of the history; `until_before(code, day)` finds in it the end that the
    row before had when the row of this day was added.
    """

    model: type[RowT]
    key: str
    record: Record
    until_before: Callable[[str, date], date | None]

    def rows(self, code: str) -> list[RowT]:
        """All rows of a code in their order. One SQL statement."""
        return list(self.model._default_manager.filter(**{self.key: code}).order_by("valid_from"))  # noqa: SLF001

    def add(self, *, code: str, values: Values, valid_from: date, by: User | None) -> RowT:
        """The first row of a code. Raises BadEntry."""
        with transaction.atomic():
            self._lock(code)
            if self.rows(code):
                message = _("「%(code)s」は、すでに登録されています。一覧から選んで、内容を変えてください。")
                raise BadEntry(self.key, message % {"code": code})
            made = self._make(code, values, valid_from)
            self.record(code, Act.MADE, by, {"on": valid_from.isoformat(), "after": plain(values)})
        return made

    def change(self, *, code: str, values: Values, valid_from: date, by: User | None) -> RowT:
        """Other terms from a day on, today the earliest; the row before counts up to its eve. Raises BadEntry."""
        if valid_from < timezone.localdate():
            raise BadEntry(
                "valid_from", _("開始日は、今日からあとの日にしてください。過ぎた日の内容は変えられません。")
            )
        with transaction.atomic():
            last = self._last(code)
            if last.valid_from >= valid_from:
                words = _(
                    "%(day)sから始まる内容が、すでに登録されています。それよりあとの日にするか、先に取り消してください。"
                )
                raise BadEntry("valid_from", words % {"day": last.valid_from.isoformat()})
            before = {name: getattr(last, name) for name in values}
            goes_on = last.valid_until is None or last.valid_until >= valid_from
            if before == dict(values) and goes_on:
                raise BadEntry("", _("今の内容と同じです。どれかを変えてから登録してください。"))
            until = last.valid_until
            if goes_on:
                self._end(last, valid_from - timedelta(days=1))
            made = self._make(code, values, valid_from)
            data = {
                "on": valid_from.isoformat(),
                "before": plain(before),
                "after": plain(values),
                "until": until.isoformat() if until else None,
            }
            self.record(code, Act.CHANGED, by, data)
        return made

    def call_off(self, *, code: str, valid_from: date, by: User | None) -> None:
        """Take back a row that is still to come; the one before goes on as it would have. Raises BadEntry."""
        with transaction.atomic():
            last = self._last(code)
            if last.valid_from != valid_from or valid_from <= timezone.localdate():
                raise BadEntry("valid_from", _("この変更は、すでに始まったか、取り消されています。"))
            earlier = self.rows(code)[:-1]
            last.delete()
            if earlier and earlier[-1].valid_until == valid_from - timedelta(days=1):
                self._end(earlier[-1], self.until_before(code, valid_from))
            self.record(code, Act.CALLED_OFF, by, {"on": valid_from.isoformat()})

    def end(self, *, code: str, last_day: date, reason: str, by: User | None) -> None:
        """It counts up to a day, today the earliest. Raises BadEntry."""
        words = " ".join(reason.split())
        if not 0 < len(words) <= 200:
            raise BadEntry("reason", _("理由を200文字までで入力してください。例）4月1日付けの条例改正"))
        if last_day < timezone.localdate():
            raise BadEntry("last_day", _("最後の日は、今日からあとの日にしてください。"))
        with transaction.atomic():
            last = self._last(code)
            if last.valid_from > last_day:
                raise BadEntry("last_day", _("最後の日よりあとに始まる内容があります。先に取り消してください。"))
            if last.valid_until is not None:
                raise BadEntry("last_day", _("廃止はすでに決まっています。変えるときは、先に取り消してください。"))
            self._end(last, last_day)
            self.record(code, Act.ENDED, by, {"on": last_day.isoformat(), "reason": words})

    def keep(self, *, code: str, by: User | None) -> None:
        """Take back an end that is still to come. Raises BadEntry."""
        with transaction.atomic():
            last = self._last(code)
            if last.valid_until is None or last.valid_until < timezone.localdate():
                raise BadEntry("last_day", _("取り消せる廃止の予定はありません。"))
            day = last.valid_until.isoformat()
            self._end(last, None)
            self.record(code, Act.KEPT, by, {"on": day})

    def _make(self, code: str, values: Values, valid_from: date) -> RowT:
        return self.model._default_manager.create(  # noqa: SLF001
            **{self.key: code}, **values, valid_from=valid_from
        )

    def _end(self, row: RowT, day: date | None) -> None:
        row.valid_until = day
        row.save(update_fields={"valid_until"})

    def _last(self, code: str) -> RowT:
        """The last row of a code, with the code locked. Raises BadEntry."""
        self._lock(code)
        found = self.rows(code)
        if not found:
            raise BadEntry(self.key, _("これは登録されていません。一覧から選び直してください。"))
        return found[-1]

    def _lock(self, code: str) -> None:
        """One change of a code at a time: the periods of its rows never overlap."""
        name = f"{self.model._meta.db_table}:{code}"  # noqa: SLF001
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [name])


def plain(values: Values) -> dict[str, Any]:
    """As the history keeps them."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}

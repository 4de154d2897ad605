"""The sentences of messages as the city has written them: found, checked, filled in, kept.

A sentence that cannot be filled in never reaches a citizen: it is refused when it is written, and should one be in the
database all the same, the standard sentence stands in for it and the log says so.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.people.models import User
from procedures.notifications.letter_parts import FACTS, Letter, Part
from procedures.notifications.letters import LETTERS
from procedures.notifications.models import TextVersion

_log = structlog.get_logger(__name__)
_FACT = re.compile(r"\{([^{}]*)\}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
LONGEST, LONGEST_SUBJECT, LONGEST_LINES = 300, 80, 2000

Texts = Mapping[str, str]
Values = Mapping[str, str | None]


class BadText(Exception):
    """What stands against it, in Japanese. `part`: the part of the letter, or effective_from, reason, texts."""

    def __init__(self, part: str, message: str) -> None:
        self.part = part
        super().__init__(message)


def texts_now(letter: str) -> Texts:
    """The city's texts of one letter. One SQL statement."""
    return TextVersion.objects.filter(letter=letter).begun(Now()).values_list("texts", flat=True).first() or {}


def phrase(letter: str, part: Part | str, texts: Texts | None, values: Values) -> str:
    """One part with its facts filled in: the city's sentence, or the standard one. Empty where it is left out."""
    found = LETTERS[letter].part(part) if isinstance(part, str) else part
    if any(values.get(name) is None for name in found.needs):
        return ""
    own = (texts or {}).get(found.key)
    if own is not None:
        try:
            return _filled(own, values)
        except KeyError:
            _log.error("text cannot be filled in", letter=letter, part=found.key)
    return _filled(str(found.standard), values)


def _filled(text: str, values: Values) -> str:
    """Raises KeyError for a fact that is not there, and for a brace that stands alone."""
    if set(_FACT.sub("", text)) & {"{", "}"}:
        raise KeyError(text)

    def fact(match: re.Match[str]) -> str:
        value = values[match[1]]
        if value is None:
            raise KeyError(match[1])
        return value

    return _FACT.sub(fact, text)


def as_shown(text: str) -> str:
    """With the Japanese names of facts, as administrators read and write them."""
    return _FACT.sub(lambda match: "{" + str(FACTS.get(match[1], match[1])) + "}", text)


def as_stored(text: str) -> str:
    """With the names that the portal knows facts by; what it does not know stays as it is written."""
    names = {str(label): name for name, label in FACTS.items()}
    plain = text.replace("\uff5b", "{").replace("\uff5d", "}")  # full-width braces
    return _FACT.sub(lambda match: "{" + names.get(match[1].strip(), match[1].strip()) + "}", plain)


def facts_of(letter: Letter, part: Part) -> list[str]:
    """The facts that may stand in a part, by their Japanese names."""
    return [str(label) for name, label in FACTS.items() if name in letter.facts | part.needs]


def checked(letter: Letter, part: Part, text: str) -> str:
    """The text as it is stored. Raises BadText."""
    stored = as_stored("\n".join(line.strip() for line in text.replace("\r\n", "\n").split("\n")).strip())
    label = {"part": str(part.label)}
    most = LONGEST_LINES if part.lines else LONGEST_SUBJECT if part.key == "subject" else LONGEST
    if len(stored) > most:
        raise BadText(part.key, _("「%(part)s」を%(most)d文字までにしてください。") % {**label, "most": most})
    if _CONTROL.search(stored) or ("\n" in stored and not part.lines):
        raise BadText(part.key, _("「%(part)s」を、改行のない1行の文にしてください。") % label)
    if not stored and not part.optional:
        message = _("「%(part)s」は、なくせません。文を入力するか、「標準の文面に戻す」を使ってください。")
        raise BadText(part.key, message % label)
    _check_facts(letter, part, stored)
    return stored


def _check_facts(letter: Letter, part: Part, stored: str) -> None:
    listed = "、".join(f"{{{name}}}" for name in facts_of(letter, part)) or _("なし")
    for name in _FACT.findall(stored):
        if name not in letter.facts | part.needs:
            message = _("「%(part)s」では {%(name)s} を使えません。使えるもの：%(listed)s")
            words = {"part": str(part.label), "name": str(FACTS.get(name, name))[:40], "listed": listed}
            raise BadText(part.key, message % words)
    if set(_FACT.sub("", stored)) & {"{", "}"}:
        message = _("「%(part)s」の「{」と「}」が、組になっていません。例）{受付番号}")
        raise BadText(part.key, message % {"part": str(part.label)})
    missing = [str(FACTS[name]) for name in sorted(part.needs) if stored and f"{{{name}}}" not in stored]
    if missing:
        message = _("「%(part)s」に {%(name)s} を入れてください。")
        raise BadText(part.key, message % {"part": str(part.label), "name": missing[0]})


def store_texts(
    *,
    letter: str,
    texts: Texts,
    effective_from: datetime | None,
    reason: str,
    expected: int,
    by: User | None,
) -> TextVersion:
    """Keep the sentences of a letter from a moment on, at once without one. Parts that are the standard are not kept.

    `expected`: the number of the newest version that the administrator has seen, 0 for none. Raises BadText.
    """
    found = LETTERS[letter]
    words = " ".join(reason.split())
    if not 0 < len(words) <= 200:
        raise BadText("reason", _("理由を200文字までで入力してください。例）わかりやすい言葉に直すため"))
    now = timezone.now()
    if effective_from is not None and effective_from <= now:
        raise BadText(
            "effective_from", _("開始日時が過ぎています。これからの日時にするか、「すぐに使う」を選んでください。")
        )
    own: dict[str, Any] = {
        part.key: checked(found, part, texts[part.key]) for part in found.written if part.key in texts
    }
    own = {key: text for key, text in own.items() if text != str(found.part(key).standard)}
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {TextVersion._meta.db_table} IN SHARE ROW EXCLUSIVE MODE")  # noqa: SLF001
        newest = TextVersion.objects.filter(letter=letter).aggregate(n=Max("number"))["n"] or 0
        if newest != expected:
            raise BadText(
                "texts", _("ほかの人が先にこの文面を変えました。内容を確かめてから、もう一度登録してください。")
            )
        return TextVersion.objects.create(
            letter=letter, number=newest + 1, texts=own, effective_from=effective_from or now, reason=words, by=by
        )


def versions(letter: str) -> list[TextVersion]:
    """All versions, in the order in which they were written. One SQL statement."""
    return list(TextVersion.objects.filter(letter=letter).select_related("by").order_by("number"))


def in_force(listed: list[TextVersion], moment: datetime) -> Texts:
    """What counts at a moment."""
    begun = [one for one in listed if one.effective_from <= moment]
    newest = max(begun, key=lambda one: (one.effective_from, one.number), default=None)
    return newest.texts if newest else {}


def call_off(*, letter: str, number: int, by: User | None) -> TextVersion:
    """Have the texts go on over a moment as they are before it, instead of what was to begin then. Raises BadText."""
    listed = versions(letter)
    planned = next((one for one in listed if one.number == number), None)
    if planned is None or planned.effective_from <= timezone.now():
        raise BadText("effective_from", _("この文面は、すでに使われているか、取り消されています。"))
    earlier = [one for one in listed if one.effective_from < planned.effective_from]
    return store_texts(
        letter=letter,
        texts=in_force(earlier, planned.effective_from),
        effective_from=planned.effective_from,
        reason=_("変更の予定の取消し"),
        expected=listed[-1].number,
        by=by,
    )

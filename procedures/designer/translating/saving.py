"""Saving translations: only what was changed, and never over what somebody else wrote meanwhile."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from identity.people.models import User
from procedures.definitions.texts import LocalizedText
from procedures.designer.designs import Overtaken, change, document_at
from procedures.designer.documents import Document, Json, find
from procedures.designer.models import Design, OperationKind
from procedures.designer.steps import Set, Step
from procedures.designer.translating.languages import language_name
from procedures.designer.translating.models import ConfirmedTranslation
from procedures.designer.translating.standing import digest_of
from procedures.designer.translating.texts import Text, as_written, texts_of
from procedures.designer.words import called
from procedures.forms.characters import one_line, several_lines, storable

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_TRIES = 3


@dataclass
class Outcome:
    """`saved`: how many translations were changed; `faults`: why others were not, by the name of the text."""

    saved: int = 0
    faults: dict[str, str] = field(default_factory=dict)


def save(*, design: Design, by: User, language: str, typed: Mapping[str, str], seen: int) -> Outcome:
    """Write what was typed, by the names of texts, beside the Japanese of revision `seen`; one operation for all.

    What cannot be saved is left as it is and told; all else is saved. An empty text takes a translation away.
    Raises DesignEnded.
    """
    shown = {text.name: text for text in texts_of(document_at(design, min(seen, design.revision)))}
    for attempt in range(_TRIES):
        document = design.decoded()
        present = {text.name: text for text in texts_of(document)}
        outcome = Outcome()
        changed: dict[str, tuple[Text, str]] = {}
        for name, words in typed.items():
            if name in shown:
                _consider(name, shown[name], present.get(name), language, words, outcome, changed)
        if not changed:
            return outcome
        steps = _steps(document, [(text, language, words) for text, words in changed.values()])
        texts = [text for text, _words in changed.values()]
        place = texts[0].place if len(texts) == 1 else ""
        said = _said(document, texts, language)
        try:
            change(design=design, by=by, kind=OperationKind.CHANGE, place=place, steps=steps, words=said)
        except Overtaken:
            if attempt == _TRIES - 1:
                raise
            design.refresh_from_db()
            continue
        outcome.saved = len(changed)
        return outcome
    raise AssertionError


def confirm(*, design: Design, by: User, language: str, names: set[str], seen: int) -> int:
    """Say of translations, by the names of their texts, that they are still right as they stood at revision `seen`."""
    shown = [text for text in texts_of(document_at(design, min(seen, design.revision))) if text.name in names]
    rows = [
        ConfirmedTranslation(
            number=design.number, language=language, digest=digest_of(text.japanese, text.words[language]), by=by
        )
        for text in shown
        if text.words.get(language)
    ]
    with transaction.atomic():
        ConfirmedTranslation.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def tidy(text: Text, words: str) -> str:
    """As it is kept: one line where the Japanese is one."""
    kept = storable(words)
    return several_lines(kept) if "\n" in text.japanese else one_line(kept)


def _consider(
    name: str,
    shown: Text,
    present: Text | None,
    language: str,
    words: str,
    outcome: Outcome,
    changed: dict[str, tuple[Text, str]],
) -> None:
    wanted, was = tidy(shown, words), shown.words.get(language, "")
    if wanted in {was, tidy(shown, was)}:
        return
    if present is None:
        outcome.faults[name] = _("この文は、ほかの人が削除しました。")
        return
    now = present.words.get(language, "")
    if now == wanted:
        return
    if present.japanese != shown.japanese:
        outcome.faults[name] = _("ほかの人が日本語を変えました。今の日本語に合うか確かめて、もう一度保存してください。")
    elif now != was:
        words_now = now or _("（訳なし）")
        outcome.faults[name] = _(
            "ほかの人が先に訳を「%(now)s」に変えました。これでよければ、もう一度保存してください。"
        ) % {"now": words_now}
    elif fault := _fault(present, wanted):
        outcome.faults[name] = fault
    else:
        changed[name] = (present, wanted)


def _fault(text: Text, words: str) -> str:
    if not words:
        return ""
    strange = [one for one in _PLACEHOLDER.findall(words) if one not in text.japanese]
    if strange:
        return _("「%(name)s」は日本語にありません。差し込みは、日本語にあるものをそのまま書いてください。") % {
            "name": strange[0]
        }
    try:
        LocalizedText(ja=words)
    except ValidationError:
        return _("5,000文字までにしてください。")
    return ""


def _steps(document: Document, changed: list[tuple[Text, str, str]]) -> list[Step]:
    """One step for each field: several texts of one field are set together."""
    after: dict[tuple[str, str], tuple[Json, Json]] = {}
    for text, language, words in changed:
        whole = after.get((text.place, text.field))
        before = whole[0] if whole else find(document, text.place)[text.field]
        written = as_written({**text.words, language: words})
        if text.index is None:
            after[text.place, text.field] = (before, written)
        else:
            members = list(whole[1] if whole else before)
            members[text.index] = written
            after[text.place, text.field] = (before, members)
    return [Set(place, name, before, now) for (place, name), (before, now) in after.items()]


def _said(document: Document, texts: list[Text], language: str) -> str:
    name = language_name(language)
    if len(texts) == 1:
        return _("%(what)sの訳（%(language)s）を変えた") % {
            "what": called(document, texts[0].place),
            "language": name,
        }
    return _("訳（%(language)s）を%(count)d件変えた") % {"language": name, "count": len(texts)}

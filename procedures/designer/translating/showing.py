"""The page of translations: what is chosen, which texts stand on it, and how many there are of each kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from procedures.designer.models import Design
from procedures.designer.translating.languages import html_language, language_name
from procedures.designer.translating.saving import Outcome
from procedures.designer.translating.standing import TARGETS, Standing, State, counts
from procedures.designer.translating.wording import part_names, state_words, text_called

ALL = "all"
PER_PAGE = 30
_ORDER: Mapping[State, int] = {"missing": 0, "review": 1, "done": 2}
_KINDS = {"missing": "warn", "review": "accent", "done": "ok"}
_UNFINISHED: tuple[State, ...] = ("missing", "review")
_LONG = 60


@dataclass(frozen=True, slots=True)
class Chosen:
    """What of the texts is looked at. `part`: of texts.Text, or ALL; `only`: a state, or ALL."""

    language: str = TARGETS[0]
    part: str = ALL
    only: str = ALL
    start: int = 0

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Chosen:
        language, only, start = query.get("language", ""), query.get("only", ALL), query.get("start", "")
        return cls(
            language=language if language in TARGETS else TARGETS[0],
            part=query.get("part", ALL) or ALL,
            only=only if only in _ORDER else ALL,
            start=int(start) if start.isascii() and start.isdigit() and len(start) < 6 else 0,
        )

    def query(self) -> dict[str, str]:
        given = {"language": self.language, "part": self.part, "only": self.only, "start": str(self.start)}
        return {name: value for name, value in given.items() if value not in {ALL, "0"}}


@dataclass(frozen=True, slots=True)
class Typed:
    """Texts that are shown again, with what was typed and what is wrong with it."""

    standings: Sequence[Standing]
    words: Mapping[str, str]
    faults: Mapping[str, str]


def typed_again(standings: Sequence[Standing], typed: Mapping[str, str], outcome: Outcome) -> Typed:
    """What was on the page that was sent; nothing of it moves while it is mended. What could be saved is."""
    words = {name: typed[name] for name in outcome.faults}
    return Typed([one for one in standings if one.text.name in typed], words, outcome.faults)


def page_of(design: Design, standings: Sequence[Standing], chosen: Chosen, typed: Typed | None) -> dict[str, Any]:
    """For the template. No SQL."""
    document = design.decoded()
    parts = part_names(document)
    found = typed.standings if typed else _found(standings, chosen)
    start = 0 if typed or chosen.start >= len(found) else chosen.start
    shown = found if typed else found[start : start + PER_PAGE]
    lines = [_line(document, one, chosen.language, typed) for one in shown]
    faults = [{"id": line["name"], "message": f"{line['called']}：{line['error']}"} for line in lines if line["error"]]
    known = {line["name"] for line in lines}
    faults += [
        {"id": "texts", "message": fault}
        for name, fault in (typed.faults if typed else {}).items()
        if name not in known
    ]
    return {
        "design": design,
        "chosen": chosen,
        "language_name": language_name(chosen.language),
        "lang": html_language(chosen.language),
        "columns": [{"label": label} for label in (_("言語"), _("訳あり"), _("訳がない"), _("見直しが必要"))],
        "tally_summary": _summary(standings, chosen.language),
        "tally": _tally(standings, chosen),
        "languages": [{"value": one, "label": language_name(one)} for one in TARGETS],
        "parts": [{"value": ALL, "label": _("すべて")}, *({"value": k, "label": v} for k, v in parts.items())],
        "states": [{"value": ALL, "label": _("すべて")}, *({"value": k, "label": state_words(k)} for k in _ORDER)],
        "lines": lines,
        "errors": faults,
        "total": len(found),
        "first": start + 1,
        "last": start + len(lines),
        "previous": _to(chosen, max(start - PER_PAGE, 0)) if start else "",
        "next": _to(chosen, start + PER_PAGE) if not typed and start + PER_PAGE < len(found) else "",
        "action": f"?{urlencode(replace(chosen, start=start).query())}",
    }


def _to(chosen: Chosen, start: int) -> str:
    return f"?{urlencode(replace(chosen, start=start).query())}"


def _found(standings: Sequence[Standing], chosen: Chosen) -> list[Standing]:
    """What is missing first, then what is to be looked at again, each in reading order."""
    found = [
        one
        for one in standings
        if chosen.part in {ALL, one.text.part} and chosen.only in {ALL, one.states[chosen.language]}
    ]
    return sorted(found, key=lambda one: _ORDER[one.states[chosen.language]])


def _line(document: dict[str, Any], one: Standing, language: str, typed: Typed | None) -> dict[str, Any]:
    text, state = one.text, one.states[language]
    value = text.words.get(language, "")
    return {
        "name": text.name,
        "called": text_called(document, text),
        "japanese": text.japanese,
        "value": typed.words.get(text.name, value) if typed else value,
        "error": typed.faults.get(text.name, "") if typed else "",
        "rows": min(text.japanese.count("\n") + len(text.japanese) // _LONG + 2, 10),
        "badge": {"label": state_words(state), "kind": _KINDS[state]} if state != "done" else None,
        "review": state == "review",
    }


def _summary(standings: Sequence[Standing], language: str) -> str:
    """How far the chosen language is, in a line."""
    count = counts(standings, language)
    words = _("%(language)s：%(total)d件のうち訳がないもの%(missing)d件、見直しが必要なもの%(review)d件")
    given = {"language": language_name(language), "total": len(standings)}
    return words % {**given, "missing": count["missing"], "review": count["review"]}


def _tally(standings: Sequence[Standing], chosen: Chosen) -> list[dict[str, Any]]:
    """A row for each language."""
    total = len(standings)
    rows = []
    for language in TARGETS:
        count = counts(standings, language)
        cells: list[Any] = [
            {
                "value": language_name(language),
                "header": True,
                "url": f"?{urlencode(Chosen(language=language).query())}",
            },
            _("%(done)d／%(total)d") % {"done": total - count["missing"], "total": total},
        ]
        for state in _UNFINISHED:
            query = urlencode(Chosen(language=language, only=state).query())
            number = _("%(count)d件") % {"count": count[state]}
            cells.append({"value": number, "url": f"?{query}"} if count[state] else number)
        rows.append({"cells": cells, "current": language == chosen.language})
    return rows

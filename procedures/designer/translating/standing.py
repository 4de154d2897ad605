"""How the translations of a design stand: there, missing, or to be looked at again since the Japanese changed after.

It is worked out from what was ever written. A translation belongs to the Japanese that stood beside it when it was
written, in a published version or by an operation of the design; where other Japanese stands beside it now, somebody
must look, and may say that it is still right.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from procedures.catalogue.models import ProcedureVersion
from procedures.definitions.texts import LANGUAGES
from procedures.designer.documents import Json, key_of
from procedures.designer.models import Design
from procedures.designer.steps import ABSENT, Remove, Set, Step, apply, reversed_steps
from procedures.designer.translating.models import ConfirmedTranslation
from procedures.designer.translating.texts import Text, texts_of

State = Literal["missing", "review", "done"]
TARGETS = tuple(language for language in LANGUAGES if language != "ja")

_MOST_VERSIONS = 20
Pair = tuple[str, str, str]
"""Language, Japanese, translation."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A text, and how its translation into each language stands."""

    text: Text
    states: Mapping[str, State]


def standings_of(design: Design) -> list[Standing]:
    """Every text in reading order. Three SQL statements."""
    written = _pairs(design)
    confirmed = set(ConfirmedTranslation.objects.filter(number=design.number).values_list("language", "digest"))
    return [
        Standing(text, {language: _state(text, language, written, confirmed) for language in TARGETS})
        for text in texts_of(design.decoded())
    ]


def _state(text: Text, language: str, written: set[Pair], confirmed: set[tuple[str, str]]) -> State:
    words = text.words.get(language)
    if not words:
        return "missing"
    if (language, text.japanese, words) in written or (language, digest_of(text.japanese, words)) in confirmed:
        return "done"
    return "review"


def counts(standings: Sequence[Standing], language: str) -> Counter[State]:
    return Counter(one.states[language] for one in standings)


def digest_of(japanese: str, translation: str) -> str:
    """Of both together."""
    return hashlib.sha256(json.dumps([japanese, translation]).encode()).hexdigest()


def _pairs(design: Design) -> set[Pair]:
    """Which translation was written for which Japanese. Two SQL statements."""
    seen = _Seen()
    versions = ProcedureVersion.objects.filter(procedure__number=design.number, published_at__lte=design.started_at)
    for text in reversed(versions.order_by("-number").values_list("document", flat=True)[:_MOST_VERSIONS]):
        seen.look(json.loads(text), "")
    operations: list[Sequence[Step]] = [one.decoded() for one in design.operations.order_by("number")]
    document = design.decoded()
    for steps in reversed(operations):
        document = apply(document, reversed_steps(steps))
    seen.look(document, "")
    for steps in operations:
        for step in steps:
            seen.step(step)
    return seen.pairs


class _Seen:
    """What stood where, from the first text to the last."""

    def __init__(self) -> None:
        self.pairs: set[Pair] = set()
        self.last: dict[str, Mapping[str, str]] = {}

    def step(self, step: Step) -> None:
        if isinstance(step, Remove):
            return
        if isinstance(step, Set):
            if step.after is not ABSENT:
                self.look(step.after, f"{step.place}/{step.field}".lstrip("/"))
        else:
            self.look([step.value], f"{step.place}/{step.field}".lstrip("/"))

    def look(self, value: Json, place: str) -> None:
        for here, words in _translated(value, place):
            before = self.last.get(here, {})
            for language in TARGETS:
                translation = words.get(language)
                if translation and translation != before.get(language):
                    self.pairs.add((language, words["ja"], translation))
            self.last[here] = words


def _translated(value: Json, place: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Texts that have translations, wherever they stand: what has the key `ja` is one."""
    if isinstance(value, dict):
        if isinstance(value.get("ja"), str):
            yield place, value
            return
        for name, part in value.items():
            yield from _translated(part, f"{place}/{name}".lstrip("/"))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            key = key_of(member)
            # Items have one place each, whatever they stand in.
            base = "items" if key is not None and place.endswith("items") else place
            yield from _translated(member, f"{base}/{index if key is None else key}")

"""Texts: only placeholders that exist, and no HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from procedures.definitions.definition import Definition
from procedures.definitions.items import GroupItem, RegisterFactsItem, TextBlockItem
from procedures.definitions.places import placed_texts
from procedures.definitions.problems import Problem, problem
from procedures.definitions.sections import LETTER_PLACEHOLDERS, MESSAGE_PLACEHOLDERS
from procedures.definitions.texts import LANGUAGES, LocalizedText

_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,200}>")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def text_problems(definition: Definition) -> Iterator[Problem]:
    for place, text in placed_texts(definition):
        if any(_TAG.search(words) for words in _translations(text)):
            yield problem(place, "html_in_text")
    for place, text in placed_texts(definition.messages, "/messages"):
        yield from placeholder_problems(place, text, MESSAGE_PLACEHOLDERS)
    letter = LETTER_PLACEHOLDERS | writable_names(definition)
    for index, document in enumerate(definition.documents):
        if document.body is not None:
            yield from placeholder_problems(f"/documents/{index}/body", document.body, letter)


def writable_names(definition: Definition) -> frozenset[str]:
    """What a letter can write out by name: answers and results that are asked once, lists, and calculations."""
    items = (item for item in definition.items() if definition.list_of(item.id) is None)
    asked = {item.id for item in items if not isinstance(item, GroupItem | TextBlockItem | RegisterFactsItem)}
    return frozenset(asked | {value.id for value in definition.values})


def _translations(text: LocalizedText) -> Iterator[str]:
    for language in LANGUAGES:
        words = getattr(text, language.replace("-", "_"))
        if words is not None:
            yield words


def placeholder_problems(place: str, text: LocalizedText, known: frozenset[str]) -> Iterator[Problem]:
    for words in _translations(text):
        for name in _PLACEHOLDER.findall(words):
            if name not in known:
                expected = ", ".join(sorted(known))
                yield problem(place, "unknown_placeholder", name=name[:60], expected=expected)
        if set(_PLACEHOLDER.sub("", words)) & {"{", "}"}:
            yield problem(place, "stray_brace")

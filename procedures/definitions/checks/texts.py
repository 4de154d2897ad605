"""Texts: only placeholders that exist, and no HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from procedures.definitions.definition import Definition
from procedures.definitions.places import placed_texts
from procedures.definitions.problems import Problem, problem
from procedures.definitions.sections import MESSAGE_PLACEHOLDERS
from procedures.definitions.texts import LANGUAGES, LocalizedText

_TAG = re.compile(r"</?[A-Za-z!][^<>]{0,200}>")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def text_problems(definition: Definition) -> Iterator[Problem]:
    for place, text in placed_texts(definition):
        if any(_TAG.search(words) for words in _translations(text)):
            yield problem(place, "html_in_text")
    for place, text in placed_texts(definition.messages, "/messages"):
        yield from _placeholder_problems(place, text)


def _translations(text: LocalizedText) -> Iterator[str]:
    for language in LANGUAGES:
        words = getattr(text, language.replace("-", "_"))
        if words is not None:
            yield words


def _placeholder_problems(place: str, text: LocalizedText) -> Iterator[Problem]:
    for words in _translations(text):
        for name in _PLACEHOLDER.findall(words):
            if name not in MESSAGE_PLACEHOLDERS:
                expected = ", ".join(sorted(MESSAGE_PLACEHOLDERS))
                yield problem(place, "unknown_placeholder", name=name[:60], expected=expected)
        if set(_PLACEHOLDER.sub("", words)) & {"{", "}"}:
            yield problem(place, "stray_brace")

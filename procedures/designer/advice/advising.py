"""All the rules over one document, in its order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import chain

from procedures.designer.advice import (
    document_words,
    hints,
    labels,
    markup,
    minimisation,
    sentences,
    wording,
)
from procedures.designer.advice.advices import Advice, Found
from procedures.designer.advice.messages import WORDINGS
from procedures.designer.advice.survey import Form, Survey, survey

MAX_ADVICES = 1000

TextRule = Callable[[str], Iterator[Found]]
DocumentRule = Callable[[Survey], Iterator[tuple[str, Found]]]

_WORDS: tuple[TextRule, ...] = (
    wording.by_sense,
    wording.spaced_words,
    wording.machine_dependent,
    wording.widths,
    wording.short_dates,
    wording.hard_words,
    wording.foreign_words,
    wording.kana_instead,
    sentences.addressed,
)
_SENTENCES: tuple[TextRule, ...] = (
    sentences.long_sentences,
    sentences.double_negatives,
    sentences.commands,
    sentences.plain_style,
    wording.wordy,
)
_MARKDOWN: tuple[TextRule, ...] = (
    markup.headings,
    markup.false_headings,
    markup.false_lists,
    markup.long_text,
    markup.links,
    markup.pictures,
    markup.tables,
)
TEXT_RULES: Mapping[Form, tuple[TextRule, ...]] = {
    "markdown": (*_MARKDOWN, markup.addresses, *_SENTENCES, *_WORDS),
    "prose": (markup.markup_shown, markup.pictures, markup.addresses, *_SENTENCES, *_WORDS),
    "mail": (markup.markup_shown, *_SENTENCES, *_WORDS),
    "name": (markup.markup_shown, markup.addresses, *_WORDS),
}
DOCUMENT_RULES: tuple[DocumentRule, ...] = (
    labels.labels,
    labels.applicants,
    labels.required,
    labels.repeated_labels,
    labels.pages,
    labels.options,
    hints.hints,
    document_words.rare_kanji,
    document_words.unexplained_words,
    minimisation.my_number,
    minimisation.known_already,
    minimisation.sensitive,
    minimisation.purposes,
    minimisation.free_texts,
    minimisation.idle_questions,
)


def advice_on(document: object) -> list[Advice]:
    """What the author of a document may do better, in the order of the document.

    `document`: the JSON of a design, complete or not; anything else gives []. Takes a time that grows with the
    document: each text is read once and remembered, each item is looked at once by every rule.
    """
    seen = survey(document)
    found = list(chain(_in_texts(seen), *(rule(seen) for rule in DOCUMENT_RULES)))
    found.sort(key=lambda one: seen.position(f"{one[0]}{one[1].at}"))
    return [_advice(place, one) for place, one in found[:MAX_ADVICES]]


def _in_texts(seen: Survey) -> Iterator[tuple[str, Found]]:
    for passage in seen.passages:
        for found in _read(passage.words, passage.form):
            yield passage.place, found


@lru_cache(maxsize=8192)
def _read(words: str, form: Form) -> tuple[Found, ...]:
    """What is found in one text. Remembered, for an author changes one text and the others are read again."""
    return tuple(chain.from_iterable(rule(words) for rule in TEXT_RULES[form]))


def _advice(place: str, found: Found) -> Advice:
    wording_of = WORDINGS[found.code]
    message = str(wording_of.message) % found.values
    return Advice(f"{place}{found.at}", found.code, message, found.suggestion, wording_of.kind, str(wording_of.source))

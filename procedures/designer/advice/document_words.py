"""Rules for words that need the whole document: said once, where a word comes first."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from procedures.designer.advice.advices import Found
from procedures.designer.advice.sentences import spoken
from procedures.designer.advice.survey import Passage, Survey
from procedures.designer.advice.words import patterns
from procedures.designer.advice.words.glossary import READINGS, UNEXPLAINED, Term
from procedures.designer.advice.words.kanji import JOYO, PLACES


def rare_kanji(survey: Survey) -> Iterator[tuple[str, Found]]:
    """Letters outside 常用漢字表, unless their reading stands behind the word. Names of places have what they have."""
    told: set[str] = set()
    for passage in survey.passages:
        if all(letter < "㐀" or letter in JOYO for letter in set(passage.words)):
            continue
        text = spoken(passage.words)
        for match in patterns.KANJI_WORD.finditer(text):
            word = match.group()
            letters = "".join(dict.fromkeys(letter for letter in _general(word) if letter not in JOYO))
            if not letters or word in told:
                continue
            told.add(word)
            if not patterns.READING.match(text[match.end() : match.end() + 60]):
                yield passage.place, Found("rare_kanji", {"word": word, "letters": letters}, _written(passage.words))


def _general(word: str) -> str:
    for place in PLACES:
        word = word.replace(place, "")
    return word


def _written(words: str) -> str:
    mended = words
    for term in READINGS:
        if term.swap:
            mended = mended.replace(term.word, term.easy)
    return mended if mended != words else ""


def unexplained_words(survey: Survey) -> Iterator[tuple[str, Found]]:
    """Terms that may be needed, but are explained nowhere: not in brackets, a hint, or 「…とは」."""
    present = [term for term in UNEXPLAINED if any(term.word in passage.words for passage in survey.passages)]
    if not present:
        return
    everything = "\n".join(passage.words for passage in survey.passages)
    hinted = [item.label for item in survey.questions if item.hint and not item.hint.startswith(("例", "（例"))]
    places = {passage.place for passage in survey.passages}
    for term in present:
        if _explained(term.word, everything) or any(term.word in label for label in hinted):
            continue
        first = next(passage for passage in survey.passages if term.word in passage.words)
        place, suggestion = _explanation(first, term, places)
        yield place, Found("unexplained_word", {"word": term.word, "easy": term.easy}, suggestion)


def _explained(word: str, everything: str) -> bool:
    return any(
        form in everything for form in (f"{word}（", f"{word}」（", f"（{word}）", f"{word}とは", f"{word}」とは")
    )


def _explanation(first: Passage, term: Term, places: set[str]) -> tuple[str, str]:
    """Where the explanation may stand and in which words: in a hint of what has none yet, or in brackets."""
    if first.form != "name":
        return first.place, first.words.replace(term.word, f"{term.word}（{term.easy}）", 1)
    owner, _slash, _rest = first.place.rpartition("/label")
    hint = f"{owner}/hint"
    if first.name == "label" and owner and not {hint, f"{hint}/ja"} & places:
        return hint, _("「%(word)s」とは、%(easy)sのことです。") % {"word": term.word, "easy": term.easy}
    return first.place, ""

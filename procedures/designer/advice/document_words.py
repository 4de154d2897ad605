"""Rules for words that need the whole document: said once, where a word comes first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from procedures.designer.advice.advices import Found
from procedures.designer.advice.sentences import spoken
from procedures.designer.advice.survey import Passage, Survey, japanese
from procedures.designer.advice.wording import bounded
from procedures.designer.advice.words import patterns
from procedures.designer.advice.words.glossary import READINGS, UNEXPLAINED, Term
from procedures.designer.advice.words.kanji import JOYO, PLACES


def rare_kanji(survey: Survey) -> Iterator[tuple[str, Found]]:
    """Letters outside 常用漢字表, unless their reading stands behind the word somewhere; told once for each word."""
    first: dict[str, Passage] = {}
    read: set[str] = set()
    for passage in survey.passages:
        if all(letter < "㐀" or letter in JOYO for letter in set(passage.words)):
            continue
        text = spoken(passage.words)
        for match in patterns.KANJI_WORD.finditer(text):
            word = match.group()
            if _beyond(word):
                first.setdefault(word, passage)
                if patterns.READING.match(text[match.end() : match.end() + 60]):
                    read.add(word)
    for word, passage in first.items():
        if not any(word in known or known in word for known in read):
            yield passage.place, Found("rare_kanji", {"word": word, "letters": _beyond(word)}, _written(passage.words))


def _beyond(word: str) -> str:
    """The letters of a word that are not in the table. Names of places have the letters that they have."""
    return "".join(dict.fromkeys(letter for letter in _general(word) if letter not in JOYO))


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
    """Terms that may be needed, but are explained nowhere: not in brackets, a hint, or 「…とは」.

    Options explain the question they answer, and a summary that does without the word explains the title.
    """
    everything = "\n".join(passage.words for passage in survey.passages)
    present = [term for term in UNEXPLAINED if term.word in everything]
    told = list(_told(survey)) if present else []
    places = {passage.place for passage in survey.passages} if present else set()
    title, summary = japanese(survey.document.get("title")), japanese(survey.document.get("summary"))
    for term in present:
        pattern = bounded(term.word)
        first = next((passage for passage in survey.passages if pattern.search(passage.words)), None)
        if first is None or _explained(term.word, everything) or any(pattern.search(label) for label in told):
            continue
        if term.word in title and summary and term.word not in summary:
            continue
        place, suggestion = _explanation(first, term, places)
        yield place, Found("unexplained_word", {"word": term.word, "easy": term.easy}, suggestion)


def _told(survey: Survey) -> Iterator[str]:
    """Names beside which something more is said."""
    for item in survey.questions:
        options = [one for one in item.options if isinstance(one, Mapping)]
        if item.hint or options:
            yield item.label
        yield from (japanese(option.get("label")) for option in options if japanese(option.get("hint")))


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
        return hint, _("「%(word)s」とは、%(easy)sです。") % {"word": term.word, "easy": term.easy}
    return first.place, ""

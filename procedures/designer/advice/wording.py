"""Rules for words and letters: what only offices say, what only some can read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from accessibility.checker.words import MACHINE_DEPENDENT, SPACED_WORD
from procedures.designer.advice.advices import Found
from procedures.designer.advice.sentences import spoken
from procedures.designer.advice.words import patterns
from procedures.designer.advice.words.glossary import FOREIGN_WORDS, HARD_WORDS, KANA_INSTEAD, WORDY, Term
from procedures.designer.advice.words.letters import SPELT_OUT

_KANJI = r"[㐀-鿿々]"
_KATAKANA = r"[ァ-ヴー]"


@cache
def bounded(word: str) -> re.Pattern[str]:
    """Finds a word that is no part of a longer one: kanji and katakana at its ends meet other letters."""
    before = after = ""
    for kind in (_KANJI, _KATAKANA):
        before += rf"(?<!{kind})" if re.match(kind, word[0]) else ""
        after += rf"(?!{kind})" if re.match(kind, word[-1]) else ""
    return re.compile(before + re.escape(word) + after)


def hard_words(words: str) -> Iterator[Found]:
    yield from _terms(words, HARD_WORDS, "hard_word")


def wordy(words: str) -> Iterator[Found]:
    yield from _terms(words, WORDY, "wordy")


def foreign_words(words: str) -> Iterator[Found]:
    yield from _terms(words, FOREIGN_WORDS, "foreign_word")


def kana_instead(words: str) -> Iterator[Found]:
    yield from _terms(words, KANA_INSTEAD, "kana_instead")


def _pattern(term: Term) -> re.Pattern[str]:
    return re.compile(re.escape(term.word)) if term.joins else bounded(term.word)


def _terms(words: str, terms: tuple[Term, ...], code: str) -> Iterator[Found]:
    told = ""
    for term in terms:
        if term.word not in words or term.word in told:  # a search for a string is much faster than a pattern
            continue
        pattern = _pattern(term)
        text = spoken(words)
        found = pattern.search(text)
        if found is None or text[found.end() : found.end() + 1] == "（":  # explained on the spot
            continue
        told += f" {term.word}"
        suggestion = pattern.sub(term.easy, words) if term.swap else ""
        yield Found(code, {"word": term.word, "easy": term.easy}, suggestion)


def by_sense(words: str) -> Iterator[Found]:
    """Nothing is named by its colour, place or shape alone."""
    for code, pattern in (
        ("by_colour", patterns.COLOUR),
        ("by_position", patterns.POSITION),
        ("by_shape", patterns.SHAPE),
    ):
        if found := pattern.search(words):
            yield Found(code, {"words": found.group()})
    if found := patterns.POINTER.search(words):
        yield Found("click_word", {"words": found.group()}, patterns.POINTER.sub("選択", words))


def spaced_words(words: str) -> Iterator[Found]:
    if "　" in words and (found := SPACED_WORD.search(words)):
        mended = SPACED_WORD.sub(lambda match: match.group().replace("　", ""), words)
        yield Found("spaced_word", {"words": found.group()}, mended)


def machine_dependent(words: str) -> Iterator[Found]:
    """Letters that some readers skip or misread, with the words they stand for."""
    found = next((letter for letter in SPELT_OUT if letter in words), "")
    if not found and (match := MACHINE_DEPENDENT.search(words)):
        found = match.group()
    if found:
        mended = words
        for letter, spelt in SPELT_OUT.items():
            mended = mended.replace(letter, spelt)
        yield Found("machine_dependent", {"words": found}, mended if mended != words else "")


def widths(words: str) -> Iterator[Found]:
    """Digits and letters narrow, katakana wide: one way to write what is read, searched and copied."""
    if found := patterns.WIDE.search(words):
        yield Found("wide_letters", {"words": found.group()[:20]}, patterns.WIDE.sub(_folded, words))
    if found := patterns.NARROW_KANA.search(words):
        yield Found("narrow_kana", {"words": found.group()[:20]}, patterns.NARROW_KANA.sub(_folded, words))


def _folded(match: re.Match[str]) -> str:
    return unicodedata.normalize("NFKC", match.group())


def short_dates(words: str) -> Iterator[Found]:
    found = patterns.WESTERN_DATE.search(words) or patterns.ERA_DATE.search(words)
    if found:
        mended = patterns.WESTERN_DATE.sub(_western, words)
        yield Found("short_date", {"words": found.group()}, patterns.ERA_DATE.sub(_era, mended))


def _western(match: re.Match[str]) -> str:
    return f"{match[1]}年{int(match[2])}月{int(match[3])}日"


def _era(match: re.Match[str]) -> str:
    return f"{patterns.ERAS[match[1]]}{int(match[2])}年{int(match[3])}月{int(match[4])}日"

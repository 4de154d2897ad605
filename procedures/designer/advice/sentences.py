"""Rules for sentences: how long, how direct, in which style.

公用文作成の考え方（解説）: at 50 to 60 characters, look whether a sentence is still easy to read; use double negatives
only where nothing else says it; texts for residents are in です・ます.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from procedures.designer.advice.advices import Found
from procedures.designer.advice.words import patterns

LONG_SENTENCE = 60

_END = re.compile(r"[。！？!?\n]")
_BRACKETS = re.compile(r"（[^（）]{0,200}）")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()]{0,2000}\)")
_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|[-*+][ \t]+|\d{1,9}[.)][ \t]+|>[ \t]*)", re.MULTILINE)


def plain_words(words: str) -> str:
    """A text without the marks of Markdown, as it is read out."""
    if "](" in words:
        words = _LINK.sub(r"\1", words)
    return _LINE_MARK.sub("", words).replace("**", "").strip()


def spoken(words: str) -> str:
    """A text without examples of what somebody might write."""
    return patterns.EXAMPLE.sub("", words) if "例" in words else words


def long_sentences(words: str) -> Iterator[Found]:
    """What stands in brackets is not counted: it is passed over in reading."""
    if len(words) <= LONG_SENTENCE:
        return
    for sentence in _END.split(spoken(plain_words(words))):
        count = len(_BRACKETS.sub("", sentence).strip())
        if count > LONG_SENTENCE:
            yield Found("long_sentence", {"count": count, "limit": LONG_SENTENCE, "words": sentence.strip()[:20]})


def double_negatives(words: str) -> Iterator[Found]:
    if "な" in words and (found := patterns.DOUBLE_NEGATIVE.search(words)):
        yield Found("double_negative", {"words": found.group()})


def addressed(words: str) -> Iterator[Found]:
    """Taken out, it is seldom missed: 「あなたの氏名」 is 「氏名」."""
    found = patterns.YOU.search(words)
    if found:
        bare = any(match.group()[-1] not in "のがは、にも" for match in patterns.YOU.finditer(words))
        yield Found("you", {}, "" if bare else patterns.YOU.sub("", words))


def commands(words: str) -> Iterator[Found]:
    if found := patterns.COMMAND.search(words):
        yield Found("commanding", {"words": found.group()}, patterns.COMMAND.sub(patterns.REQUEST, words))


def plain_style(words: str) -> Iterator[Found]:
    """Sentences in である or in the plain form of verbs."""
    if "。" not in words:
        return
    text = spoken(words)
    for match in patterns.PLAIN_END.finditer(text):
        if patterns.POLITE_END.search(match.group()):
            continue
        yield Found("plain_style", {"words": f"{match.group()[-8:]}。"}, _polite(words))
        return


def _polite(words: str) -> str:
    """The text in です・ます, or "" where a sentence is left that no rule turns."""
    mended = words
    for pattern, polite in patterns.POLITE_FORMS:
        mended = pattern.sub(polite, mended)
    plain = any(not patterns.POLITE_END.search(match.group()) for match in patterns.PLAIN_END.finditer(mended))
    return "" if plain else mended

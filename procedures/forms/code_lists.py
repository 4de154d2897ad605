"""Options of one item to choose from by searching, and lists that this room makes from its own data."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from procedures.catalogue.code_lists import register
from procedures.catalogue.folding import fold, fold_words
from procedures.definitions.code_lists import Code, CodeList, code_list
from procedures.definitions.items import ChoiceItem, ChoicesItem
from procedures.forms.postcodes import coded_towns

SHOWN = 20
"""How many candidates are shown; more words find fewer."""

LONGEST_SEARCH = 100
HOME = ("秋田県", "秋田市")


class Entry(NamedTuple):
    """An option with the folded forms in which it is found."""

    value: str
    label: str
    keys: tuple[str, ...]


def entries_of(item: ChoiceItem | ChoicesItem, language: str) -> Sequence[Entry]:
    """The options of an item, in order; those of a code list are folded once."""
    if item.options_from is not None:
        found = code_list(item.options_from)
        return _listed(found) if found else ()
    labels = ((option.value, option.label.in_language(language)) for option in item.options)
    return [Entry(value, label, (fold(label),)) for value, label in labels]


@lru_cache(maxsize=64)
def _listed(found: CodeList) -> tuple[Entry, ...]:
    """A list that was imported anew is another object."""
    return tuple(Entry(one.value, one.label, _keys(one)) for one in found.codes)


def _keys(code: Code) -> tuple[str, ...]:
    return tuple(key for text in (code.label, code.kana) if (key := fold(text)))


def matching(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """The entries in which every word of what was typed is found, in any writing; the same word first, then beginnings.

    Nothing is found for nothing.
    """
    words = fold_words(typed[:LONGEST_SEARCH])
    if not words:
        return []
    ranked: list[tuple[int, int, Entry]] = []
    for place, entry in enumerate(entries):
        if all(any(word in key for key in entry.keys) for word in words):
            rank = min(0 if key == words[0] else 1 if key.startswith(words[0]) else 2 for key in entry.keys)
            ranked.append((rank, place, entry))
    return [entry for _rank, _place, entry in sorted(ranked)]


def exactly(entries: Sequence[Entry], typed: str) -> Entry | None:
    """The one entry that is called what was typed; None where there is none or are several."""
    whole = fold(typed[:LONGEST_SEARCH])
    found = [entry for entry in entries if whole and whole in entry.keys]
    return found[0] if len(found) == 1 else None


def _akita_towns() -> CodeList:
    """The 町字 of the city. Values are postcodes, numbered where several towns share one."""
    return CodeList("akita_towns", [Code(*town) for town in coded_towns(*HOME)])


def register_lists() -> None:
    register("akita_towns", _akita_towns)

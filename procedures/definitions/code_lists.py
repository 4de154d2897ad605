"""Code lists: options that many procedures share, named by an id. Where they come from is set from outside, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import NamedTuple


class Code(NamedTuple):
    """One option: `value` is what is stored and never changes; `kana` its reading, for those who search."""

    value: str
    label: str
    kana: str = ""


class CodeList:
    """An immutable list of codes in the order in which they are shown.

    `retired`: codes that are not offered any more; earlier answers hold them, so `get` still knows their labels.
    """

    def __init__(self, list_id: str, codes: Iterable[Code], retired: Iterable[Code] = ()) -> None:
        self.id = list_id
        self.codes = tuple(codes)
        self.retired = tuple(retired)

    @cached_property
    def values(self) -> tuple[str, ...]:
        return tuple(code.value for code in self.codes)

    @cached_property
    def _by_value(self) -> dict[str, Code]:
        return {code.value: code for code in (*self.retired, *self.codes)}

    def offers(self, value: str) -> bool:
        """Whether it may be chosen today."""
        return value in self._offered

    @cached_property
    def _offered(self) -> frozenset[str]:
        return frozenset(self.values)

    def get(self, value: str) -> Code | None:
        """The code of a value, also of one that is not offered any more."""
        return self._by_value.get(value)


Finder = Callable[[str], CodeList | None]
_finders: list[Finder] = []


def use_code_lists(find: Finder) -> None:
    """Say where lists come from; `find` gives the same object for the same id each time, None for an unknown id."""
    _finders[:] = [find]


def code_list(list_id: str) -> CodeList | None:
    """The list of that id; None for an unknown one, and before anybody has said where lists come from."""
    return _finders[0](list_id) if _finders else None

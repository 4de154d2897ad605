"""What is wrong with a definition, where, and in which words."""

from __future__ import annotations

from typing import NamedTuple

from procedures.definitions.messages import TEXTS


class Problem(NamedTuple):
    """`place` is a JSON pointer into the document ("" is the whole); `code` is stable; the message is Japanese."""

    place: str
    code: str
    message_ja: str


def problem(place: str, code: str, **context: str | int) -> Problem:
    """A problem with its text from messages.py filled in."""
    return Problem(place, code, TEXTS[code].format(**context))


class DefinitionError(ValueError):
    """A document that is no definition. `problems` holds at most MAX_PROBLEMS, in document order."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{found.place}: {found.code}" for found in problems[:5]))
        self.problems = tuple(problems)


MAX_PROBLEMS = 100

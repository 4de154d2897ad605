"""What the commands of this room share: reading files and moments, telling problems."""

from argparse import ArgumentTypeError
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from procedures.definitions import DefinitionError, Problem
from procedures.definitions.parsing import MAX_BYTES
from procedures.definitions.problems import problem


def read_file(path: Path) -> bytes:
    """Not more than a definition may be long. Raises DefinitionError and OSError."""
    if path.stat().st_size > MAX_BYTES:
        raise DefinitionError([problem("", "json_too_large", limit=MAX_BYTES // 1024 // 1024)])
    return path.read_bytes()


def moment(text: str) -> datetime:
    """A day, or a day and a time, in Japan. Raises ArgumentTypeError."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f'"{text}" is no moment; write for instance "2027-04-01 09:00"') from None
    return read if read.tzinfo else timezone.make_aware(read)


def told(file: str, problems: Iterable[Problem], before: str = "") -> str:
    """One line a problem: `before`, file, place, reason."""
    return "\n".join(f"{before}{file}: {one.place or '/'}: {one.message_ja}" for one in problems)

"""Rows to the bytes of a CSV file: RFC 4180 with CRLF, as Japanese accounting systems and Excel read it."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def write_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[Sequence[str]], encoding: str) -> bytes:
    """The same rows give the same bytes. A letter that CP932 does not have is written as 〓, so that no row is lost."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([heading for _name, heading in columns])
    writer.writerows([_cell(row.get(name, "")) for name, _heading in columns] for row in rows)
    written = text.getvalue()
    if encoding == "cp932":
        return b"".join(_in_cp932(letter) for letter in written)
    return written.encode(encoding)


def _in_cp932(letter: str) -> bytes:
    try:
        return letter.encode("cp932")
    except UnicodeEncodeError:
        return "〓".encode("cp932")


def _cell(value: Any) -> str:
    if isinstance(value, date):
        return value.strftime("%Y/%m/%d")
    if isinstance(value, int):
        return str(value)
    text = str(value)
    # A spreadsheet takes such a text for a formula.
    return f"'{text}" if text.startswith(_RISKY) else text

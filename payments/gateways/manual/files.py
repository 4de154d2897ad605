"""Files of payments: what the bank, the counter's register and the accounting system hand over (消込データ).

CSV or tabs (pasted from a spreadsheet) with one heading line, UTF-8 or CP932, columns by name: 納付番号, 金額, 納付日,
証拠番号, and if wanted 区分 (速報, 確報, 取消) and 方法 (窓口, 振込, 納付書). A file is read whole or not at all; what
it means is compared with what is expected before anything is recorded.
"""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from payments.gateways.contract import Method
from payments.gateways.manual.numbers import read_number
from payments.money import yen

LARGEST = 2 * 1024 * 1024  # bytes
NUMBER, AMOUNT, PAID_ON, EVIDENCE, KIND, METHOD = "納付番号", "金額", "納付日", "証拠番号", "区分", "方法"
_METHODS = {"": None, "窓口": Method.COUNTER, "振込": Method.BANK_TRANSFER, "納付書": Method.SLIP}


class Kind(StrEnum):
    FINAL = "確報"
    PROVISIONAL = "速報"
    CANCELLED = "取消"


class FileFault(StrEnum):
    """Why a file cannot be read; `Unreadable.line` says where."""

    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    COLUMN_MISSING = "column_missing"
    NUMBER = "number"
    AMOUNT = "amount"
    DAY = "day"
    EVIDENCE = "evidence"
    KIND = "kind"
    METHOD = "method"


class Unreadable(Exception):
    def __init__(self, fault: FileFault, line: int = 0) -> None:
        super().__init__(fault)
        self.fault, self.line = fault, line


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One payment of the file. `line` counts from 1, the heading line."""

    line: int
    number: str
    amount_yen: int
    paid_on: date
    evidence: str
    kind: Kind
    method: Method | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """A payment the portal waits for, or has."""

    attempt: UUID
    number: str
    amount_yen: int
    method: Method
    is_paid: bool = False


class Finding(StrEnum):
    GOOD = "good"  # may be recorded
    KNOWN = "known"  # paid already: nothing to record, unless it is another paper
    AMOUNT_DIFFERS = "amount_differs"
    METHOD_DIFFERS = "method_differs"
    UNKNOWN = "unknown"  # no payment has this number
    TWICE = "twice"  # the file names it in another line too
    CANCELLED = "cancelled"  # a 取消: takes a 速報 back


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    row: Row
    finding: Finding
    expected: Expected | None = None


def read(raw: bytes) -> tuple[Row, ...]:
    """Return the rows of a file. Raises Unreadable with the line of the first fault."""
    if len(raw) > LARGEST:
        raise Unreadable(FileFault.TOO_LARGE)
    text = _text(raw)
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, restval="")
    if not {NUMBER, AMOUNT, PAID_ON, EVIDENCE} <= {(name or "").strip() for name in reader.fieldnames or ()}:
        raise Unreadable(FileFault.COLUMN_MISSING, 1)
    rows = []
    for fields in reader:
        cells = {(name or "").strip(): (value or "").strip() for name, value in fields.items() if isinstance(name, str)}
        if any(cells.values()):
            rows.append(_row(cells, reader.line_num))
    return tuple(rows)


def write(rows: Iterable[Row]) -> str:
    """The rows as a file that `read` takes, on the same lines and without columns that are nobody's business here."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((NUMBER, AMOUNT, PAID_ON, EVIDENCE, KIND, METHOD))
    names = {method: name for name, method in _METHODS.items()}
    for row in rows:
        evidence = " ".join(row.evidence.split())
        writer.writerow((row.number, row.amount_yen, row.paid_on, evidence, row.kind, names[row.method]))
    return text.getvalue()


def compare(rows: Iterable[Row], expected: Iterable[Expected]) -> tuple[Compared, ...]:
    """Say of every row whether it may be recorded, and if not, why; in the order of the file."""
    by_number = {payment.number: payment for payment in expected}
    found = tuple(rows)
    times = Counter(row.number for row in found if row.kind != Kind.CANCELLED)
    return tuple(
        Compared(row=row, expected=by_number.get(row.number), finding=_finding(row, by_number.get(row.number), times))
        for row in found
    )


def _finding(row: Row, payment: Expected | None, times: Counter[str]) -> Finding:
    checks = (
        (payment is None, Finding.UNKNOWN),
        (row.kind == Kind.CANCELLED, Finding.CANCELLED),
        (times[row.number] > 1, Finding.TWICE),
        (payment is not None and payment.amount_yen != row.amount_yen, Finding.AMOUNT_DIFFERS),
        (payment is not None and row.method not in {None, payment.method}, Finding.METHOD_DIFFERS),
        (payment is not None and payment.is_paid, Finding.KNOWN),
    )
    return next((finding for holds, finding in checks if holds), Finding.GOOD)


def _text(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(FileFault.NOT_TEXT)


def _row(cells: dict[str, str], line: int) -> Row:
    number = read_number(cells[NUMBER])
    if number is None:
        raise Unreadable(FileFault.NUMBER, line)
    if not cells[EVIDENCE]:
        raise Unreadable(FileFault.EVIDENCE, line)
    try:
        kind = Kind(cells.get(KIND) or Kind.FINAL)
    except ValueError:
        raise Unreadable(FileFault.KIND, line) from None
    if cells.get(METHOD, "") not in _METHODS:
        raise Unreadable(FileFault.METHOD, line)
    return Row(
        line=line,
        number=number,
        amount_yen=_amount(cells[AMOUNT], line),
        paid_on=_day(cells[PAID_ON], line),
        evidence=cells[EVIDENCE],
        kind=kind,
        method=_METHODS[cells.get(METHOD, "")],
    )


def _amount(text: str, line: int) -> int:
    """`1,300`, `1300円`, `１３００`"""
    digits = re.sub("[,円¥]", "", unicodedata.normalize("NFKC", text))
    if not re.fullmatch(r"\d{1,8}", digits, re.ASCII) or int(digits) == 0:
        raise Unreadable(FileFault.AMOUNT, line)
    try:
        return yen(int(digits))
    except ValueError:
        raise Unreadable(FileFault.AMOUNT, line) from None


def _day(text: str, line: int) -> date:
    """`2026-11-23`, `2026/11/23`, `20261123`"""
    found = re.fullmatch(r"(\d{4})[-/]?(\d{1,2})[-/]?(\d{1,2})", unicodedata.normalize("NFKC", text), re.ASCII)
    if not found:
        raise Unreadable(FileFault.DAY, line)
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise Unreadable(FileFault.DAY, line) from None

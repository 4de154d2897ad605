"""A settlement file or pasted text to rows: CSV with headings, comma or tab, in UTF-8 or CP932."""

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from payments.gateways.contract import SettlementKind, SettlementRow
from payments.money import JST

LARGEST = 2 * 1024 * 1024  # bytes
# The headings by which columns are known: as gateways write them, and as people do.
COLUMNS = {
    "payout_id": "入金番号",
    "payout_on": "入金日",
    "kind": "区分",
    "reference": "決済ID",
    "happened_at": "発生日時",
    "gross": "総額",
    "fee": "決済手数料",
    "net": "振込額",
}
_NAMES = {word: name for name, word in COLUMNS.items()}
_KINDS = {
    "収納": SettlementKind.CHARGE,
    "還付": SettlementKind.REFUND,
    "還付の取消": SettlementKind.REFUND_REVERSAL,
    "チャージバック": SettlementKind.CHARGEBACK,
    "チャージバックの取消": SettlementKind.CHARGEBACK_REVERSAL,
    "決済手数料": SettlementKind.FEE,
}


class Unreadable(ValueError):
    """`line`: counted from 1 with the headings. `column`: what could not be read; empty for the whole."""

    def __init__(self, line: int, column: str = "") -> None:
        super().__init__(f"line {line} {column}")
        self.line, self.column = line, column


def read_settlement(raw: bytes) -> tuple[SettlementRow, ...]:
    """Read whole or not at all. Raises Unreadable, with the first fault."""
    if len(raw) > LARGEST:
        raise Unreadable(0)
    text = _text(raw)
    first = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text), delimiter="\t" if "\t" in first else ",", restval="")
    if not set(COLUMNS) <= {_name(name or "") for name in reader.fieldnames or ()}:
        raise Unreadable(1)
    rows = []
    for fields in reader:
        cells = {_name(str(name)): (value or "").strip() for name, value in fields.items() if isinstance(value, str)}
        if any(cells.values()):
            rows.append(_row(cells, reader.line_num))
    return tuple(rows)


def _name(heading: str) -> str:
    return _NAMES.get(heading.strip(), heading.strip())


def _text(raw: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(0)


def _row(cells: Mapping[str, str], line: int) -> SettlementRow:
    gross, fee, net = (_yen(cells[name], line, name) for name in ("gross", "fee", "net"))
    if gross - fee != net:
        raise Unreadable(line, "net")
    if not cells["payout_id"] or not cells["reference"]:
        raise Unreadable(line, "reference")
    try:
        kind = _KINDS.get(cells["kind"]) or SettlementKind(cells["kind"])
    except ValueError:
        raise Unreadable(line, "kind") from None
    return SettlementRow(
        payout_id=cells["payout_id"],
        payout_on=_day(cells["payout_on"], line),
        kind=kind,
        reference=cells["reference"],
        happened_at=_moment(cells["happened_at"], line),
        gross_yen=gross,
        fee_yen=fee,
        net_yen=net,
        attempt=_uuid(cells.get("attempt", ""), line),
    )


def _yen(text: str, line: int, column: str) -> int:
    digits = text.replace(",", "").removeprefix("-")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 12:
        raise Unreadable(line, column)
    return -int(digits) if text.startswith("-") else int(digits)


def _day(text: str, line: int) -> date:
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise Unreadable(line, "payout_on") from None


def _moment(text: str, line: int) -> datetime:
    try:
        moment = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise Unreadable(line, "happened_at") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=JST)


def _uuid(text: str, line: int) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise Unreadable(line, "attempt") from None

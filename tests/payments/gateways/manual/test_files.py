from datetime import date
from uuid import UUID

import pytest

from payments.gateways.contract import Method
from payments.gateways.manual.files import (
    LARGEST,
    Expected,
    FileFault,
    Finding,
    Kind,
    Row,
    Unreadable,
    compare,
    read,
)
from payments.gateways.manual.numbers import payment_number

HEADING = "納付番号,金額,納付日,証拠番号,区分,方法"
FIRST, SECOND = UUID(int=1), UUID(int=2)  # fixed: each worker of pytest-xdist collects the same names


def file(*lines: str, heading: str = HEADING, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([heading, *lines, ""]).encode(encoding)


def line(attempt=FIRST, amount="600", day="2026-11-23", evidence="12", kind="", method="") -> str:
    return f'{payment_number(attempt)},"{amount}",{day},{evidence},{kind},{method}'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
def test_a_file_is_read(encoding):
    found = read(file(line(), line(SECOND, "１，３００円", "2026/3/31", "B-7", "速報", "振込"), encoding=encoding))
    assert found == (
        Row(
            line=2,
            number=payment_number(FIRST),
            amount_yen=600,
            paid_on=date(2026, 11, 23),
            evidence="12",
            kind=Kind.FINAL,
            method=None,
        ),
        Row(
            line=3,
            number=payment_number(SECOND),
            amount_yen=1300,
            paid_on=date(2026, 3, 31),
            evidence="B-7",
            kind=Kind.PROVISIONAL,
            method=Method.BANK_TRANSFER,
        ),
    )


def test_columns_may_stand_in_any_order_and_some_may_lack():
    raw = file(f"12,20261123,600,{payment_number(FIRST)},x", "", heading="証拠番号,納付日,金額,納付番号,備考")
    assert [(row.amount_yen, row.paid_on) for row in read(raw)] == [(600, date(2026, 11, 23))]


@pytest.mark.parametrize(
    ("raw", "fault", "where"),
    [
        (b"x" * (LARGEST + 1), FileFault.TOO_LARGE, 0),
        (b"\x81\xff\xfe\x00", FileFault.NOT_TEXT, 0),
        (b"", FileFault.COLUMN_MISSING, 1),
        (file(line(), heading="納付番号,金額"), FileFault.COLUMN_MISSING, 1),
        (file(line(), "0000-0000-0001,600,2026-11-23,1"), FileFault.NUMBER, 3),
        (file(line(amount="0")), FileFault.AMOUNT, 2),
        (file(line(amount="-600")), FileFault.AMOUNT, 2),
        (file(line(amount="600.5")), FileFault.AMOUNT, 2),
        (file(line(amount="10000001")), FileFault.AMOUNT, 2),
        (file(line(amount="")), FileFault.AMOUNT, 2),
        (file(line(day="2026-02-30")), FileFault.DAY, 2),
        (file(line(day="きのう")), FileFault.DAY, 2),
        (file(line(evidence="")), FileFault.EVIDENCE, 2),
        (file(line(kind="仮")), FileFault.KIND, 2),
        (file(line(method="現金")), FileFault.METHOD, 2),
    ],
)
def test_a_file_with_a_fault_is_refused_whole_and_the_line_is_told(raw, fault, where):
    with pytest.raises(Unreadable) as unreadable:
        read(raw)
    assert (unreadable.value.fault, unreadable.value.line) == (fault, where)


def expected(**changed) -> Expected:
    values = {"attempt": FIRST, "number": payment_number(FIRST), "amount_yen": 600, "method": Method.COUNTER}
    return Expected(**{**values, **changed})


@pytest.mark.parametrize(
    ("lines", "payment", "finding"),
    [
        ([line()], expected(), Finding.GOOD),
        ([line(method="窓口")], expected(), Finding.GOOD),
        ([line(kind="速報")], expected(), Finding.GOOD),
        ([line(amount="601")], expected(), Finding.AMOUNT_DIFFERS),
        ([line(method="振込")], expected(), Finding.METHOD_DIFFERS),
        ([line()], expected(is_paid=True), Finding.KNOWN),
        ([line(kind="取消")], expected(is_paid=True), Finding.CANCELLED),
        ([line(SECOND)], expected(), Finding.UNKNOWN),
        ([line(), line(evidence="13")], expected(), Finding.TWICE),
    ],
)
def test_every_line_is_compared_with_what_is_expected(lines, payment, finding):
    found = compare(read(file(*lines)), [payment])
    assert {one.finding for one in found} == {finding}
    assert found[0].expected == (None if finding == Finding.UNKNOWN else payment)

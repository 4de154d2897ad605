"""The layout of a book, put together by buttons: what is seen is what is written, once it is saved."""

from typing import Any

import pytest

from payments.reconciliation.layouts import COLUMNS, column_names, first_columns, layout_of
from payments.reconciliation.models import Book, BookLayout
from tests.factories.cases import received
from tests.payments.fake_gateway import FakeGateway
from tests.payments.paying import charging, pay
from tests.payments.scene import REVENUE

pytestmark = pytest.mark.django_db
PAGE = "/staff/books/layouts/receipts/"
TWO = [("day", "納付日"), ("amount", "金額")]


def typed(columns: list[tuple[str, str]], do: str, encoding: str = "cp932") -> dict[str, Any]:
    return {
        "column": [name for name, _heading in columns],
        "heading": [heading for _name, heading in columns],
        "encoding": encoding,
        "do": do,
    }


def order(response: Any) -> list[str]:
    return [row["name"] for row in response.context["rows"]]


@pytest.mark.parametrize("book", Book.values)
def test_every_column_has_a_name(book: str) -> None:
    names = column_names(book)
    assert set(names) == COLUMNS[book]
    assert all(names.values())


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        ("up:amount", ["amount", "day"]),
        ("down:day", ["amount", "day"]),
        ("up:day", ["day", "amount"]),
        ("down:amount", ["day", "amount"]),
        ("out:day", ["amount"]),
        ("in:receipt", ["day", "amount", "receipt"]),
        ("in:day", ["day", "amount"]),
        ("in:secret", ["day", "amount"]),
        ("up:secret", ["day", "amount"]),
        ("nonsense", ["day", "amount"]),
        ("show", ["day", "amount"]),
    ],
)
def test_a_button_shows_the_form_as_it_is_then(treasurer: Any, button: str, expected: list[str]) -> None:
    answer = treasurer.client().post(PAGE, typed(TWO, button))
    assert (answer.status_code, order(answer), BookLayout.objects.count()) == (200, expected, 0)


def test_it_is_said_where_a_column_went(treasurer: Any) -> None:
    client = treasurer.client()
    assert "「金額」を1番目に置きました。" in client.post(PAGE, typed(TWO, "up:amount")).content.decode()
    assert "「納付日」を外しました。" in client.post(PAGE, typed(TWO, "out:day")).content.decode()


def test_saved_it_counts(treasurer: Any) -> None:
    client = treasurer.client()
    client.post(PAGE, typed([("amount", "　収納 額 "), ("day", "納付日")], "save"))
    layout = layout_of("receipts")
    assert (layout.columns, layout.encoding) == ([["amount", "収納 額"], ["day", "納付日"]], "cp932")
    assert order(client.get(PAGE)) == ["amount", "day"]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ([], "列を1つ以上選んでください"),
        ([("day", "")], "見出しを入力してください"),
        ([("secret", "秘密")], "列を1つ以上"),
    ],
)
def test_what_cannot_be_saved_is_told(treasurer: Any, columns: list[tuple[str, str]], words: str) -> None:
    answer = treasurer.client().post(PAGE, typed(columns, "save"))
    assert (answer.status_code, words in answer.content.decode(), BookLayout.objects.count()) == (400, True, 0)


def test_doubled_columns_and_an_unknown_encoding_are_mended(treasurer: Any) -> None:
    treasurer.client().post(PAGE, typed([*TWO, ("day", "二度目")], "save", encoding="klingon"))
    layout = layout_of("receipts")
    assert (layout.columns, layout.encoding) == ([["day", "納付日"], ["amount", "金額"]], "utf-8-sig")


def test_back_to_the_first_layout(treasurer: Any) -> None:
    client = treasurer.client()
    client.post(PAGE, typed(TWO, "save"))
    answer = client.post(PAGE, typed(TWO, "first"))
    assert order(answer) == [name for name, _heading in first_columns("receipts")]
    assert layout_of("receipts").columns == [["day", "納付日"], ["amount", "金額"]]


def test_the_preview_is_what_would_be_written(treasurer: Any, fake: FakeGateway) -> None:
    client = treasurer.client()
    empty = client.get(PAGE).context["preview"]
    assert empty == [{"heading": heading, "values": []} for _name, heading in first_columns("receipts")]
    pay(received(charging("before_review")))
    answer = client.post(PAGE, typed([("amount", "金額𠮷"), ("revenue_code", "歳入科目")], "show"))
    assert answer.context["preview"] == [
        {"heading": "金額〓", "values": ["600"]},
        {"heading": "歳入科目", "values": [REVENUE]},
    ]


@pytest.mark.parametrize("book", Book.values)
@pytest.mark.parametrize("payments", [1, 3])
def test_the_other_books_have_previews_too(treasurer: Any, fake: FakeGateway, book: str, payments: int) -> None:
    version = charging("before_review")
    for _ in range(payments):
        pay(received(version))
    columns = treasurer.client().get(f"/staff/books/layouts/{book}/").context["preview"]
    assert {len(column["values"]) for column in columns} == {payments if book in {"assessments", "receipts"} else 0}


def test_there_is_no_other_book(treasurer: Any) -> None:
    assert treasurer.client().get("/staff/books/layouts/secret/").status_code == 404

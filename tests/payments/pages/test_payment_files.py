"""`/staff/books/files/`: chosen or pasted, shown, taken in."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from payments.attempts.models import PaymentAttempt
from payments.gateways import registry
from payments.gateways.contract import Method
from payments.gateways.manual.adapter import ManualGateway
from payments.gateways.manual.configuration import Configuration
from payments.gateways.manual.numbers import payment_number
from payments.ledger.models import LedgerEntry
from payments.reconciliation import paymentfiles
from payments.reconciliation.models import PaymentFile
from tests.payments.scene import make_assessment, start

pytestmark = pytest.mark.django_db
PAGE = "/staff/books/files/"
HEADING = "納付番号\t金額\t納付日\t証拠番号\n"


@pytest.fixture(autouse=True)
def by_hand() -> Iterator[None]:
    with registry.replaced(ManualGateway(Configuration(payment_counter="市民課"))):
        yield


@pytest.fixture
def attempt() -> PaymentAttempt:
    return start(make_assessment(), gateway="manual", method=Method.COUNTER)


def text(response: Any) -> str:
    return str(response.content.decode())


def pasted(*attempts: PaymentAttempt, amount: int = 600, evidence: str = "12") -> str:
    rows = (f"{payment_number(one.pk)}\t{amount}\t2026-11-20\t{evidence}\n" for one in attempts)
    return HEADING + "".join(rows)


def test_pasted_shown_and_taken_in(treasurer: Any, attempt: PaymentAttempt) -> None:
    client = treasurer.client()
    shown = client.post(PAGE, {"text": pasted(attempt)})
    page = text(shown)
    assert ("納付を記録します" in page, "住民票の写し" in page, LedgerEntry.objects.count()) == (True, True, 0)
    taken = client.post(PAGE, {"step": "take", "text": shown.context["text"]}, follow=True)
    assert "記録1件、確認が必要0件、変わりなし0件" in text(taken)
    assert LedgerEntry.objects.get().attempt == attempt.pk
    assert "取込済みです" in text(client.post(PAGE, {"text": pasted(attempt)}))
    second = client.post(PAGE, {"text": pasted(attempt, evidence="13")})
    assert "別の証拠番号で納付済みです" in text(second)
    client.post(PAGE, {"step": "take", "text": second.context["text"], "second": "0"})
    assert LedgerEntry.objects.count() == 2


def test_a_file_in_the_encoding_of_the_accounting_system(treasurer: Any, attempt: PaymentAttempt) -> None:
    raw = pasted(attempt, amount=500).replace("\t", ",").encode("cp932")
    page = text(treasurer.client().post(PAGE, {"file": SimpleUploadedFile("消込.csv", raw)}))
    assert ("金額が違います" in page, "調定は600円" in page) == (True, True)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "納付の行がありません"),
        (HEADING, "納付の行がありません"),
        ("納付番号\n1", "見出し"),
        (HEADING + "1\t600\t2026-11-20\t12", "2行目：納付番号が正しくありません"),
        (HEADING + "{number}\tx\t2026-11-20\t12", "2行目：金額が正しくありません"),
    ],
)
def test_a_fault_is_told_and_what_was_pasted_stays(
    treasurer: Any, attempt: PaymentAttempt, typed: str, words: str
) -> None:
    typed = typed.format(number=payment_number(attempt.pk))
    answer = treasurer.client().post(PAGE, {"step": "take", "text": typed})
    assert (answer.status_code, words in text(answer), typed.strip() in text(answer)) == (400, True, True)
    assert PaymentFile.objects.count() == 0


def test_a_file_with_too_many_rows_is_to_be_divided(
    treasurer: Any, attempt: PaymentAttempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("payments.pages.paymentfiles.MOST_ROWS", 1)
    answer = treasurer.client().post(PAGE, {"text": pasted(attempt, attempt)})
    assert (answer.status_code, "1行まで" in text(answer)) == (400, True)


def test_without_payments_by_hand_the_page_says_so(treasurer: Any) -> None:
    with registry.replaced():
        answers = [treasurer.client().get(PAGE), treasurer.client().post(PAGE, {"text": HEADING})]
    assert all("受け付けていません" in text(answer) for answer in answers)


@pytest.mark.parametrize("files", [1, 3])
def test_statements(treasurer: Any, django_assert_num_queries: Any, files: int) -> None:
    for _ in range(files):
        paymentfiles.take_in((), chosen=frozenset(), by=treasurer.staff)
    client = treasurer.client()
    with django_assert_num_queries(4):  # session, user, roles, files
        assert text(client.get(PAGE)).count("cell__meta") == files


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        ((), "速報", "速報として記録します"),
        ((), "取消", "取り消せる速報がありません"),
        (("速報",), "取消", "速報の納付を取り消します"),
        (("速報", "取消"), "取消", "取込済みです"),
        (("速報", "取消"), "確報", "取消のあとに届いた確報です"),
        (("取消",), "速報", "先に取消が届いている速報です"),
    ],
)
def test_what_a_cancellation_does_is_said_first(
    treasurer: Any, attempt: PaymentAttempt, before: tuple[str, ...], now: str, words: str
) -> None:
    def typed(kind: str) -> str:
        heading, row = pasted(attempt).splitlines()
        return f"{heading}\t区分\n{row}\t{kind}\n"

    client = treasurer.client()
    for kind in before:
        client.post(PAGE, {"step": "take", "text": typed(kind)})
    assert words in text(client.post(PAGE, {"text": typed(now)}))

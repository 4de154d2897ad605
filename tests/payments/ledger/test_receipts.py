"""領収書: gapless numbers by fiscal year, never used again."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from payments.ledger.entries import confirm
from payments.ledger.models import EntryKind, LedgerEntry, Receipt, ReceiptCounter, Source
from payments.ledger.receipts import NoReceipt, issue_receipt
from tests.payments.ledger.test_ledger import enter

pytestmark = pytest.mark.django_db


def entry(ref: str, **changes) -> LedgerEntry:
    return LedgerEntry.objects.get(pk=enter(ref=ref, **changes))


def test_numbers_are_gapless_for_each_year():
    old = datetime(2026, 3, 31, 14, 0, tzinfo=UTC)
    new = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)
    made = [issue_receipt(entry=entry(f"pi_{n}", occurred_at=at)) for n, at in enumerate((old, new, old, new, new))]
    assert [(one.fiscal_year, one.number) for one in made] == [(2025, 1), (2026, 1), (2025, 2), (2026, 2), (2026, 3)]


def test_again_is_a_reissue_of_the_same_number():
    paid = entry("pi_1")
    assert [issue_receipt(entry=paid).number for _again in range(3)] == [1, 1, 1]
    assert Receipt.objects.get().reissue_count == 2


def test_no_number_is_lost_when_something_fails():
    paid = entry("pi_1")
    try:
        with transaction.atomic():
            issue_receipt(entry=paid)
            raise RuntimeError
    except RuntimeError:
        pass
    assert issue_receipt(entry=paid).number == 1


def test_only_for_final_money_that_stayed():
    with pytest.raises(NoReceipt, match="納付の記録"):
        issue_receipt(entry=entry("re_1", kind=EntryKind.REFUND))
    provisional = entry("pi_1", provisional=True)
    with pytest.raises(NoReceipt, match="速報"):
        issue_receipt(entry=provisional)
    confirm(provisional, Source.SETTLEMENT)
    assert issue_receipt(entry=LedgerEntry.objects.get(pk=provisional.pk)).number == 1


@pytest.mark.parametrize(
    "change", [{"number": 9}, {"fiscal_year": 2000}, {"issued_at": datetime(2020, 1, 1, tzinfo=UTC)}]
)
def test_a_receipt_stays_as_it_was_issued(change):
    issue_receipt(entry=entry("pi_1"))
    with pytest.raises(IntegrityError, match="stays as it was"):
        Receipt.objects.update(**change)


def test_nothing_is_deleted_or_skipped():
    issue_receipt(entry=entry("pi_1"))
    for rows in (Receipt.objects.all(), ReceiptCounter.objects.all()):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows._raw_delete("default")
    with pytest.raises(IntegrityError, match="by one"):
        ReceiptCounter.objects.update(last=5)

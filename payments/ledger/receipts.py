"""領収書: a gapless number for each fiscal year."""

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from payments.ledger.models import EntryKind, LedgerEntry, Receipt, ReceiptCounter


class NoReceipt(Exception):
    """`str()` is a sentence in Japanese."""


@transaction.atomic
def issue_receipt(*, entry: LedgerEntry) -> Receipt:
    """The receipt of a charge; again counts as 再発行 of the same number.

    Raises NoReceipt for anything but a charge, a provisional one, or one of which money went back.
    """
    if entry.kind not in {EntryKind.CHARGE, EntryKind.MANUAL}:
        raise NoReceipt(_("領収書は、納付の記録についてだけ出せます。"))
    if entry.provisional and not hasattr(entry, "confirmation"):
        raise NoReceipt(_("速報の納付です。確定してから領収書を出せます。"))
    went_back = LedgerEntry.objects.filter(kind__in=[EntryKind.REFUND, EntryKind.CHARGEBACK])
    if entry.attempt is not None and went_back.filter(attempt=entry.attempt).exists():
        raise NoReceipt(_("還付した納付なので、領収書は出せません。"))
    ReceiptCounter.objects.get_or_create(fiscal_year=entry.fiscal_year)
    counter = ReceiptCounter.objects.select_for_update().get(pk=entry.fiscal_year)
    again = Receipt.objects.filter(entry=entry, voided_at=None)
    if again.update(reissue_count=F("reissue_count") + 1):
        return again.get()
    counter.last += 1
    counter.save(update_fields=["last"])
    return Receipt.objects.create(fiscal_year=entry.fiscal_year, number=counter.last, entry=entry)


def void_receipts(*, attempt: UUID, reason: str) -> int:
    """Money of this attempt went back: its receipts are void. Returns how many."""
    entries = LedgerEntry.objects.filter(attempt=attempt)
    return Receipt.objects.filter(entry__in=entries, voided_at=None).update(
        voided_at=timezone.now(), void_reason=reason
    )

"""領収書: a gapless number for each fiscal year."""

from collections import Counter
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from payments.ledger.models import EntryKind, LedgerEntry, Receipt, ReceiptCounter

_CHARGES = (EntryKind.CHARGE, EntryKind.MANUAL)
# What goes back, and what says that it came again: the refund failed, the dispute was won.
_RETURNED = {
    EntryKind.REFUND: EntryKind.REFUND_REVERSAL,
    EntryKind.CHARGEBACK: EntryKind.CHARGEBACK_REVERSAL,
}


class NoReceipt(Exception):
    """`str()` is a sentence in Japanese."""


@transaction.atomic
def issue_receipt(*, entry: LedgerEntry, number: int | None = None) -> Receipt:
    """The receipt of a charge; again counts as 再発行 of the same number.

    `number`: of a receipt that is tried and never kept; it takes none of the year's, and nobody waits for it.
    Raises NoReceipt for anything but a charge, a provisional one, or one of which money went back (and stayed away).
    """
    if entry.kind not in _CHARGES:
        raise NoReceipt(_("領収書は、納付の記録についてだけ出せます。"))
    if entry.provisional and not hasattr(entry, "confirmation"):
        raise NoReceipt(_("速報の納付です。確定してから領収書を出せます。"))
    _lock(LedgerEntry.objects.filter(pk=entry.pk))
    if entry.attempt is not None and _went_back(entry.attempt):
        raise NoReceipt(_("還付した納付なので、領収書は出せません。"))
    again = Receipt.objects.filter(entry=entry, voided_at=None)
    if again.update(reissue_count=F("reissue_count") + 1):
        return again.get()
    drawn = number if number is not None else _draw(entry.fiscal_year)
    return Receipt.objects.create(fiscal_year=entry.fiscal_year, number=drawn, entry=entry)


def _draw(fiscal_year: int) -> int:
    """The year's next number: all who draw one take turns, so that there are no gaps."""
    ReceiptCounter.objects.get_or_create(fiscal_year=fiscal_year)
    counter = ReceiptCounter.objects.select_for_update().get(pk=fiscal_year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last


def void_receipts(*, attempt: UUID, reason: str) -> int:
    """Money of this attempt went back: its receipts are void. Returns how many."""
    charges = _lock(LedgerEntry.objects.filter(attempt=attempt, kind__in=_CHARGES))
    return Receipt.objects.filter(entry__in=charges, voided_at=None).update(
        voided_at=timezone.now(), void_reason=reason
    )


def _lock(entries: QuerySet[LedgerEntry]) -> list[int]:
    """Issuing and voiding take turns: neither overlooks what the other is about to write."""
    return list(entries.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def _went_back(attempt: UUID) -> bool:
    entries = LedgerEntry.objects.filter(attempt=attempt)
    back = Counter(entries.filter(kind__in=_RETURNED).values_list("kind", "provider", "provider_ref"))
    for kind, returned in _RETURNED.items():
        came = entries.filter(kind=returned).values_list("provider", "provider_ref")
        back.subtract((kind.value, provider, reference) for provider, reference in came)
    return any(count > 0 for count in back.values())

"""領収書: a gapless number for each fiscal year."""

from payments.ledger.models import LedgerEntry, Receipt


class NoReceipt(Exception):
    """`str()` is a sentence in Japanese."""


def issue_receipt(*, entry: LedgerEntry) -> Receipt:
    """The receipt of a charge; again counts as 再発行 of the same number.

    Raises NoReceipt for anything but a charge, a provisional one, or one of which money went back.
    """
    raise NotImplementedError

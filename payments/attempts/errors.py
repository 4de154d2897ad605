"""What keeps a payment or a refund from going on."""


class PaymentRefused(Exception):
    """A payment cannot be started. `str()` is a sentence in Japanese for the citizen."""


class AmountChanged(PaymentRefused):
    """The fee computed now differs from the assessment: show the new amount first."""


class NothingToPay(PaymentRefused):
    """Paid already, waived, or taken back: show the status page."""


class RefundRefused(Exception):
    """`str()` is a sentence in Japanese for the staff member."""


class StaleAmount(RefundRefused):
    """More was refunded meanwhile than the page showed."""

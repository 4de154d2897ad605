"""Sample card numbers and what they do; the numbers mean the same at Stripe (docs.stripe.com/testing).

No other number is taken, and of these only the last four digits are kept: nobody's real card can enter the books.
"""

from dataclasses import dataclass
from gettext import gettext as _

DECLINES = {
    "card_declined",
    "insufficient_funds",
    "expired_card",
    "incorrect_cvc",
    "processing_error",
    "authentication_required",
    "wallet_insufficient_funds",
    "not_a_sample_card",
}


@dataclass(frozen=True)
class Card:
    """`decline` is the code of refusal; `after` what happens to refunds and disputes of its payments."""

    number: str
    label: str
    challenge: bool = False
    decline: str = ""
    after: str = ""


def samples() -> tuple[Card, ...]:
    return (
        Card("4000000000003220", _("3Dセキュアの確認のあと支払える"), challenge=True),
        Card("4242424242424242", _("確認なしで支払える")),
        Card("4000000000000002", _("カード会社が断る"), decline="card_declined"),
        Card("4000000000009995", _("残高または限度額が足りない"), decline="insufficient_funds"),
        Card("4000000000000069", _("有効期限が切れている"), decline="expired_card"),
        Card("4000000000000127", _("セキュリティコードが違う"), decline="incorrect_cvc"),
        Card("4000000000000119", _("カード会社と通信できない"), decline="processing_error"),
        Card("4000008400001629", _("3Dセキュアの確認のあとカード会社が断る"), challenge=True, decline="card_declined"),
        Card("4000000000005126", _("支払えるが、返金があとで失敗する"), after="refund_fails_late"),
        Card("4000000000007726", _("支払えるが、返金の完了に1日かかる"), after="refund_takes_a_day"),
        Card("4000000000000259", _("支払えるが、すぐに異議が申し立てられる"), after="disputed"),
    )


def find(number: str) -> Card | None:
    """Return the sample card with this number (digits only); None for every other number."""
    return next((card for card in samples() if card.number == number), None)


def passes_luhn(number: str) -> bool:
    """Check the last digit as ISO/IEC 7812-1 annex B has it."""
    digits = [int(digit) for digit in reversed(number)]
    total = sum(digits[0::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return 12 <= len(digits) <= 19 and total % 10 == 0

"""What stands in the sandbox's books. Times are seconds since 1970 by the sandbox's clock; money is integer yen.

A record is never changed but replaced: the journal keeps every state it had.
"""

from dataclasses import dataclass
from typing import Literal

Protocol = Literal["own", "stripe"]
Method = Literal["card", "paypay", "konbini"]
MovementKind = Literal["charge", "refund", "refund_reversal", "chargeback", "chargeback_reversal"]
METHODS: tuple[Method, ...] = ("card", "paypay", "konbini")


@dataclass(frozen=True)
class Session:
    """One checkout. `reference` is the merchant's name for it; `charge_*` say what a tampered charge will show."""

    id: str
    protocol: Protocol
    reference: str
    amount: int
    description: str
    methods: tuple[Method, ...]
    success_url: str
    cancel_url: str
    created: float
    expires_at: float
    konbini_days: int  # a number is good until the end of this many days …
    number_due: float = 0.0  # … or until this moment
    currency: str = "jpy"
    metadata: dict[str, str] | None = None
    payment_metadata: dict[str, str] | None = None
    status: Literal["open", "complete", "expired"] = "open"
    payment: str = ""
    charge_amount: int = 0  # 0: as agreed
    charge_currency: str = ""


@dataclass(frozen=True)
class Payment:
    """Money on its way within a session. `declines` are the codes of cards that were refused before."""

    id: str
    session: str
    amount: int
    currency: str
    created: float
    status: Literal["unpaid", "challenge", "waiting", "paid", "cancelled", "lapsed"] = "unpaid"
    method: Method | Literal[""] = ""
    paid_at: float = 0.0
    declines: tuple[str, ...] = ()
    card: str = ""  # the last four digits
    after: str = ""  # what the card's number asked for: see cards.py
    store: str = ""  # konbini
    numbers: tuple[str, ...] = ()
    due: float = 0.0
    tries: int = 0  # wrong codes at the 3-D Secure step


@dataclass(frozen=True)
class Refund:
    """`outcome` is what becomes of it at `matures_at`; empty when nothing is to come."""

    id: str
    payment: str
    reference: str
    amount: int
    created: float
    status: Literal["pending", "succeeded", "failed"]
    reason: str = ""
    outcome: Literal["", "succeeded", "failed"] = ""
    matures_at: float = 0.0
    failure: str = ""
    changed: float = 0.0
    metadata: dict[str, str] | None = None


@dataclass(frozen=True)
class Dispute:
    id: str
    payment: str
    amount: int
    created: float
    status: Literal["open", "won", "lost"] = "open"
    closed_at: float = 0.0


@dataclass(frozen=True)
class Movement:
    """One movement of the merchant's balance. `gross` and `net` are negative for money that goes back."""

    id: str
    kind: MovementKind
    source: str  # id of the payment, refund or dispute
    payment: str
    gross: int
    fee: int
    net: int
    created: float
    payout: str = ""


@dataclass(frozen=True)
class Payout:
    """What was sent to the merchant's bank. `day` is the last JST day it covers, `arrival` the day it arrives (ISO)."""

    id: str
    day: str
    arrival: str
    created: float
    amount: int


@dataclass(frozen=True)
class Delivery:
    """One message to the merchant. `due` is real time: a moved clock does not hurry the post."""

    id: str
    event: str
    kind: str
    protocol: Protocol
    body: str
    due: float
    status: Literal["queued", "held", "sent", "lost", "refused"] = "queued"
    tries: int = 0
    answer: str = ""


@dataclass(frozen=True)
class Answer:
    """What was answered to a request with an idempotency key; the same key gets it again."""

    id: str  # key and protocol
    digest: str  # of the request
    status: int
    body: str
    at: float


@dataclass(frozen=True)
class Knob:
    """A setting of the control page, kept like everything else; `value` is JSON."""

    id: str
    value: str


Record = Session | Payment | Refund | Dispute | Movement | Payout | Delivery | Answer | Knob
KINDS: dict[str, type[Record]] = {
    kind.__name__: kind for kind in (Session, Payment, Refund, Dispute, Movement, Payout, Delivery, Answer, Knob)
}

"""What a payment gateway is to the portal: seven methods that take and return frozen values.

An adapter is a folder below payments.gateways. It talks to its gateway and does nothing else: it reads no model, writes
no row, renders no page. Every method but `parse_webhook` and `settlement` may be called again with the same values, by
another process and after a crash: the identifiers in the request are the idempotency keys (attempt, refund).

Errors: `Unreachable` when the outcome is unknown (timeout, 5xx, the same key in flight): the portal looks it up or
tries again with the same key, and never takes it for a failure. `Refused` when the gateway said a definite no and
nothing happened there. `NotThere` when the gateway knows no such session, payment or refund. `BadSignature` from a
webhook.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from payments.money import yen

CURRENCY = "jpy"
"""The only currency. Yen has no smaller unit: 600 yen is 600 at every gateway."""


class GatewayError(Exception):
    """`reason`: a short code for logs and staff, without personal data and without the gateway's keys."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unreachable(GatewayError):
    """The outcome is unknown."""


class Refused(GatewayError):
    """A definite no; nothing happened at the gateway."""


class NotThere(GatewayError):
    """The gateway knows nothing under this reference."""


class BadSignature(GatewayError):
    """The webhook is not from the gateway, or too old to tell."""


class Method(TextChoices):
    CARD = "card", _("クレジットカード")
    WALLET = "wallet", _("PayPay")
    KONBINI = "konbini", _("コンビニ")
    PAYEASY = "payeasy", _("ペイジー")
    COUNTER = "counter", _("窓口")
    BANK_TRANSFER = "bank_transfer", _("銀行振込")
    SLIP = "slip", _("納付書")


class RefundAbility(StrEnum):
    NONE = "none"  # only by bank transfer, outside the gateway (コンビニ)
    FULL = "full"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodTerms:
    """What the gateway's contract says of one method. Amounts in yen. `lifetime`: how long a started payment waits.

    `by_staff`: begun by staff (a slip that they send); no page offers it to citizens.
    """

    method: Method
    minimum_yen: int
    maximum_yen: int
    refunds: RefundAbility
    refund_days: int | None = None
    lifetime: timedelta = timedelta(minutes=60)
    by_staff: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """`needs_trustee`: a 指定納付受託者 receives the money. `by_staff`: what was paid is recorded by staff."""

    methods: tuple[MethodTerms, ...]
    can_close: bool = True
    finds_by_attempt: bool = True
    reports_settlement: bool = True
    needs_trustee: bool = True
    by_staff: bool = False

    def terms(self, method: str) -> MethodTerms | None:
        return next((terms for terms in self.methods if terms.method == method), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRequest:
    """`attempt` is the idempotency key and must come back in every snapshot and event. Nothing here is personal."""

    attempt: UUID
    amount_yen: int
    description: str
    return_url: str
    cancel_url: str
    expires_at: datetime
    method: Method
    locale: str = "ja"

    def __post_init__(self) -> None:
        yen(self.amount_yen)


@dataclass(frozen=True, slots=True)
class Redirect:
    url: str


@dataclass(frozen=True, slots=True)
class PostForm:
    url: str
    fields: tuple[tuple[str, str], ...]
    charset: str = "UTF-8"


@dataclass(frozen=True, slots=True)
class ShowCode:
    """Numbers for the citizen to type in or show: (label, value) in the order of use. `due`: pay by then."""

    numbers: tuple[tuple[str, str], ...]
    due: datetime | None = None


Action = Redirect | PostForm | ShowCode


@dataclass(frozen=True, slots=True, kw_only=True)
class StartResult:
    """`expires_at`: when the gateway itself will let the session lapse, if it says so."""

    session_id: str
    action: Action
    payment_id: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRef:
    """How to find a payment at the gateway; what is not known yet is empty."""

    attempt: UUID
    session_id: str = ""
    payment_id: str = ""


class Status(StrEnum):
    """What the gateway says of a payment. A declined card that may be tried again is OPEN."""

    OPEN = "open"
    PROCESSING = "processing"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class RefundStatus(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class DisputeStatus(StrEnum):
    OPEN = "open"  # asked about; the money is still with us
    WITHDRAWN = "withdrawn"  # the money was taken back (also: lost)
    RETURNED = "returned"  # it was taken back and given again (won)


def _check(amount: object, moment: datetime | None) -> None:
    yen(amount)
    if moment is not None and moment.tzinfo is None:
        raise ValueError("A gateway's time has a time zone.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundSnapshot:
    """One refund as the gateway has it. `refund`: our identifier; None for one that we did not ask for.

    `happened_at`: when the money went back (or the failure happened); needed once it succeeded.
    """

    refund: UUID | None
    refund_id: str
    status: RefundStatus
    amount_yen: int
    currency: str
    happened_at: datetime | None = None
    reason: str = ""

    def __post_init__(self) -> None:
        _check(self.amount_yen, self.happened_at)
        if not self.refund_id or (self.status == RefundStatus.SUCCEEDED and self.happened_at is None):
            raise ValueError("A refund has the gateway's identifier, and once it succeeded a time.")


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeSnapshot:
    """A chargeback. `happened_at`: when the money was taken; `returned_at`: when it came back."""

    dispute_id: str
    status: DisputeStatus
    amount_yen: int
    currency: str
    happened_at: datetime
    returned_at: datetime | None = None

    def __post_init__(self) -> None:
        _check(self.amount_yen, self.happened_at)
        _check(self.amount_yen, self.returned_at)
        if self.status == DisputeStatus.RETURNED and self.returned_at is None:
            raise ValueError("Money that came back came at a time.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """What the gateway says of one payment now: the only truth. All times with a time zone.

    `amount_yen`: what was received once PAID, else what is asked for. `currency`: as the gateway writes it.
    `paid_at`: when the citizen paid, by the gateway's clock (納付日 follows); with `payment_id` needed once PAID.
    `provisional`: a 速報 that may still be taken back; with CANCELLED: the 速報 `payment_id` is taken back (取消).
    `decline`: the gateway's code of the last decline.
    `action`: the numbers to show, where the gateway makes them after the start (コンビニ).
    """

    status: Status
    amount_yen: int
    currency: str
    session_id: str = ""
    payment_id: str = ""
    paid_at: datetime | None = None
    method: Method | None = None
    provisional: bool = False
    decline: str = ""
    action: Action | None = None
    expires_at: datetime | None = None
    refunds: tuple[RefundSnapshot, ...] = ()
    disputes: tuple[DisputeSnapshot, ...] = ()

    def __post_init__(self) -> None:
        _check(self.amount_yen, self.paid_at)
        if self.status == Status.PAID and (self.paid_at is None or not self.payment_id):
            raise ValueError("A payment has a time and the gateway's identifier.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequest:
    """`refund` is the idempotency key, the same over all tries."""

    refund: UUID
    payment: AttemptRef
    amount_yen: int

    def __post_init__(self) -> None:
        yen(self.amount_yen)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRef:
    refund: UUID
    payment: AttemptRef
    refund_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A verified webhook: what it is about, nothing of what it claims. The truth is fetched afterwards."""

    event_id: str
    type: str
    attempt: UUID | None = None
    session_id: str = ""
    payment_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """A verified webhook of a type that says nothing about a payment."""

    event_id: str
    type: str


class SettlementKind(StrEnum):
    CHARGE = "charge"
    REFUND = "refund"
    CHARGEBACK = "chargeback"
    CHARGEBACK_REVERSAL = "chargeback_reversal"
    REFUND_REVERSAL = "refund_reversal"
    FEE = "fee"  # a fee that belongs to no single payment


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementRow:
    """One line of a payout. Yen, signed as the gateway books them: gross - fee = net; a refund's gross is negative.

    `reference`: the payment, refund or dispute, as in the ledger's provider_ref. `payout_on`: the day of the payout.
    """

    payout_id: str
    payout_on: date
    kind: SettlementKind
    reference: str
    happened_at: datetime
    gross_yen: int
    fee_yen: int
    net_yen: int
    attempt: UUID | None = None


class Gateway(Protocol):
    """A payment gateway. `code` is its name in rows, addresses and settings: lower-case letters, digits, hyphens."""

    @property
    def code(self) -> str: ...

    @property
    def capabilities(self) -> Capabilities: ...

    def start(self, request: StartRequest) -> StartResult:
        """Make a payment page (or numbers) for this attempt; again for the same attempt returns the same session."""

    def fetch(self, ref: AttemptRef) -> Snapshot:
        """Read the payment's state, with all its refunds and disputes."""

    def close(self, ref: AttemptRef) -> Snapshot:
        """End an unpaid session so that nobody can pay it any more; returns what really is, which may be PAID."""

    def refund(self, request: RefundRequest) -> RefundSnapshot:
        """Give money back. Refused if the gateway will not."""

    def fetch_refund(self, ref: RefundRef) -> RefundSnapshot:
        """Read one refund's state, by the gateway's identifier or by ours."""

    def parse_webhook(self, raw: bytes, headers: Mapping[str, str]) -> Event | Ignored:
        """Verify the raw body (header names in lower case) and say what it is about. BadSignature, or ValueError."""

    def settlement(self, day: date) -> Iterable[SettlementRow]:
        """The lines of the payouts of one day in Japan, in the gateway's order."""

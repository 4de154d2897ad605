"""Giving money back: requested, approved by another person, done by the gateway or by bank transfer."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from identity.access.actors import Actor, Staff
from payments.attempts.models import Refund


class RefundRefused(Exception):
    """`str()` is a sentence in Japanese for the staff member."""


class StaleAmount(RefundRefused):
    """More was refunded meanwhile than the page showed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """Where a bank transfer goes. Sealed in the row, purged after the transfer."""

    bank: str
    branch: str
    kind: str
    number: str
    holder_kana: str


def available_yen(*, attempt_id: UUID) -> int:
    """What may still be refunded of an attempt: charges less chargebacks less refunds under way and done."""
    raise NotImplementedError


def request_refund(
    *,
    attempt_id: UUID,
    amount_yen: int,
    reason: str,
    policy: str,
    by: Actor,
    expected_available_yen: int | None = None,
    method: str | None = None,
) -> Refund:
    """Ask for a refund (by Portal: a proposal); calls no gateway, so it may stand in a command's transaction.

    `method` None: the gateway where it can and its window is open, else bank transfer. Raises RefundRefused (more than
    is available), StaleAmount (`expected_available_yen` is not what is available now).
    """
    raise NotImplementedError


def approve_refund(*, refund_id: UUID, by: Staff) -> Refund:
    """決裁 by another person than the requester; a worker submits it after commit. Raises RefundRefused."""
    raise NotImplementedError


def refuse_refund(*, refund_id: UUID, by: Staff, reason: str) -> Refund:
    raise NotImplementedError


def submit_refund(*, refund_id: UUID) -> None:
    """Worker: call the gateway with the refund's identifier as key, outside any transaction; apply its answer.

    An unknown outcome is tried again with the same key, after a look-up; a definite no is FAILED with an exception.
    """
    raise NotImplementedError


def retry_refund(*, refund_id: UUID, by: Staff, method: str | None = None) -> Refund:
    """A failed refund again: the same row if nobody knows what happened, a new row (new key) after a definite no."""
    raise NotImplementedError


def note_payee(*, refund_id: UUID, payee: Payee, by: Actor) -> None:
    """Seal the bank account for a transfer."""
    raise NotImplementedError


def read_payee(refund: Refund) -> Payee | None:
    """The caller records a disclosure first."""
    raise NotImplementedError


def note_transferred(*, refund_id: UUID, transferred_on: date, by: Staff) -> Refund:
    """The transfer was made: ledger entry, payee purged."""
    raise NotImplementedError


def sweep_refunds() -> int:
    """Find refunds to submit or to look up again and wake a worker for each. Returns how many."""
    raise NotImplementedError

"""Stripe's objects as the contract's values. What cannot be read is Unreachable: it says nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from payments.gateways.contract import (
    Action,
    DisputeSnapshot,
    DisputeStatus,
    Redirect,
    RefundSnapshot,
    RefundStatus,
    SettlementKind,
    SettlementRow,
    ShowCode,
    Snapshot,
    StartResult,
    Status,
    Unreachable,
)
from payments.gateways.stripe.terms import METHODS

_REFUNDS = {
    "succeeded": RefundStatus.SUCCEEDED,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.FAILED,
    "pending": RefundStatus.PENDING,
    "requires_action": RefundStatus.PENDING,
}
_BY_MONEY = {"succeeded": Status.PAID, "processing": Status.PROCESSING}
_ONCE_COMPLETE = {"requires_action": Status.PROCESSING, "canceled": Status.CANCELLED}  # a konbini number waits, or did
_KINDS = {
    "charge": SettlementKind.CHARGE,
    "refund": SettlementKind.REFUND,
    "partial_capture_reversal": SettlementKind.REFUND,
    "refund_failure": SettlementKind.REFUND_REVERSAL,
    "dispute": SettlementKind.CHARGEBACK,
    "dispute_reversal": SettlementKind.CHARGEBACK_REVERSAL,
}
_P = ParamSpec("_P")
_R = TypeVar("_R")


def _or_unreachable(read: Callable[_P, _R]) -> Callable[_P, _R]:
    @wraps(read)
    def reader(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return read(*args, **kwargs)
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise Unreachable("unreadable") from error

    return reader


@_or_unreachable
def started(session: dict[str, Any]) -> StartResult:
    return StartResult(
        session_id=session["id"], action=Redirect(session["url"]), expires_at=_time(session["expires_at"])
    )


@_or_unreachable
def snapshot(session: dict[str, Any], *, refunds: list[dict[str, Any]], disputes: list[dict[str, Any]]) -> Snapshot:
    """`session` with its payment intent and charge expanded."""
    intent = session.get("payment_intent") or {}
    charge = intent.get("latest_charge") or {}
    status = _status(session, intent)
    paid = status == Status.PAID
    number = _numbers(intent)
    return Snapshot(
        status=status,
        amount_yen=intent["amount_received"] if paid else session["amount_total"],
        currency=intent["currency"] if paid else session["currency"],
        session_id=session["id"],
        payment_id=intent.get("id", ""),
        paid_at=_paid_at(charge) if paid else None,
        method=METHODS.get((charge.get("payment_method_details") or {}).get("type", "")),
        decline=_decline(intent) if status == Status.OPEN else "",
        action=number or _page(session),
        # A number that was given out outlives the page that gave it.
        expires_at=number.due if number else _time(session["expires_at"]),
        refunds=tuple(map(refund, refunds)),
        disputes=tuple(map(_dispute, disputes)),
    )


@_or_unreachable
def refund(found: dict[str, Any]) -> RefundSnapshot:
    status = _REFUNDS[found["status"]]
    moved = found.get("failure_balance_transaction" if status == RefundStatus.FAILED else "balance_transaction")
    return RefundSnapshot(
        refund=refund_of(found),
        refund_id=found["id"],
        status=status,
        amount_yen=found["amount"],
        currency=found["currency"],
        happened_at=_time(moved["created"] if isinstance(moved, dict) else found["created"]),
        reason=found.get("failure_reason") or "",
    )


@_or_unreachable
def settlement_row(found: dict[str, Any], *, payout: str, day: date) -> SettlementRow:
    """A line of the balance; one that belongs to no payment is a fee."""
    kind = _KINDS.get(found["reporting_category"], SettlementKind.FEE)
    source = found["source"] if isinstance(found["source"], dict) else {}
    return SettlementRow(
        payout_id=payout,
        payout_on=day,
        kind=kind,
        reference=source["payment_intent"] if kind == SettlementKind.CHARGE else source.get("id", found["id"]),
        happened_at=_time(found["created"]),
        gross_yen=found["amount"],
        fee_yen=found["fee"],
        net_yen=found["net"],
        attempt=uuid_or_none((source.get("metadata") or {}).get("attempt")),
    )


def attempt_of(found: dict[str, Any]) -> UUID | None:
    """Our attempt, by whichever of its three marks the object carries."""
    marks = (found.get("client_reference_id"), (found.get("metadata") or {}).get("attempt"))
    intent = found.get("payment_intent")
    inner = (intent.get("metadata") or {}).get("attempt") if isinstance(intent, dict) else None
    return next((uuid for mark in (*marks, inner) if (uuid := uuid_or_none(mark))), None)


def refund_of(found: dict[str, Any]) -> UUID | None:
    return uuid_or_none((found.get("metadata") or {}).get("refund"))


def uuid_or_none(text: object) -> UUID | None:
    """Our own identifier, or None for what somebody else made at Stripe."""
    try:
        return UUID(text) if isinstance(text, str) else None
    except ValueError:
        return None


def _status(session: dict[str, Any], intent: dict[str, Any]) -> Status:
    """Money that came is money that came, whatever the session says."""
    money, page = intent.get("status"), session["status"]
    if money in _BY_MONEY:
        return _BY_MONEY[money]
    if page in {"open", "expired"}:
        return Status(page)
    if money in _ONCE_COMPLETE:
        return _ONCE_COMPLETE[money]
    # Complete and not paid: an asynchronous method that failed.
    return Status.EXPIRED if session["payment_method_types"] == ["konbini"] else Status.FAILED


def _paid_at(charge: dict[str, Any]) -> datetime:
    """When the payer paid.

    A charge may be made while it is still pending (`status` of docs.stripe.com/api/charges/object): cash at the till
    comes days after the number was taken, and the movement on the balance is made when it comes. A card is charged at
    once, and its movement may be booked a moment later, even after midnight.
    """
    moved = charge.get("balance_transaction")
    is_cash = (charge.get("payment_method_details") or {}).get("type") == "konbini"
    return _time(moved["created"] if is_cash and isinstance(moved, dict) else charge["created"])


def _decline(intent: dict[str, Any]) -> str:
    error = intent.get("last_payment_error") or {}
    return error.get("decline_code") or error.get("code") or ""


def _dispute(found: dict[str, Any]) -> DisputeSnapshot:
    """The money's own movements tell best: taken, and given back."""
    taken = [part["created"] for part in found["balance_transactions"] if part["amount"] < 0]
    returned = [part["created"] for part in found["balance_transactions"] if part["amount"] > 0]
    status = DisputeStatus.RETURNED if returned else DisputeStatus.WITHDRAWN if taken else DisputeStatus.OPEN
    return DisputeSnapshot(
        dispute_id=found["id"],
        status=status,
        amount_yen=found["amount"],
        currency=found["currency"],
        happened_at=_time(taken[0] if taken else found["created"]),
        returned_at=_time(returned[0]) if returned else None,
    )


def _numbers(intent: dict[str, Any]) -> ShowCode | None:
    details = (intent.get("next_action") or {}).get("konbini_display_details")
    if not details:
        return None
    numbers: list[tuple[str, str]] = []
    for store, found in details["stores"].items():
        if found:
            numbers.append((_("払込番号（%(store)s）") % {"store": _store(store)}, found["payment_code"]))
            if found.get("confirmation_number"):
                numbers.append((_("確認番号（%(store)s）") % {"store": _store(store)}, found["confirmation_number"]))
    return ShowCode(numbers=tuple(numbers), due=_time(details["expires_at"]))


def _store(code: str) -> str:
    names = {
        "familymart": _("ファミリーマート"),
        "lawson": _("ローソン"),
        "ministop": _("ミニストップ"),
        "seicomart": _("セイコーマート"),
    }
    return names.get(code, code)


def _page(session: dict[str, Any]) -> Action | None:
    return Redirect(session["url"]) if session.get("url") else None


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)

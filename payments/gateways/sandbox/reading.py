"""The sandbox's answers as the contract's values. What cannot be read is Unreachable: it says nothing."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from payments.gateways.contract import (
    DisputeSnapshot,
    DisputeStatus,
    Event,
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
from payments.gateways.sandbox.terms import METHODS, store_name

_METHODS = {name: method for method, name in METHODS.items()}
_DISPUTES = {"open": DisputeStatus.WITHDRAWN, "lost": DisputeStatus.WITHDRAWN, "won": DisputeStatus.RETURNED}
_P = ParamSpec("_P")
_R = TypeVar("_R")


def _or_unreachable(read: Callable[_P, _R]) -> Callable[_P, _R]:
    @wraps(read)
    def reader(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        try:
            return read(*args, **kwargs)
        except (KeyError, TypeError, ValueError) as error:
            raise Unreachable("unreadable") from error

    return reader


@_or_unreachable
def started(found: dict[str, Any]) -> StartResult:
    return StartResult(
        session_id=found["id"], action=Redirect(found["url"]), expires_at=datetime.fromisoformat(found["expires_at"])
    )


@_or_unreachable
def snapshot(found: dict[str, Any]) -> Snapshot:
    money: dict[str, Any] = found["payment"] or {}
    status = Status(found["state"])
    paid = status == Status.PAID
    number = _numbers(money.get("konbini")) if status == Status.PROCESSING else None
    return Snapshot(
        status=status,
        amount_yen=money["amount"] if paid else found["amount"],
        currency=(money["currency"] if paid else found["currency"]).lower(),
        session_id=found["id"],
        payment_id=money.get("id", ""),
        paid_at=_moment(money.get("paid_at")),
        method=_METHODS.get(money.get("method", "")),
        decline=money["declines"][-1] if money.get("declines") and not paid else "",
        action=number or _page(found),
        # A number that was given out outlives the page that gave it.
        expires_at=number.due if number else _moment(found["expires_at"]),
        refunds=tuple(refund(part) for part in money.get("refunds", ())),
        disputes=tuple(_dispute(part, money["currency"]) for part in money.get("disputes", ())),
    )


@_or_unreachable
def refund(found: dict[str, Any]) -> RefundSnapshot:
    return RefundSnapshot(
        refund=uuid_or_none(found["reference"]),
        refund_id=found["id"],
        status=RefundStatus(found["state"]),
        amount_yen=found["amount"],
        currency=found["currency"].lower(),
        happened_at=_moment(found["changed_at"]),
        reason=found["failure"],
    )


@_or_unreachable
def settlement_row(found: dict[str, Any]) -> SettlementRow:
    return SettlementRow(
        payout_id=found["payout"],
        payout_on=date.fromisoformat(found["arrival"]),
        kind=SettlementKind(found["kind"]),
        reference=found["source"],
        happened_at=datetime.fromisoformat(found["occurred_at"]),
        gross_yen=found["gross"],
        fee_yen=found["fee"],
        net_yen=found["net"],
        attempt=uuid_or_none(found["session_reference"]),
    )


def event(identifier: str, kind: str, data: dict[str, Any]) -> Event:
    """Which payment an event is about. Raises KeyError and TypeError for one that says nothing."""
    if data["object"] == "session":
        session, payment = data["id"], (data["payment"] or {}).get("id", "")
        reference = data["reference"]
    else:
        session, payment, reference = data["session"], data["payment"], data["session_reference"]
    return Event(
        event_id=identifier, type=kind, attempt=uuid_or_none(reference), session_id=session, payment_id=payment
    )


def uuid_or_none(text: str) -> UUID | None:
    """Our own identifier, or None for what somebody else made at the gateway."""
    try:
        return UUID(text)
    except ValueError:
        return None


def _dispute(found: dict[str, Any], currency: str) -> DisputeSnapshot:
    return DisputeSnapshot(
        dispute_id=found["id"],
        status=_DISPUTES[found["state"]],
        amount_yen=found["amount"],
        currency=currency.lower(),
        happened_at=datetime.fromisoformat(found["created_at"]),
        returned_at=_moment(found["closed_at"]) if found["state"] == "won" else None,
    )


def _numbers(found: dict[str, Any] | None) -> ShowCode | None:
    if not found:
        return None
    labels = (_("払込番号"), _("確認番号"))
    shown = ((_("コンビニ"), store_name(found["store"])), *zip(labels, found["numbers"], strict=True))
    return ShowCode(numbers=shown, due=_moment(found["due"]))


def _page(found: dict[str, Any]) -> Redirect | None:
    return Redirect(found["url"]) if found["url"] else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

"""The adapter without a gateway behind it: it shows where to pay, and what staff record is the truth.

A session id is `<payment number>:<method>:<yen>`: nobody keeps books elsewhere, so it holds what a look-up must say.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from payments.gateways.contract import (
    CURRENCY,
    AttemptRef,
    BadSignature,
    Capabilities,
    Event,
    Ignored,
    Method,
    MethodTerms,
    NotThere,
    RefundAbility,
    RefundRef,
    RefundRequest,
    RefundSnapshot,
    Refused,
    SettlementRow,
    ShowCode,
    Snapshot,
    StartRequest,
    StartResult,
    Status,
)
from payments.gateways.manual.configuration import Configuration
from payments.gateways.manual.numbers import payment_number
from payments.money import MOST_YEN


class ManualGateway:
    """See contract.Gateway. Its money is received by the city itself, so no trustee stands between."""

    code = "manual"

    def __init__(self, configuration: Configuration) -> None:
        self._places = {
            Method.COUNTER: configuration.payment_counter,
            Method.BANK_TRANSFER: configuration.payment_bank_account,
            Method.SLIP: configuration.payment_slip_sent_by,
        }
        self.capabilities = Capabilities(
            methods=tuple(
                MethodTerms(
                    method=method,
                    minimum_yen=1,
                    maximum_yen=MOST_YEN,
                    refunds=RefundAbility.NONE,
                    lifetime=timedelta(days=configuration.payment_manual_days),
                    by_staff=method == Method.SLIP,
                )
                for method, place in self._places.items()
                if place
            ),
            reports_settlement=False,
            needs_trustee=False,
            by_staff=True,
        )

    def start(self, request: StartRequest) -> StartResult:
        number = payment_number(request.attempt)
        place = self._places.get(request.method)
        if not place:
            raise Refused("method-not-offered")
        return StartResult(
            session_id=f"{number}:{request.method}:{request.amount_yen}",
            action=_shown(request.method, place, number, request.expires_at),
            expires_at=request.expires_at,
        )

    def fetch(self, ref: AttemptRef) -> Snapshot:
        """Nothing is known but that it was started: payments are recorded by staff (see `recording`)."""
        return _unpaid(ref, Status.OPEN)

    def close(self, ref: AttemptRef) -> Snapshot:
        return _unpaid(ref, Status.CANCELLED)

    def refund(self, request: RefundRequest) -> RefundSnapshot:  # noqa: ARG002  the contract's shape
        raise Refused("bank-transfer-only")

    def fetch_refund(self, ref: RefundRef) -> RefundSnapshot:  # noqa: ARG002
        raise NotThere("bank-transfer-only")

    def parse_webhook(self, raw: bytes, headers: Mapping[str, str]) -> Event | Ignored:  # noqa: ARG002
        raise BadSignature("nobody-sends-webhooks")

    def settlement(self, day: date) -> Iterable[SettlementRow]:  # noqa: ARG002
        return ()


def _shown(method: Method, place: str, number: str, due: datetime) -> ShowCode:
    labels = {
        Method.COUNTER: _("支払う窓口"),
        Method.BANK_TRANSFER: _("振込先"),
        Method.SLIP: _("納付書を送る課"),
    }
    number_label = {
        Method.COUNTER: _("窓口で伝える納付番号"),
        Method.BANK_TRANSFER: _("振込人の名前の前に書く納付番号"),
        Method.SLIP: _("納付番号"),
    }
    return ShowCode(numbers=((number_label[method], number), (labels[method], place)), due=due)


def _unpaid(ref: AttemptRef, status: Status) -> Snapshot:
    number, _colon, rest = ref.session_id.partition(":")
    method, _colon, amount = rest.partition(":")
    if number != payment_number(ref.attempt) or not amount.isdigit():
        raise NotThere("another-attempt")
    return Snapshot(
        status=status,
        amount_yen=int(amount),
        currency=CURRENCY,
        session_id=ref.session_id,
        method=Method(method),
    )

"""What staff record of a payment by hand, as the snapshot that the portal applies like any gateway's."""

from datetime import date, datetime, time

from payments.gateways.contract import CURRENCY, AttemptRef, Method, Snapshot, Status
from payments.money import JST


def recorded(
    ref: AttemptRef,
    *,
    amount_yen: int,
    paid_on: date,
    evidence: str,
    method: Method,
    provisional: bool = False,
    status: Status = Status.PAID,
) -> Snapshot:
    """Return the snapshot of a payment received by hand.

    `evidence` names the paper: number of the receipt (領収済通知書), line of the bank statement, eL番号. Together with
    the attempt it identifies the payment, so that recording the same paper twice is one payment. `provisional`: a 速報
    that may still be taken back; with CANCELLED it is (取消). A paper tells the day only: it counts as noon in Japan.
    """
    evidence = " ".join(evidence.split())
    if not evidence:
        raise ValueError("A payment by hand needs its evidence.")
    return Snapshot(
        status=status,
        amount_yen=amount_yen,
        currency=CURRENCY,
        session_id=ref.session_id,
        payment_id=f"{ref.session_id.partition(':')[0]}:{evidence}"[:200],
        paid_at=datetime.combine(paid_on, time(12), tzinfo=JST),
        method=method,
        provisional=provisional,
    )

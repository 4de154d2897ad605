"""Giving money back in a trial: asked for, approved by a second person, the account told, transferred.

A trial is paid at a counter, so no gateway can undo it: what goes back, goes by bank transfer.
"""

from collections.abc import Mapping
from enum import StrEnum

from identity.access import clock
from identity.access.actors import Actor, Staff
from payments.attempts.models import AttemptState, PaymentAttempt, Refund, RefundState
from payments.attempts.payees import Payee, waits_for_payee
from payments.attempts.refunding import approve_refund, available_yen, note_transferred, refuse_refund, request_refund
from procedures.applications.models import Application
from procedures.applications.subjects import SUBJECT, subject_of
from procedures.designer.rehearsal.stage import Act, Said, Stage, order
from procedures.workflow import commands
from procedures.workflow.errors import NotAllowed, ReasonMissing
from procedures.workflow.transitions import Verb


class Refunding(StrEnum):
    """What staff do with a refund: no step of the case itself, so the table of its steps has none of it."""

    ASK = "ask_refund"
    APPROVE = "approve_refund"
    REFUSE = "refuse_refund"
    TRANSFER = "transfer_refund"


def refunds_of(application: Application) -> list[Refund]:
    """The oldest first. One SQL statement; none for a procedure without fees."""
    if not application.version.definition.fees.lines:
        return []
    own = Refund.objects.filter(
        attempt__assessment__subject_kind=SUBJECT, attempt__assessment__subject_id=application.pk
    )
    return list(own.select_related("requested_by", "approved_by").order_by("requested_at"))


def left_to_refund(application: Application) -> tuple[PaymentAttempt | None, int]:
    """The payment of which something may still go back, and how much, in yen. Two SQL statements for each."""
    paid = PaymentAttempt.objects.of(subject_of(application)).filter(state=AttemptState.PAID)
    for attempt in paid.order_by("created_at"):
        left = available_yen(attempt_id=attempt.pk)
        if left:
            return attempt, left
    return None, 0


def refunders(stage: Stage, application: Application) -> Mapping[Verb | Refunding, Actor]:
    """What may be done about refunds now, and by whom. Nobody approves what that person asked for."""
    found: dict[Verb | Refunding, Actor] = {}
    if not application.version.definition.fees.lines:
        return found
    for refund in refunds_of(application):
        if refund.state == RefundState.REQUESTED:
            found.setdefault(Refunding.APPROVE, _another(stage, refund))
            found.setdefault(Refunding.REFUSE, _another(stage, refund))
        elif waits_for_payee(refund):
            found.setdefault(Verb.ENTER_PAYEE, stage.applicant)
        elif refund.state == RefundState.MANUAL_TRANSFER:
            found.setdefault(Refunding.TRANSFER, stage.clerk)
    if left_to_refund(application)[1]:
        found[Refunding.ASK] = stage.clerk
    return found


def _another(stage: Stage, refund: Refund) -> Staff:
    return stage.second if refund.requested_by_id == stage.approver.user_id else stage.approver


def _first(application: Application, state: RefundState) -> Refund:
    found = next((one for one in refunds_of(application) if one.state == state), None)
    if found is None:
        raise NotAllowed
    return found


def _ask(_stage: Stage, application: Application, who: Actor, said: Said) -> None:
    attempt, left = left_to_refund(application)
    if attempt is None:
        raise NotAllowed
    amount, reason = said.get("amount") or left, said["text"]
    if not reason:
        raise ReasonMissing
    request_refund(attempt_id=attempt.pk, amount_yen=amount, reason=reason, policy="by_staff", by=who)


def _approve(stage: Stage, application: Application, _who: Actor, _said: Said) -> None:
    refund = _first(application, RefundState.REQUESTED)
    approve_refund(refund_id=refund.pk, by=_another(stage, refund))


def _refuse(stage: Stage, application: Application, _who: Actor, said: Said) -> None:
    refund = _first(application, RefundState.REQUESTED)
    refuse_refund(refund_id=refund.pk, by=_another(stage, refund), reason=said["text"])


def _enter_payee(stage: Stage, application: Application, who: Actor, _said: Said) -> None:
    refund = next((one for one in refunds_of(application) if waits_for_payee(one)), None)
    if refund is None:
        raise NotAllowed
    asked = order(application, who)
    del asked["expected_revision"]
    payee = Payee(bank="0000", branch="000", kind="ordinary", number="0000000", holder_kana=stage.sender.kana)
    commands.enter_payee(refund_id=refund.pk, payee=payee, **asked)


def _transfer(stage: Stage, application: Application, _who: Actor, _said: Said) -> None:
    refund = _first(application, RefundState.MANUAL_TRANSFER)
    if not refund.payee:
        raise NotAllowed
    note_transferred(refund_id=refund.pk, transferred_on=clock.today(), by=stage.clerk)


REFUND_ACTS: dict[Verb | Refunding, Act] = {
    Refunding.ASK: _ask,
    Refunding.APPROVE: _approve,
    Refunding.REFUSE: _refuse,
    Refunding.TRANSFER: _transfer,
    Verb.ENTER_PAYEE: _enter_payee,
}

"""Fees in a trial: fixed by staff, paid, late, and receipted, by the commands that do it for real."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from identity.access import clock
from identity.access.actors import Actor, Staff
from payments.assessments.balances import balance
from payments.assessments.exemptions import decide_exemption
from payments.assessments.models import ExemptionStatus
from payments.attempts.applying import apply_snapshot
from payments.attempts.models import AttemptState, PaymentAttempt
from payments.gateways.contract import CURRENCY, Method, Snapshot, Status
from payments.ledger.models import Source
from procedures.applications.effects import Run
from procedures.applications.models import Application
from procedures.designer.rehearsal.refunds import Refunding
from procedures.designer.rehearsal.stage import Act, Said, Stage, order, own_key
from procedures.documents.models import DocumentKind
from procedures.documents.services import request_document
from procedures.workflow import commands
from procedures.workflow.errors import NotAllowed, ReasonMissing
from procedures.workflow.exemptions import claims_of
from procedures.workflow.fees import FixedFee, assessment_of, possible_charges
from procedures.workflow.subscriptions import FeeNews, carry_out
from procedures.workflow.transitions import Verb

_BY_HAND = "manual"
_FIRST_RECEIPT, _RECEIPTS = 9_000_000, 900_000
"""Numbers of 領収書 that no city comes to in a year: a trial takes none of the real ones."""


def _fix_fee(_stage: Stage, application: Application, who: Actor, said: Said) -> None:
    """As the answers have it, or as staff say; whether claimed exemptions are granted is chosen, and decided first.

    `said`: `quantities` by code of the fee, `extra` (label and yen) for what no fee covers.
    """
    claim = assessment_of(application)
    for one in claims_of(claim.claim) if claim is not None else []:
        if isinstance(who, Staff) and one.status == ExemptionStatus.REQUESTED:
            if not said["granted"] and not said["text"]:
                raise ReasonMissing
            words = said["text"] or _("試しの決定")
            decide_exemption(claim_id=one.pk, approve=said["granted"], by=who, reason=words, evidence=words)
    other, extra = said.get("quantities") or {}, said.get("extra")
    possible = possible_charges(application)
    fixed = FixedFee(
        quantities={charge.item.code: other.get(charge.item.code, charge.quantity) for charge in possible},
        extra=(extra[0], extra[1]) if extra else None,
    )
    commands.fix_fee(fixed=fixed, reason=said["text"], **order(application, who))


def _remind(_stage: Stage, application: Application, who: Actor, _said: Said) -> None:
    claim = assessment_of(application)
    if claim is None or claim.due_on is None:
        raise NotAllowed
    asked = order(application, who)
    del asked["expected_revision"]
    commands.remind_fee(yen=balance(claim).outstanding_yen, day=claim.due_on, **asked)


def _overdue(_stage: Stage, application: Application, _who: Actor, _said: Said) -> None:
    """What the portal does by itself on the day after: tell, or take it back where the city has it so."""
    claim = assessment_of(application)
    if claim is None or claim.due_on is None or clock.today() <= claim.due_on:
        raise NotAllowed
    news = FeeNews(
        application_id=str(application.pk),
        assessment_id=str(claim.pk),
        what="overdue",
        yen=balance(claim).outstanding_yen,
        day=claim.due_on.isoformat(),
    )
    carry_out(news, Run(uuid4(), 1))


def _pay(stage: Stage, application: Application, _who: Actor, _said: Said) -> None:
    """The money arrives: a payment as staff record it by hand, which no gateway hears of."""
    claim = assessment_of(application)
    owed = balance(claim).outstanding_yen if claim is not None else 0
    if claim is None or not owed:
        raise NotAllowed
    now, session = clock.now(), f"{_BY_HAND}:{uuid4()}"
    attempt = PaymentAttempt.objects.create(
        assessment=claim,
        gateway=_BY_HAND,
        method=Method.COUNTER,
        amount_yen=owed,
        credited_yen=claim.total_yen - owed,
        state=AttemptState.OPEN,
        session_id=session,
        return_url="",
        cancel_url="",
        expires_at=now + timedelta(days=1),
    )
    arrived = Snapshot(
        status=Status.PAID,
        amount_yen=owed,
        currency=CURRENCY,
        session_id=session,
        payment_id=session,
        paid_at=now,
        method=Method.COUNTER,
    )
    apply_snapshot(attempt_id=attempt.pk, snapshot=arrived, source=Source.STAFF, by=stage.clerk)


def record_payment(application: Application) -> None:
    """Have the record of the last payment made: a citizen asks for it with a button of the page that says it."""
    settled = application.events.filter(verb=Verb.SETTLE, data__yen__gt=0).order_by("-sequence").first()
    if settled is not None:
        with transaction.atomic():
            request_document(application=application, event=settled, kind=DocumentKind.PAYMENT)


def _issue_receipt(stage: Stage, application: Application, _who: Actor, _said: Said) -> None:
    """The 領収書 with a number of the stage's own: the city's are without gaps, and one row that all wait for."""
    if not settings.FEE_RECEIPTS:
        raise NotAllowed
    issued = application.events.filter(verb=Verb.ISSUE_RECEIPT).count()
    number = _FIRST_RECEIPT + (-own_key(stage.trial, "receipt") + issued) % _RECEIPTS
    commands.issue_fee_receipt(
        actor=stage.applicant,
        application_id=application.pk,
        command_key=uuid4().hex,
        number=number,
    )


FEE_ACTS: dict[Verb | Refunding, Act] = {
    Verb.FIX_FEE: _fix_fee,
    Verb.SETTLE: _pay,
    Verb.REMIND_FEE: _remind,
    Verb.FEE_OVERDUE: _overdue,
    Verb.ISSUE_RECEIPT: _issue_receipt,
}

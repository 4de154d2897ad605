from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from identity.access import clock
from identity.access.actors import Staff
from payments.assessments.models import AssessmentStatus, FeeAssessment
from payments.assessments.services import AssessmentRefused, assess, finalise, revise
from payments.attempts.exceptions import close_overdue
from payments.attempts.models import Resolution
from payments.attempts.proposing import lock_payments, propose_rest
from procedures.applications.models import Application, ApplicationEvent, FeeState
from procedures.applications.subjects import subject_of
from procedures.catalogue.prices import Charge
from procedures.notifications.services import Topic, notify
from procedures.workflow.errors import ReasonMissing
from procedures.workflow.exemptions import claims_of, granted_items, granted_rules, has_open
from procedures.workflow.fees import (
    FixedFee,
    assessment_of,
    basis_of,
    due_after_fee,
    news_of,
    pay_by,
    possible_charges,
    state_of,
    title_of,
)
from procedures.workflow.performing import Performance, perform
from procedures.workflow.transitions import Verb


def fix_fee(
    *, actor: Staff, application_id: UUID, expected_revision: int, command_key: str, fixed: FixedFee, reason: str = ""
) -> ApplicationEvent:
    """Fix what is to be paid: confirm the amount that the answers gave, or set another, with a reason.

    The citizen is told, and may pay from now on. Whoever changes an amount must first have the live payments of the
    old one closed at the gateway (payments.attempts.closing), outside any transaction. What was paid and is now too
    much is asked back at once, for another person to approve. Raises ReasonMissing for
    another amount without words, AssessmentRefused (also while a claimed exemption is not decided) and LiveAttempt,
    and what `perform` raises.
    """

    def body(performance: Performance) -> ApplicationEvent:
        application = performance.application
        possible = possible_charges(application)
        if fixed.departs_from(possible) and not reason.strip():
            raise ReasonMissing
        assessment = _fix(application, fixed, possible, by=actor, reason=reason.strip()[:200])
        fee = state_of(application, assessment)
        performance.change(fee=fee, due_on=due_after_fee(application, fee, clock.today()))
        event = performance.record(data=dict(news_of(assessment, first=fee == FeeState.DUE_FIRST)), text=reason)
        if fee in {FeeState.DUE, FeeState.DUE_FIRST}:
            notify(application=application, event=event, topic=Topic.FEE_DUE)
        return event

    return perform(
        Verb.FIX_FEE,
        actor=actor,
        application_id=application_id,
        expected_revision=expected_revision,
        command_key=command_key,
        body=body,
    )


def _fix(
    application: Application, fixed: FixedFee, possible: Sequence[Charge], *, by: Staff, reason: str
) -> FeeAssessment:
    known = assessment_of(application)
    claims = claims_of(known.claim) if known is not None else []
    if has_open(claims):
        raise AssessmentRefused(_("減免の申出を、先に決定してください。"))
    lines = fixed.lines(possible, granted_items(claims), granted_rules(claims))
    due_on = pay_by(clock.today())
    basis = basis_of(application, [charge for charge in possible if charge.quantity], fixed=True)
    if known is None:
        title, subject = title_of(application), subject_of(application)
        return assess(subject=subject, title=title, lines=lines, by=by, due_on=due_on, basis=basis)
    close_overdue(known, Resolution.REASSESSED, by=by)
    payments = lock_payments(known.claim)
    known = revise(assessment_id=known.pk, lines=lines, by=by, reason=reason or _("確定"), due_on=due_on, basis=basis)
    propose_rest(assessment=known, attempts=payments)
    return finalise(assessment_id=known.pk, by=by) if known.status == AssessmentStatus.DRAFT else known

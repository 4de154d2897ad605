from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from identity.access import clock
from identity.access.actors import Staff
from payments.assessments.models import AssessmentStatus, FeeAssessment
from payments.assessments.services import assess, finalise, revise
from payments.attempts.exceptions import close_overdue
from payments.attempts.models import Resolution
from procedures.applications.models import Application, ApplicationEvent, FeeState
from procedures.applications.subjects import subject_of
from procedures.catalogue.prices import Charge
from procedures.notifications.services import Topic, notify
from procedures.workflow.errors import ReasonMissing
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
    old one closed at the gateway (payments.attempts.closing), outside any transaction. Raises ReasonMissing for
    another amount without words, AssessmentRefused and LiveAttempt, and what `perform` raises.
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
    lines, due_on = fixed.lines(possible), pay_by(clock.today())
    basis = basis_of(application, [charge for charge in possible if charge.quantity], fixed=True)
    known = assessment_of(application)
    if known is None:
        title, subject = title_of(application), subject_of(application)
        return assess(subject=subject, title=title, lines=lines, by=by, due_on=due_on, basis=basis)
    close_overdue(known, Resolution.REASSESSED, by=by)
    known = revise(assessment_id=known.pk, lines=lines, by=by, reason=reason or _("確定"), due_on=due_on, basis=basis)
    return finalise(assessment_id=known.pk, by=by) if known.status == AssessmentStatus.DRAFT else known

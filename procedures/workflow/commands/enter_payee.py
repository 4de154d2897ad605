from uuid import UUID

from identity.access.actors import Visitor
from payments.attempts.models import Refund
from payments.attempts.payees import Payee, note_payee
from procedures.applications.models import ApplicationEvent
from procedures.applications.subjects import SUBJECT
from procedures.workflow.errors import NotAllowed
from procedures.workflow.performing import ANY_REVISION, Performance, perform
from procedures.workflow.transitions import Verb


def enter_payee(
    *, actor: Visitor, application_id: UUID, refund_id: UUID, payee: Payee, command_key: str
) -> ApplicationEvent:
    """The citizen says to which account a refund goes. The event tells that it was said, not what.

    Raises NotAllowed for another's application or another application's refund, and RefundRefused, with a sentence,
    where no account is wanted (any more).
    """

    def body(performance: Performance) -> ApplicationEvent:
        own = Refund.objects.filter(
            attempt__assessment__subject_kind=SUBJECT, attempt__assessment__subject_id=performance.application.pk
        )
        if not own.filter(pk=refund_id).exists():
            raise NotAllowed
        note_payee(refund_id=refund_id, payee=payee, by=actor)
        return performance.record(data={"refund": str(refund_id)})

    return perform(
        Verb.ENTER_PAYEE,
        actor=actor,
        application_id=application_id,
        expected_revision=ANY_REVISION,
        command_key=command_key,
        body=body,
    )

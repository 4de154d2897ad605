from uuid import UUID

from identity.access.actors import Visitor
from payments.assessments.models import FeeAssessment
from payments.ledger.models import EntryKind, LedgerEntry
from payments.ledger.receipts import NoReceipt, issue_receipt
from procedures.applications.models import ApplicationEvent
from procedures.applications.subjects import subject_of
from procedures.documents.models import DocumentKind
from procedures.documents.services import request_document
from procedures.workflow.performing import ANY_REVISION, Performance, perform
from procedures.workflow.transitions import Verb


def issue_fee_receipt(
    *, actor: Visitor, application_id: UUID, command_key: str, number: int | None = None
) -> ApplicationEvent:
    """Issue the 領収書 of the last payment, or issue it again (再発行). A worker makes the PDF of the event.

    Only where the city issues them: pages ask settings.FEE_RECEIPTS. Raises NoReceipt, with a sentence in Japanese.
    `number`: only of a trial, which takes none of the city's numbers.
    """

    def body(performance: Performance) -> ApplicationEvent:
        claims = FeeAssessment.objects.of(subject_of(performance.application)).values("claim")
        takings = LedgerEntry.objects.filter(claim__in=claims, kind__in=[EntryKind.CHARGE, EntryKind.MANUAL])
        entry = takings.order_by("-occurred_at").first()
        if entry is None:
            raise NoReceipt
        receipt = issue_receipt(entry=entry, number=number)
        event = performance.record(data={"receipt": receipt.pk, "copy": receipt.reissue_count})
        request_document(application=performance.application, event=event, kind=DocumentKind.FEE_RECEIPT)
        return event

    return perform(
        Verb.ISSUE_RECEIPT,
        actor=actor,
        application_id=application_id,
        expected_revision=ANY_REVISION,
        command_key=command_key,
        body=body,
    )

"""The case page, as it is opened and as a refused command comes back to it."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.access.staff import StaffRequest
from procedures.applications.answers import read_sent
from procedures.applications.models import Application, State
from procedures.applications.queries import neighbour
from procedures.applications.quotas import like
from procedures.applications.receipts import show_receipt
from procedures.backoffice.answers import answer_sections
from procedures.backoffice.casefile import documents_of, history_of, messages_of
from procedures.backoffice.identification import identification_of
from procedures.backoffice.looking import purpose_page, record_look
from procedures.backoffice.pages import staff_page
from procedures.backoffice.rows import applicant_of, due_of, state_of
from procedures.backoffice.trail import Trail
from procedures.backoffice.words import VIEWS
from procedures.definitions.business_days import business_days_between
from procedures.workflow.authority import allowed_verbs, steps_wait_for_fee


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a command was not carried out, and what was written for it."""

    title: str
    text: str
    typed: str


def show_case(
    request: StaffRequest, application: Application, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    # Who worked on it when somebody else closed it reads what was refused, with what was typed.
    asked = purpose_page(request, application) if refusal is None else None
    if asked is not None:
        return asked
    sent = read_sent(application)
    record_look(request, application, _("申請の審査"), sent.answers)
    trail = Trail.read(request.GET)
    today = timezone.localdate()
    history = history_of(application)
    context = {
        "application": application,
        "receipt": show_receipt(application.receipt),
        "applicant": applicant_of(application),
        "revision": application.revision,
        "key": uuid4().hex,
        "refusal": refusal,
        "verbs": allowed_verbs(actor=request.staff, application=application),
        "history": history,
        "stages": application.version.definition.workflow.stages,
        "sent": messages_of(application),
        "documents": [
            {**document, "url": trail.url("document", application.receipt, str(document["id"]))}
            for document in documents_of(application)
        ],
        "sections": answer_sections(application, sent.answers, today),
        "identification": identification_of(application, sent),
        "signature_url": trail.url("signature", application.receipt),
        "alike": [(receipt, show_receipt(receipt)) for receipt in like(application)],
        "mine": application.assignee_id == request.staff.user_id,
        "lent": (application.department, application.assignee_id) in request.staff.covers,
        "fee_url": trail.url("fee", application.receipt) if application.version.definition.fees.lines else "",
        "fee_waits": steps_wait_for_fee(application),
        **_clock(application),
        **_urls(trail, application),
        **_way(request, trail, application),
    }
    return staff_page(request, "backoffice/case.html", context, nav="queue", status=status)


def _clock(application: Application) -> dict[str, Any]:
    due, tag = due_of(application, timezone.localdate())
    running = application.state in {State.RECEIVED, State.IN_REVIEW, State.CORRECTION}
    left = None
    if running and application.due_on is not None:
        left = business_days_between(application.stopped_on or timezone.localdate(), application.due_on)
    return {"state": state_of(application), "due": due, "due_tag": tag, "days_left": left, "running": running}


def _urls(trail: Trail, application: Application) -> dict[str, str]:
    names = ("case_claim", "case_release", "correction", "decision", "case_complete", "case_note")
    return {f"{name}_url": trail.url(name, application.receipt) for name in names}


def _way(request: StaffRequest, trail: Trail, application: Application) -> dict[str, str]:
    """Back to the list and on to its neighbours; two SQL statements, none without a list."""
    way = {"queue_url": "", "queue_label": "", "previous_url": "", "next_url": ""}
    if trail.view is None:
        return way
    way |= {"queue_url": trail.queue_url(), "queue_label": str(VIEWS[trail.view])}
    for name, back in (("previous_url", True), ("next_url", False)):
        other = neighbour(
            staff=request.staff,
            view=trail.view,
            filters=trail.filters,
            today=timezone.localdate(),
            application=application,
            back=back,
        )
        way[name] = trail.case_url(other) if other is not None else ""
    return way

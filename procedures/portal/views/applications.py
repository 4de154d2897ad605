"""What was sent in: the list, one application, its answers, who saw it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from identity.access.visitors import visitor
from identity.disclosure.models import DisclosureEntry
from procedures.applications.answers import read_answers, read_digest
from procedures.applications.events import event_text
from procedures.applications.models import Application, ApplicationEvent, State
from procedures.applications.receipts import show_receipt
from procedures.catalogue.models import Department
from procedures.documents.models import Document, DocumentKind
from procedures.forms.kinds import KINDS
from procedures.notifications.models import Message
from procedures.portal.cards import application_row, draft_card
from procedures.portal.crumbs import to_application, to_applications
from procedures.portal.desk import open_desks
from procedures.portal.doors import application_page
from procedures.portal.fees import fee_of
from procedures.portal.messages import message_row
from procedures.portal.paging import page_of
from procedures.portal.summaries import answer_sections, booked_times
from procedures.portal.timeline import days_left, past_items, present_and_future
from procedures.portal.words import assurance_words, masked, state_words
from procedures.workflow.authority import allowed_verbs
from procedures.workflow.transitions import Verb

_DRAFTS = 20
_MESSAGES = 5
_DISCLOSURES = 200


@never_cache
@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """What the visitor has to do first, then drafts, then everything else."""
    actor = visitor(request)
    rows = (
        Application.objects.for_citizen(actor)
        .select_related("procedure", "version")
        .defer("version__document")
        .order_by("-submitted_at", "-pk")
    )
    nobody = actor.user_id is None and not actor.grants
    found, older_url = ([], "") if nobody else page_of(rows, request, "submitted_at")
    context = {
        "todo": [application_row(row) for row in found if row.state == State.CORRECTION],
        "rows": [application_row(row) for row in found if row.state != State.CORRECTION],
        "drafts": [draft_card(desk) for desk in open_desks(actor, _DRAFTS)],
        "older_url": older_url,
        "guest": actor.user_id is None,
    }
    return render(request, "portal/applications.html", context)


@application_page
@require_safe
def application(request: HttpRequest, application: Application) -> HttpResponse:
    """State in words, what to do, what happened and what comes, the promised date, documents, messages."""
    today, events = timezone.localdate(), list(application.events.order_by("sequence"))
    for event in events:
        event.application = application  # its key is at hand: no SQL to open the sealed words
    verbs = allowed_verbs(actor=visitor(request), application=application)
    days = days_left(application, today=today)
    department = application.procedure.department
    past = past_items(application, events, department=department.name)
    context = {
        "application": application,
        "definition": application.version.definition,
        "receipt": show_receipt(application.receipt),
        "department": department,
        "words": KINDS[application.procedure.kind],
        "crumbs": to_applications(),
        "state": state_words(application),
        "request_text": _request_text(application, events),
        "booked": booked_times(application),
        "timeline": [*past, *present_and_future(application, today=today)],
        "may_correct": Verb.RESUBMIT in verbs,
        "may_withdraw": Verb.WITHDRAW in verbs,
        "promised": application.due_on if application.decided_at is None and application.closed_at is None else None,
        "is_late": days is not None and days < 0,
        "assurance": assurance_words(application),
        "documents": _documents(application),
        "notices": _notices(application),
        "fee": fee_of(application),
    }
    return render(request, "portal/application.html", context)


def _request_text(application: Application, events: Sequence[ApplicationEvent]) -> str:
    """What the clerk asks to be mended, while it is to be mended."""
    if application.state != State.CORRECTION:
        return ""
    return next((event_text(event) for event in reversed(events) if event.verb == Verb.REQUEST_CORRECTION), "")


def _documents(application: Application) -> dict[str, Any]:
    """Documents as links; whether a 受付票 was ever asked for."""
    made = list(Document.objects.filter(application=application).defer("content").order_by("requested_at"))
    links = [
        {
            "title": document.name,
            "url": reverse("portal:document", args=[application.receipt, document.pk]),
            "size": _("（PDF %(size)dKB）") % {"size": -(-document.size // 1024)} if document.size else _("（作成中）"),
        }
        for document in made
    ]
    return {"links": links, "has_receipt": any(document.kind == DocumentKind.RECEIPT for document in made)}


def _notices(application: Application) -> list[dict[str, Any]]:
    found = Message.objects.readable().filter(application=application).order_by("-created_at", "-pk")[:_MESSAGES]
    return [message_row(message) for message in found]


@application_page
@require_safe
def done(request: HttpRequest, application: Application) -> HttpResponse:
    """It has arrived: receipt number, promised date, what comes next."""
    context = {
        "application": application,
        "definition": application.version.definition,
        "receipt": show_receipt(application.receipt),
        "department": application.procedure.department,
        "words": KINDS[application.procedure.kind],
        "booked": booked_times(application),
        "mail": masked(read_digest(application).email),
        "guest": application.owner_id is None,
    }
    return render(request, "portal/done.html", context)


@application_page
@require_safe
def answers(request: HttpRequest, application: Application) -> HttpResponse:
    """The answers as sent (申請内容の控え), for the screen and for paper."""
    given = read_answers(application)
    day = timezone.localdate(application.submitted_at)
    context = {
        "application": application,
        "definition": application.version.definition,
        "receipt": show_receipt(application.receipt),
        "department": application.procedure.department,
        "words": KINDS[application.procedure.kind],
        "crumbs": to_application(application, str(application.version.definition.title)),
        "sections": answer_sections(application.version.definition, given, day),
    }
    return render(request, "portal/answers.html", context)


@application_page
@require_safe
def disclosures(request: HttpRequest, application: Application) -> HttpResponse:
    """Which department read the application when and what for. Staff members' names are not shown."""
    entries = list(DisclosureEntry.objects.filter(subject=application.pk).order_by("-at")[:_DISCLOSURES])
    codes = {entry.department for entry in entries}
    names = dict(Department.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    context = {
        "application": application,
        "definition": application.version.definition,
        "receipt": show_receipt(application.receipt),
        "department": application.procedure.department,
        "crumbs": to_application(application, str(application.version.definition.title)),
        "rows": [
            {"at": entry.at, "department": names.get(entry.department, entry.department), "purpose": entry.purpose}
            for entry in entries
        ],
    }
    return render(request, "portal/disclosures.html", context)

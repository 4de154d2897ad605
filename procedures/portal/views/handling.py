"""What a citizen does with an application that was sent: mend it, take it back, have its 受付票 made and open it."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accessibility.components.formats import date_and_time
from identity.access.limits import START_DRAFT
from identity.access.visitors import grant, visitor
from procedures.applications.models import Application, State
from procedures.applications.receipts import show_receipt
from procedures.documents.models import Document, DocumentKind
from procedures.documents.services import NotMadeYet, open_document, request_document
from procedures.forms.kinds import KINDS
from procedures.portal.crumbs import to_application
from procedures.portal.desk import desk_of
from procedures.portal.doors import application_page
from procedures.portal.requests_of_clerks import last_request
from procedures.portal.words import state_words
from procedures.workflow.commands import withdraw as withdraw_application
from procedures.workflow.corrections import correction_draft
from procedures.workflow.errors import NotAllowed, Overtaken
from procedures.workflow.transitions import Verb

_LONGEST_REASON = 500


@application_page
@require_POST
def correct(request: HttpRequest, application: Application) -> HttpResponse:
    """Open the draft in which the answers are mended; the same one however often."""
    if application.state != State.CORRECTION:
        messages.info(request, _("この申請は、いまは修正できません。状況を確かめてください。"))
        return redirect("portal:application", receipt=application.receipt)
    START_DRAFT.spend_for(request)
    actor = visitor(request)
    draft = correction_draft(application=application, visitor=actor)
    asked = last_request(application)
    response = redirect(desk_of(draft, actor).place_to_mend(asked.data.get("items", []) if asked else []))
    if application.owner_id is None:
        grant(request, response, draft.pk)
    return response


@application_page
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, application: Application) -> HttpResponse:
    """What taking it back means, and the button. The key in the form makes sending it twice one withdrawal."""
    problem = ""
    if request.method == "POST":
        try:
            withdraw_application(
                actor=visitor(request),
                application_id=application.pk,
                expected_revision=_revision(request),
                command_key=_key(request),
                reason=request.POST.get("reason", "").replace("\x00", "")[:_LONGEST_REASON],
            )
        except Overtaken as other:
            problem = _overtaken(other)
            application.refresh_from_db(fields=["revision", "state", "outcome"])
        except NotAllowed:
            messages.info(request, _("この申請は、もう取り下げられません。状況を確かめてください。"))
            return redirect("portal:application", receipt=application.receipt)
        else:
            messages.success(request, _("取り下げました。"))
            return redirect("portal:application", receipt=application.receipt)
    return _ask_to_withdraw(request, application, problem=problem)


def _ask_to_withdraw(request: HttpRequest, application: Application, *, problem: str) -> HttpResponse:
    context = {
        "application": application,
        "definition": application.version.definition,
        "receipt": show_receipt(application.receipt),
        "words": KINDS[application.procedure.kind],
        "state": state_words(application),
        "department": application.procedure.department,
        "crumbs": to_application(application, str(application.version.definition.title)),
        "problem": problem,
        "command_key": uuid4(),
        "reason": request.POST.get("reason", "")[:_LONGEST_REASON],
    }
    return render(request, "portal/withdraw.html", context, status=409 if problem else 200)


def _revision(request: HttpRequest) -> int:
    written = request.POST.get("revision", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 9 else 0


def _key(request: HttpRequest) -> str:
    """The form's own key; what is no key (a forged form) is replaced, so that it can match nothing."""
    try:
        return f"withdraw:{UUID(request.POST.get('command_key', ''))}"
    except ValueError:
        return f"withdraw:{uuid4()}"


def _overtaken(other: Overtaken) -> str:
    did = {
        Verb.CLAIM: _("担当が内容の確認を始めました"),
        Verb.REQUEST_CORRECTION: _("修正のお願いが届きました"),
        Verb.DECIDE: _("結果が決まりました"),
        Verb.RESUBMIT: _("修正した内容が送られました"),
    }.get(Verb(other.verb), _("状況が変わりました"))
    return _("この画面を開いたあと、%(at)sに%(did)s。まだ取り下げていません。") % {
        "at": date_and_time(other.at),
        "did": did,
    }


@application_page
@require_POST
def request_receipt(_request: HttpRequest, application: Application) -> HttpResponse:
    """Have the 受付票 made; asking again leads to the same document."""
    with transaction.atomic():
        event = application.events.get(sequence=1)
        document = request_document(application=application, event=event, kind=DocumentKind.RECEIPT)
    return redirect("portal:document", receipt=application.receipt, document=document.pk)


@application_page
@require_safe
def document(request: HttpRequest, application: Application, document: UUID) -> HttpResponse:
    """The PDF, or the page that says that it is being made."""
    found = Document.objects.filter(application=application, pk=document).first()
    if found is None:
        raise Http404
    found.application = application
    try:
        pdf = open_document(found)
    except NotMadeYet:
        context = {
            "application": application,
            "definition": application.version.definition,
            "receipt": show_receipt(application.receipt),
            "crumbs": to_application(application, str(application.version.definition.title)),
            "document": found,
            "department": application.procedure.department,
        }
        return render(request, "portal/document_pending.html", context)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.kind}-{show_receipt(application.receipt)}.pdf"'
    return response

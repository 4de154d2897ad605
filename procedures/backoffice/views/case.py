"""`/staff/cases/<receipt>/` and the verbs that need no page of their own."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from identity.access.staff import StaffRequest
from procedures.backoffice.acting import Command, act, find_case
from procedures.backoffice.casepage import Refusal, show_case
from procedures.backoffice.looking import purpose_page, record_look, state_purpose
from procedures.backoffice.trail import Trail
from procedures.backoffice.writing import Writing
from procedures.documents.models import Document
from procedures.documents.services import DocumentBroken, NotMadeYet, open_document
from procedures.workflow import commands
from procedures.workflow.transitions import Verb


@require_http_methods(["GET", "HEAD", "POST"])
def case(request: StaffRequest, receipt: str) -> HttpResponse:
    return show_case(request, find_case(request, receipt))


def claim(request: StaffRequest, receipt: str) -> HttpResponse:
    return _do(request, receipt, Verb.CLAIM, commands.claim, _("担当にしました。"))


def release(request: StaffRequest, receipt: str) -> HttpResponse:
    return _do(request, receipt, Verb.RELEASE, commands.release, _("担当を外しました。「担当者なし」に戻っています。"))


def complete(request: StaffRequest, receipt: str) -> HttpResponse:
    if request.method == "POST":
        state_purpose(request, find_case(request, receipt), _("申請の審査"))  # whoever closes it still looks at it
    return _do(request, receipt, Verb.COMPLETE, commands.complete, _("完了にしました。申請者に知らせます。"))


def note(request: StaffRequest, receipt: str) -> HttpResponse:
    writing = Writing.read(request)
    fault = writing.fault(_("メモを入力してから、「メモを残す」を押してください。"))
    if request.method == "POST" and fault:
        refusal = Refusal(_("メモを残していません"), fault, writing.text)
        return show_case(request, find_case(request, receipt), refusal=refusal, status=400)
    command = partial(commands.note, text=writing.text)
    return _do(request, receipt, Verb.NOTE, command, _("内部メモを残しました。"), typed=writing.text)


@require_http_methods(["GET", "HEAD", "POST"])
def document(request: StaffRequest, receipt: str, document_id: UUID) -> HttpResponse:
    """The PDF of a document; a look at the citizen's data like the case page."""
    application = find_case(request, receipt)
    found = get_object_or_404(Document.objects.select_related("application"), pk=document_id, application=application)
    asked = purpose_page(request, application)
    if asked is not None:
        return asked
    record_look(request, application, _("書類の確認"))
    try:
        pdf = open_document(found)
    except NotMadeYet:
        messages.info(request, _("書類を作っています。1分ほど待ってから、もう一度開いてください。"))
        return redirect(Trail.read(request.GET).case_url(application))
    except DocumentBroken:
        messages.error(request, _("保存してある書類が壊れています。システムの管理者に知らせてください。"))
        return redirect(Trail.read(request.GET).case_url(application))
    name = f"{application.receipt}-{found.kind}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _do(
    request: StaffRequest, receipt: str, verb: Verb, command: Command, done: str, *, typed: str = ""
) -> HttpResponse:
    application = find_case(request, receipt)
    if request.method != "POST":
        # Signing in again in between ends here with a GET: the button is on the case page.
        return redirect(Trail.read(request.GET).case_url(application))
    return act(request, application, verb, command, done=done, typed=typed)

"""From a form on a staff page to a command, and from its refusal to words."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from identity.access.staff import StaffRequest
from procedures.applications.models import Application, ApplicationEvent
from procedures.applications.receipts import read_receipt
from procedures.backoffice.casepage import Refusal, show_case
from procedures.backoffice.orders import Order, overtaken_text
from procedures.backoffice.trail import Trail
from procedures.backoffice.writing import Writing
from procedures.workflow.authority import row_for
from procedures.workflow.errors import NotAllowed, Overtaken
from procedures.workflow.transitions import STANDING, Verb

Command = Callable[..., ApplicationEvent]


def find_case(request: StaffRequest, receipt: str) -> Application:
    """The application of one's own departments under this number, in any writing. Raises Http404."""
    try:
        return (
            Application.objects.for_clerk(request.staff)
            .select_related("procedure", "version", "assignee")
            .defer("version__document")
            .get(receipt=read_receipt(receipt))
        )
    except Application.DoesNotExist:
        raise Http404 from None


def refuse_unless_allowed(
    request: StaffRequest, application: Application, verb: Verb, writing: Writing
) -> HttpResponse | None:
    """Before a page to write on is shown: the case page with the reason, if the verb is not to be had (any more).

    The last step is left to the command, which knows a form that is sent twice.
    """
    if request.method == "POST" and writing.step == "send":
        return None
    if request.method == "POST" and writing.order.revision != application.revision:
        last = application.events.exclude(verb__in=STANDING).select_related("actor").latest("sequence")
        by = last.actor.name if last.actor is not None and last.actor.is_staff else ""
        return _overtaken(request, application, Overtaken(last.verb, by, last.at), writing.text)
    if row_for(verb, actor=request.staff, application=application) is None:
        return _not_allowed(request, application, writing.text)
    return None


def act(
    request: StaffRequest,
    application: Application,
    verb: Verb,
    command: Command,
    *,
    done: str,
    typed: str = "",
    chosen: str = "",
) -> HttpResponse:
    """Carry out a command and go back to the case, or show the case as it is now with why it was not done.

    Somebody else was first: 409, by whom, when and what. Not this person's to do, or not any more: 403. `typed` is
    what was written for it and is shown again, so that it can be copied; `chosen` is what else makes it another act.
    """
    order = Order.read(request)
    do = partial(command, actor=request.staff, application_id=application.pk)
    try:
        do(expected_revision=order.revision, command_key=order.command_key(verb, typed, chosen))
    except Overtaken as overtaken:
        return _overtaken(request, find_case(request, application.receipt), overtaken, typed)
    except NotAllowed:
        return _not_allowed(request, find_case(request, application.receipt), typed)
    messages.success(request, done)
    return redirect(Trail.read(request.GET).case_url(application))


def _overtaken(request: StaffRequest, application: Application, overtaken: Overtaken, typed: str) -> HttpResponse:
    refusal = Refusal(_("先に処理されていたため、行いませんでした"), overtaken_text(overtaken), typed)
    return show_case(request, application, refusal=refusal, status=409)


def _not_allowed(request: StaffRequest, application: Application, typed: str) -> HttpResponse:
    text = _("今の状態や役割では、この操作はできません。できる操作は「操作」の欄にあります。")
    return show_case(request, application, refusal=Refusal(_("この操作はできません"), text, typed), status=403)

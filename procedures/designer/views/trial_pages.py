"""The pages of the form as the person of the trial meets them, and the page on which everything is checked and sent."""

import json
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from identity.access.staff import StaffRequest
from procedures.applications.models import State
from procedures.catalogue.acceptance import Closed, closed_on
from procedures.catalogue.prices import charges
from procedures.designer.documents import members_of
from procedures.designer.rehearsal.choosing import level_words
from procedures.designer.rehearsal.desk import TrialDesk, Typed
from procedures.designer.rehearsal.playing import Refusal, played, take_step
from procedures.designer.rehearsal.seen import Case, see
from procedures.designer.views.trial_frame import is_stale, show_trial, trial_page
from procedures.designer.views.trial_proxy import mandate_context
from procedures.forms.actions import Postcode, list_action
from procedures.forms.binding import BoundPage, apply_action, bind, submit
from procedures.forms.growing import asks_more
from procedures.forms.journey import Journey
from procedures.forms.kinds import KINDS
from procedures.forms.partial import is_partial
from procedures.forms.summary import Row, leaves, summarise
from procedures.workflow.deadlines import first_due_date
from procedures.workflow.levels import needs_signature
from procedures.workflow.transitions import Verb

_CONTROL = frozenset({"csrfmiddlewaretoken", "_revision", "_from", "_action"})


@trial_page
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest, desk: TrialDesk, page: str) -> HttpResponse:
    """As the citizen's page, but that any page may be opened. `_action` may also be `fill`: with sample answers."""
    if page not in {known.id for known in desk.definition.pages}:
        raise Http404
    if request.method == "POST":
        return _put_down(request, desk, page)
    typed = desk.contents.typed.get(page)
    field = request.GET.get("lookup", "")
    if field and typed:
        bound = apply_action(desk.definition, page, data=typed, action=Postcode(field), **desk.known)
        if bound.faults:
            return _show(request, desk, bound)
    judge = "errors" in request.GET and (typed is not None or desk.journey.is_faulty(page))
    return _show(request, desk, bind(desk.definition, page, typed=typed, judge=judge, **desk.known))


def _typed(request: StaffRequest) -> Typed:
    return {name: values for name, values in request.POST.lists() if name not in _CONTROL}


def _put_down(request: StaffRequest, desk: TrialDesk, page: str) -> HttpResponse:
    data, pressed = _typed(request), request.POST.get("_action", "")
    action = list_action(dict(request.POST.lists()))
    if pressed == "refresh":
        return _show(request, desk, bind(desk.definition, page, typed=data, **desk.known))
    if is_stale(request, desk):
        return _show(request, desk, bind(desk.definition, page, typed=data, **desk.known), elsewhere=True)
    if pressed == "fill":
        desk.fill(page)
        return redirect(f"{desk.address(page)}?errors=1")
    if action is not None:
        bound = apply_action(desk.definition, page, data=data, action=action, **desk.known)
        if is_partial(request):
            return _show(request, desk, bound)  # nothing is saved until the page is sent
    else:
        bound = submit(desk.definition, page, data=data, **desk.known)
    grown = action is None and not bound.is_valid and asks_more(bound, _as_it_was(desk, page))
    desk.put_down(page, answers=bound.answers, typed=None if bound.is_valid else bound.typed)
    if action is not None:
        failed = isinstance(action, Postcode) and bound.faults
        query = f"?lookup={action.field}" if isinstance(action, Postcode) and failed else ""
        return redirect(f"{desk.address(page)}{query}#{bound.focus}")
    return redirect(_next(request, desk, bound, grown=grown))


def _as_it_was(desk: TrialDesk, page: str) -> BoundPage:
    """The page as it stood before it was sent."""
    return bind(desk.definition, page, typed=desk.contents.typed.get(page), **desk.known)


def _next(request: StaffRequest, desk: TrialDesk, bound: BoundPage, *, grown: bool) -> str:
    """Where the pressed button leads, now that the page is saved."""
    page, from_check = bound.page.id, request.POST.get("_from") == "check"
    before = desk.journey.before(page)
    if request.POST.get("_action") == "back" and before is not None:
        return desk.address(before)
    if not bound.is_valid:
        return f"{desk.address(page)}?{'more' if grown else 'errors'}=1{'&from=check' if from_check else ''}"
    following = desk.journey.next_after(page)
    if desk.journey.stopped or following is None or (from_check and desk.open_page is None):
        return desk.url("check")
    return desk.address(following)


def _show(request: StaffRequest, desk: TrialDesk, bound: BoundPage, *, elsewhere: bool = False) -> HttpResponse:
    page, shown = bound.page.id, desk.journey.has(bound.page.id)
    number, total = desk.journey.position(page) if shown else (0, 0)
    stopped = Journey(desk.definition, bound.answers, desk.today, facts=desk.facts).stopped
    context = {
        "at": page,
        "page": bound.page,
        "specs": bound.specs,
        "errors": [{"id": fault.id, "message": fault.message} for fault in bound.faults],
        "number": number,
        "total": total,
        "is_hidden": not shown,
        "is_first": desk.journey.before(page) is None,
        "came_from": "check" if "check" in (request.GET.get("from"), request.POST.get("_from")) else "",
        "elsewhere": elsewhere,
        "watched": " ".join(desk.definition.watched[page]),
        "focus": bound.focus,
        "stop": str(stopped.message) if stopped else "",
        "grown": "more" in request.GET,
        "action_url": desk.address(page),
        "edit_url": _edit_url(desk, page),
    }
    return show_trial(request, "designer/trial_page.html", desk, context, status=409 if elsewhere else 200)


def _edit_url(desk: TrialDesk, page: str) -> str:
    """Where this page is written; "" for a published version, which stays as it is, and a page that stands in."""
    written = any(one.get("id") == page for one in members_of(json.loads(desk.trial.document), "pages"))
    if desk.trial.version is not None or not written:
        return ""
    return reverse("designer:part", args=[desk.trial.number, f"pages/{page}"])


@trial_page
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: StaffRequest, desk: TrialDesk) -> HttpResponse:
    """All answers with links to change them, what it costs, what happens next; POST sends, on the stage alone."""
    case = _case(desk)
    if request.method != "POST":
        return _show_check(request, desk, case)
    if is_stale(request, desk):
        messages.warning(
            request, _("この画面を開いたあと、別の画面で内容が変わりました。内容を確かめて、もう一度送ってください。")
        )
        return redirect(desk.url("check"))
    if case is not None and case.state != State.CORRECTION:
        return redirect(desk.url("sent"))
    verb = Verb.SUBMIT if case is None else Verb.RESUBMIT
    refusal = take_step(desk.trial, desk.contents, verb, answers=desk.contents.answers, **_mandated(desk, verb))
    return redirect(desk.url("sent")) if refusal is None else _show_check(request, desk, case, refusal)


def _mandated(desk: TrialDesk, verb: Verb) -> dict[str, bool]:
    """Whether the person lets somebody else send exactly this."""
    asked = verb == Verb.SUBMIT and desk.asks_mandate
    return {"mandated": desk.contents.mandated == desk.mandate_about} if asked else {}


def _case(desk: TrialDesk) -> Case | None:
    """What was sent, as it stands; no SQL as long as nothing was."""
    if not desk.is_sent:
        return None
    with played(desk.trial, desk.contents) as play:
        return see(play.stage)


def _show_check(
    request: StaffRequest, desk: TrialDesk, case: Case | None, refusal: Refusal | None = None
) -> HttpResponse:
    definition, period = desk.definition, desk.definition.standard_period
    lines = charges(definition, desk.answers, desk.today)
    problem = refusal.why if refusal is not None else ""
    context = {
        "at": ":check",
        "sections": _sections(desk),
        "charges": lines,
        "charges_total": sum(line.total for line in lines),
        "if_granted": sum(line.if_granted for line in lines) if any(line.awaits_approval for line in lines) else None,
        "is_sample": any(line.is_sample for line in lines),
        "days": period.business_days if period else 0,
        "promised": first_due_date(received=desk.today, business_days=period.business_days if period else None),
        "words": KINDS[definition.kind],
        "total": desk.journey.position(None)[1],
        "closed": _closed_words(closed_on(definition, desk.today)),
        "stop": str(desk.journey.stopped.message) if desk.journey.stopped else "",
        **_before_sending(desk),
        "case": case,
        "corrects": case is not None and case.state == State.CORRECTION,
        "problem": problem,
        "errors": [{"id": "", "message": problem}] if problem else [],
    }
    return show_trial(request, "designer/trial_check.html", desk, context, status=409 if problem else 200)


def _before_sending(desk: TrialDesk) -> dict[str, Any]:
    """What is asked before it can be sent: a page that is open, a level, the word of whoever somebody acts for."""
    open_page = desk.open_page
    return {
        "open_url": desk.address(open_page) + "?errors=1" if open_page else "",
        "open_title": str(desk.definition.page(open_page).title) if open_page else "",
        "missing_level": level_words(desk.missing_level) if desk.missing_level and not open_page else "",
        "signs": needs_signature(desk.definition),
        **mandate_context(desk),
    }


def _closed_words(closed: Closed | None) -> str:
    if closed is None:
        return ""
    return _("この日は、受付の始まる前です。") if closed.opens else _("この日は、受付が終わったあとです。")


def _sections(desk: TrialDesk) -> Sequence[dict[str, Any]]:
    return [
        {"title": section.title, "rows": [_row(desk, section.page_id, row) for row in leaves(section.rows)]}
        for section in summarise(desk.definition, desk.answers, desk.today)
        if section.rows
    ]


def _row(desk: TrialDesk, page_id: str, row: Row) -> dict[str, str]:
    shown = {"label": row.label, "value": "\n".join(row.lines)}
    return shown | ({"change_url": f"{desk.address(page_id)}?from=check#{row.item_id}"} if row.asked else {})

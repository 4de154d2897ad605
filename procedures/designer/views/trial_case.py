"""What became of what was sent: the applicant's side, the staff's side, and the papers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from identity.access.staff import StaffRequest
from procedures.applications.models.application import FeeState, Outcome
from procedures.designer.rehearsal.choosing import Choice
from procedures.designer.rehearsal.desk import TrialDesk
from procedures.designer.rehearsal.playing import Refusal, played, take_step
from procedures.designer.rehearsal.seen import Case, letter, see
from procedures.designer.rehearsal.stage import APPLICANT, APPROVER, CLERK, PORTAL
from procedures.designer.views.trial_frame import is_stale, show_trial, trial_page
from procedures.documents.apart import PressFailed, render_pdf_apart
from procedures.forms.characters import storable
from procedures.forms.kinds import KINDS
from procedures.workflow.transitions import Verb
from procedures.workflow.words import EVENTS

_LONGEST = 2000


@trial_page
@require_safe
def sent(request: StaffRequest, desk: TrialDesk) -> HttpResponse:
    """The applicant's side: receipt, notices, what is to be paid, papers."""
    case, refusal = _look(desk)
    if case is None and refusal is None:
        return _nothing_sent(request, desk)
    context = {
        "at": ":sent",
        "case": case,
        "fee_kind": _fee_kind(case),
        "refusal": _refusal_words(refusal),
        "words": KINDS[desk.definition.kind],
        "can": {verb.value for verb, who in case.verbs.items() if who == APPLICANT} if case else set(),
        "can_pay": case is not None and Verb.SETTLE in case.verbs,
    }
    return show_trial(request, "designer/trial_sent.html", desk, context)


@trial_page
@require_safe
def staff(request: StaffRequest, desk: TrialDesk) -> HttpResponse:
    """The staff's side: stages with their checks, what the table allows now, the clock, the history."""
    case, refusal = _look(desk)
    if case is None and refusal is None:
        return _nothing_sent(request, desk)
    return _show_staff(request, desk, case, refusal)


def _look(desk: TrialDesk) -> tuple[Case | None, Refusal | None]:
    if not desk.is_sent:
        return None, None
    with played(desk.trial, desk.contents) as play:
        return see(play.stage), play.refusal


def _nothing_sent(request: StaffRequest, desk: TrialDesk) -> HttpResponse:
    messages.info(request, _("まだ送っていません。内容を確かめて送ると、続きを試せます。"))
    return redirect(desk.url("check"))


def _refusal_words(refusal: Refusal | None) -> str:
    """A step that was done before and cannot be done with what is set by now."""
    if refusal is None:
        return ""
    words = {"number": refusal.index + 1, "what": EVENTS[Verb(refusal.step.verb)], "why": refusal.why}
    return _("%(number)d番目の「%(what)s」が、いまの設定ではできません。%(why)s") % words


_PLAIN = {
    Verb.CLAIM: gettext_lazy("担当する"),
    Verb.COMPLETE: gettext_lazy("完了にする"),
    Verb.SETTLE: gettext_lazy("手数料が納められたことにする"),
    Verb.REMIND_FEE: gettext_lazy("納付の期限が近いことを知らせる"),
    Verb.RELEASE: gettext_lazy("担当を外す"),
}
"""Verbs that need no words, with those of their button."""
_WHO = {CLERK: gettext_lazy("担当者"), APPROVER: gettext_lazy("決裁者"), PORTAL: gettext_lazy("システム")}


@dataclass(frozen=True, slots=True)
class Tried:
    """A step that was not done: which, what was typed for it, and why it was not."""

    verb: Verb
    said: Mapping[str, Any]
    problem: str


def _show_staff(
    request: StaffRequest, desk: TrialDesk, case: Case | None, refusal: Refusal | None, tried: Tried | None = None
) -> HttpResponse:
    verbs = {verb: who for verb, who in case.verbs.items() if who != APPLICANT} if case else {}
    day = Choice(desk.trial.person, desk.level, desk.today)
    context = {
        "at": ":staff",
        "case": case,
        "fee_kind": _fee_kind(case),
        "refusal": _refusal_words(refusal),
        "verbs": {verb.value: _WHO[who] for verb, who in verbs.items()},
        "buttons": [
            {"label": label, "who": _("（%(who)s）") % {"who": _WHO[verbs[verb]]}, "url": desk.url("do", verb.value)}
            for verb, label in _PLAIN.items()
            if verb in verbs
        ],
        "outcomes": _outcomes(desk),
        "item_choices": _item_choices(case),
        "day_spec": day.day_spec() | {"label": _("試行の中の日付"), "hint": ""},
        **_typed(tried),
    }
    return show_trial(request, "designer/trial_staff.html", desk, context, status=400 if tried else 200)


def _typed(tried: Tried | None) -> dict[str, Any]:
    """What was typed for a step that was not done, in its own form; the other forms are empty."""
    wordy = [verb.value for verb in (Verb.DECIDE, Verb.REQUEST_CORRECTION, Verb.FIX_FEE, Verb.NOTE)]
    said = {"outcome": "", "items": [], "granted": False, **(tried.said if tried else {})}
    at = tried.verb.value if tried else ""
    return {
        "typed": said,
        "open": {verb: verb == at for verb in wordy},
        "typed_text": {verb: said["text"] if verb == at else "" for verb in wordy},
        "problems": {verb: tried.problem if tried and verb == at else "" for verb in wordy},
        "errors": [{"id": f"{at}-text" if at in wordy else "", "message": tried.problem}] if tried else [],
    }


def _fee_kind(case: Case | None) -> str:
    return "ok" if case is not None and case.fee in {FeeState.SETTLED, FeeState.NONE} else "warn"


def _outcomes(desk: TrialDesk) -> list[dict[str, str]]:
    issues = desk.definition.kind == "issuance"
    return [
        {"value": Outcome.APPROVED.value, "label": _("交付する") if issues else _("認める")},
        {"value": Outcome.REFUSED.value, "label": _("交付しない") if issues else _("認めない")},
    ]


def _item_choices(case: Case | None) -> list[dict[str, str]]:
    if case is None:
        return []
    rows = [row for section in case.sections for row in section.rows if row.asked]
    return [{"value": row.item_id, "label": row.label} for row in rows]


@trial_page
@require_http_methods(["POST"])
def do(request: StaffRequest, desk: TrialDesk, verb: str) -> HttpResponse:
    """One step of the play. What cannot be done is said beside what was typed; nothing is kept of it."""
    if verb not in set(Verb) or verb in {Verb.SUBMIT, Verb.RESUBMIT} or not desk.is_sent:
        raise Http404
    if is_stale(request, desk):
        messages.warning(request, _("この試行は、別の画面で先に変わりました。内容を確かめて、もう一度押してください。"))
        return redirect(desk.url("staff"))
    wanted, said = Verb(verb), _said(request)
    if wanted == Verb.DECIDE and not said["outcome"]:
        return _say_again(request, desk, Tried(wanted, said, _("決定の内容を選んでください。")))
    refusal = take_step(desk.trial, desk.contents, wanted, **said)
    back = "sent" if request.POST.get("_back") == "sent" else "staff"
    if refusal is None:
        messages.success(request, _("「%(what)s」を試しました。") % {"what": EVENTS[wanted]})
        return redirect(desk.url(back))
    if back == "sent":
        messages.warning(request, refusal.why)
        return redirect(desk.url(back))
    return _say_again(request, desk, Tried(wanted, said, refusal.why))


def _say_again(request: StaffRequest, desk: TrialDesk, tried: Tried) -> HttpResponse:
    """The page with what was typed, and why it was not done."""
    case, refusal = _look(desk)
    return _show_staff(request, desk, case, refusal, tried)


def _said(request: StaffRequest) -> dict[str, Any]:
    """What the verbs take; each takes of it what it needs."""
    post = request.POST
    outcome = post.get("outcome", "")
    return {
        "text": storable(post.get("text", ""))[:_LONGEST].strip(),
        "items": [item for item in post.getlist("items") if len(item) <= 200][:200],
        "outcome": outcome if outcome in {Outcome.APPROVED.value, Outcome.REFUSED.value} else "",
        "granted": post.get("granted") == "yes",
    }


@trial_page
@require_POST
def day(request: StaffRequest, desk: TrialDesk) -> HttpResponse:
    """Let days pass: the next step happens on this day."""
    earliest = timezone.localdate(desk.contents.steps[-1].moment) if desk.is_sent else desk.today
    choice = Choice(desk.trial.person, desk.level, desk.today, earliest=earliest).read_day(request.POST.dict())
    if choice.faults:
        messages.warning(request, choice.faults["day"])
    else:
        desk.save(replace(desk.contents, day=choice.day.isoformat()))
    return redirect(desk.url("staff"))


@trial_page
@require_safe
def paper(request: StaffRequest, desk: TrialDesk, index: int) -> HttpResponse:
    """The PDF of a paper, marked on every page; made when it is asked for, never kept. Raises Http404."""
    if not desk.is_sent:
        raise Http404
    with played(desk.trial, desk.contents) as play:
        html = letter(play.stage, index)
    if html is None:
        raise Http404
    try:
        pdf = render_pdf_apart(html, mark=_("試行　この書類に効力はありません"))
    except PressFailed:
        messages.warning(request, _("書類を作れませんでした。少し待って、もう一度開いてください。"))
        return redirect(desk.url("sent"))
    headers = {"Content-Disposition": 'inline; filename="trial.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)

"""What became of what was sent: the applicant's side, the staff's side, and the papers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from identity.access.staff import StaffRequest
from procedures.applications.models.application import FeeState, Outcome
from procedures.designer.rehearsal.acts import Deed, deed_of
from procedures.designer.rehearsal.choosing import Choice
from procedures.designer.rehearsal.desk import TrialDesk
from procedures.designer.rehearsal.playing import Refusal, played, take_step
from procedures.designer.rehearsal.refunds import Refunding
from procedures.designer.rehearsal.seen import Case, letter, see
from procedures.designer.rehearsal.stage import APPLICANT
from procedures.designer.rehearsal.trials import Contents
from procedures.designer.rehearsal.words import PLAIN, WHO, words_of
from procedures.designer.views.trial_frame import is_stale, show_trial, trial_page
from procedures.designer.views.trial_said import problem_of, read_said
from procedures.documents.apart import PressFailed, render_pdf_apart
from procedures.forms.kinds import KINDS
from procedures.workflow.transitions import Verb

_WORDY = (Verb.DECIDE, Verb.REQUEST_CORRECTION, Verb.FIX_FEE, Verb.NOTE, Refunding.ASK, Refunding.REFUSE)
"""These have a form of their own, which is shown again with what was typed."""
_JUDGED = {Verb.DECIDE, Verb.FIX_FEE, Refunding.ASK}


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
    deed = deed_of(refusal.step.verb)
    words = {"number": refusal.index + 1, "what": words_of(deed) if deed else "", "why": refusal.why}
    return _("%(number)d番目の「%(what)s」が、いまの設定ではできません。%(why)s") % words


@dataclass(frozen=True, slots=True)
class Tried:
    """A step that was not done: which, what was typed for it, and why it was not."""

    deed: Deed
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
        "verbs": {verb.value: WHO[who] for verb, who in verbs.items()},
        "buttons": [
            {"label": label, "who": _("（%(who)s）") % {"who": WHO[verbs[verb]]}, "url": desk.url("do", verb.value)}
            for verb, label in PLAIN.items()
            if verb in verbs
        ],
        "quantities": _quantities(case, tried),
        "outcomes": _outcomes(desk),
        "item_choices": _item_choices(case),
        "day_spec": day.day_spec() | {"label": _("試行の中の日付"), "hint": ""},
        **_typed(tried),
    }
    return show_trial(request, "designer/trial_staff.html", desk, context, status=400 if tried else 200)


def _typed(tried: Tried | None) -> dict[str, Any]:
    """What was typed for a step that was not done, in its own form; the other forms are empty."""
    wordy = [deed.value for deed in _WORDY]
    empty = {"outcome": "", "items": [], "granted": False, "extra": None, "amount": 0}
    said = {**empty, **(tried.said if tried else {})}
    at = tried.deed.value if tried else ""
    label, yen = said["extra"] or ("", "")
    return {
        "typed": said | {"extra_label": label, "extra_yen": "" if yen is None else yen},
        "open": {verb: verb == at for verb in wordy},
        "typed_text": {verb: said["text"] if verb == at else "" for verb in wordy},
        "problems": {verb: tried.problem if tried and verb == at else "" for verb in wordy},
        "errors": [{"id": f"{at}-text" if at in wordy else "", "message": tried.problem}] if tried else [],
    }


def _quantities(case: Case | None, tried: Tried | None) -> list[dict[str, str]]:
    """A box for each fee of the procedure: as typed, or as many as the answers lead to."""
    if case is None or case.claim is None:
        return []
    typed = tried.said["quantities"] if tried is not None and tried.deed == Verb.FIX_FEE else {}
    return [
        {
            "id": f"quantity-{one.item.code}",
            "label": _("%(label)s（%(amount)s円）の数") % {"label": one.label, "amount": f"{one.amount:,}"},
            "hint": _("申請の内容では%(quantity)d") % {"quantity": one.quantity},
            "value": str(typed[one.item.code] or "" if one.item.code in typed else one.quantity),
        }
        for one in case.claim.possible
    ]


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
    deed = deed_of(verb)
    if deed is None or deed in {Verb.SUBMIT, Verb.RESUBMIT} or not desk.is_sent:
        raise Http404
    if is_stale(request, desk):
        messages.warning(request, _("この試行は、別の画面で先に変わりました。内容を確かめて、もう一度押してください。"))
        return redirect(desk.url("staff"))
    said, problem = read_said(request.POST), ""
    if deed in _JUDGED:
        problem = problem_of(deed, said, _look(desk)[0])
    refusal = None if problem else take_step(desk.trial, _on_its_day(desk, deed), deed, **said)
    back = "sent" if request.POST.get("_back") == "sent" else "staff"
    problem = refusal.why if refusal is not None else problem
    if not problem:
        messages.success(request, _("「%(what)s」を試しました。") % {"what": words_of(deed)})
        return redirect(desk.url(back))
    if back == "sent":
        messages.warning(request, problem)
        return redirect(desk.url(back))
    return _say_again(request, desk, Tried(deed, said, problem))


def _on_its_day(desk: TrialDesk, deed: Deed) -> Contents:
    """What is said of a fee that is late happens on the day after its last one: the days until then pass."""
    case = _look(desk)[0] if deed == Verb.FEE_OVERDUE else None
    if case is None or case.claim is None or case.claim.due_on is None:
        return desk.contents
    return replace(desk.contents, day=max(desk.today, case.claim.due_on + timedelta(days=1)).isoformat())


def _say_again(request: StaffRequest, desk: TrialDesk, tried: Tried) -> HttpResponse:
    """The page with what was typed, and why it was not done."""
    case, refusal = _look(desk)
    return _show_staff(request, desk, case, refusal, tried)


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

"""What happened with an application, what is happening now and what comes, in words for its applicant.

Staff members are not named, internal notes are left out, and handing an application from one clerk to another is no
news for the applicant.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.components.formats import short_date, time_of_day
from procedures.applications.events import event_text
from procedures.applications.models import Application, ApplicationEvent, FeeState, State
from procedures.applications.models.application import Outcome
from procedures.definitions.business_days import business_days_between
from procedures.forms.kinds import KINDS
from procedures.workflow.transitions import DECIDED_KINDS, Verb

Item = dict[str, Any]

_WITH_WORDS = frozenset({Verb.REQUEST_CORRECTION, Verb.DECIDE, Verb.COMPLETE, Verb.WITHDRAW, Verb.FIX_FEE})
_BY_CITIZEN = frozenset({Verb.RESUBMIT, Verb.WITHDRAW, Verb.SETTLE, Verb.ENTER_PAYEE})

_TITLES: dict[str, Promise] = {
    Verb.CLAIM: gettext_lazy("担当が内容の確認を始めました"),
    Verb.REQUEST_CORRECTION: gettext_lazy("修正をお願いしました"),
    Verb.RESUBMIT: gettext_lazy("修正した内容を受け取りました"),
    Verb.DECIDE: gettext_lazy("認められました"),
    Verb.COMPLETE: gettext_lazy("完了しました"),
    Verb.WITHDRAW: gettext_lazy("取り下げました"),
    Verb.FIX_FEE: gettext_lazy("手数料の額が決まりました"),
    Verb.FEE_OVERDUE: gettext_lazy("手数料の納付の期限を過ぎました"),
    Verb.LAPSE: gettext_lazy("手数料が納められなかったため、終わりにしました"),
    Verb.SETTLE: gettext_lazy("手数料の納付を確認しました"),
    Verb.ASK_PAYEE: gettext_lazy("返金の振込先の入力をお願いしました"),
    Verb.ENTER_PAYEE: gettext_lazy("返金の振込先を受け取りました"),
    Verb.REFUND: gettext_lazy("手数料をお返ししました"),
}


def past_items(application: Application, events: Sequence[ApplicationEvent], *, department: str) -> list[Item]:
    """One item for each event that is news for the applicant, oldest first."""
    items: list[Item] = []
    claimed = False
    # The request that is open stands at the top of the page.
    requests = [event.pk for event in events if event.verb == Verb.REQUEST_CORRECTION]
    open_request = requests[-1] if requests and application.state == State.CORRECTION else None
    for event in events:
        title = _title(application, event)
        if title is None or (event.verb == Verb.CLAIM and claimed):
            continue
        item: Item = {"title": title, "meta": f"{short_date(event.at)}{time_of_day(event.at)}　{department}"}
        if event.verb == Verb.CLAIM:
            claimed = True
            item["url"] = reverse("portal:disclosures", args=[application.receipt])
            item["url_label"] = _("誰が何を見たか")
        if event.verb in _WITH_WORDS and event.pk != open_request:
            item["text"] = event_text(event)
        if event.verb in _BY_CITIZEN:
            item["meta"] = f"{short_date(event.at)}{time_of_day(event.at)}"
        items.append(item)
    return items


def _title(application: Application, event: ApplicationEvent) -> str | None:
    """None for what is no news for the applicant."""
    if event.verb == Verb.SUBMIT:
        return str(KINDS[application.procedure.kind].sent)
    if event.verb == Verb.DECIDE and event.data.get("outcome") == Outcome.REFUSED:
        return _("認めないことに決定しました")
    if event.verb == Verb.SETTLE and not event.data.get("yen"):
        return _("手数料を納める必要がなくなりました")
    title = _TITLES.get(event.verb)
    return None if title is None else str(title)


def present_and_future(application: Application, *, today: date) -> list[Item]:
    """Where it stands, and the steps still to come. Nothing after the end."""
    state = State(application.state)
    decided_kind = application.procedure.kind in DECIDED_KINDS
    review: Item = {"title": _("内容の確認と決定") if decided_kind else _("内容の確認"), "state": "todo"}
    end: Item = {"title": _("結果のお知らせと、その後の手続") if decided_kind else _("完了のお知らせ"), "state": "todo"}
    here = _("いまここ。")
    if application.fee in {FeeState.DUE_FIRST, FeeState.DUE} and state in {State.RECEIVED, State.DECIDED}:
        payment: Item = {"title": _("手数料の納付を待っています"), "meta": here, "state": "now"}
        return [payment, review, end] if state == State.RECEIVED else [payment, end]
    match state:
        case State.RECEIVED:
            waiting: Item = {"title": _("担当の課で順番を待っています"), "meta": here, "state": "now"}
            return [waiting, review, end]
        case State.IN_REVIEW:
            return [{**review, "meta": here, "state": "now"}, end]
        case State.CORRECTION:
            stopped = _("いまここ。修正を待つ間、期限の計算は止まります。")
            correction: Item = {"title": _("修正を待っています"), "meta": stopped, "state": "now"}
            days = days_left(application, today=today)
            if days is not None:
                review["meta"] = _("めやす：修正を受け取ってから%(days)d開庁日") % {"days": max(days, 1)}
            return [correction, review, end]
        case State.DECIDED if application.outcome == Outcome.APPROVED:
            return [{"title": _("結果に応じた手続をしています"), "meta": here, "state": "now"}]
        case _:
            return []


def days_left(application: Application, *, today: date) -> int | None:
    """Business days until the promised date; while the clock stands still, as many as when it stopped."""
    if application.due_on is None:
        return None
    return business_days_between(application.stopped_on or today, application.due_on)

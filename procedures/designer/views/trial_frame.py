"""What every page of a trial has: whose it is, on which day it plays, where one is, and that nothing of it is real."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accessibility.components.formats import yen_amount
from identity.access import clock
from identity.access.staff import StaffRequest
from procedures.catalogue.prices import charges
from procedures.designer.pages import administrator_page, show
from procedures.designer.rehearsal.choosing import level_words, source_words
from procedures.designer.rehearsal.desk import TrialDesk
from procedures.designer.rehearsal.models import Trial
from procedures.designer.rehearsal.proxies import proxies_for
from procedures.designer.rehearsal.trials import TrialChanged, find_trial, read_trial
from procedures.forms.partial import told_where

View = Callable[..., HttpResponse]


def trial_page(view: View) -> View:
    """Hand the administrator's own trial to the view, on the trial's own day. Raises Http404 for anybody else's."""

    @administrator_page
    @told_where
    @wraps(view)
    def inner(request: StaffRequest, number: int, trial: UUID, **kwargs: Any) -> HttpResponse:
        try:
            found = find_trial(staff=request.staff, number=number, trial_id=trial)
        except Trial.DoesNotExist:
            raise Http404 from None
        desk = TrialDesk(found, read_trial(found))
        with clock.set_to(desk.contents.now):
            try:
                return view(request, desk, **kwargs)
            except TrialChanged:
                messages.warning(
                    request, _("この試行は、別の画面で先に変わりました。内容を確かめて、もう一度押してください。")
                )
                return redirect(request.path if request.method == "GET" else desk.url("settings"))

    return inner


def is_stale(request: StaffRequest, desk: TrialDesk) -> bool:
    """Whether the page was shown from another state of the trial."""
    return request.POST.get("_revision") != str(desk.trial.revision)


def show_trial(
    request: StaffRequest, template: str, desk: TrialDesk, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page of a trial within its frame. One SQL statement where the procedure has fees."""
    frame = {
        "desk": desk,
        "trial": desk.trial,
        "definition": desk.definition,
        "title": str(desk.definition.title),
        "who": _who(desk),
        "level_words": level_words(desk.level),
        "day": desk.today,
        "tried": source_words("design" if desk.trial.version is None else str(desk.trial.version)),
        "jumps": jumps(desk, str(context.get("at", ""))),
        "places": places(desk, str(context.get("at", ""))),
        "cost": cost(desk),
    }
    return show(request, template, {**frame, **context}, status=status)


def _who(desk: TrialDesk) -> str:
    who = _("%(about)s（%(name)s）") % {"about": desk.person.about, "name": desk.person.shown_name}
    if desk.proxy is None:
        return who
    acts = {"who": who, "proxy": desk.proxy.person.shown_name, "kind": desk.proxy.about}
    return _("%(who)sの代わりに、%(proxy)s（%(kind)s）が申請") % acts


def jumps(desk: TrialDesk, at: str) -> list[dict[str, Any]]:
    """Every page of the form, those that these answers do not lead to as well."""
    return [
        {
            "label": str(page.title),
            "url": desk.address(page.id),
            "current": page.id == at,
            "badge": _badge(desk, page.id),
        }
        for page in desk.definition.pages
    ]


def _badge(desk: TrialDesk, page_id: str) -> dict[str, str]:
    if not desk.journey.has(page_id):
        return {"label": _("表示なし"), "kind": "mute"}
    if page_id in desk.contents.typed or desk.journey.state(page_id) == "faulty":
        return {"label": _("直す"), "kind": "err"}
    if desk.journey.state(page_id) == "todo":
        return {"label": _("未入力"), "kind": "mute"}
    return {"label": _("入力済み"), "kind": "ok"}


def places(desk: TrialDesk, at: str) -> list[dict[str, Any]]:
    """Where one can go besides the pages of the form."""
    asked = [("for_whom", _("だれが申請するか"))] if proxies_for(desk.definition) else []
    names = [
        *asked,
        ("check", _("内容の確認")),
        ("sent", _("送ったあと（申請者の画面）")),
        ("staff", _("職員の処理")),
        ("settings", _("人・レベル・日を変える")),
    ]
    return [{"label": label, "url": desk.url(name), "current": at == f":{name}"} for name, label in names]


def cost(desk: TrialDesk) -> str:
    """What these answers cost as they stand; "" for a procedure without fees."""
    if not desk.definition.fees.lines:
        return ""
    return yen_amount(sum(one.total for one in charges(desk.definition, desk.answers, desk.today)))

"""Who applies in a trial: the person, or somebody for that one; and what the person says to it."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from identity.access.staff import StaffRequest
from procedures.designer.rehearsal.desk import TrialDesk
from procedures.designer.rehearsal.playing import why_not_mandated
from procedures.designer.rehearsal.proxies import Proxy, proxies_for
from procedures.designer.views.trial_frame import is_stale, show_trial, trial_page
from procedures.workflow.levels import asks_mandate

SELF = "self"


@trial_page
@require_http_methods(["GET", "HEAD", "POST"])
def for_whom(request: StaffRequest, desk: TrialDesk) -> HttpResponse:
    """As the citizen is asked it; who acts is a sample, too. What was sent keeps what it was sent with."""
    proxies = proxies_for(desk.definition)
    if not proxies:
        raise Http404
    chosen, error = request.POST.get("acting", ""), ""
    if request.method == "POST" and not desk.is_sent and not is_stale(request, desk):
        if chosen in {SELF, *(one.kind for one in proxies)}:
            desk.save(replace(desk.contents, acting="" if chosen == SELF else chosen))
            messages.success(request, _("申請する人を変えました。"))
            return redirect(desk.url("check"))
        error = _("だれが申請するかを選んでください。")
    choices = [
        {"value": SELF, "label": _("本人"), "hint": desk.person.shown_name},
        *({"value": one.kind, "label": str(one.about), "hint": _hint(desk, one)} for one in proxies),
    ]
    spec = {
        "component": "radio_group",
        "id": "acting",
        "name": "acting",
        "label": _("だれが申請しますか"),
        "choices": choices,
        "value": desk.proxy.kind if desk.proxy is not None else SELF,
        "error": error,
        "required": None,
    }
    context = {"at": ":for_whom", "spec": spec, "errors": [{"id": "acting", "message": error}] if error else []}
    return show_trial(request, "designer/trial_for_whom.html", desk, context, status=400 if error else 200)


def _hint(desk: TrialDesk, proxy: Proxy) -> str:
    """Who it is, and what has to be shown for it."""
    name = proxy.person.shown_name
    if not proxy.acting.needs_mandate:
        return _("%(name)s　法定代理の関係は、職員が戸籍などで確かめます。") % {"name": name}
    if asks_mandate(desk.definition, proxy.acting):
        return _("%(name)s　送る前に、本人が自分のカードで委任を確認します。") % {"name": name}
    return _("%(name)s　この手続の本人確認レベルでは、職員が委任状で確かめます。") % {"name": name}


@trial_page
@require_POST
def mandate(request: StaffRequest, desk: TrialDesk) -> HttpResponse:
    """The person says yes or no to exactly what is filled in now; as for real, the card must be the applicant's."""
    answer = request.POST.get("answer", "")
    if not desk.asks_mandate or answer not in {"confirm", "refuse"} or is_stale(request, desk):
        messages.warning(
            request, _("この画面を開いたあと、内容が変わりました。内容を確かめて、もう一度押してください。")
        )
        return redirect(desk.url("check"))
    about, said = desk.mandate_about, desk.contents
    if answer == "refuse":
        desk.save(replace(said, refused=about, mandated=""))
        messages.success(request, _("本人が断ったことにしました。"))
        return redirect(desk.url("check"))
    why = why_not_mandated(desk.trial, desk.contents)
    if why:
        messages.warning(request, why)
    else:
        desk.save(replace(said, mandated=about, refused=""))
        messages.success(request, _("本人が任せると答えたことにしました。"))
    return redirect(desk.url("check"))


def mandate_context(desk: TrialDesk) -> dict[str, Any]:
    """For the page on which everything is checked: how far the mandate is; "" where none is asked for."""
    state = ""
    if desk.asks_mandate and desk.open_page is None and not desk.missing_level:
        about = desk.mandate_about
        states = {desk.contents.mandated: "given", desk.contents.refused: "refused"}
        state = states.get(about, "asked")
    return {"mandate": state, "principal": desk.person.shown_name, "proxy": desk.proxy}

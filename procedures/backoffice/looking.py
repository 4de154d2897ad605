"""Reading a citizen's data: what for, and the record of it, before anything is shown.

Work that is open has its purpose. Whoever opens what is closed (a question on the telephone, a request for review)
says why, once in half an hour; the citizen reads it in the list of who saw what.
"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from identity.access.staff import StaffRequest
from identity.disclosure.services import record_disclosure
from procedures.applications.models import Application, State
from procedures.applications.receipts import show_receipt
from procedures.applications.search_keys import town_key
from procedures.backoffice.pages import staff_page

OVER = frozenset({State.COMPLETED.value, State.WITHDRAWN.value})
_SESSION = "purposes"
_SECONDS = 30 * 60
_MOST = 20
OTHER = "other"
PURPOSES = {
    "inquiry": gettext_lazy("本人からの問い合わせ"),
    "review": gettext_lazy("審査請求や苦情への対応"),
    "mistake": gettext_lazy("処理の誤りの確認"),
    "audit": gettext_lazy("監査・検査"),
}


def record_look(
    request: StaffRequest, application: Application, purpose: str, answers: Mapping[str, Any] | None = None
) -> None:
    """Write into the citizen's list of who saw what; with `answers`, also compare whom and which place it is about."""
    address = application.version.definition.applicant.among(answers).address if answers else {}
    town = str(address.get("town") or "")
    keys = {application.name_key, application.kana_key, town_key(town)} - {""}
    record_disclosure(
        subject=application.pk,
        citizen_id=application.owner_id,
        staff_id=request.staff.user_id,
        department=application.department,
        purpose=_stated(request, application) or purpose,
        own=application.assignee_id == request.staff.user_id,
        keys=keys,
    )


class PurposeForm(forms.Form):
    purpose = forms.ChoiceField(
        label=gettext_lazy("何のために開きますか"),
        choices=[*PURPOSES.items(), (OTHER, gettext_lazy("ほかの目的"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("ほかの目的のときは、その内容"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("本人も読みます。例）証明書の再交付の準備"),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("purpose") == OTHER and not given.get("words", "").strip():
            self.add_error("words", _("ほかの目的の内容を入力してください。例）証明書の再交付の準備"))
        return given

    def text(self) -> str:
        chosen = self.cleaned_data["purpose"]
        return self.cleaned_data["words"].strip() if chosen == OTHER else str(PURPOSES[chosen])


def purpose_page(request: StaffRequest, application: Application) -> HttpResponse | None:
    """Before anything of a case that is over is shown: the page that asks what for; None where that is known."""
    if application.state not in OVER or _stated(request, application):
        return None
    form = PurposeForm(request.POST if "purpose" in request.POST or "words" in request.POST else None)
    if form.is_bound and form.is_valid():
        state_purpose(request, application, form.text())
        return redirect(request.get_full_path())
    context = {"form": form, "receipt": show_receipt(application.receipt)}
    return staff_page(request, "backoffice/purpose.html", context, nav="queue", status=400 if form.is_bound else 200)


def _stated(request: HttpRequest, application: Application) -> str:
    """What this session said this case is opened for, if it was within half an hour."""
    if application.state not in OVER:
        return ""
    kept = request.session.get(_SESSION, {}).get(application.receipt)
    fresh = isinstance(kept, list) and timezone.now().timestamp() - kept[1] < _SECONDS
    return str(kept[0]) if fresh else ""


def state_purpose(request: HttpRequest, application: Application, purpose: str) -> None:
    """Remember for half an hour what this case is opened for; whoever closes it still works on it."""
    kept = dict(list(request.session.get(_SESSION, {}).items())[-(_MOST - 1) :])
    request.session[_SESSION] = {**kept, application.receipt: [purpose, timezone.now().timestamp()]}

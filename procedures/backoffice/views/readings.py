"""`/staff/readings/`: looks that a supervisor should ask about, and whom to watch for."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from identity.access.secrets import decrypt_secret, encrypt_secret
from identity.access.staff import StaffRequest
from identity.disclosure import watching
from identity.disclosure.models import ReadingFlag, ReadingWatch, Rule
from identity.disclosure.watching import WatchRefused
from identity.people.models import Role, StaffRole
from procedures.applications.models import Application
from procedures.applications.receipts import show_receipt
from procedures.applications.search_keys import name_key, town_key
from procedures.backoffice.pages import department_names, staff_page

_SHOWN = 100
NAME, TOWN = "name", "town"


class WatchForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("何で照らし合わせますか"),
        choices=[(NAME, gettext_lazy("氏名")), (TOWN, gettext_lazy("町名"))],
        widget=forms.RadioSelect,
        initial=NAME,
    )
    shown = forms.CharField(
        label=gettext_lazy("氏名または町名"),
        max_length=60,
        help_text=gettext_lazy("申請に書かれるとおりに。例）山王 花子、山王一丁目"),
    )
    reader = forms.ChoiceField(label=gettext_lazy("だれが開いたときに知らせますか"), required=False)
    department = forms.ChoiceField(label=gettext_lazy("課"))


@require_safe
def readings(request: StaffRequest) -> HttpResponse:
    departments = _departments(request)
    flags = ReadingFlag.objects.filter(entry__department__in=departments).select_related("entry__staff", "closed_by")
    waiting = list(flags.filter(closed_at=None).order_by("-at", "-pk")[:_SHOWN])
    closed = list(flags.exclude(closed_at=None).order_by("-closed_at", "-pk")[:20])
    receipts = dict(
        Application.objects.for_clerk(request.staff)
        .filter(pk__in={flag.entry.subject for flag in (*waiting, *closed)})
        .values_list("pk", "receipt")
    )
    context = {
        "waiting": [_line(request, flag, receipts) for flag in waiting],
        "closed": [_line(request, flag, receipts) for flag in closed],
        "many": watching.MANY,
    }
    return staff_page(request, "backoffice/readings.html", context, nav="people")


@require_POST
def close(request: StaffRequest, flag: int) -> HttpResponse:
    departments = _departments(request)
    note = " ".join(request.POST.get("note", "").split())
    if not 0 < len(note) <= 200:
        messages.error(request, _("確認の結果を200文字までで入力してください。例）窓口での問い合わせへの対応だった"))
    elif watching.close(flag_id=flag, departments=departments, closed_by_id=request.staff.user_id, note=note):
        messages.success(request, _("確認の結果を記録しました。"))
    else:
        messages.error(request, _("記録できませんでした。先に確認されたか、自分の閲覧です。"))
    return redirect("backoffice:readings")


@require_http_methods(["GET", "HEAD", "POST"])
def watched(request: StaffRequest) -> HttpResponse:
    """Whom to watch for: everybody's looks at one name, or one staff member's at names and places near."""
    departments = _departments(request)
    form = WatchForm(request.POST if request.method == "POST" else None)
    _offer(form, departments)
    if form.is_bound and form.is_valid():
        try:
            _watch(request, form.cleaned_data)
        except WatchRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, _("登録しました。これからの閲覧を知らせます。"))
            return redirect("backoffice:watched")
    listed = ReadingWatch.objects.filter(department__in=departments).select_related("reader", "made_by")
    context = {
        "form": form,
        "lines": [
            {"id": one.pk, "shown": decrypt_secret(one.shown), "reader": one.reader, "made_by": one.made_by.name}
            for one in listed.order_by("-made_at", "-pk")
        ],
    }
    bad = form.is_bound and not form.is_valid()
    return staff_page(request, "backoffice/watched.html", context, nav="people", status=400 if bad else 200)


@require_POST
def unwatch(request: StaffRequest, watch: int) -> HttpResponse:
    watching.unwatch(watch_id=watch, departments=_departments(request))
    messages.success(request, _("登録を外しました。"))
    return redirect("backoffice:watched")


def _departments(request: StaffRequest) -> frozenset[str]:
    """Where this staff member is supervisor. Raises PermissionDenied where nowhere."""
    departments = request.staff.departments([Role.SUPERVISOR])
    if not departments:
        raise PermissionDenied
    return departments


def _line(request: StaffRequest, flag: ReadingFlag, receipts: dict[Any, str]) -> dict[str, Any]:
    receipt = receipts.get(flag.entry.subject, "")
    rule = Rule(flag.rule)
    many = _("1時間に%(count)s件") % {"count": flag.count} if rule is Rule.MANY else ""
    return {
        "id": flag.pk,
        "note_id": f"note-{flag.pk}",
        "at": timezone.localtime(flag.entry.at),
        "reader": flag.entry.staff.name,
        "own": flag.entry.staff_id == request.staff.user_id,
        "rule": rule.label,
        "many": many,
        "purpose": flag.entry.purpose,
        "receipt": receipt,
        "shown": show_receipt(receipt) if receipt else "",
        "closed_by": flag.closed_by.name if flag.closed_by is not None else "",
        "note": flag.note,
    }


def _offer(form: WatchForm, departments: frozenset[str]) -> None:
    people = StaffRole.objects.filter(department__in=departments).valid_on(timezone.localdate())
    names = people.order_by("user__name", "user_id").values_list("user_id", "user__name", "user__email").distinct()
    reader, department = form.fields["reader"], form.fields["department"]
    assert isinstance(reader, forms.ChoiceField)
    assert isinstance(department, forms.ChoiceField)
    listed = [(str(pk), _("%(name)s（%(email)s）だけ") % {"name": name, "email": email}) for pk, name, email in names]
    reader.choices = [("", _("だれでも（著名人など）")), *listed]
    department.choices = list(department_names(departments).items())


def _watch(request: StaffRequest, data: dict[str, Any]) -> None:
    """Raises WatchRefused."""
    written = data["shown"].strip()
    watching.watch(
        made_by_id=request.staff.user_id,
        department=data["department"],
        reader_id=int(data["reader"]) if data["reader"] else None,
        key=name_key(written) if data["kind"] == NAME else town_key(written),
        shown=encrypt_secret(written),
    )

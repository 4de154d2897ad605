"""`/settings/departments/`: the departments (課), what they are called from when, and their end."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accessibility.components.days import read_date
from identity.access.staff import StaffRequest
from procedures.catalogue import department_keeping as keeping
from procedures.catalogue.department_keeping import BadDepartment
from procedures.catalogue.department_ties import ties
from procedures.catalogue.models import Department
from procedures.designer.administration.department_forms import DetailsForm, EndForm, NewForm
from procedures.designer.administration.department_rows import (
    badges,
    department_rows,
    history,
    name_rows,
    tie_rows,
)
from procedures.designer.administration.pages import columns_of, day, form_page, note, period, settings_page
from procedures.designer.pages import administrator_page


@administrator_page
@require_safe
def departments(request: StaffRequest) -> HttpResponse:
    ended = request.GET.get("show") == "ended"
    columns = columns_of(_("課"), _("符号"), _("電話番号"), _("期間"), _("手続"))
    context = {"rows": department_rows(ended=ended), "columns": columns, "ended": ended}
    return settings_page(request, "designer/administration/departments.html", context)


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    form = NewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = keeping.make_department(
                code=data["code"].strip(), details=form.details, valid_from=data["valid_from"], by=request.user
            )
        except BadDepartment as refused:
            note(form, refused.part, str(refused))
        else:
            messages.success(request, _("課を登録しました。"))
            return redirect("administration:department", made.code)
    back = (reverse("administration:departments"), _("課の一覧に戻る"))
    return form_page(request, form, title=_("課を登録する"), back=back, button=_("登録する"))


@administrator_page
@require_safe
def department(request: StaffRequest, department: str) -> HttpResponse:
    """One department: its names in time, what belongs to it, what was done with it."""
    found = _find(department)
    today = timezone.localdate()
    names, coming = name_rows(found)
    over = found.valid_until is not None and found.valid_until < today
    context = {
        "department": found,
        "badges": badges(found, None, today),
        "period": period(found.valid_from, found.valid_until),
        "names": names,
        "name_columns": columns_of(_("名称"), _("フリガナ"), _("電話番号"), _("期間")),
        "coming": coming,
        "over": over,
        "ending": found.valid_until is not None and not over,
        **_tied(found),
        "history": history(found),
    }
    return settings_page(request, "designer/administration/department.html", context)


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: StaffRequest, department: str) -> HttpResponse:
    """Another name or telephone from a day on."""
    found = _find(department)
    initial = {"name": found.name, "kana": found.kana, "phone": found.phone}
    form = DetailsForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        first = form.cleaned_data["valid_from"]
        try:
            keeping.change_details(department=found, details=form.details, valid_from=first, by=request.user)
        except BadDepartment as refused:
            note(form, refused.part, str(refused))
        else:
            messages.success(request, _("%(day)sからの内容を登録しました。") % {"day": day(first)})
            return redirect("administration:department", found.code)
    title = _("名称・電話番号を変える")
    text = _("開始日の0時から、画面、メール、通知書の名称が変わります。符号と過去の記録は変わりません。")
    return form_page(request, form, title=title, subject=found.name, back=_back(found), button=_("登録する"), text=text)


@administrator_page
@require_POST
def call_off(request: StaffRequest, department: str) -> HttpResponse:
    found = _find(department)
    first = read_date(request.POST.get("day", ""))
    if first is None:
        raise Http404
    try:
        keeping.call_off_change(department=found, valid_from=first, by=request.user)
    except BadDepartment as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(day)sからの変更を取り消しました。") % {"day": day(first)})
    return redirect("administration:department", found.code)


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: StaffRequest, department: str) -> HttpResponse:
    """What still belongs to it is shown first; nothing of it is ever left without a department."""
    found = _find(department)
    form = EndForm(request.POST if request.method == "POST" else None)
    form.offer(found, timezone.localdate())
    if form.is_valid():
        data = form.cleaned_data
        successor = Department.objects.filter(code=data["successor"]).first()
        try:
            keeping.end_department(
                department=found,
                last_day=data["last_day"],
                successor=successor,
                reason=data["reason"],
                by=request.user,
            )
        except BadDepartment as refused:
            note(form, refused.part, str(refused))
        else:
            messages.success(request, _("%(day)sまでとしました。") % {"day": day(data["last_day"])})
            return redirect("administration:department", found.code)
    more: dict[str, Any] = {**_tied(found), "danger": True}
    title = _("課を廃止する、統合する")
    return form_page(
        request, form, title=title, subject=found.name, back=_back(found), button=_("廃止を登録する"), **more
    )


@administrator_page
@require_POST
def keep(request: StaffRequest, department: str) -> HttpResponse:
    found = _find(department)
    try:
        keeping.keep_department(department=found, by=request.user)
    except BadDepartment as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("廃止を取り消しました。"))
    return redirect("administration:department", found.code)


def _find(code: str) -> Department:
    return get_object_or_404(Department.objects.select_related("successor"), code=code)


def _back(found: Department) -> tuple[str, str]:
    address = reverse("administration:department", args=[found.code])
    return address, _("この課に戻る")


def _tied(found: Department) -> dict[str, Any]:
    columns = columns_of(_("内容"), _("件数"), _("例"), _("引き継ぐ課がないとき"))
    return {"ties": tie_rows(ties(found, timezone.localdate())), "tie_columns": columns}

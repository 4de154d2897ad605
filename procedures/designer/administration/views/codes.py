"""`/settings/codes/`: the lists that many procedures choose from."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accessibility.components.days import read_date
from identity.access.staff import StaffRequest
from procedures.catalogue.code_lists import own_list
from procedures.catalogue.list_keeping import BadList, as_pasted, call_off_list, compare, list_on, store_list
from procedures.catalogue.models import StoredCodeList
from procedures.definitions import CodeList
from procedures.designer.administration import code_rows
from procedures.designer.administration.code_forms import ListForm, NewForm
from procedures.designer.administration.pages import columns_of, day, number_in, settings_page
from procedures.designer.pages import administrator_page


@administrator_page
@require_safe
def codes(request: StaffRequest) -> HttpResponse:
    columns = columns_of(_("符号"), _("最後の変更"), _("使う手続"))
    return settings_page(
        request, "designer/administration/codes.html", {"rows": code_rows.list_rows(), "columns": columns}
    )


@administrator_page
@require_safe
def code_list(request: StaffRequest, list_id: str) -> HttpResponse:
    """One list: what it offers today, who uses it, its versions."""
    found = _find(list_id)
    search = request.GET.get("q", "").strip()[:60]
    rows, count = code_rows.code_rows(found, search)
    history, coming, _newest = code_rows.version_items(list_id)
    context = {
        "list_id": list_id,
        "own": own_list(list_id) is not None,
        "search": search,
        "rows": rows,
        "columns": columns_of(_("値"), _("表示"), _("フリガナ")),
        "count": count,
        "most": code_rows.SHOWN,
        "more": count > code_rows.SHOWN,
        "coming": coming,
        "usage_title": _("使っている手続"),
        "usage": code_rows.usage_items(list_id),
        "history": history,
    }
    return settings_page(request, "designer/administration/code_list.html", context)


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    form = NewForm(request.POST if request.method == "POST" else None)
    list_id = form.cleaned_data["list_id"].strip() if form.is_valid() else ""
    return _edit(request, form, list_id, title=_("コード表を登録する"), newest=0)


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: StaffRequest, list_id: str) -> HttpResponse:
    """Another text of a list: first what it changes, then stored."""
    found = _find(list_id)
    if own_list(list_id) is not None:
        raise Http404
    newest = StoredCodeList.objects.filter(list_id=list_id).order_by("-number").values_list("number", flat=True)[0]
    form = ListForm(request.POST if request.method == "POST" else None, initial={"rows": as_pasted(found.codes)})
    return _edit(request, form, list_id, title=_("コード表を変える"), newest=newest)


def _edit(request: StaffRequest, form: forms.Form, list_id: str, *, title: str, newest: int) -> HttpResponse:
    expected = number_in(request, "expected", newest)
    sections: list[dict[str, Any]] = []
    checked = False
    if form.is_valid():
        rows, first = form.cleaned_data["rows"], form.cleaned_data["valid_from"]
        storing = request.POST.get("step") == "store"
        checked = _stored(request, form, list_id, expected, rehearsal=not storing)
        if checked and storing:
            messages.success(request, _("%(day)sからの内容を登録しました。") % {"day": day(first)})
            return redirect("administration:code_list", list_id)
        sections = code_rows.change_sections(compare(list_id, rows, day=first))
    context = {
        "form": form,
        "title": title,
        "list_id": list_id if newest else "",
        "sections": sections,
        "checked": checked,
        "expected": expected,
        "back_url": reverse("administration:code_list", args=[list_id]) if newest else reverse("administration:codes"),
        "usage_title": _("使っている手続") if newest else "",
        "usage": code_rows.usage_items(list_id) if newest else [],
    }
    status = 400 if form.is_bound and form.errors else 200
    return settings_page(request, "designer/administration/code_list_edit.html", context, status=status)


def _stored(request: StaffRequest, form: forms.Form, list_id: str, expected: int, *, rehearsal: bool) -> bool:
    """Whether it could be stored; otherwise the reasons stand beside their box."""
    data = form.cleaned_data
    try:
        store_list(
            list_id=list_id,
            codes=data["rows"],
            valid_from=data["valid_from"],
            reason=data["reason"],
            expected=expected,
            by=request.user,
            rehearsal=rehearsal,
        )
    except BadList as refused:
        part = refused.part if refused.part in form.fields else None
        form.add_error(part, forms.ValidationError(list(refused.problems)))
        return False
    return True


@administrator_page
@require_POST
def call_off(request: StaffRequest, list_id: str) -> HttpResponse:
    _find(list_id)
    first = read_date(request.POST.get("day", ""))
    if first is None:
        raise Http404
    try:
        call_off_list(list_id=list_id, valid_from=first, by=request.user)
    except BadList as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(day)sからの変更を取り消しました。") % {"day": day(first)})
    return redirect("administration:code_list", list_id)


def _find(list_id: str) -> CodeList:
    """What a list offers today; one that is still to come, as it will begin. Raises Http404."""
    found = own_list(list_id) if list_id else None
    if found is None:
        found = list_on(list_id, timezone.localdate())
    if found is None:
        first = (
            StoredCodeList.objects.filter(list_id=list_id)
            .order_by("valid_from")
            .values_list("valid_from", flat=True)
            .first()
        )
        found = list_on(list_id, first) if first else None
    if found is None:
        raise Http404
    return found

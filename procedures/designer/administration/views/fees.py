"""`/settings/fees/`: what the city charges, by which ordinance, from when."""

from collections.abc import Callable
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
from payments.fees import keeping
from payments.fees.keeping import BadFee
from payments.fees.models import FeeItem
from procedures.catalogue.fee_ending import end_fee
from procedures.designer.administration import fee_rows
from procedures.designer.administration.fee_forms import EndForm, NewForm, PriceForm, initial_of
from procedures.designer.administration.pages import columns_of, day, form_page, note, settings_page
from procedures.designer.pages import administrator_page


@administrator_page
@require_safe
def fees(request: StaffRequest) -> HttpResponse:
    columns = columns_of(_("手数料"), _("金額"), _("根拠・歳入科目"), _("期間"), _("使う手続"))
    context = {"rows": fee_rows.fee_rows(), "columns": columns}
    return settings_page(request, "designer/administration/fees.html", context)


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    form = NewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        data = form.cleaned_data
        code = data["code"].strip()
        add = keeping.add_fee
        if _done(form, lambda: add(code=code, terms=form.terms, valid_from=data["valid_from"], by=request.user)):
            messages.success(request, _("手数料を登録しました。"))
            return redirect("administration:fee", code)
    back = (reverse("administration:fees"), _("手数料の一覧に戻る"))
    return form_page(request, form, title=_("手数料を登録する"), back=back, button=_("登録する"))


@administrator_page
@require_safe
def fee(request: StaffRequest, fee: str) -> HttpResponse:
    """One fee: its prices in time, who asks for it, what was done with it."""
    items = _find(fee)
    today = timezone.localdate()
    last = items[-1]
    context = {
        "code": fee,
        "label": (fee_rows.counting(items, today) or last).label,
        "badges": fee_rows.badges_of(items, today),
        "rows": fee_rows.price_rows(items),
        "columns": columns_of(_("期間"), _("金額"), _("名称"), _("根拠・歳入科目")),
        "coming": fee_rows.coming(items),
        "ending": last.valid_until is not None and last.valid_until >= today,
        "over": last.valid_until is not None and last.valid_until < today,
        **_usage(fee),
        "history": fee_rows.history(fee),
    }
    return settings_page(request, "designer/administration/fee.html", context)


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def price(request: StaffRequest, fee: str) -> HttpResponse:
    """A price from a day on; the procedures that ask for the fee are shown first."""
    items = _find(fee)
    form = PriceForm(request.POST if request.method == "POST" else None, initial=initial_of(items[-1]))
    if form.is_valid():
        first = form.cleaned_data["valid_from"]
        if _done(form, lambda: keeping.add_price(code=fee, terms=form.terms, valid_from=first, by=request.user)):
            messages.success(request, _("%(day)sからの金額を登録しました。") % {"day": day(first)})
            return redirect("administration:fee", fee)
    text = _("開始日から受け付ける申請に使います。それより前に受け付けた申請の金額は変わりません。")
    more: dict[str, Any] = {"text": text, "subject": items[-1].label, **_usage(fee)}
    return form_page(request, form, title=_("金額を変える"), back=_back(items), button=_("登録する"), **more)


@administrator_page
@require_POST
def call_off(request: StaffRequest, fee: str) -> HttpResponse:
    items = _find(fee)
    first = read_date(request.POST.get("day", ""))
    if first is None:
        raise Http404
    try:
        keeping.call_off_price(code=items[0].code, valid_from=first, by=request.user)
    except BadFee as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(day)sからの金額を取り消しました。") % {"day": day(first)})
    return redirect("administration:fee", fee)


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: StaffRequest, fee: str) -> HttpResponse:
    items = _find(fee)
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        last, reason = form.cleaned_data["last_day"], form.cleaned_data["reason"]
        if _done(form, lambda: end_fee(code=fee, last_day=last, reason=reason, by=request.user)):
            messages.success(request, _("%(day)sまでとしました。") % {"day": day(last)})
            return redirect("administration:fee", fee)
    more: dict[str, Any] = {"subject": items[-1].label, "danger": True, **_usage(fee)}
    return form_page(request, form, title=_("手数料を廃止する"), back=_back(items), button=_("廃止を登録する"), **more)


@administrator_page
@require_POST
def keep(request: StaffRequest, fee: str) -> HttpResponse:
    items = _find(fee)
    try:
        keeping.keep_fee(code=items[0].code, by=request.user)
    except BadFee as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("廃止を取り消しました。"))
    return redirect("administration:fee", fee)


def _done(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether it could be done; otherwise the reason stands beside its box."""
    try:
        act()
    except BadFee as refused:
        note(form, refused.part, str(refused))
        return False
    return True


def _find(code: str) -> list[FeeItem]:
    """All prices of a fee in their order. Raises Http404."""
    items = list(FeeItem.objects.filter(code=code).order_by("valid_from"))
    if not items:
        raise Http404
    return items


def _back(items: list[FeeItem]) -> tuple[str, str]:
    address = reverse("administration:fee", args=[items[-1].code])
    return address, _("この手数料に戻る")


def _usage(code: str) -> dict[str, Any]:
    return {"usage_title": _("使っている手続"), "usage": fee_rows.usage_items(code)}

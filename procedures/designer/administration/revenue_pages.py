"""`/settings/revenues/`: 歳入科目 by fiscal year, and whether a 指定納付受託者 may receive them."""

from itertools import groupby
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from identity.people.models import User
from payments.fees.models import FeeItem, FeeRecordAbout, Revenue, Verification
from payments.fees.recording import records_of
from payments.fees.revenues import REVENUES, add_revenue, change_revenue, end_revenue
from payments.money import fiscal_year
from procedures.designer.administration.dated_pages import DatedPages, Naming, badges_of, counting
from procedures.designer.administration.fee_forms import verification
from procedures.designer.administration.number_fields import SmallNumberField
from procedures.designer.listing import Row


def _year_field(label: Any, hint: Any) -> SmallNumberField:
    return SmallNumberField(label=label, help_text=hint)


class RevenueForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("名称"), max_length=100, help_text=gettext_lazy("例）総務手数料 戸籍住民基本台帳手数料")
    )
    trustee_allowed = forms.ChoiceField(
        label=gettext_lazy("指定納付受託者による納付（クレジットカードなど）"),
        choices=[("yes", gettext_lazy("取り扱う")), ("no", gettext_lazy("取り扱わない（窓口・振込・納付書だけ）"))],
        widget=forms.RadioSelect,
    )
    verification = verification()
    year = _year_field(
        gettext_lazy("いつの会計年度から"), gettext_lazy("その年の4月1日から使います。西暦で入力します。例）2027")
    )


class NewRevenueForm(RevenueForm):
    code = forms.CharField(
        label=gettext_lazy("番号"), max_length=30, help_text=gettext_lazy("会計の仕組みで使う番号です。例）13-02-01-01")
    )
    field_order = ("code", "label")


class EndRevenueForm(forms.Form):
    year = _year_field(
        gettext_lazy("最後の会計年度"), gettext_lazy("翌年の3月31日まで使います。西暦で入力します。例）2026")
    )
    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=200, help_text=gettext_lazy("記録に残ります。例）令和9年度予算の組替え")
    )


class RevenuePages(DatedPages):
    name, plural = "revenue", "revenues"
    chain = REVENUES
    new_form, change_form, end_form = NewRevenueForm, RevenueForm, EndRevenueForm
    columns = (
        *(gettext_lazy("歳入科目"), gettext_lazy("名称"), gettext_lazy("会計年度")),
        *(gettext_lazy("指定納付受託者"), gettext_lazy("使う手数料")),
    )
    periods = (gettext_lazy("期間"), gettext_lazy("名称"), gettext_lazy("指定納付受託者"))
    naming = Naming(
        title=gettext_lazy("歳入科目"),
        lead=gettext_lazy(
            "調定と会計の帳簿に使う科目です。予算と同じく、会計年度（4月から翌年3月まで）ごとに決まります。"
        ),
        none=gettext_lazy("歳入科目はまだありません"),
        hint=gettext_lazy("「歳入科目を登録する」から、予算書の科目を登録してください。"),
        add=gettext_lazy("歳入科目を登録する"),
        change=gettext_lazy("歳入科目の内容を変える"),
        end=gettext_lazy("歳入科目を廃止する"),
        ending=gettext_lazy("廃止"),
    )

    def list_rows(self) -> list[Row]:
        """Two SQL statements."""
        today = timezone.localdate()
        used: dict[str, set[str]] = {}
        for revenue, fee in FeeItem.objects.exclude(valid_until__lt=today).values_list("revenue_code", "code"):
            used.setdefault(revenue, set()).add(fee)
        found: list[Row] = []
        for code, group in groupby(Revenue.objects.order_by("code", "valid_from"), key=lambda one: one.code):
            rows = list(group)
            shown = counting(rows, today) or rows[-1]
            title: dict[str, Any] = {
                "value": code,
                "url": reverse("administration:revenue", args=[code]),
                "header": True,
                "badges": badges_of(rows, today, self.naming.ending),
            }
            count = _("%(count)d件") % {"count": len(used.get(code, ()))}
            found.append({"cells": [title, shown.label, _years(rows[0], rows[-1]), _trusted(shown), count]})
        return found

    def label(self, row: Revenue) -> str:
        return f"{row.code} {row.label}"

    def cells(self, row: Revenue) -> list[Any]:
        return [row.label, _trusted(row)]

    def facts(self, row: Revenue) -> list[tuple[str, str]]:
        prices = FeeItem.objects.filter(revenue_code=row.code).exclude(valid_until__lt=timezone.localdate())
        labels = dict.fromkeys(prices.order_by("code").values_list("label", flat=True))
        return [
            (_("会計年度"), _years(row, row)),
            (_("指定納付受託者"), _trusted(row)),
            (_("使う手数料"), "、".join(labels) or _("なし")),
        ]

    def records(self, code: str) -> Any:
        return records_of(FeeRecordAbout.REVENUE, code)

    def told(self, values: dict[str, Any]) -> list[tuple[str, str]]:
        found = [(_("名称"), values["label"])] if values else []
        if "trustee_allowed" in values:
            found.append((_("指定納付受託者"), _("取り扱う") if values["trustee_allowed"] else _("取り扱わない")))
        if "verification" in values:
            found.append((_("条例との照合"), str(Verification(values["verification"]).label)))
        return found

    def initial(self, row: Revenue) -> dict[str, Any]:
        trusted = "yes" if row.trustee_allowed else "no"
        year = fiscal_year(timezone.localdate()) + 1
        return {"label": row.label, "trustee_allowed": trusted, "verification": row.verification, "year": year}

    def add(self, form: forms.Form, by: User) -> str:
        return add_revenue(code=form.cleaned_data["code"], **_terms(form), by=by).code

    def change(self, code: str, form: forms.Form, by: User) -> None:
        change_revenue(code=code, **_terms(form), by=by)

    def end(self, code: str, form: forms.Form, by: User) -> None:
        end_revenue(code=code, year=form.cleaned_data["year"], reason=form.cleaned_data["reason"], by=by)


def _terms(form: forms.Form) -> dict[str, Any]:
    data = form.cleaned_data
    return {
        "label": data["label"],
        "trustee_allowed": data["trustee_allowed"] == "yes",
        "is_sample": data["verification"] == Verification.SAMPLE,
        "year": data["year"],
    }


def _years(first: Revenue, last: Revenue) -> str:
    start = fiscal_year(first.valid_from)
    if last.valid_until is None:
        return _("%(year)d年度から") % {"year": start}
    end = fiscal_year(last.valid_until)
    return _("%(first)d年度から%(last)d年度まで") % {"first": start, "last": end}


def _trusted(row: Revenue) -> str:
    return _("取り扱う") if row.trustee_allowed else _("取り扱わない")


REVENUE_PAGES = RevenuePages()

"""`/settings/trustees/`: the 指定納付受託者 behind each gateway, as the mayor's notices name them."""

from itertools import groupby
from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.components.days import DayField
from identity.people.models import User
from payments.fees.models import Revenue
from payments.gateways.models import Trustee
from payments.gateways.trustees import TRUSTEES, Notice, appoint, appoint_anew, records_of, with_trustee
from procedures.designer.administration.dated_pages import DatedPages, Naming, badges_of, counting
from procedures.designer.administration.fee_forms import EndForm
from procedures.designer.administration.pages import day, period
from procedures.designer.listing import Row


class NoticeForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("会社の名称"), max_length=100, help_text=gettext_lazy("告示のとおりに。例）見本決済株式会社")
    )
    address = forms.CharField(
        label=gettext_lazy("所在地"), max_length=200, help_text=gettext_lazy("例）東京都千代田区見本町1番1号")
    )
    notice_number = forms.CharField(
        label=gettext_lazy("告示番号"), max_length=60, help_text=gettext_lazy("例）秋田市告示第123号")
    )
    notice_date = DayField(label=gettext_lazy("告示日"), help_text=gettext_lazy("例）2027-03-25、令和9年3月25日"))
    revenues = forms.CharField(
        label=gettext_lazy("取り扱う歳入等"),
        max_length=300,
        help_text=gettext_lazy("市民の画面に載ります。例）証明書の交付手数料、申請の手数料"),
    )
    revenue_codes = forms.MultipleChoiceField(
        label=gettext_lazy("取り扱う歳入科目"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("選ばなければ、すべての科目を取り扱います。ここにない科目の納付は始まりません。"),
    )
    is_sample = forms.ChoiceField(
        label=gettext_lazy("告示との照合"),
        choices=[
            ("no", gettext_lazy("告示で確かめた")),
            ("yes", gettext_lazy("まだ確かめていない（「見本」と表示する）")),
        ],
        widget=forms.RadioSelect,
    )
    valid_from = DayField(label=gettext_lazy("指定開始日"), help_text=gettext_lazy("例）2027-04-01、令和9年4月1日"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["revenue_codes"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        listed = Revenue.objects.exclude(valid_until__lt=timezone.localdate()).order_by("code", "-valid_from")
        labels = dict(listed.values_list("code", "label"))
        kept = dict.fromkeys(self.initial.get("revenue_codes", ()), "")
        chosen.choices = [(code, f"{code} {label}".strip()) for code, label in (kept | labels).items()]

    @property
    def notice(self) -> Notice:
        data = self.cleaned_data
        return Notice(
            name=data["name"],
            address=data["address"],
            notice_number=data["notice_number"],
            notice_date=data["notice_date"],
            revenue_codes=tuple(data["revenue_codes"]),
            revenues=data["revenues"],
            is_sample=data["is_sample"] == "yes",
        )


class NewNoticeForm(NoticeForm):
    gateway = forms.ChoiceField(
        label=gettext_lazy("決済"), help_text=gettext_lazy("この会社を通して納付を受け付ける決済の符号です。")
    )
    field_order = ("gateway",)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["gateway"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [(code, code) for code in with_trustee()]


class TrusteePages(DatedPages):
    name, plural = "trustee", "trustees"
    chain = TRUSTEES
    new_form, change_form, end_form = NewNoticeForm, NoticeForm, EndForm
    columns = (
        *(gettext_lazy("会社"), gettext_lazy("決済"), gettext_lazy("告示")),
        *(gettext_lazy("取り扱う歳入"), gettext_lazy("指定の期間")),
    )
    periods = (gettext_lazy("期間"), gettext_lazy("会社"), gettext_lazy("告示"), gettext_lazy("取り扱う歳入"))
    naming = Naming(
        title=gettext_lazy("指定納付受託者"),
        lead=gettext_lazy(
            "市長が指定し告示した会社です（地方自治法第231条の2の3）。"
            "市民の画面で公表し、指定の期間と歳入の外では納付を始めません。"
        ),
        none=gettext_lazy("指定納付受託者はまだありません"),
        hint=gettext_lazy("「指定納付受託者を登録する」から、告示の内容を登録してください。"),
        add=gettext_lazy("指定納付受託者を登録する"),
        change=gettext_lazy("新しい告示を登録する"),
        end=gettext_lazy("指定を終える"),
        ending=gettext_lazy("指定の終了"),
    )

    def list_rows(self) -> list[Row]:
        """One SQL statement."""
        today = timezone.localdate()
        found: list[Row] = []
        for gateway, group in groupby(Trustee.objects.order_by("gateway", "valid_from"), key=lambda one: one.gateway):
            rows = list(group)
            shown = counting(rows, today) or rows[-1]
            title: dict[str, Any] = {
                "value": shown.name,
                "url": reverse("administration:trustee", args=[gateway]),
                "header": True,
                "badges": badges_of(rows, today, self.naming.ending),
            }
            whole = period(rows[0].valid_from, rows[-1].valid_until)
            found.append({"cells": [title, gateway, _notice(shown), _revenues(shown), whole]})
        return found

    def label(self, row: Trustee) -> str:
        return row.name

    def cells(self, row: Trustee) -> list[Any]:
        return [{"value": row.name, "meta": row.address}, _notice(row), _revenues(row)]

    def facts(self, row: Trustee) -> list[tuple[str, str]]:
        return [(_("決済の符号"), row.gateway), (_("所在地"), row.address)]

    def records(self, code: str) -> Any:
        return records_of(code)

    def told(self, values: dict[str, Any]) -> list[tuple[str, str]]:
        if not values:
            return []
        return [
            (_("名称"), values["name"]),
            (_("所在地"), values["address"]),
            (_("告示番号"), values["notice_number"]),
            (_("告示日"), values["notice_date"]),
            (_("取り扱う歳入等"), values["revenues"]),
            (_("歳入科目"), "、".join(values["revenue_codes"]) or _("すべて")),
            (_("見本"), _("はい") if values["is_sample"] else _("いいえ")),
        ]

    def initial(self, row: Trustee) -> dict[str, Any]:
        names = ("name", "address", "notice_number", "revenues", "revenue_codes")
        found = {name: getattr(row, name) for name in names}
        return found | {"notice_date": row.notice_date.isoformat(), "is_sample": "yes" if row.is_sample else "no"}

    def add(self, form: forms.Form, by: User) -> str:
        assert isinstance(form, NewNoticeForm)
        data = form.cleaned_data
        return appoint(gateway=data["gateway"], notice=form.notice, valid_from=data["valid_from"], by=by).gateway

    def change(self, code: str, form: forms.Form, by: User) -> None:
        assert isinstance(form, NoticeForm)
        appoint_anew(gateway=code, notice=form.notice, valid_from=form.cleaned_data["valid_from"], by=by)

    def end(self, code: str, form: forms.Form, by: User) -> None:
        data = form.cleaned_data
        self.chain.end(code=code, last_day=data["last_day"], reason=data["reason"], by=by)


def _notice(row: Trustee) -> dict[str, Any]:
    return {"value": row.notice_number, "meta": day(row.notice_date)}


def _revenues(row: Trustee) -> dict[str, Any]:
    return {"value": row.revenues, "meta": "、".join(row.revenue_codes) or _("すべての歳入科目")}


TRUSTEE_PAGES = TrusteePages()

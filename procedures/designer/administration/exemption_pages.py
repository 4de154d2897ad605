"""`/settings/exemptions/`: reductions (減免) that an ordinance gives, for whatever procedure the fee is asked in."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.components.days import DayField
from accessibility.components.formats import yen_amount
from identity.people.models import User
from payments.fees.exempting import RULES, RuleTerms, add_rule, change_rule
from payments.fees.models import ExemptionRule, FeeItem, FeeRecordAbout, Verification
from payments.fees.recording import records_of
from procedures.designer.administration.dated_pages import DatedPages, Naming, badges_of, counting
from procedures.designer.administration.fee_forms import EndForm, YenField, verification
from procedures.designer.administration.number_fields import SmallNumberField
from procedures.designer.administration.pages import columns_of, period
from procedures.designer.listing import Row


def _yes_no(label: Any, yes: Any, no: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("yes", yes), ("no", no)], widget=forms.RadioSelect)


class RuleForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("名称"), max_length=100, help_text=gettext_lazy("例）生活保護を受けている人")
    )
    percent = SmallNumberField(
        label=gettext_lazy("減らす割合（%）"),
        required=False,
        help_text=gettext_lazy("全額は100です。割合か金額の、どちらか一つを入力します。例）50"),
    )
    fixed_yen = YenField(
        label=gettext_lazy("減らす金額（円）"),
        required=False,
        help_text=gettext_lazy("1件の調定あたりの金額です。例）200"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    items = forms.MultipleChoiceField(
        label=gettext_lazy("対象の手数料"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("選ばなければ、すべての手数料が対象です。"),
    )
    needs_evidence = _yes_no(gettext_lazy("確認書類"), gettext_lazy("書類を確かめる"), gettext_lazy("書類は要らない"))
    needs_approval = _yes_no(
        gettext_lazy("承認"),
        gettext_lazy("別の職員が承認する"),
        gettext_lazy("承認は要らない（申出のときに減免する）"),
    )
    basis = forms.CharField(
        label=gettext_lazy("根拠となる条例"), max_length=200, help_text=gettext_lazy("例）秋田市手数料条例 第5条第1項")
    )
    verification = verification()
    valid_from = DayField(label=gettext_lazy("適用開始日"), help_text=gettext_lazy("例）2027-04-01、令和9年4月1日"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["items"]
        assert isinstance(chosen, forms.MultipleChoiceField)
        chosen.choices = list(fee_labels().items())

    @property
    def terms(self) -> RuleTerms:
        data = self.cleaned_data
        return RuleTerms(
            label=data["label"],
            percent=data["percent"],
            fixed_yen=data["fixed_yen"],
            items=tuple(data["items"]),
            needs_evidence=data["needs_evidence"] == "yes",
            needs_approval=data["needs_approval"] == "yes",
            basis=data["basis"],
            is_sample=data["verification"] == Verification.SAMPLE,
        )


class NewRuleForm(RuleForm):
    code = forms.CharField(
        label=gettext_lazy("符号"),
        max_length=40,
        help_text=gettext_lazy("変わらない印です。英小文字・数字・「-」。例）seikatsu-hogo"),
    )
    field_order = ("label", "code")


def fee_labels() -> dict[str, str]:
    """Codes of the fees with their newest name. One SQL statement."""
    return dict(FeeItem.objects.order_by("code", "valid_from").values_list("code", "label"))


def _much(percent: int | None, fixed_yen: int | None) -> str:
    if percent is None:
        return _("%(amount)sを減額") % {"amount": yen_amount(fixed_yen or 0)}
    return _("全額を免除") if percent == 100 else _("%(percent)d%%を減額") % {"percent": percent}


class ExemptionPages(DatedPages):
    name, plural = "exemption", "exemptions"
    chain = RULES
    new_form, change_form, end_form = NewRuleForm, RuleForm, EndForm
    columns = (
        *(gettext_lazy("減免"), gettext_lazy("内容"), gettext_lazy("対象の手数料")),
        *(gettext_lazy("根拠"), gettext_lazy("期間")),
    )
    naming = Naming(
        title=gettext_lazy("減免の規定"),
        lead=gettext_lazy(
            "条例が定める減免です。手続の定義にない減免を、担当の職員が手数料の画面から申し出るときに選びます。"
        ),
        none=gettext_lazy("減免の規定はまだありません"),
        hint=gettext_lazy("「減免の規定を登録する」から、条例の減免を登録してください。"),
        add=gettext_lazy("減免の規定を登録する"),
        change=gettext_lazy("減免の内容を変える"),
        end=gettext_lazy("減免の規定を廃止する"),
        ending=gettext_lazy("廃止"),
    )

    def find(self, code: str) -> list[Any]:
        if code.startswith(ExemptionRule.OF_PROCEDURE):
            raise Http404
        return super().find(code)

    def list_rows(self) -> list[Row]:
        """The city's own. Two SQL statements."""
        today, names = timezone.localdate(), fee_labels()
        listed = ExemptionRule.objects.exclude(code__startswith=ExemptionRule.OF_PROCEDURE)
        found: list[Row] = []
        for code, group in groupby(listed.order_by("code", "valid_from"), key=lambda one: one.code):
            rows = list(group)
            shown = counting(rows, today) or rows[-1]
            title: dict[str, Any] = {
                "value": shown.label,
                "url": reverse("administration:exemption", args=[code]),
                "header": True,
                "badges": badges_of(rows, today, self.naming.ending),
            }
            whole = period(rows[0].valid_from, rows[-1].valid_until)
            found.append({"cells": [title, _cell(shown), _items(shown.items, names), shown.basis, whole]})
        return found

    def more(self) -> Mapping[str, Any]:
        """What procedures' definitions say, as far as somebody claimed it. Two SQL statements."""
        names = fee_labels()
        rows = [
            {"cells": [{"value": one.label, "header": True}, _cell(one), _items(one.items, names), one.basis]}
            for one in ExemptionRule.objects.filter(code__startswith=ExemptionRule.OF_PROCEDURE).order_by("label", "pk")
        ]
        return {
            "others_title": _("手続の定義が定める減免"),
            "others_lead": _("手続の編集画面で変えます。これまでに使われたものだけを載せています。"),
            "others": rows,
            "others_columns": columns_of(*(str(one) for one in self.columns[:-1])),
        }

    def label(self, row: ExemptionRule) -> str:
        return row.label

    def cells(self, row: ExemptionRule) -> list[Any]:
        return [_cell(row), row.basis]

    def facts(self, row: ExemptionRule) -> list[tuple[str, str]]:
        return [(_("符号"), row.code), (_("対象の手数料"), _items(row.items, fee_labels()))]

    def records(self, code: str) -> Any:
        return records_of(FeeRecordAbout.EXEMPTION, code)

    def told(self, values: dict[str, Any]) -> list[tuple[str, str]]:
        if not values:
            return []
        yes = {True: _("必要"), False: _("不要")}
        return [
            (_("名称"), values["label"]),
            (_("減額"), _much(values["percent"], values["fixed_yen"])),
            (_("対象の手数料"), "、".join(values["items"]) or _("すべての手数料")),
            (_("確認書類"), yes[values["needs_evidence"]]),
            (_("承認"), yes[values["needs_approval"]]),
            (_("根拠"), values["basis"]),
            (_("条例との照合"), str(Verification(values["verification"]).label)),
        ]

    def initial(self, row: ExemptionRule) -> dict[str, Any]:
        names = ("label", "percent", "fixed_yen", "items", "basis", "verification")
        found = {name: getattr(row, name) for name in names}
        yes = {True: "yes", False: "no"}
        return found | {"needs_evidence": yes[row.needs_evidence], "needs_approval": yes[row.needs_approval]}

    def add(self, form: forms.Form, by: User) -> str:
        assert isinstance(form, NewRuleForm)
        code = form.cleaned_data["code"].strip()
        return add_rule(code=code, terms=form.terms, valid_from=form.cleaned_data["valid_from"], by=by).code

    def change(self, code: str, form: forms.Form, by: User) -> None:
        assert isinstance(form, RuleForm)
        change_rule(code=code, terms=form.terms, valid_from=form.cleaned_data["valid_from"], by=by)

    def end(self, code: str, form: forms.Form, by: User) -> None:
        data = form.cleaned_data
        self.chain.end(code=code, last_day=data["last_day"], reason=data["reason"], by=by)


def _cell(rule: ExemptionRule) -> dict[str, Any]:
    evidence = _("確認書類が必要") if rule.needs_evidence else _("確認書類は不要")
    approval = _("承認が必要") if rule.needs_approval else _("承認は不要")
    return {"value": _much(rule.percent, rule.fixed_yen), "meta": f"{evidence}・{approval}"}


def _items(codes: list[str], names: dict[str, str]) -> str:
    return "、".join(names.get(code, code) for code in codes) or _("すべての手数料")


EXEMPTIONS = ExemptionPages()

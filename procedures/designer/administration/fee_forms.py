"""What is asked about a fee."""

import re
import unicodedata
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.components.days import DayField
from payments.fees.keeping import Terms
from payments.fees.models import FeeItem, Revenue, Verification


class YenField(forms.CharField):
    """An amount in whole yen, in any width, with or without 「,」 and 「円」."""

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        written = re.sub(r"[,\s]", "", unicodedata.normalize("NFKC", typed)).removesuffix(_("円"))
        if not (written.isascii() and written.isdigit() and len(written) < 12):
            raise forms.ValidationError(_("金額を数字で入力してください。例）300"))
        return int(written)


def verification() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("条例との照合"),
        choices=[
            (Verification.VERIFIED.value, gettext_lazy("条例で確かめた")),
            (Verification.SAMPLE.value, gettext_lazy("まだ確かめていない（「見本」と表示する）")),
        ],
        widget=forms.RadioSelect,
    )


class PriceForm(forms.Form):
    label = forms.CharField(label=gettext_lazy("名称"), max_length=100, help_text=gettext_lazy("例）住民票の写し"))
    amount = YenField(
        label=gettext_lazy("金額（円）"),
        help_text=gettext_lazy("一つの単位あたりの金額です。例）300"),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    unit = forms.CharField(
        label=gettext_lazy("単位"), max_length=20, required=False, help_text=gettext_lazy("例）通、回、件")
    )
    basis = forms.CharField(
        label=gettext_lazy("根拠となる条例"),
        max_length=200,
        help_text=gettext_lazy("市民の画面に載ります。例）秋田市手数料条例 別表第1の3"),
    )
    revenue_code = forms.ChoiceField(
        label=gettext_lazy("歳入科目"), required=False, help_text=gettext_lazy("調定と会計の帳簿に使います。")
    )
    verification = verification()
    valid_from = DayField(label=gettext_lazy("適用開始日"), help_text=gettext_lazy("例）2027-04-01、令和9年4月1日"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        open_ones = Revenue.objects.exclude(valid_until__lt=timezone.localdate()).order_by("code", "-valid_from")
        listed = dict(open_ones.values_list("code", "label"))
        chosen = self.fields["revenue_code"]
        assert isinstance(chosen, forms.ChoiceField)
        none = ("", _("なし（郵送料のように、ほかの手数料に合わせる）"))
        chosen.choices = [none, *((code, f"{code} {label}") for code, label in listed.items())]

    @property
    def terms(self) -> Terms:
        data = self.cleaned_data
        return Terms(
            label=data["label"],
            amount=data["amount"],
            unit=data["unit"],
            basis=data["basis"],
            revenue_code=data["revenue_code"],
            is_sample=data["verification"] == Verification.SAMPLE,
        )


class NewForm(PriceForm):
    code = forms.CharField(
        label=gettext_lazy("符号"),
        max_length=40,
        help_text=gettext_lazy("手続の定義が使う、変わらない印です。英小文字・数字・「-」。例）juminhyo"),
    )
    field_order = ("label", "code", "amount", "unit", "basis", "revenue_code", "verification", "valid_from")


class EndForm(forms.Form):
    last_day = DayField(label=gettext_lazy("最後の日"), help_text=gettext_lazy("この日まで続きます。例）2027-03-31"))
    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=200, help_text=gettext_lazy("記録に残ります。例）4月1日付けの条例改正")
    )


def initial_of(item: FeeItem) -> dict[str, Any]:
    names = ("label", "amount", "unit", "basis", "revenue_code", "verification")
    return {name: getattr(item, name) for name in names}

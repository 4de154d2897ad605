"""What is asked about a code list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accessibility.components.days import DayField
from procedures.catalogue.list_keeping import BadList, read_pasted


class RowsField(forms.CharField):
    """Columns of a spreadsheet; its value is a tuple of codes."""

    widget = forms.Textarea(attrs={"rows": 14})

    def clean(self, value: Any) -> Any:
        try:
            return read_pasted(super().clean(value))
        except BadList as refused:
            raise forms.ValidationError(list(refused.problems)) from None


class ListForm(forms.Form):
    rows = RowsField(
        label=gettext_lazy("表の内容"),
        strip=False,
        help_text=gettext_lazy(
            "表計算ソフトの値、表示、フリガナの列を貼り付けてください。フリガナはなくてもかまいません。"
            "上から順に表示されます。例）05（タブ）秋田県（タブ）アキタケン"
        ),
    )
    valid_from = DayField(label=gettext_lazy("いつから"), help_text=gettext_lazy("例）2027-04-01、令和9年4月1日"))
    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=200, help_text=gettext_lazy("記録に残ります。例）4月1日付けの町名変更")
    )


class NewForm(ListForm):
    list_id = forms.CharField(
        label=gettext_lazy("符号"),
        max_length=60,
        help_text=gettext_lazy("手続の定義が使う、変わらない印です。英小文字・数字・「_」。例）schools"),
    )
    field_order = ("list_id", "rows", "valid_from", "reason")

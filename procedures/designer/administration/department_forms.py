"""What is asked about a department."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.components.days import DayField
from procedures.catalogue.department_keeping import Details
from procedures.catalogue.models import Department


class DetailsForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("名称"), max_length=60, help_text=gettext_lazy("例）市民生活部市民課"))
    kana = forms.CharField(
        label=gettext_lazy("フリガナ"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("例）シミンカ"),
    )
    phone = forms.CharField(
        label=gettext_lazy("電話番号"),
        max_length=20,
        help_text=gettext_lazy("市民への通知に載ります。例）018-888-5600"),
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    valid_from = DayField(label=gettext_lazy("いつから"), help_text=gettext_lazy("例）2027-04-01、令和9年4月1日"))

    @property
    def details(self) -> Details:
        return Details(self.cleaned_data["name"], self.cleaned_data["kana"], self.cleaned_data["phone"])


class NewForm(DetailsForm):
    code = forms.CharField(
        label=gettext_lazy("符号"),
        max_length=40,
        help_text=gettext_lazy("課の名称が変わっても変わらない印です。英小文字・数字・「-」。例）city-tax"),
    )
    field_order = ("name", "kana", "code", "phone", "valid_from")


class EndForm(forms.Form):
    last_day = DayField(label=gettext_lazy("最後の日"), help_text=gettext_lazy("この日まで続きます。例）2027-03-31"))
    successor = forms.ChoiceField(
        label=gettext_lazy("引き継ぐ課"),
        required=False,
        help_text=gettext_lazy(
            "選ぶと、最後の日の次の日に、この課の手続、申請、予約枠、職員の役割がその課に移ります。"
        ),
    )
    reason = forms.CharField(
        label=gettext_lazy("理由"), max_length=200, help_text=gettext_lazy("記録に残ります。例）4月1日付けの組織改正")
    )

    def offer(self, ending: Department, today: date) -> None:
        """The departments that go on, or begin later, may take over."""
        others = Department.objects.exclude(pk=ending.pk).exclude(valid_until__lt=today).order_by("code")
        chosen = self.fields["successor"]
        assert isinstance(chosen, forms.ChoiceField)
        chosen.choices = [("", _("なし（残っているものがないとき）")), *others.values_list("code", "name")]

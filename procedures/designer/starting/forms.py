"""What is asked before a design is started."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.catalogue.models import Department, Procedure
from procedures.designer.starting.numbers import FIRST, LAST, free_number
from procedures.designer.starting.skeletons import skeletons
from procedures.forms.characters import narrow, one_line

BLANK, SKELETON, COPY = "blank", "skeleton", "copy"
_TITLE = 120


class NumberField(forms.CharField):
    """A number of four digits, of any width."""

    def clean(self, value: Any) -> int:
        written = narrow(super().clean(value)).strip()
        if not (written.isascii() and written.isdigit() and FIRST <= int(written[:9]) <= LAST):
            raise forms.ValidationError(_("手続番号は、1001から9999までの4けたの数字にしてください。例）4003"))
        return int(written)


class PlaceForm(forms.Form):
    """Under which number, and whose procedure it is."""

    number = NumberField(label=gettext_lazy("手続番号"), max_length=8)
    department = forms.ChoiceField(label=gettext_lazy("担当の課"))

    def __init__(self, *args: Any, own: str = "", **kwargs: Any) -> None:
        """`own`: the code of a department that is proposed, with a free number of it."""
        super().__init__(*args, **kwargs)
        found = {one.code: one for one in Department.objects.valid_on(today()).order_by("code")}
        self.departments = found
        choices = [("", _("選んでください")), *((code, one.name) for code, one in found.items())]
        self.offered = {"department": choices}
        self.fields["department"] = forms.ChoiceField(label=_("担当の課"), choices=choices)
        self.initial.setdefault("department", own if own in found else "")

    def offer_number(self) -> None:
        """Write a free number into the box, where nothing was sent yet."""
        if not self.is_bound and not self.initial.get("number"):
            self.initial["number"] = free_number(str(self.initial.get("department", "")))

    def clean_department(self) -> Department:
        return self.departments[self.cleaned_data["department"]]


class NewForm(PlaceForm):
    """A new procedure, and from what it is started."""

    source = forms.ChoiceField(label=gettext_lazy("何から始めるか"))
    copied = forms.ChoiceField(label=gettext_lazy("写すもとの手続"), required=False)
    title = forms.CharField(label=gettext_lazy("手続の名前"), max_length=_TITLE, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Procedure.objects.filter(current__isnull=False).order_by("number").values_list("number", "title")
        copied = [("", _("選んでください")), *((str(number), f"{number} {title}") for number, title in found)]
        self.offered["copied"] = copied
        self.fields["copied"] = forms.ChoiceField(label=_("写すもとの手続"), choices=copied, required=False)
        ways = [BLANK, *(f"{SKELETON}:{code}" for code in skeletons()), COPY]
        self.fields["source"] = forms.ChoiceField(label=_("何から始めるか"), choices=[(way, way) for way in ways])

    def clean_title(self) -> str:
        return one_line(self.cleaned_data["title"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        source = cleaned.get("source", "")
        if source == COPY and not cleaned.get("copied") and "copied" not in self.errors:
            self.add_error("copied", _("写すもとの手続を選んでください。"))
        if source != COPY and not cleaned.get("title") and "title" not in self.errors:
            self.add_error("title", _("手続の名前を入力してください。例）犬の登録の申請"))
        return cleaned


def today() -> date:
    return timezone.localdate()

"""What is asked about the sentences of a message: one box a part, made from the letter."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.notifications.letter_parts import Letter, Part
from procedures.notifications.texts import BadText, Texts, as_shown, checked, facts_of


class PartField(forms.CharField):
    """The sentence of one part, with its facts by their Japanese names; its value is as it is stored."""

    def __init__(self, letter: Letter, part: Part) -> None:
        super().__init__(
            label=str(part.label),
            required=not part.optional,
            help_text=_hint(letter, part),
            widget=forms.Textarea(attrs={"rows": 5 if part.lines else 2}) if part.key != "subject" else None,
        )
        self.letter, self.part = letter, part

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        try:
            return checked(self.letter, self.part, written)
        except BadText as refused:
            raise forms.ValidationError(str(refused)) from None


def _hint(letter: Letter, part: Part) -> str:
    listed = "、".join(f"{{{name}}}" for name in facts_of(letter, part))
    hint = _("使えるもの：%(listed)s") % {"listed": listed} if listed else ""
    where = _("お知らせとメールに載ります。") if part.inbox and part.mail else ""
    empty = _("空にすると、この文を載せません。") if part.optional else ""
    return f"{where}{empty}{hint}"


class TextsForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=200,
        help_text=gettext_lazy("記録に残ります。例）わかりやすい言葉に直すため"),
    )

    def __init__(self, letter: Letter, data: Mapping[str, Any] | None, *, texts: Texts) -> None:
        super().__init__(data)
        self.letter = letter
        reason = self.fields.pop("reason")
        for part in letter.written:
            name = f"part-{part.key}"
            self.fields[name] = PartField(letter, part)
            self.initial[name] = as_shown(texts.get(part.key, str(part.standard)))
        self.fields["reason"] = reason

    @property
    def texts(self) -> Texts:
        """The sentences that could be read."""
        found = {part.key: self.cleaned_data.get(f"part-{part.key}") for part in self.letter.written}
        return {key: text for key, text in found.items() if text is not None}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=200,
        help_text=gettext_lazy("記録に残ります。例）標準の文面が新しくなったため"),
    )

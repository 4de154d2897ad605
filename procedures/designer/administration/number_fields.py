"""Small numbers as staff type them."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext as _


class SmallNumberField(forms.CharField):
    """A whole number of up to four digits, in any width; None where it may be left empty."""

    widget = forms.TextInput(attrs={"inputmode": "numeric"})

    def clean(self, value: Any) -> Any:
        written = unicodedata.normalize("NFKC", super().clean(value)).strip()
        if not written:
            return None
        if not (written.isascii() and written.isdigit() and len(written) < 5):
            raise forms.ValidationError(_("4けたまでの数字で入力してください。"))
        return int(written)

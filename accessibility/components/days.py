"""A day as staff type it: in any usual writing and width."""

import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accessibility.components.eras import read_year, split_date


def read_date(typed: str) -> date | None:
    """A date in any usual writing and width: 1955-04-01, 1955/4/1, 1955年4月1日, 昭和30年4月1日, S30.4.1, 19550401."""
    parts = split_date("".join(unicodedata.normalize("NFKC", typed).split()))
    year = read_year(parts[0]) if parts else None
    if parts is None or year is None:
        return None
    era, number = year
    if era is None and len(parts[0].strip()) < 4:
        return None
    try:
        # As written, also where the era had ended by then: 平成31年5月1日 stands on papers.
        return date(era.western_year(number) if era else number, int(parts[1]), int(parts[2]))
    except ValueError:
        return None


class DayField(forms.CharField):
    """A day in any usual writing."""

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        if not written:
            return None
        day = read_date(written)
        if day is None:
            raise forms.ValidationError(_("日付を入力してください。例）2026-12-01、令和8年12月1日"))
        return day

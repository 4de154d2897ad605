"""Days before the calendar of today, kept as the 戸籍 writes them: 文久3年5月1日, 明治弐年七月拾日.

明治5年12月3日 became 1873-01-01 (明治5年太政官布告第337号). Earlier days belong to a calendar of moons; turned
into western dates they would no longer be what the 戸籍 says, so they stay text.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from accessibility.components.eras import FIRST_GREGORIAN, read_year, split_date
from procedures.forms.characters import narrow
from procedures.forms.fields.contract import parts_of, text_of
from procedures.forms.fields.free_text import free_text_problem

TEXT = "text"
LAST_OLD_DAY = FIRST_GREGORIAN - timedelta(days=1)
MAX_TEXT = 40
OLD_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {TEXT: {"type": "string", "minLength": 1, "maxLength": MAX_TEXT * 8}},
    "required": [TEXT],
    "additionalProperties": False,
}
_YEAR = re.compile(r"\u5e74")
# 大正, 昭和, 平成, 令和, however the numbers behind them are written.
_LATER_ERA = re.compile(r"\s*(?:\u5927\u6b63|\u662d\u548c|\u5e73\u6210|\u4ee4\u548c)")


def old_text(value: object) -> str:
    """The text of such an answer, "" for every other."""
    return text_of(parts_of(value).get(TEXT))


def old_date_problem(written: str, label: str) -> str | None:
    """Why a cleaned text cannot be taken, or None."""
    words = {"label": label}
    problem = free_text_problem(written, label, MAX_TEXT)
    if problem:
        return problem
    if _is_later(written):
        return (
            _("「%(label)s」が明治6年1月1日以後の日付のときは、年・月・日の欄に入力してください。例）明治 6 1 1")
            % words
        )
    if not _YEAR.search(written):
        return _("「%(label)s」は、戸籍に書かれているとおりに、年号から入力してください。例）文久3年5月1日") % words
    return None


def two_dates(label: str) -> str:
    message = _(
        "「%(label)s」は、年・月・日の欄か、明治5年12月2日以前の日付の欄の、どちらか一方だけに入力してください。"
        "例）文久3年5月1日"
    )
    return message % {"label": label}


def use_text_box(label: str) -> str:
    message = _(
        "「%(label)s」が明治5年12月2日以前のときは、年・月・日の欄を空にして、"
        "この欄に戸籍に書かれているとおりに入力してください。例）文久3年5月1日"
    )
    return message % {"label": label}


def _is_later(written: str) -> bool:
    """Whether it is a day of the calendar of today, as far as it can be read."""
    if _LATER_ERA.match(written):
        return True
    parts = split_date(narrow(written))
    year = read_year(parts[0]) if parts else None
    if year is None:
        return False
    era, number = year
    return (era.western_year(number) if era else number) >= FIRST_GREGORIAN.year

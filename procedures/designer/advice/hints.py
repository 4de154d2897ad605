"""Rules for hints: where the type of a question needs an example or a unit (WCAG 3.3.2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from procedures.designer.advice.advices import Found
from procedures.designer.advice.survey import Question, Survey
from procedures.designer.advice.words.units import UNITS

# "text" with a pattern is looked up as "text/postcode"; free text has no one example.
_HINTS: Mapping[str, Promise | str] = MappingProxyType(
    {
        "text/postcode": _("例）010-8560"),
        "text/digits": _("数字だけで書いてください。例）12345"),
        "text/alphanumeric": _("英字と数字で書いてください。例）AB1234"),
        "text/customer_number": _("届いたお知らせに書いてある番号です。例）1234567890"),
        "long_text": "",
        "kana": _("カタカナで書いてください。例）アキタ タロウ"),
        "email": _("例）hanako@example.jp"),
        "phone": _("例）018-888-0000"),
        "corporate_number": _("13桁の数字です。例）3000020052019"),
        "choices": _("当てはまるものをすべて選んでください。"),
    },
)


def hints(survey: Survey) -> Iterator[tuple[str, Found]]:
    for item in survey.questions:
        if item.hint or not item.label:
            continue
        if item.type in {"integer", "decimal"} and "unit" not in item.data:
            yield f"{item.place}/unit", Found("unit_missing", {"label": item.label}, _unit(item))
            continue
        pattern = item.data.get("pattern")
        kind = f"{item.type}/{pattern}" if item.type == "text" and isinstance(pattern, str) else item.type
        if kind in _HINTS:
            yield f"{item.place}/hint", Found("hint_missing", {"label": item.label}, str(_HINTS[kind]))


def _unit(item: Question) -> str:
    return next((unit for ending, unit in UNITS if item.label.endswith(ending)), "")

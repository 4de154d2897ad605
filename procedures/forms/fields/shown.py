"""What is shown between the fields: texts, facts of registers, results. They ask nothing and so are no field types."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accessibility.components.formats import long_date, yen_amount
from procedures.definitions.evaluator import as_date
from procedures.definitions.items import Fact, RegisterFactsItem, ResultItem, TextBlockItem, ValueType
from procedures.definitions.texts import LocalizedText
from procedures.forms.fields.contract import Spec

_KINDS = {"plain": "", "notice": "info", "warning": "warn"}
_JOINED = {
    "person_name": ("family", "given"),
    "address": ("prefecture", "city", "town", "street", "building"),
}


def text_block_spec(item: TextBlockItem, language: str) -> Spec:
    return {"component": "text_block", "text": item.body.in_language(language), "kind": _KINDS[item.tone]}


def result_spec(item: ResultItem, kind: ValueType, value: Any, name: str, language: str) -> Spec:
    """`kind`: the declared type of `value`, which may be missing (None)."""
    return {
        "component": "result_field",
        "id": name,
        "label": item.label.in_language(language),
        "hint": item.hint.in_language(language) if item.hint else "",
        "value": written(kind, value, item.unit, language),
    }


def register_facts_spec(item: RegisterFactsItem, facts: Mapping[str, Any], language: str) -> Spec:
    """`facts`: as the binding gets them, claims under `evidence` by look-up; without them it says so."""
    rows = [
        {"label": fact.label.in_language(language), "value": value}
        for fact, value in known_facts(item, facts, language)
    ]
    nothing = _("この項目の情報は、まだ市の台帳から届いていません。担当の課が確かめます。")
    return {
        "component": "fact_list",
        "title": item.label.in_language(language),
        "rows": rows,
        "note": item.wrong.in_language(language) if rows else nothing,
    }


def known_facts(item: RegisterFactsItem, facts: Mapping[str, Any], language: str) -> list[tuple[Fact, str]]:
    """The claims that are known, written out."""
    evidence = facts.get("evidence")
    claims = evidence.get(item.evidence) if isinstance(evidence, Mapping) else None
    if not isinstance(claims, Mapping):
        return []
    found = ((fact, _fact(fact, claims.get(fact.claim), language)) for fact in item.facts)
    return [(fact, text) for fact, text in found if text]


def _fact(fact: Fact, value: Any, language: str) -> str:
    if fact.type in _JOINED:
        given = value if isinstance(value, Mapping) else {}
        parts = [part for name in _JOINED[fact.type] if isinstance(part := given.get(name), str) and part]
        return (" " if fact.type == "person_name" else "").join(parts)
    return written(fact.type, value, None, language)


def written(kind: str, value: Any, unit: LocalizedText | None, language: str) -> str:
    """A value of a declared type as people read it; "" where it is missing or of another type."""
    text = ""
    if kind == "boolean" and isinstance(value, bool):
        text = _("はい") if value else _("いいえ")
    elif kind == "date" and (day := as_date(value)):
        text = long_date(day)
    elif kind == "text" and isinstance(value, str):
        text = value
    elif kind == "yen" and isinstance(value, int) and not isinstance(value, bool):
        return yen_amount(value)
    elif kind in {"integer", "decimal"} and isinstance(value, int | Decimal) and not isinstance(value, bool):
        text = f"{value:,}"
    return text + unit.in_language(language) if text and unit else text

"""Items and definitions made for one test."""

from datetime import date
from typing import Any

from procedures.definitions import Definition, parse
from procedures.forms.fields.contract import Context
from procedures.forms.fields.registry import field_type
from tests.procedures.definitions.small import document

TODAY = date(2026, 11, 24)
CONTEXT = Context(TODAY)
NAME = "it"
DIVERSE_OPTIONS = [{"value": "a", "label": "甲"}, {"value": "b", "label": "乙", "hint": "説明"}]


def form(*pages: dict[str, Any], **changes: Any) -> Definition:
    """A definition with these pages."""
    return parse(document(pages=list(pages), values=[], evidence=[], statistics=[], fees={"timing": "none"}, **changes))


def page(page_id: str, *items: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": page_id, "title": f"ページ{page_id}", "items": list(items), **more}


def item(kind: str, **more: Any) -> Any:
    """One item named `it`, labelled 項目."""
    own: dict[str, Any] = {kind: {"text": "同意の文", "version": "2026-04"} for kind in ("consent", "declaration")}.get(
        kind, {}
    )
    if kind in {"choice", "choices", "quantities"} and "options_from" not in more:
        own = {"options": DIVERSE_OPTIONS}
    return form(page("one", {"id": NAME, "type": kind, "label": "項目", **own, **more})).item(NAME)


def read(kind: str, data: dict[str, Any], **more: Any) -> Any:
    """The value of typed texts by part ("" for a field of one box); None when there is a fault."""
    return parsed(kind, data, **more).value


def parsed(kind: str, data: dict[str, Any], **more: Any) -> Any:
    one = item(kind, **more)
    return field_type(one).parse(one, boxes(data), NAME, CONTEXT)


def message(kind: str, data: dict[str, Any], **more: Any) -> tuple[str, str]:
    """Id and message of the only fault."""
    faults = parsed(kind, data, **more).faults
    assert len(faults) == 1, faults
    return faults[0].id, faults[0].message


def boxes(data: dict[str, Any]) -> dict[str, list[str]]:
    """{"": "x"} as {"it": ["x"]}, {"year": "8"} as {"it-year": ["8"]}."""
    return {
        f"{NAME}-{part}" if part else NAME: value if isinstance(value, list) else [value]
        for part, value in data.items()
    }


def shown_again(kind: str, data: dict[str, Any], **more: Any) -> Any:
    """The value after it was shown and read once more: parse of what show gives."""
    one = item(kind, **more)
    kind_of = field_type(one)
    value = kind_of.parse(one, boxes(data), NAME, CONTEXT).value
    return kind_of.parse(one, kind_of.show(one, value, NAME), NAME, CONTEXT).value

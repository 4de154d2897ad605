"""A page as specs for `{% field spec %}`: what is visible, with what was typed and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions import Definition, Page, Row, Visible, visible_row
from procedures.definitions.items import (
    AskedItem,
    GroupItem,
    Item,
    ListItem,
    RegisterFactsItem,
    ResultItem,
    TextBlockItem,
    ValueType,
)
from procedures.forms.fields.contract import Context, FormData, Spec, first, joined
from procedures.forms.fields.registry import field_type
from procedures.forms.fields.shown import register_facts_spec, result_spec, text_block_spec
from procedures.forms.judging import row_title
from procedures.forms.posted import MAX_ROWS
from procedures.forms.reading import Faults, PageRead, RowRead
from procedures.forms.sources import Known


@dataclass(frozen=True, slots=True)
class PageSpecs:
    """`fixed`: what is not asked, by item id; `faults` by input name; `facts` as given to the binding."""

    definition: Definition
    page: Page
    read: PageRead
    visible: Visible
    data: FormData
    faults: Mapping[str, Faults]
    fixed: Mapping[str, Known]
    facts: Mapping[str, Any]
    context: Context

    def build(self) -> list[Spec]:
        shown = set(self.visible.item_ids.get(self.page.id, ()))
        return self._items(self.page.items, shown, self.visible.required)

    def _items(
        self,
        items: Sequence[Item],
        shown: Collection[str],
        required: Collection[str],
        prefix: str = "",
        row: Row | None = None,
    ) -> list[Spec]:
        return [self._item(item, shown, required, prefix, row) for item in items if item.id in shown]

    def _item(
        self, item: Item, shown: Collection[str], required: Collection[str], prefix: str, row: Row | None
    ) -> Spec:
        language = self.context.language
        if isinstance(item, TextBlockItem | RegisterFactsItem | ResultItem):
            return self._shown(item, prefix, row)
        if isinstance(item, GroupItem):
            return {
                "component": "group",
                "id": f"{prefix}{item.id}",
                "label": item.label.in_language(language),
                "hint": item.hint.in_language(language) if item.hint else "",
                "items": self._items(item.items, shown, required, prefix, row),
            }
        if isinstance(item, ListItem):
            return self._list(item)
        name = f"{prefix}{item.id}"
        found = None if prefix else self.fixed.get(item.id)
        if found is not None and found.value is not None:
            return fixed_spec(item, found.value, language)
        if found is not None:
            return partly_fixed_spec(item, found, self.data, self.faults.get(name, ()), language)
        return field_type(item).spec_in(
            item, name, self.data, self.faults.get(name, ()), self.context, required=item.id in required
        )

    def _shown(self, item: TextBlockItem | RegisterFactsItem | ResultItem, prefix: str, row: Row | None) -> Spec:
        language = self.context.language
        if isinstance(item, TextBlockItem):
            return text_block_spec(item, language)
        if isinstance(item, RegisterFactsItem):
            return register_facts_spec(item, self.facts, language)
        kind, value = result_of(self.definition, item, self.visible, row)
        return result_spec(item, kind, value, f"{prefix}{item.id}", language)

    def _list(self, rows: ListItem) -> Spec:
        language = self.context.language
        read = self.read.rows[rows.id]
        return {
            "component": "row_list",
            "id": rows.id,
            "name": rows.id,
            "label": rows.label.in_language(language),
            "hint": rows.hint.in_language(language) if rows.hint else "",
            "error": joined(self.faults.get(rows.id, ())),
            "required": rows.min > 0,
            "rows": [self._row(rows, row) for row in read],
            "add_label": _("%(label)sを追加する") % {"label": rows.item_label.in_language(language)},
            "can_add": len(read) < min(rows.max, MAX_ROWS),
            "can_remove": len(read) > rows.min,
        }

    def _row(self, rows: ListItem, row: RowRead) -> dict[str, Any]:
        seen = visible_row(rows, row.values, self.visible.scope, self.context.today)
        prefix = f"{rows.id}-{row.index}-"
        return {
            "title": row_title(rows, row.index, self.context.language),
            "items": self._items(rows.items, seen.item_ids, seen.required, prefix, seen),
        }


def result_of(definition: Definition, item: ResultItem, visible: Visible, row: Row | None) -> tuple[ValueType, Any]:
    """The declared type and the value of a result: in a row of its formula, otherwise of the value that it names."""
    if row is not None:
        return item.format, row.results.get(item.id)
    value = definition.value(item.value or "")
    return (value.type, visible.values.get(value.id)) if value else (item.format, None)


def fixed_spec(item: AskedItem, value: Any, language: str) -> Spec:
    """A value that the portal knows already: shown, not asked."""
    return {
        "component": "fixed_field",
        "id": item.id,
        "label": item.label.in_language(language),
        "value": "\n".join(field_type(item).summarise(item, value, language)),
        "source": _whence(item),
    }


def partly_fixed_spec(item: AskedItem, known: Known, data: FormData, faults: Faults, language: str) -> Spec:
    """A value of which the portal knows some parts: those are shown, and only what is missing is asked."""
    kind = field_type(item)
    label = item.label.in_language(language)
    texts = [known.locked[name] for name in kind.names(item, item.id) if name in known.locked]
    shown = {
        "component": "fixed_field",
        "id": f"{item.id}-known",
        "label": _("カードの内容") if (item.source or "").startswith("identity.") else _("台帳の内容"),
        "value": (" " if item.type == "person_name" else "").join(texts),
        "source": _whence(item),
    }
    asked = [part for part in kind.parts if _is_asked(item, part, known)]
    return {
        "component": "group",
        "id": item.id,
        "label": label,
        "hint": "",
        "items": [shown, *(_part_spec(item, part, data, faults) for part in asked)],
    }


def _is_asked(item: AskedItem, part: str, known: Known) -> bool:
    name = f"{item.id}-{part}"
    return name in field_type(item).names(item, item.id) and name not in known.locked and part not in _LEFT_OUT


# Parts that may be empty: where what is known has none, there is none.
_LEFT_OUT = frozenset({"town", "building"})


def _part_spec(item: AskedItem, part: str, data: FormData, faults: Faults) -> Spec:
    label, example = field_type(item).parts[part]
    return {
        "component": "text_field",
        "id": f"{item.id}-{part}",
        "name": f"{item.id}-{part}",
        "label": str(label),
        "hint": _("例）%(example)s") % {"example": example},
        "value": first(data, f"{item.id}-{part}"),
        "error": joined(faults, part) or joined(faults, ""),
    }


def _whence(item: AskedItem) -> str:
    if (item.source or "").startswith("identity."):
        return _("マイナンバーカードで確かめた内容です。ここでは変えられません。")
    return _("市の台帳の情報です。")

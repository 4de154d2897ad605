"""The static types under which rules see answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from procedures.definitions.items import (
    AddressItem,
    ChoiceItem,
    ChoicesItem,
    GroupItem,
    Item,
    ListItem,
    QuantitiesItem,
    RegisterFactsItem,
    ResultItem,
    TextBlockItem,
)

Kind = Literal["boolean", "number", "text", "code", "date", "time", "list", "record", "missing", "any"]


@dataclass(frozen=True, slots=True)
class RuleType:
    """`options`: of a code; `literals`: the constants a text may be; `element`: of a list; `parts`: of a record."""

    kind: Kind
    options: frozenset[str] = frozenset()
    literals: frozenset[str] = frozenset()
    element: RuleType | None = None
    parts: Mapping[str, RuleType] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    @property
    def is_numbers(self) -> bool:
        """Whether it is a record of numbers only, which `sum` adds up."""
        return self.kind == "record" and bool(self.parts) and all(part == NUMBER for part in self.parts.values())


BOOLEAN = RuleType("boolean")
NUMBER = RuleType("number")
TEXT = RuleType("text")
DATE = RuleType("date")
TIME = RuleType("time")
MISSING = RuleType("missing")
ANY = RuleType("any")

Names = Mapping[str, RuleType]

VALUE_TYPES: Mapping[str, RuleType] = MappingProxyType(
    {"integer": NUMBER, "yen": NUMBER, "decimal": NUMBER, "boolean": BOOLEAN, "date": DATE, "text": TEXT}
)


def _record(*parts: str, kind: RuleType = TEXT) -> RuleType:
    return RuleType("record", parts=MappingProxyType(dict.fromkeys(parts, kind)))


_ADDRESS = ("postcode", "prefecture", "city", "town", "street", "building")
_SIMPLE: Mapping[str, RuleType] = MappingProxyType(
    {
        **dict.fromkeys(("integer", "decimal", "yen"), NUMBER),
        **dict.fromkeys(("yes_no", "consent", "declaration"), BOOLEAN),
        **dict.fromkeys(("date", "birth_date", "year_month"), DATE),
        "time": TIME,
        "slot": RuleType("record", parts=MappingProxyType({"date": DATE, "start": TIME, "end": TIME})),
        "person_name": _record("family", "given", "family_kana", "given_kana"),
        "address": _record(*_ADDRESS),
        "bank_account": _record(
            *("bank_name", "bank_code", "branch_name", "branch_code", "kind"),
            *("number", "holder_kana", "symbol", "symbol_number"),
        ),
    }
)


def type_of_item(item: Item) -> RuleType | None:
    """The type under which rules see an item's answer; None for items without one."""
    match item:
        case TextBlockItem() | RegisterFactsItem() | GroupItem():
            found = None
        case ListItem():
            found = RuleType("list", element=row_type(item.fields))
        case ChoiceItem():
            found = RuleType("code", options=frozenset(item.option_values))
        case ChoicesItem():
            found = RuleType("list", element=RuleType("code", options=frozenset(item.option_values)))
        case QuantitiesItem():
            found = _record(*(option.value for option in item.options), kind=NUMBER)
        case AddressItem(scope="world"):
            found = _record(*_ADDRESS, "country", "lines")
        case ResultItem():
            found = VALUE_TYPES[item.format] if item.formula else None
        case _:
            found = _SIMPLE.get(item.type, TEXT)
    return found


def row_type(items: Iterable[Item]) -> RuleType:
    """The type of `item` in a row that has these items."""
    types = {item.id: found for item in items if (found := type_of_item(item)) is not None}
    return RuleType("record", parts=MappingProxyType(types))


IDENTITY = RuleType(
    "record", parts=MappingProxyType({"level": NUMBER, "name": ANY, "birth_date": DATE, "address": ANY})
)
"""What is known of who applies, once they have identified themselves."""


def evidence_type(claims: Mapping[str, Iterable[str]]) -> RuleType:
    """The type of `evidence`. `claims`: by the id of each look-up."""
    parts = {name: RuleType("record", parts=dict.fromkeys(found, ANY)) for name, found in claims.items()}
    return RuleType("record", parts=parts)


KIND_NAMES: dict[str, str] = {
    "boolean": "はい・いいえ",
    "number": "数",
    "text": "文字",
    "code": "選択肢",
    "date": "日付",
    "time": "時刻",
    "list": "一覧",
    "record": "複数の部分からなる値",
    "missing": "値なし",
    "any": "不明",
}

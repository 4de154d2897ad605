"""The items on a page, told apart by `type`. What each type's normalised answer looks like stands in its docstring.

An item's id is also the name of its value in rules, exports and statistics, and is unique in the whole definition.
"""

from __future__ import annotations

from procedures.definitions.items.bases import AutocompleteToken, Identifier, Source
from procedures.definitions.items.containers import (
    Check,
    Checks,
    GroupItem,
    Item,
    LeafItem,
    ListItem,
    PageItem,
    flatten,
)
from procedures.definitions.items.dates import (
    BirthDateItem,
    CalendarCode,
    DateItem,
    SlotItem,
    TimeItem,
    YearMonthItem,
)
from procedures.definitions.items.numbers import DecimalItem, IntegerItem, YenItem
from procedures.definitions.items.options import (
    ChoiceItem,
    ChoicesItem,
    CodeListId,
    Option,
    OptionValue,
    QuantitiesItem,
    QuantityOption,
)
from procedures.definitions.items.shown import Fact, RegisterFactsItem, ResultItem, TextBlockItem, ValueType
from procedures.definitions.items.texts import (
    AddressItem,
    BankAccountItem,
    ConsentItem,
    CorporateNumberItem,
    DeclarationItem,
    EmailItem,
    KanaItem,
    LongTextItem,
    PersonNameItem,
    PhoneItem,
    TextItem,
    TextPattern,
    YesNoItem,
)

AskedItem = (
    TextItem
    | LongTextItem
    | PersonNameItem
    | KanaItem
    | DateItem
    | BirthDateItem
    | YearMonthItem
    | TimeItem
    | SlotItem
    | IntegerItem
    | DecimalItem
    | YenItem
    | YesNoItem
    | ChoiceItem
    | ChoicesItem
    | QuantitiesItem
    | EmailItem
    | PhoneItem
    | AddressItem
    | BankAccountItem
    | CorporateNumberItem
    | ConsentItem
    | DeclarationItem
)
"""What has an answer of its own (a list has, too: its rows)."""

SilentItem = TextBlockItem | RegisterFactsItem | ResultItem | GroupItem
"""What has no answer."""


def is_asked(item: Item) -> bool:
    """Whether the item itself has an answer (a list has: its rows)."""
    return not isinstance(item, SilentItem)


__all__ = [
    "AddressItem",
    "AskedItem",
    "AutocompleteToken",
    "BankAccountItem",
    "BirthDateItem",
    "CalendarCode",
    "Check",
    "Checks",
    "ChoiceItem",
    "ChoicesItem",
    "CodeListId",
    "ConsentItem",
    "CorporateNumberItem",
    "DateItem",
    "DecimalItem",
    "DeclarationItem",
    "EmailItem",
    "Fact",
    "GroupItem",
    "Identifier",
    "IntegerItem",
    "Item",
    "KanaItem",
    "LeafItem",
    "ListItem",
    "LongTextItem",
    "Option",
    "OptionValue",
    "PageItem",
    "PersonNameItem",
    "PhoneItem",
    "QuantitiesItem",
    "QuantityOption",
    "RegisterFactsItem",
    "ResultItem",
    "SilentItem",
    "SlotItem",
    "Source",
    "TextBlockItem",
    "TextItem",
    "TextPattern",
    "TimeItem",
    "ValueType",
    "YearMonthItem",
    "YenItem",
    "YesNoItem",
    "flatten",
    "is_asked",
]

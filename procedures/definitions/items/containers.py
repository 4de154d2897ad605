"""Items that hold items, and the unions of all types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import Field

from procedures.definitions.items.bases import Identifier, LabelledItem
from procedures.definitions.items.dates import BirthDateItem, DateItem, SlotItem, TimeItem, YearMonthItem
from procedures.definitions.items.numbers import DecimalItem, IntegerItem, YenItem
from procedures.definitions.items.options import ChoiceItem, ChoicesItem, QuantitiesItem
from procedures.definitions.items.shown import RegisterFactsItem, ResultItem, TextBlockItem
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
    YesNoItem,
)
from procedures.definitions.rules import Rule
from procedures.definitions.texts import LocalizedText, Model

LeafItem = Annotated[
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
    | TextBlockItem
    | RegisterFactsItem
    | ResultItem,
    Field(discriminator="type"),
]


class GroupItem(LabelledItem):
    """Items under one heading. A group has no answer; its items answer under their own ids."""

    type: Literal["group"]
    items: tuple[LeafItem, ...] = Field(min_length=1, max_length=50)


class Check(Model):
    """What must not be true of several answers together: `when` true is wrong. Shown at `items`, which it is about.

    It is asked once each of `items` that is visible is right in itself. In a list it sees the row as `item.…`.
    """

    id: Identifier
    when: Rule
    message: LocalizedText
    items: tuple[Identifier, ...] = Field(min_length=1, max_length=20)


Checks = Annotated[tuple[Check, ...], Field(max_length=50)]


class ListItem(LabelledItem):
    """Repeated rows. Answer: [{"child_name": {…}, "child_birth_date": "2026-10-01"}, …]."""

    type: Literal["list"]
    item_label: LocalizedText
    min: int = Field(default=0, ge=0, le=50)
    max: int = Field(default=20, ge=1, le=50)
    personal: bool = True
    items: tuple[Annotated[LeafItem | GroupItem, Field(discriminator="type")], ...] = Field(min_length=1, max_length=50)

    checks: Checks = ()

    @property
    def fields(self) -> tuple[Item, ...]:
        """The items of a row in order: groups, and after each what is in it."""
        return tuple(flatten(self.items))


PageItem = Annotated[LeafItem | GroupItem | ListItem, Field(discriminator="type")]

Item = (
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
    | TextBlockItem
    | RegisterFactsItem
    | ResultItem
    | GroupItem
    | ListItem
)


def flatten(items: Iterable[Item]) -> Iterator[Item]:
    """Items in reading order with the contents of groups, but not of lists."""
    for item in items:
        yield item
        if isinstance(item, GroupItem):
            yield from item.items

"""The items on a page, told apart by `type`. What each type's normalised answer looks like stands in its docstring.

An item's id is also the name of its value in rules, exports and statistics, and is unique in the whole definition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import Field

from procedures.definitions.rules import Rule
from procedures.definitions.texts import LocalizedText, Model

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
OptionValue = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]
Source = Annotated[
    str, Field(pattern=r"^(?:identity|profile|evidence\.[a-z][a-z0-9_]*)\.[a-z][a-z0-9_]*$", max_length=120)
]
TextPattern = Literal["digits", "alphanumeric", "postcode", "customer_number"]

# WCAG 1.3.5: tokens of the HTML standard for what may ask for the person's own data.
AutocompleteToken = Literal[
    "name",
    "honorific-prefix",
    "given-name",
    "family-name",
    "nickname",
    "organization-title",
    "organization",
    "street-address",
    "address-level1",
    "address-level2",
    "address-level3",
    "address-line1",
    "address-line2",
    "country",
    "country-name",
    "postal-code",
    "bday",
    "bday-day",
    "bday-month",
    "bday-year",
    "sex",
    "url",
    "tel",
    "email",
    "language",
]


class _Shown(Model):
    id: Identifier
    type: str
    when: Rule | None = None


class _Labelled(_Shown):
    label: LocalizedText
    hint: LocalizedText | None = None


class _Asked(_Labelled):
    """An item that has an answer."""

    required: Rule = Rule.FALSE
    personal: bool = True
    source: Source | None = None
    subject: Literal["applicant", "other"] = "other"
    autocomplete: AutocompleteToken | None = None
    """Set only where the type does not tell (see autocomplete.py); the applicant's own data only."""


class TextItem(_Asked):
    """One line. Answer: "…"."""

    type: Literal["text"]
    min: int = Field(default=0, ge=0, le=1000)
    max: int = Field(default=100, ge=1, le=1000)
    pattern: TextPattern | None = None


class LongTextItem(_Asked):
    """Several lines. Answer: "…" with line feeds."""

    type: Literal["long_text"]
    min: int = Field(default=0, ge=0, le=10_000)
    max: int = Field(default=1000, ge=1, le=10_000)


class PersonNameItem(_Asked):
    """Answer: {"family": "葛󠄀城", "given": "花子", "family_kana": "カツラギ", "given_kana": "ハナコ"}.

    Without `kana` the two kana parts are not asked for and are "".
    """

    type: Literal["person_name"]
    kana: bool = True


class KanaItem(_Asked):
    """Answer: full-width katakana, "アキタ タロウ"."""

    type: Literal["kana"]
    max: int = Field(default=100, ge=1, le=1000)


class _DateItem(_Asked):
    min: Rule | None = None
    max: Rule | None = None
    calendar: Literal["western", "wareki-too"] = "wareki-too"


class DateItem(_DateItem):
    """Answer: "2026-11-23"."""

    type: Literal["date"]


class BirthDateItem(_DateItem):
    """A date that is never in the future. Answer: "1950-04-01"."""

    type: Literal["birth_date"]


class IntegerItem(_Asked):
    """Answer: 3."""

    type: Literal["integer"]
    min: Rule | None = None
    max: Rule | None = None
    unit: LocalizedText | None = None


class YesNoItem(_Asked):
    """Answer: true or false."""

    type: Literal["yes_no"]


class Option(Model):
    value: OptionValue
    label: LocalizedText
    hint: LocalizedText | None = None


class _OptionsItem(_Asked):
    options: tuple[Option, ...] = Field(min_length=1, max_length=200)
    other: bool = False

    @property
    def option_values(self) -> tuple[str, ...]:
        """The values an answer may have, in order; `other` last where it is offered."""
        values = tuple(option.value for option in self.options)
        return (*values, "other") if self.other else values

    def option(self, value: str) -> Option | None:
        return next((option for option in self.options if option.value == value), None)


class ChoiceItem(_OptionsItem):
    """Answer: "household", or with `other`: {"value": "other", "text": "…"}. In rules: the value, "other" too."""

    type: Literal["choice"]


class ChoicesItem(_OptionsItem):
    """Answer: ["pothole", {"value": "other", "text": "…"}] in the order of the options. In rules: the values."""

    type: Literal["choices"]
    min: int = Field(default=0, ge=0, le=200)
    max: int | None = Field(default=None, ge=1, le=200)


class EmailItem(_Asked):
    """Answer: "hanako@example.jp"."""

    type: Literal["email"]


class PhoneItem(_Asked):
    """Answer: national form with hyphens, "018-888-0000"."""

    type: Literal["phone"]


class AddressItem(_Asked):
    """`scope` city: an address in Akita only.

    Answer: {"postcode": "0108560", "prefecture": "秋田県", "city": "秋田市", "town": "山王", "street": "1-1-1",
    "building": ""}.
    """

    type: Literal["address"]
    scope: Literal["city", "japan"] = "japan"


class ConsentItem(_Asked):
    """Answer: {"given": true, "version": "2026-04"}. In rules: true or false."""

    type: Literal["consent"]
    required: Rule = Rule.TRUE
    personal: bool = False
    text: LocalizedText
    version: str = Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]*$", max_length=40)


class TextBlockItem(_Shown):
    """Something to read: paragraphs, headings, lists and emphasis of Markdown. No answer."""

    type: Literal["text_block"]
    body: LocalizedText
    tone: Literal["plain", "notice", "warning"] = "plain"


LeafItem = Annotated[
    TextItem
    | LongTextItem
    | PersonNameItem
    | KanaItem
    | DateItem
    | BirthDateItem
    | IntegerItem
    | YesNoItem
    | ChoiceItem
    | ChoicesItem
    | EmailItem
    | PhoneItem
    | AddressItem
    | ConsentItem
    | TextBlockItem,
    Field(discriminator="type"),
]


class GroupItem(_Labelled):
    """Items under one heading. A group has no answer; its items answer under their own ids."""

    type: Literal["group"]
    items: tuple[LeafItem, ...] = Field(min_length=1, max_length=50)


class ListItem(_Labelled):
    """Repeated rows. Answer: [{"child_name": {…}, "child_birth_date": "2026-10-01"}, …]."""

    type: Literal["list"]
    item_label: LocalizedText
    min: int = Field(default=0, ge=0, le=50)
    max: int = Field(default=20, ge=1, le=50)
    personal: bool = True
    items: tuple[Annotated[LeafItem | GroupItem, Field(discriminator="type")], ...] = Field(min_length=1, max_length=50)

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
    | IntegerItem
    | YesNoItem
    | ChoiceItem
    | ChoicesItem
    | EmailItem
    | PhoneItem
    | AddressItem
    | ConsentItem
    | TextBlockItem
    | GroupItem
    | ListItem
)


AskedItem = (
    TextItem
    | LongTextItem
    | PersonNameItem
    | KanaItem
    | DateItem
    | BirthDateItem
    | IntegerItem
    | YesNoItem
    | ChoiceItem
    | ChoicesItem
    | EmailItem
    | PhoneItem
    | AddressItem
    | ConsentItem
)


def flatten(items: Iterable[Item]) -> Iterator[Item]:
    """Items in reading order with the contents of groups, but not of lists."""
    for item in items:
        yield item
        if isinstance(item, GroupItem):
            yield from item.items


def is_asked(item: Item) -> bool:
    """Whether the item itself has an answer (a list has: its rows)."""
    return not isinstance(item, TextBlockItem | GroupItem)

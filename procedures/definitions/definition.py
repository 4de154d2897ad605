"""The whole document: one immutable version of a procedure, with look-ups computed once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field

from procedures.definitions.applicant import ApplicantItems, applicant_items
from procedures.definitions.dependencies import EvaluationOrder, evaluation_order
from procedures.definitions.items import Checks, Identifier, Item, ListItem, PageItem, SlotItem, flatten
from procedures.definitions.rules import Rule
from procedures.definitions.sections import (
    Accepts,
    Appeal,
    Assurance,
    Audience,
    ComputedValue,
    Document,
    Eligibility,
    Evidence,
    Fees,
    Kind,
    LegalBasis,
    LifeEvent,
    Messages,
    NotNeeded,
    Proxy,
    Retention,
    StandardPeriod,
    Workflow,
)
from procedures.definitions.texts import Line, LocalizedText, Model
from procedures.definitions.watching import watched_items

MAX_PAGES = 50
MAX_ITEMS_PER_PAGE = 300
MAX_ITEMS = 1000


class Page(Model):
    id: Identifier
    title: LocalizedText
    intro: LocalizedText | None = None
    when: Rule | None = None
    items: tuple[PageItem, ...] = Field(min_length=1, max_length=MAX_ITEMS_PER_PAGE)
    checks: Checks = ()

    def walk(self) -> Iterator[Item]:
        """Items in reading order, with the contents of groups and of lists."""
        for item in flatten(self.items):
            yield item
            if isinstance(item, ListItem):
                yield from item.fields


class Definition(Model):
    """Read with `parse`, written with `dump`. Names are as in design/language.md."""

    format: Literal[1] = 1
    kind: Kind
    title: LocalizedText
    summary: LocalizedText
    keywords: tuple[Line, ...] = Field(default=(), max_length=100)
    life_events: tuple[LifeEvent, ...] = Field(default=(), max_length=20)
    audience: Audience = "person"
    who: LocalizedText
    needed: tuple[LocalizedText, ...] = Field(default=(), max_length=30)
    not_needed: tuple[NotNeeded, ...] = Field(default=(), max_length=30)
    what_next: LocalizedText
    legal_basis: tuple[LegalBasis, ...] = Field(default=(), max_length=30)
    appeal: Appeal | None = None
    assurance: Assurance
    contact_confirmation: bool = True
    proxy: Proxy = Proxy()
    standard_period: StandardPeriod | None = None
    accepts: Accepts = Accepts()
    eligibility: tuple[Eligibility, ...] = Field(default=(), max_length=50)
    pages: tuple[Page, ...] = Field(min_length=1, max_length=MAX_PAGES)
    values: tuple[ComputedValue, ...] = Field(default=(), max_length=200)
    evidence: tuple[Evidence, ...] = Field(default=(), max_length=50)
    fees: Fees = Fees()
    workflow: Workflow
    documents: tuple[Document, ...] = Field(default=(), max_length=30)
    messages: Messages = Messages()
    retention: Retention
    statistics: tuple[Annotated[str, Field(max_length=60)], ...] = Field(default=(), max_length=200)

    @cached_property
    def _items(self) -> Mapping[str, Item]:
        return MappingProxyType({item.id: item for page in self.pages for item in page.walk()})

    @cached_property
    def _pages(self) -> Mapping[str, Page]:
        return MappingProxyType({page.id: page for page in self.pages})

    @cached_property
    def _page_of_item(self) -> Mapping[str, Page]:
        return MappingProxyType({item.id: page for page in self.pages for item in page.walk()})

    @cached_property
    def _list_of_item(self) -> Mapping[str, ListItem]:
        lists = [item for item in self._items.values() if isinstance(item, ListItem)]
        return MappingProxyType({field.id: rows for rows in lists for field in rows.fields})

    @cached_property
    def _values(self) -> Mapping[str, ComputedValue]:
        return MappingProxyType({value.id: value for value in self.values})

    @cached_property
    def slots(self) -> tuple[SlotItem, ...]:
        """The items that ask for a slot, in reading order; never in rows."""
        return tuple(item for item in self._items.values() if isinstance(item, SlotItem))

    @cached_property
    def order(self) -> EvaluationOrder:
        """In which order visibility and values are worked out; see dependencies.py."""
        return evaluation_order(self.pages, self.values)

    @cached_property
    def watched(self) -> Mapping[str, tuple[str, ...]]:
        """By page id, the answers that change what their own page shows; see watching.py."""
        return watched_items(self)

    @cached_property
    def applicant(self) -> ApplicantItems:
        """The items that ask the applicants about themselves; see applicant.py."""
        return applicant_items(self)

    def items(self) -> Iterator[Item]:
        """All items in reading order, with those in groups and in lists."""
        return iter(self._items.values())

    def item(self, item_id: str) -> Item:
        """Raises KeyError for an unknown id."""
        return self._items[item_id]

    def has_item(self, item_id: str) -> bool:
        return item_id in self._items

    def page(self, page_id: str) -> Page:
        """Raises KeyError for an unknown id."""
        return self._pages[page_id]

    def page_of(self, item_id: str) -> Page:
        """The page on which an item stands. Raises KeyError for an unknown id."""
        return self._page_of_item[item_id]

    def value(self, value_id: str) -> ComputedValue | None:
        """The calculation of that name, if there is one."""
        return self._values.get(value_id)

    def list_of(self, item_id: str) -> ListItem | None:
        """The list in whose rows an item stands, if it does."""
        return self._list_of_item.get(item_id)

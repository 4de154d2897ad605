"""Where fields learn which slots are to be had: from the catalogue, unless somebody says otherwise once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from procedures.catalogue import slots
from procedures.catalogue.slots import FreeSlot, Standing, Times, Turn
from procedures.definitions.business_days import add_business_days
from procedures.definitions.items import SlotItem

MOST = 400
"""How many slots one field shows at most."""


class SlotSource(Protocol):
    """What a field asks; see procedures.catalogue.slots."""

    def free_slots(self, calendar: str, first: date, last: date, most: int) -> Sequence[FreeSlot]: ...

    def standing(self, calendar: str, times: Times) -> Standing: ...

    def where_to_turn(self, calendar: str) -> Turn: ...


_sources: list[SlotSource] = [slots]


def use_slots(source: SlotSource) -> None:
    """Say where slots come from."""
    _sources[:] = [source]


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which an item lets one book, seen from today."""

    item: SlotItem
    first: date
    last: date

    def free(self, most: int = MOST) -> Sequence[FreeSlot]:
        """One SQL statement."""
        return _sources[0].free_slots(self.item.slots_from, self.first, self.last, most)

    def standing(self, times: Times) -> Standing:
        """One SQL statement."""
        return _sources[0].standing(self.item.slots_from, times)

    def turn(self) -> Turn:
        """One SQL statement."""
        return _sources[0].where_to_turn(self.item.slots_from)


def window(item: SlotItem, today: date) -> Window:
    """The days from `earliest` to `latest` business days after today (0: today, open or not)."""
    return Window(item, add_business_days(today, item.earliest), add_business_days(today, item.latest))

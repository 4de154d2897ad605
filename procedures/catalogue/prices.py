"""What a procedure may cost, and what given answers cost: the version's fee lines with the fee table of the day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from payments.fees.models import FeeItem
from procedures.definitions import Definition, evaluate, is_true, visible_answers


@dataclass(frozen=True, slots=True)
class Price:
    """One fee a procedure may ask for, in yen. `is_sample`: the amount was not seen in a source (見本)."""

    label: str
    amount: int
    unit: str
    basis: str
    is_sample: bool


@dataclass(frozen=True, slots=True)
class Charge:
    """One fee that given answers lead to: amount times quantity, in yen."""

    label: str
    amount: int
    quantity: int
    is_sample: bool

    @property
    def total(self) -> int:
        return self.amount * self.quantity


def _items(definition: Definition, day: date) -> dict[str, FeeItem]:
    codes = {line.item for line in definition.fees.lines}
    if not codes:
        return {}
    return {item.code: item for item in FeeItem.objects.valid_on(day).filter(code__in=codes)}


def price_list(definition: Definition, day: date) -> tuple[Price, ...]:
    """Every fee of the version in its order, for the procedure's page. At most one SQL statement."""
    items = _items(definition, day)
    found = (items[code] for code in dict.fromkeys(line.item for line in definition.fees.lines) if code in items)
    return tuple(Price(item.label, item.amount, item.unit, item.basis, item.is_sample) for item in found)


def charges(definition: Definition, answers: Mapping[str, Any], day: date) -> tuple[Charge, ...]:
    """The fees that these answers lead to, without those of quantity 0. At most one SQL statement."""
    items = _items(definition, day)
    if not items:
        return ()
    scope = visible_answers(definition, answers, day).scope
    found = []
    for line in definition.fees.lines:
        item = items.get(line.item)
        applies = line.when is None or is_true(evaluate(line.when, scope, today=day))
        if item is None or not applies:
            continue
        quantity = evaluate(line.quantity, scope, today=day)
        if isinstance(quantity, int) and not isinstance(quantity, bool) and quantity > 0:
            found.append(Charge(item.label, item.amount, quantity, item.is_sample))
    return tuple(found)

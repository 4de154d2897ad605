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


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """An exemption (減免) that the answers claim for a fee. `approval`: staff decide; otherwise it counts at once."""

    reason: str
    approval: bool
    percent: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """One fee that given answers lead to: amount times quantity, in yen, and what is claimed against it."""

    item: FeeItem
    quantity: int
    relief: Relief | None = None

    @property
    def label(self) -> str:
        return self.item.label

    @property
    def amount(self) -> int:
        return self.item.amount

    @property
    def basis(self) -> str:
        return self.item.basis

    @property
    def is_sample(self) -> bool:
        return self.item.is_sample

    @property
    def full(self) -> int:
        return self.item.amount * self.quantity

    @property
    def reduction(self) -> int:
        """What the relief takes off; a fraction of a yen is rounded in the payer's favour."""
        return -(-self.full * self.relief.percent // 100) if self.relief is not None else 0

    @property
    def is_exempt(self) -> bool:
        """Something is taken off, and nobody has to say so first."""
        return self.relief is not None and not self.relief.approval

    @property
    def awaits_approval(self) -> bool:
        return self.relief is not None and self.relief.approval

    @property
    def total(self) -> int:
        """What is owed as things stand: a claim that staff must approve changes nothing yet."""
        return self.full - self.reduction if self.is_exempt else self.full

    @property
    def if_granted(self) -> int:
        return self.full - self.reduction


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


def charges(
    definition: Definition, answers: Mapping[str, Any], day: date, *, all_items: bool = False
) -> tuple[Charge, ...]:
    """The fees that these answers lead to; with `all_items` also the others, of quantity 0. At most one statement."""
    items = _items(definition, day)
    if not items:
        return ()
    scope = visible_answers(definition, answers, day).scope
    reliefs = _reliefs(definition, scope, day)
    found = []
    for line in definition.fees.lines:
        item = items.get(line.item)
        applies = line.when is None or is_true(evaluate(line.when, scope, today=day))
        if item is None:
            continue
        quantity = evaluate(line.quantity, scope, today=day) if applies else 0
        if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 0:
            quantity = 0
        if quantity or all_items:
            found.append(Charge(item=item, quantity=quantity, relief=reliefs.get(line.item)))
    return tuple(found)


def _reliefs(definition: Definition, scope: Mapping[str, Any], day: date) -> dict[str, Relief]:
    """The first exemption of each fee whose rule holds; one that counts at once goes before one to be approved."""
    found: dict[str, Relief] = {}
    for exemption in definition.fees.exemptions:
        known = found.get(exemption.item)
        if known is not None and not (known.approval and not exemption.approval):
            continue
        if is_true(evaluate(exemption.when, scope, today=day)):
            reason = str(exemption.reason) if exemption.reason else ""
            found[exemption.item] = Relief(reason=reason, approval=exemption.approval, percent=exemption.percent)
    return found

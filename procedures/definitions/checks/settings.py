"""Settings that do not fit together: bounds the wrong way round, fees without lines, levels without their means."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from procedures.definitions.definition import Definition
from procedures.definitions.items import (
    BirthDateItem,
    ChoicesItem,
    DateItem,
    DecimalItem,
    EmailItem,
    IntegerItem,
    Item,
    ListItem,
    LongTextItem,
    QuantitiesItem,
    SilentItem,
    SlotItem,
    TextItem,
    TimeItem,
    YearMonthItem,
    YenItem,
)
from procedures.definitions.places import placed_items
from procedures.definitions.problems import Problem, problem

Bound = int | Decimal | str


def setting_problems(definition: Definition) -> Iterator[Problem]:
    for placed in placed_items(definition):
        yield from _bound_problems(placed.place, placed.item)
        if isinstance(placed.item, SilentItem | ListItem):
            continue
        if placed.item.autocomplete and placed.item.subject != "applicant":
            yield problem(f"{placed.place}/autocomplete", "autocomplete_not_own")
    yield from _identification_problems(definition)
    yield from _fee_problems(definition)
    accepts = definition.accepts
    if accepts.start and accepts.until and accepts.until < accepts.start:
        yield problem("/accepts/until", "accepts_order")
    for index, evidence in enumerate(definition.evidence):
        if (evidence.ground.law is None) == (evidence.ground.consent is None):
            yield problem(f"/evidence/{index}/ground", "ground_one")
    yield from _document_problems(definition)
    roles = {stage.role for stage in definition.workflow.stages}
    if definition.workflow.four_eyes and not roles & {"approver", "supervisor"}:
        yield problem("/workflow/four_eyes", "four_eyes_role")


_MADE_WHEN = {"receipt": "received", "decision": "decided", "payment": "paid"}


def _document_problems(definition: Definition) -> Iterator[Problem]:
    """A letter brings its own words; the portal's papers have theirs, and their moment."""
    for index, document in enumerate(definition.documents):
        here = f"/documents/{index}"
        if document.template == "letter":
            missing = [name for name in ("title", "body") if getattr(document, name) is None]
            yield from (problem(f"{here}/{name}", "letter_words") for name in missing)
            continue
        if document.body is not None:
            yield problem(f"{here}/body", "letter_only")
        if document.when != _MADE_WHEN[document.template]:
            yield problem(f"{here}/when", "document_moment")


def _bound_problems(place: str, item: Item) -> Iterator[Problem]:
    if isinstance(item, SlotItem) and item.earliest > item.latest:
        yield problem(f"{place}/earliest", "slot_window", earliest=item.earliest, latest=item.latest)
    low, high = _bounds(item)
    if low is not None and high is not None and _is_above(low, high):
        yield problem(f"{place}/min", "min_over_max", min=str(low), max=str(high))
    if isinstance(item, QuantitiesItem) and item.min > sum(option.max for option in item.options):
        yield problem(f"{place}/min", "min_over_max", min=item.min, max=sum(option.max for option in item.options))
    if isinstance(item, ChoicesItem):
        count = len(item.option_values)
        most = item.max if item.max is not None else count
        if max(most, item.min) > count:
            yield problem(f"{place}/max", "max_over_options", max=max(most, item.min), count=count)


def _bounds(item: Item) -> tuple[Bound | None, Bound | None]:
    """The fixed bounds of an item; bounds by rule are not known before the answers are."""
    if isinstance(item, TextItem | LongTextItem | ListItem | ChoicesItem | QuantitiesItem):
        return item.min, item.max
    if isinstance(item, IntegerItem | DecimalItem | YenItem | DateItem | BirthDateItem | YearMonthItem | TimeItem):
        low, high = (bound.constant if bound else None for bound in (item.min, item.max))
        return (low if isinstance(low, Bound) else None), (high if isinstance(high, Bound) else None)
    return None, None


def _is_above(low: Bound, high: Bound) -> bool:
    if isinstance(low, str) or isinstance(high, str):
        return isinstance(low, str) and isinstance(high, str) and low > high
    return low > high


def _identification_problems(definition: Definition) -> Iterator[Problem]:
    assurance = definition.assurance
    if assurance.signature and assurance.level < 3:
        yield problem("/assurance/level", "signature_level")
    if assurance.level == 1 and not definition.contact_confirmation:
        yield problem("/contact_confirmation", "contact_level")
    has_email = any(isinstance(item, EmailItem) and definition.list_of(item.id) is None for item in definition.items())
    if definition.contact_confirmation and not has_email:
        yield problem("/contact_confirmation", "contact_email")
    if definition.proxy.allowed != bool(definition.proxy.kinds):
        yield problem("/proxy/kinds", "proxy_kinds")


def _fee_problems(definition: Definition) -> Iterator[Problem]:
    fees = definition.fees
    if fees.timing == "none" and fees.lines:
        yield problem("/fees/timing", "fee_timing_none")
    if fees.timing != "none" and not fees.lines:
        yield problem("/fees/lines", "fee_lines_missing")
    charged = {line.item for line in fees.lines}
    for index, line in enumerate(fees.lines):
        if line.quantity.is_constant:
            quantity = line.quantity.constant
            if isinstance(quantity, bool) or not isinstance(quantity, int) or quantity < 1:
                yield problem(f"/fees/lines/{index}/quantity", "fee_quantity")
    for index, exemption in enumerate(fees.exemptions):
        if exemption.item not in charged:
            yield problem(f"/fees/exemptions/{index}/item", "fee_exemption_item", name=exemption.item)

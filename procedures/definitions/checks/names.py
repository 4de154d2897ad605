"""Names: each once, none reserved, and none used that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from procedures.definitions.code_lists import code_list
from procedures.definitions.definition import Definition
from procedures.definitions.items import (
    Check,
    ChoiceItem,
    ChoicesItem,
    Item,
    ListItem,
    QuantitiesItem,
    RegisterFactsItem,
    ResultItem,
    SilentItem,
    SlotItem,
    flatten,
    is_asked,
)
from procedures.definitions.places import PlacedItem, placed_items
from procedures.definitions.problems import Problem, problem

RESERVED_PAGE_IDS = frozenset({"check", "confirm", "contact", "discard", "done", "identify", "pay", "saved", "sign"})
"""Steps of the journey that are no pages of the definition but stand at the same place in the address."""

RESERVED_NAMES = frozenset({"item", "identity", "evidence", "profile", "acting"})


def name_problems(definition: Definition) -> Iterator[Problem]:
    yield from _once((f"/pages/{index}/id", page.id) for index, page in enumerate(definition.pages))
    for index, page in enumerate(definition.pages):
        if page.id in RESERVED_PAGE_IDS:
            yield problem(f"/pages/{index}/id", "reserved_page_id", name=page.id)
        yield from _check_problems(f"/pages/{index}", page.checks, page.items)
    items = [(f"{placed.place}/id", placed.item.id) for placed in placed_items(definition)]
    values = [(f"/values/{index}/id", value.id) for index, value in enumerate(definition.values)]
    yield from _once([*items, *values])
    for place, name in [*items, *values]:
        if name in RESERVED_NAMES:
            yield problem(place, "reserved_name", name=name)
    yield from _once((f"/evidence/{index}/id", part.id) for index, part in enumerate(definition.evidence))
    yield from _once((f"/documents/{index}/id", part.id) for index, part in enumerate(definition.documents))
    stages = definition.workflow.stages
    yield from _once((f"/workflow/stages/{index}/id", stage.id) for index, stage in enumerate(stages))
    for index, stage in enumerate(stages):
        place = f"/workflow/stages/{index}/checks"
        yield from _once((f"{place}/{number}/id", one.id) for number, one in enumerate(stage.checks))
    for placed in placed_items(definition):
        yield from _option_problems(placed.place, placed.item)
        yield from _source_problems(definition, placed.place, placed.item)
        yield from _slot_problems(placed)
        if isinstance(placed.item, ListItem):
            yield from _check_problems(placed.place, placed.item.checks, placed.item.items)
        if isinstance(placed.item, RegisterFactsItem):
            yield from _fact_problems(definition, placed.place, placed.item)
        elif isinstance(placed.item, ResultItem):
            yield from _result_problems(definition, placed.place, placed.item, in_row=placed.rows is not None)
    yield from _statistics_problems(definition)


def _once(names: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for place, name in names:
        if name in first:
            yield problem(place, "duplicate_id", name=name, other=first[name])
        else:
            first[name] = place


def _option_problems(place: str, item: Item) -> Iterator[Problem]:
    if not isinstance(item, ChoiceItem | ChoicesItem | QuantitiesItem):
        return
    if not isinstance(item, QuantitiesItem):
        yield from _list_problems(place, item)
    seen: set[str] = set()
    for index, option in enumerate(item.options):
        if option.value in seen:
            yield problem(f"{place}/options/{index}/value", "duplicate_option", name=option.value)
        if not isinstance(item, QuantitiesItem) and item.other and option.value == "other":
            yield problem(f"{place}/options/{index}/value", "other_is_reserved")
        seen.add(option.value)


def _slot_problems(placed: PlacedItem) -> Iterator[Problem]:
    if isinstance(placed.item, SlotItem) and placed.rows is not None:
        yield problem(placed.place, "slot_in_row")


def _check_problems(place: str, checks: Sequence[Check], items: Sequence[Item]) -> Iterator[Problem]:
    """Names of checks once, and each about what is asked beside it: on the page, or in the row."""
    yield from _once((f"{place}/checks/{index}/id", check.id) for index, check in enumerate(checks))
    beside = {item.id for item in flatten(items) if is_asked(item)}
    for index, check in enumerate(checks):
        for number, name in enumerate(check.items):
            if name not in beside:
                yield problem(f"{place}/checks/{index}/items/{number}", "check_not_beside", name=name)


def _list_problems(place: str, item: ChoiceItem | ChoicesItem) -> Iterator[Problem]:
    if (item.options_from is None) != bool(item.options):
        yield problem(place, "options_one_source")
    elif item.options_from is not None and code_list(item.options_from) is None:
        yield problem(f"{place}/options_from", "unknown_code_list", name=item.options_from)
    elif item.options_from is not None and item.other:
        yield problem(f"{place}/other", "no_other_in_list")


def _source_problems(definition: Definition, place: str, item: Item) -> Iterator[Problem]:
    if isinstance(item, SilentItem | ListItem) or not item.source:
        return
    origin, *names = item.source.split(".")
    if origin != "evidence":
        return
    claims = {part.id: part.claims for part in definition.evidence}
    if names[0] not in claims:
        yield problem(f"{place}/source", "unknown_evidence", name=names[0])
    elif names[1] not in claims[names[0]]:
        yield problem(f"{place}/source", "unknown_claim", name=names[0], claim=names[1])


def _fact_problems(definition: Definition, place: str, item: RegisterFactsItem) -> Iterator[Problem]:
    claims = next((part.claims for part in definition.evidence if part.id == item.evidence), None)
    if claims is None:
        yield problem(f"{place}/evidence", "unknown_evidence", name=item.evidence)
        return
    for index, fact in enumerate(item.facts):
        if fact.claim not in claims:
            yield problem(f"{place}/facts/{index}/claim", "unknown_claim", name=item.evidence, claim=fact.claim)


def _result_problems(definition: Definition, place: str, item: ResultItem, *, in_row: bool) -> Iterator[Problem]:
    """On a page the name of a value, in a row a formula: each where the other cannot be."""
    if in_row and (item.formula is None or item.value is not None):
        yield problem(place, "result_formula")
    elif not in_row and (item.value is None or item.formula is not None):
        yield problem(place, "result_value")
    elif item.value is not None and item.value not in {value.id for value in definition.values}:
        yield problem(f"{place}/value", "unknown_value", name=item.value)


def _statistics_problems(definition: Definition) -> Iterator[Problem]:
    """Statistics are copied out in the clear, so they may name only what is not personal.

    A calculation that reads personal answers passes when it gives a number or a yes or no (a count, an age band's
    flag), and not when it gives a text or a date.
    """
    values = {value.id: value for value in definition.values}
    seen: set[str] = set()
    for index, name in enumerate(definition.statistics):
        place = f"/statistics/{index}"
        if name in seen:
            yield problem(place, "duplicate_statistic", name=name)
        seen.add(name)
        if name in values:
            value = values[name]
            if value.type in {"text", "date"} and any(_is_personal(definition, used) for used in value.value.variables):
                yield problem(place, "personal_statistic", name=name)
        elif not definition.has_item(name) or isinstance(definition.item(name), SilentItem):
            yield problem(place, "unknown_statistic", name=name)
        elif _is_personal(definition, name):
            yield problem(place, "personal_statistic", name=name)


def _is_personal(definition: Definition, name: str) -> bool:
    if not definition.has_item(name):
        return name in {"identity", "evidence"}
    item = definition.item(name)
    return not isinstance(item, SilentItem) and item.personal

"""Values that the portal knows before it asks: from the sign-in, the city's registers or the profile.

A value may be known in part: the card tells a name without its reading, and an address without its postcode. What is
known then stands fixed, and only the rest is asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from procedures.definitions import Definition
from procedures.definitions.items import AskedItem
from procedures.forms.fields.contract import Context, FormData
from procedures.forms.fields.registry import field_type
from procedures.forms.posted import asked

PROFILE = "profile"


@dataclass(frozen=True, slots=True)
class Known:
    """`value`: the whole answer, or None where only the inputs in `locked` (texts by input name) are known."""

    value: Any = None
    locked: Mapping[str, str] = field(default_factory=dict)


def known(item: AskedItem, facts: Mapping[str, Any], context: Context) -> Known | None:
    """What `identity` or `evidence` says of an item: shown and not asked. None without anything usable.

    Only what the field itself would take: a fact in another shape is asked for instead.
    """
    if item.source is None or item.source.startswith(f"{PROFILE}."):
        return None
    fact = _fact(item.source, facts)
    if fact is None:
        return None
    kind = field_type(item)
    data = kind.show(item, fact, item.id)
    parsed = kind.parse(item, data, item.id, context)
    if parsed.value is not None:
        return Known(parsed.value)
    locked = {name: values[0] for name, values in data.items() if values[0]}
    together = {f"{item.id}-{part}" for part in kind.known_together}
    if (
        together
        and kind.may_hold(item, fact)
        and together <= locked.keys()
        and all(fault.missing for fault in parsed.faults)
    ):
        return Known(None, locked)
    return None


def suggested_value(item: AskedItem, facts: Mapping[str, Any], context: Context) -> Any:
    """The value from the person's own profile, which may be changed; None without one."""
    if item.source is None or not item.source.startswith(f"{PROFILE}."):
        return None
    fact = _fact(item.source, facts)
    kind = field_type(item)
    return None if fact is None else kind.parse(item, kind.show(item, fact, item.id), item.id, context).value


def with_known(
    definition: Definition, answers: Mapping[str, Any], facts: Mapping[str, Any], today: date
) -> dict[str, Any]:
    """The answers with what is known in their place, on every page. What facts leave open keeps its answer.

    An answer that no longer goes with what is known (another reading was given for another name) is taken out, so that
    it is asked for again. `today`: date in Japan.
    """
    result = dict(answers)
    context = Context(today)
    for page in definition.pages if facts else ():
        for item in asked(page.items):
            found = known(item, facts, context)
            if found is None:
                continue
            value = found.value if found.value is not None else _completed(item, result.get(item.id), found, context)
            if value is None:
                result.pop(item.id, None)
            else:
                result[item.id] = value
    return result


def _completed(item: AskedItem, answer: Any, found: Known, context: Context) -> Any:
    if answer is None:
        return None
    kind = field_type(item)
    shown: FormData = kind.show(item, answer, item.id)
    laid = {name: [found.locked[name]] if name in found.locked else list(values) for name, values in shown.items()}
    return kind.parse(item, laid, item.id, context).value


def sources_of(definition: Definition, root: str) -> frozenset[str]:
    """What a definition asks of `identity` or `profile`: "name" of `identity.name`."""
    sources = (item.source or "" for page in definition.pages for item in asked(page.items))
    return frozenset(source.partition(".")[2] for source in sources if source.startswith(f"{root}."))


def _fact(source: str, facts: Mapping[str, Any]) -> Any:
    value: Any = facts
    for step in source.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value

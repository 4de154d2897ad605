"""Values that the portal knows before it asks: from the sign-in, the city's registers or the profile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from procedures.definitions.items import AskedItem
from procedures.forms.fields.contract import Context
from procedures.forms.fields.registry import field_type

PROFILE = "profile"


def known_value(item: AskedItem, facts: Mapping[str, Any], context: Context) -> Any:
    """The value of an item from `identity` or `evidence`, which is shown and not asked; None without one."""
    if item.source is None or item.source.startswith(f"{PROFILE}."):
        return None
    return _value(item, item.source, facts, context)


def suggested_value(item: AskedItem, facts: Mapping[str, Any], context: Context) -> Any:
    """The value from the person's own profile, which may be changed; None without one."""
    if item.source is None or not item.source.startswith(f"{PROFILE}."):
        return None
    return _value(item, item.source, facts, context)


def _value(item: AskedItem, source: str, facts: Mapping[str, Any], context: Context) -> Any:
    """Only a value that the field itself would take: a fact in another shape is asked for instead."""
    value: Any = facts
    for step in source.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    if value is None:
        return None
    kind = field_type(item)
    return kind.parse(item, kind.show(item, value, item.id), item.id, context).value

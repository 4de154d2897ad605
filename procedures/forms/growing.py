"""Pages that grow: an answer brings up questions that were not on the page when it was sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from procedures.forms.binding import BoundPage


def asks_more(bound: BoundPage, before: BoundPage) -> bool:
    """Whether nothing is wrong with a page that was sent but that it asks more now than it did `before`."""
    if bound.is_valid or not all(fault.missing for fault in bound.faults):
        return False
    shown = _ids(before.specs)
    return all(not any(fault.id == one or fault.id.startswith(f"{one}-") for one in shown) for fault in bound.faults)


def _ids(specs: Sequence[Mapping[str, Any]]) -> set[str]:
    """The ids of all fields on a page, those of groups and rows among them."""
    found: set[str] = set()
    for spec in specs:
        if spec["component"] == "row_list":
            found.update(*(_ids(row["items"]) for row in spec["rows"]))
        elif spec["component"] == "group":
            found |= _ids(spec["items"])
        found.add(spec.get("id", ""))
    return found - {""}

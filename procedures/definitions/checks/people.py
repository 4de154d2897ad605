"""Whether the portal will know who applies: by which name the office finds the case, and where notices go."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.definitions.applicant import PersonItem
from procedures.definitions.definition import Definition
from procedures.definitions.places import placed_items
from procedures.definitions.problems import Problem, problem

PAGES = "/pages"


def people_warnings(definition: Definition) -> Iterator[Problem]:
    """Told at an item that might be meant (`…/subject`), or else at PAGES. A report may be anonymous (通報)."""
    anonymous = definition.kind == "report"
    if not definition.applicant.of("person_name"):
        place = _could_be_meant(definition, "person_name")
        if place or not anonymous:
            yield problem(place or PAGES, "nobody_named")
    if not definition.applicant.of("email"):
        place = _could_be_meant(definition, "email")
        # Without any, and with an address to be confirmed, it is an error of its own (contact_email).
        if place or not (anonymous or definition.contact_confirmation):
            yield problem(place or PAGES, "nobody_to_write_to")


def _could_be_meant(definition: Definition, item_type: str) -> str:
    """The first item of the type that is asked once and does not say that it is about others; "" without one."""
    for placed in placed_items(definition):
        item = placed.item
        if isinstance(item, PersonItem) and item.type == item_type and item.subject is None and placed.rows is None:
            return f"{placed.place}/subject"
    return ""

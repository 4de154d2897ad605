"""What somebody else did to a part while a form of it was open, brought into the form that stays on the page.

The answer to a saved form says that the form is now up to date. That is true only if what others changed is put into
it, or if the form no longer sends it: otherwise its next turn would take back their words without anybody noticing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from procedures.designer.editing.controls import Raw, first
from procedures.designer.editing.forms import COMMON, FIELDS, is_retyped, value_at
from procedures.designer.editing.saving import Kept
from procedures.designer.steps import same


def still_sent(kept: Kept, data: Raw) -> str:
    """For the hidden input `_fields`: without what waits for a decision, and what the item does not have any more."""
    undecided = {name for _place, name in kept.saved.conflicts}
    retyped = is_retyped(kept.seen, kept.form.document, kept.form.place)
    asked = set(first(data, FIELDS).split()) & (COMMON if retyped else set(kept.form.field_names.split()))
    names = (
        control.name
        for placed, control in kept.form.controls
        if control.name in asked and placed.info.name not in undecided
    )
    return " ".join(names)


def is_complete(kept: Kept, fields: str) -> bool:
    """Whether a form sends all that the part has."""
    return set(fields.split()) == set(kept.form.field_names.split())


def taken_in(kept: Kept, fields: str) -> list[dict[str, Any]]:
    """The fields that others changed since the form was shown, as entries to be put in their place."""
    names = set(_changed_by_others(kept)) & set(fields.split()) - set(kept.saved.errors)
    if not names:
        return []
    return [entry for group in kept.form.shown() for entry in group["entries"] if _name(entry) in names]


def seen_by_the_form(kept: Kept, seen_at: int) -> int:
    """The revision that the form shows. What is being mended is held against the state from which it was written."""
    is_behind = set(_changed_by_others(kept)) & kept.saved.errors.keys()
    return seen_at if is_behind else kept.design.revision


def _changed_by_others(kept: Kept) -> Iterator[str]:
    for placed, control in kept.form.controls:
        if control.name not in kept.saved.names and not same(
            value_at(kept.seen, placed), value_at(kept.form.document, placed)
        ):
            yield control.name


def _name(entry: dict[str, Any]) -> str:
    return str(entry["spec"]["id"] if entry["kind"] == "field" else entry["id"])

"""One of the times that can be booked, by day."""

from collections.abc import Mapping, Sequence
from typing import Any

from accessibility.components.library import component, filled
from accessibility.components.tags.fields import described


@component
def slot_field(
    *,
    id: str,
    name: str,
    label: str,
    groups: Sequence[Mapping[str, Any]],
    hint: str = "",
    error: str = "",
    value: str = "",
    required: bool | None = True,
    folded: bool = False,
    nothing: str = "",
) -> Mapping[str, object]:
    """`groups` are {"label", "choices"}; a choice is {"value", "label", "before"?, "hint"?}.

    `before` is read out before the label of a choice (the day that stands over it). With `folded` each group opens and
    closes; the one of `value`, or else the first, is open. `nothing` is said where there is nothing to choose.
    """
    opened = next((at for at, group in enumerate(groups) if any(_is(one, value) for one in group["choices"])), 0)
    shown = []
    number = 1
    for at, group in enumerate(groups):
        choices: list[dict[str, Any]] = []
        for one in group["choices"]:
            own = id if at == opened and not choices else f"{id}-{number}"
            number += 1
            box = filled(one, value="", label="", before="", hint="")
            choices.append({**box, "id": own, "checked": _is(one, value)})
        known = filled(group, label="", choices=())
        shown.append({**known, "id": f"{id}-group-{at + 1}", "choices": choices, "open": at == opened})
    return {
        "id": id,
        "name": name,
        "label": label,
        "hint": hint,
        "error": error,
        "required": required,
        "described_by": described(id, hint, error),
        "groups": shown,
        "folded": folded,
        "nothing": nothing,
        "none_id": f"{id}-none",
        "none_checked": not any(_is(one, value) for group in groups for one in group["choices"]),
    }


def _is(choice: Mapping[str, Any], value: str) -> bool:
    return bool(choice["value"] == value)

"""One or several of very many: a box to search in, and the candidates that it finds."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from accessibility.components.library import component, filled
from accessibility.components.tags.fields import described


@component
def combobox_field(
    *,
    id: str,
    name: str,
    label: str,
    hint: str = "",
    error: str = "",
    search: str = "",
    chosen: Sequence[Mapping[str, Any]] = (),
    candidates: Sequence[Mapping[str, Any]] = (),
    count: int = 0,
    multiple: bool = False,
    required: bool | None = True,
) -> Mapping[str, object]:
    """`chosen` and `candidates` are {"value", "label"}; `count` is how many `search` finds in all.

    Sends <name>-search and <name> (repeated where several may be chosen); the button sends _action=candidates:<name>,
    and the page comes back with candidates to choose from. With JavaScript (combobox.js) the box is an ARIA combobox
    that asks for the same page as one types.
    """
    taken = {choice["value"] for choice in chosen}
    boxes = [{**filled(one, value="", label=""), "checked": True} for one in chosen]
    boxes += [{**filled(one, value="", label=""), "checked": False} for one in candidates if one["value"] not in taken]
    if boxes and not multiple and not required:
        boxes.append({"value": "", "label": _("選ばない"), "checked": not chosen})
    return {
        "id": id,
        "name": name,
        "label": label,
        "hint": hint,
        "error": error,
        "required": required,
        "described_by": described(id, hint, error),
        "search": search,
        "searched": bool(search),
        "count": count,
        "shown": len(candidates),
        "multiple": multiple,
        "kind": "checkbox" if multiple else "radio",
        "choices": [
            {**box, "id": f"{id}-{number}", "hint": "", "text": None, "disabled": False}
            for number, box in enumerate(boxes, 1)
        ],
    }

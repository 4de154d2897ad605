"""Small pieces of what is drawn: buttons, and how conditions go together."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from procedures.designer.rules.drafts import Group

Part = dict[str, Any]
Button = dict[str, str]


def button(verb: str, key: str, label: str, context: str = "", *, style: str = "text") -> Button:
    """A button of the form; `context` is read out behind its label."""
    return {"value": f"{verb}:{key}", "label": label, "context": context, "style": style, "id": f"{key}-{verb}"}


def joins(group: Group, count: int) -> list[dict[str, str]]:
    """The ways in which conditions go together; of one alone only whether it holds."""
    one = [
        {"value": "", "label": _("条件に当てはまる")},
        {"value": "not", "label": _("条件に当てはまらない")},
    ]
    several = [
        {"value": "and", "label": _("すべてに当てはまる")},
        {"value": "or", "label": _("どれか一つでも当てはまる")},
        {"value": "nor", "label": _("どれにも当てはまらない")},
        {"value": "nand", "label": _("すべてに当てはまるのではない")},
    ]
    if count > 1:
        return several
    return one if group.join in {"", "not"} else [*one, *(way for way in several if way["value"] == group.join)]

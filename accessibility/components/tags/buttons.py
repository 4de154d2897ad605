"""Buttons and links that look like buttons."""

from collections.abc import Mapping
from typing import Literal

from django.utils.safestring import SafeString

from accessibility.components.library import block_component, component

Style = Literal["primary", "secondary", "text", "danger"]
Size = Literal["normal", "small"]
Type = Literal["submit", "button"]


@component
def button(
    *,
    label: str,
    style: Style = "primary",
    size: Size = "normal",
    type: Type = "submit",
    name: str = "",
    value: str = "",
    form: str = "",
    id: str = "",
    described_by: str = "",
    context: str = "",
) -> Mapping[str, object]:
    """A real button. `context` is read out after the label but not shown (「修正する」＋「氏名」).

    `form` is the id of a form elsewhere on the page; `name` and `value` are sent when it is pressed.
    """
    return {
        "label": label,
        "style": style,
        "size": size,
        "type": type,
        "name": name,
        "value": value,
        "form": form,
        "id": id,
        "described_by": described_by,
        "context": context,
    }


@component
def link_button(
    *,
    label: str,
    url: str,
    style: Style = "primary",
    size: Size = "normal",
    context: str = "",
) -> Mapping[str, object]:
    """A link to a page, drawn as a button: for starting something, never for changing data."""
    return {"label": label, "url": url, "style": style, "size": size, "context": context}


@block_component
def actions(content: SafeString, *, sticky: bool = False) -> Mapping[str, object]:
    """A row of buttons and links, the primary action first. `sticky` keeps it in view on staff pages."""
    return {"content": content, "sticky": sticky}

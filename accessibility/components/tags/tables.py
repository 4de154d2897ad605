"""Tables, which become blocks on a phone."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString

from accessibility.components.library import block_component, component, filled


def _cell(cell: Mapping[str, Any] | str) -> dict[str, Any]:
    given = cell if isinstance(cell, Mapping) else {"value": cell}
    return filled(given, value="", url="", meta="", badges=(), checkbox=None, changed=False, header=False)


@component
def data_table(
    *,
    caption: str,
    columns: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
    hide_caption: bool = False,
    note: str = "",
) -> Mapping[str, object]:
    """A table from data.

    A column is {"label", "numeric"?: bool, "hide_label"?: bool}. A row is {"cells", "current"?: bool, "id"?}; a cell is
    text or {"value", "url"?, "meta"?, "badges"?: [{"label", "kind"}], "changed"?: bool, "header"?: bool,
    "checkbox"?: {"id", "name", "value", "label", "checked"?, "form"?}}. `header` makes the cell the row's header.
    """
    heads = [filled(column, label="", numeric=False, hide_label=False) for column in columns]
    body = []
    for row in rows:
        whole = filled(row, cells=(), current=False, id="")
        cells = [
            {**_cell(cell), "column": head["label"], "numeric": head["numeric"]}
            for head, cell in zip(heads, whole["cells"], strict=True)
        ]
        body.append({**whole, "cells": cells})
    return {"caption": caption, "hide_caption": hide_caption, "columns": heads, "rows": body, "note": note}


@block_component
def table_frame(content: SafeString, *, caption: str, hide_caption: bool = False) -> Mapping[str, object]:
    """Frame for thead and tbody written in a template; cells carry data-th with the column's name for phones."""
    return {"content": content, "caption": caption, "hide_caption": hide_caption}

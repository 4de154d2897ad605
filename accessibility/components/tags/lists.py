"""Lists: answers, facts, history, tiles, results."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString

from accessibility.components.library import block_component, component, filled


@component
def summary_list(*, rows: Sequence[Mapping[str, Any]], label: str = "") -> Mapping[str, object]:
    """Questions and answers, each with a link to change it.

    A row is {"label", "value", "change_url"?, "change_label"?, "source"?, "error"?, "badge"?: {"label", "kind"}}. Line
    breaks of the value are kept; an empty value is shown as 「未入力」. `label` names the list for screen readers.
    """
    return {
        "label": label,
        "rows": [
            filled(row, label="", value="", change_url="", change_label="", source="", error="", badge=None)
            for row in rows
        ],
    }


@component
def fact_list(
    *,
    rows: Sequence[Mapping[str, Any]],
    title: str = "",
    note: str = "",
    level: int = 2,
    url: str = "",
    url_label: str = "",
) -> Mapping[str, object]:
    """「市が確認した情報」: what the city found in its own registers, with a link for when it is wrong.

    A row is {"label", "value"}.
    """
    return {
        "rows": [filled(row, label="", value="") for row in rows],
        "title": title,
        "note": note,
        "level": level,
        "url": url,
        "url_label": url_label,
    }


@component
def timeline(*, items: Sequence[Mapping[str, Any]], label: str = "") -> Mapping[str, object]:
    """What happened and what comes.

    An item is {"title", "meta"?, "text"?, "state": "done"|"now"|"todo", "url"?, "url_label"?}.
    """
    return {
        "label": label,
        "items": [filled(item, title="", meta="", text="", state="done", url="", url_label="") for item in items],
    }


@component
def tiles(*, items: Sequence[Mapping[str, Any]]) -> Mapping[str, object]:
    """Equal choices as large targets. An item is {"label", "url", "note"?}."""
    return {"items": [filled(item, label="", url="", note="") for item in items]}


@component
def plain_list(*, items: Sequence[Mapping[str, Any]]) -> Mapping[str, object]:
    """Results, one under the other.

    An item is {"title", "url"?, "meta"?, "text"?, "badges"?: [{"label", "kind"}], "lang"?}.
    """
    return {"items": [filled(item, title="", url="", meta="", text="", badges=(), lang="") for item in items]}


@block_component
def empty_state(content: SafeString, *, title: str, level: int = 2) -> Mapping[str, object]:
    """Nothing to show: says so, and what can be done instead."""
    return {"content": content, "title": title, "level": level}

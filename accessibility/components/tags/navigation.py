"""Finding one's way: breadcrumb, steps, tabs, pager."""

from collections.abc import Mapping, Sequence
from typing import Any

from accessibility.components.library import component, filled


@component
def breadcrumb(*, items: Sequence[Mapping[str, str]]) -> Mapping[str, object]:
    """The way up from here; the page itself is not in it. An item is {"label", "url"}."""
    return {"items": [filled(item, label="", url="") for item in items]}


@component
def steps(*, current: int, total: int) -> Mapping[str, object]:
    """「全5ステップ中3ステップ目」, in words."""
    return {"current": current, "total": total}


@component
def views_tabs(*, items: Sequence[Mapping[str, Any]], label: str) -> Mapping[str, object]:
    """Views of one list, as links. An item is {"label", "url", "count"?: int, "current"?: bool}."""
    return {"label": label, "items": [filled(item, label="", url="", count=None, current=False) for item in items]}


@component
def pager(*, previous_url: str = "", next_url: str = "", summary: str = "", label: str = "") -> Mapping[str, object]:
    """Backward and forward through a keyset-paged list; renders nothing when there is one page and no summary."""
    return {"previous_url": previous_url, "next_url": next_url, "summary": summary, "label": label}

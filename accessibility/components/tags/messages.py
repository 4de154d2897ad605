"""Boxes, badges, error summary, messages of the last action."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from django.contrib.messages import get_messages
from django.template import RequestContext
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accessibility.components.library import block_component, component, filled, register, render

Kind = Literal["info", "ok", "warn", "error"]
BadgeKind = Literal["ok", "warn", "err", "accent", "mute"]

_KIND_OF_LEVEL: dict[str, Kind] = {"success": "ok", "warning": "warn", "error": "error"}


@block_component
def notice(
    content: SafeString,
    *,
    kind: Kind = "info",
    title: str = "",
    level: int = 2,
    id: str = "",
) -> Mapping[str, object]:
    """A coloured box; its kind is also said in words before the title, for those who do not see the colour."""
    return {"content": content, "kind": kind, "title": title, "level": level, "id": id}


@block_component
def box(content: SafeString, *, title: str = "", level: int = 2, id: str = "") -> Mapping[str, object]:
    """A plain frame around one matter."""
    return {"content": content, "title": title, "level": level, "id": id}


@block_component
def inset(content: SafeString) -> Mapping[str, object]:
    """A passage set off by a line at its left."""
    return {"content": content}


@block_component
def disclosure(content: SafeString, *, summary: str, open: bool = False) -> Mapping[str, object]:
    """Text that few need; closed until asked for. Never for anything needed to answer."""
    return {"content": content, "summary": summary, "open": open}


@component
def badge(*, label: str, kind: BadgeKind = "mute") -> Mapping[str, object]:
    """A short state word. The word carries the meaning, the colour only helps."""
    return {"label": label, "kind": kind}


@component
def sample_badge() -> Mapping[str, object]:
    """「見本」: the figure beside it has not been checked against the city's ordinances."""
    return {}


@component
def error_summary(*, errors: Sequence[Mapping[str, Any]], autofocus: bool = True) -> Mapping[str, object]:
    """All faults of the page, first thing in it. An error is {"id": the control's id, "message"}; none renders nothing.

    `id` may be empty for a fault of the page as a whole.
    """
    return {"errors": [filled(error, id="", message="") for error in errors], "autofocus": autofocus}


@component
def status_message(*, text: str, kind: Kind = "ok") -> Mapping[str, object]:
    """The result of the last action, read out without moving focus."""
    return {"text": text, "kind": kind}


@register.simple_tag(takes_context=True)
def status_messages(context: Context) -> SafeString:
    """Django's messages as status boxes; called once, by the layouts."""
    request = context.request if isinstance(context, RequestContext) else None
    waiting = get_messages(request) if request is not None else ()
    # Going through none at all would count as having read them, and send a cookie with every page.
    found = waiting if len(waiting) else ()
    return render(
        "status_messages",
        {"items": [{"text": str(m), "kind": _KIND_OF_LEVEL.get(m.level_tag, "info")} for m in found]},
    )


@register.filter
def error_prefix(errors: object) -> str:
    """`{{ form.errors|error_prefix }}` in the title block: 「エラー：」 when there are any."""
    return _("エラー：") if errors else ""

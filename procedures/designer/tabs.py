"""The way between the pages of one design."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from procedures.designer.models import Design, DesignState

_STATES: Mapping[str, str] = {DesignState.EDITING: "mute", DesignState.IN_REVIEW: "warn", DesignState.APPROVED: "ok"}


def frame(design: Design, current: str) -> dict[str, object]:
    """What designer/_design.html shows above each page of a design. `current`: the name of the page's address."""
    pages = (
        ("edit", _("編集")),
        ("design_blocks", _("部品")),
        ("problems", _("確認事項")),
        ("try", _("試す")),
        ("translations", _("翻訳")),
        ("compare", _("違い")),
        ("comments", _("コメント")),
        ("publish", _("公開")),
        ("history", _("経過")),
    )
    return {
        "design": design,
        "design_title": design.title or _("（名前はまだありません）"),
        "design_state": {"label": str(DesignState(design.state).label), "kind": _STATES[design.state]},
        "tabs": [
            {"label": label, "url": reverse(f"designer:{name}", args=[design.number]), "current": name == current}
            for name, label in pages
        ],
    }


def design_url(number: int) -> str:
    """Where a design is written."""
    return reverse("designer:edit", args=[number])

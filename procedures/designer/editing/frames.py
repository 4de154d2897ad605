"""What stands around a part on the editor's page: outline, state of saving, who else is here, preview, ways on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from identity.people.models import User
from procedures.designer.checking import Finding
from procedures.designer.designs import arrive, others_here
from procedures.designer.documents import Document, NoSuchPlace, container_of, find, members_of
from procedures.designer.editing.addresses import known_address
from procedures.designer.editing.outline import outline
from procedures.designer.editing.paths import ways_round
from procedures.designer.editing.sheets import SUBJECTS, home_of, title_of
from procedures.designer.models import Design, DesignFindings
from procedures.designer.words import japanese


def saved_at(design: Design) -> str:
    """保存済み 10:32, in Japan's time; with the day where it was not today."""
    moment = timezone.localtime(design.changed_at)
    form = "G:i" if moment.date() == timezone.localdate() else "n/j G:i"
    return date_format(moment, form)


def presence(design: Design, user: User, place: str) -> list[dict[str, str]]:
    """Note that somebody has a part open; who else has one. Two SQL statements."""
    arrive(design=design, user=user, place=place)
    others = others_here(design, user)
    document = design.decoded() if others else {}
    return [
        {"name": one.user.name, "where": title_of(document, one.place), "is_same": "yes" if one.place == place else ""}
        for one in others
    ]


def stored_findings(design: Design) -> tuple[Sequence[Finding], bool]:
    """What was found when somebody last looked, and whether that is of the present text. One SQL statement."""
    stored = DesignFindings.objects.filter(design=design).first()
    if stored is None:
        return (), False
    return tuple(Finding(**one) for one in stored.found), stored.revision == design.revision


def beside(findings: Sequence[Finding], place: str) -> list[Finding]:
    """Those that are mended on the sheet of a place."""
    return [one for one in findings if home_of(one.place, one.field) == place]


def preview_address(design: Design, document: Document, place: str) -> str:
    """The citizen's page on which a part can be seen; the first page for what stands on none, "" without pages."""
    page, at = page_of(document, place)
    if not page:
        return ""
    address = reverse("designer:preview", args=[design.number, page])
    return f"{address}?at={at}" if at else address


def page_of(document: Document, place: str) -> tuple[str, str]:
    """The id of the page, and of the item on it, that show a part."""
    pages = members_of(document, "pages")
    first = str(pages[0]["id"]) if pages else ""
    segments = place.split("/")
    if segments[0] == "pages" and len(segments) > 1:
        return segments[1], ""
    if segments[0] != "items":
        return first, ""
    where = place
    try:
        while not where.startswith("pages/"):
            where = container_of(document, "/".join(where.split("/")[:2]))[0]
    except NoSuchPlace:
        return first, ""
    return where.split("/")[1], segments[1]


def frame(design: Design, user: User, place: str) -> dict[str, Any]:
    """The context that every page of the editor shares. Three SQL statements."""
    document = design.decoded()
    findings, _is_present = stored_findings(design)
    number = design.number
    return {
        "design": design,
        "number": number,
        "procedure_title": japanese(document.get("title")) or _("（名前はまだありません）"),
        "place": place,
        "place_title": title_of(document, place),
        "is_subject": place in SUBJECTS,
        "seen": design.revision,
        "saved_at": saved_at(design),
        "live": _("公開中の版：版%(number)d") % {"number": design.base.number} if design.base else _("公開前の手続"),
        "outline": outline(document, number, place, findings),
        **ways_round(document, number, place),
        "findings": beside(findings, place),
        "error_count": sum(one.kind == "error" for one in findings),
        "warning_count": sum(one.kind != "error" for one in findings),
        "others": presence(design, user, place),
        "preview_url": preview_address(design, document, place),
        "ways": {
            name: known_address(name, [number])
            for name in ("try", "publish", "history", "compare", "translations", "design_blocks")
        },
    }


def exists(document: Document, place: str) -> bool:
    """Whether a place has a sheet of its own, or a part stands there."""
    if place in SUBJECTS:
        return True
    try:
        find(document, place)
    except NoSuchPlace:
        return False
    return True

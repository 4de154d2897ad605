"""What a file holds and what starting from it would do, in words."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from procedures.catalogue.models import Procedure, ProcedureVersion
from procedures.definitions.differences import changes
from procedures.definitions.setting_names import NAMES, VALUES
from procedures.designer.checking import Finding
from procedures.designer.documents import Document, members_of, placed_items
from procedures.designer.listing import Row
from procedures.designer.showable import showable
from procedures.designer.starting.reading import ReadFile
from procedures.designer.words import called, japanese

_MOST = 50


def preview(read: ReadFile, procedure: Procedure | None) -> dict[str, Any]:
    """For the template; one SQL statement where the city has the procedure: its version in force."""
    current = procedure.current_id if procedure is not None else None
    before = ProcedureVersion.objects.get(pk=current) if current is not None else None
    return {
        "file": read,
        "facts": _facts(read),
        "pages": [_page_line(page) for page in members_of(read.document, "pages")],
        "procedure": procedure,
        "rows": _rows(before, read.document) if before else [],
        "columns": [{"label": label} for label in (_("変わること"), _("前"), _("後"))],
        "unsettled": lines(read.document, read.unsettled),
        "errors": lines(read.document, (one for one in read.findings if one.kind == "error")),
        "others": sum(one.kind != "error" for one in read.findings),
    }


def _facts(read: ReadFile) -> list[dict[str, str]]:
    document = read.document
    kinds = VALUES["kind"]
    department = read.department.name if read.department else read.code
    items = sum(item.get("type") not in {"group", "text_block"} for item, _pointer, _place in placed_items(document))
    facts = [
        (_("手続の名前"), japanese(document.get("title")) or _("（名前なし）")),
        (_("種類"), kinds.get(str(document.get("kind", "")), _("（決めていません）"))),
        (_("ファイルの番号"), str(read.number) if read.number else _("（書かれていません）")),
        (_("ファイルの課"), department or _("（書かれていません）")),
        (_("質問の数"), _("%(count)d問") % {"count": items}),
    ]
    return [{"label": label, "value": value} for label, value in facts]


def _page_line(page: Document) -> str:
    count = len(members_of(page, "items"))
    return _("%(title)s（%(count)d項目）") % {"title": japanese(page.get("title")), "count": count}


def _rows(before: ProcedureVersion, document: Document) -> list[Row]:
    found = changes(before.definition, showable(document))
    return [{"cells": [{"value": one.sentence, "header": True}, one.before or "–", one.after or "–"]} for one in found]


def lines(document: Document, findings: Iterable[Finding]) -> list[str]:
    """Each finding with the name of its place."""
    told = []
    for one in list(findings)[:_MOST]:
        field = NAMES.get(one.field, "")
        place = called(document, one.place) if one.place or not field else ""
        where = _("%(place)sの%(field)s") % {"place": place, "field": field} if place and field else place or field
        told.append(_("%(where)s：%(message)s") % {"where": where, "message": one.message})
    return told

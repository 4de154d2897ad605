"""Procedures, versions and history as rows of tables."""

import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from procedures.applications.models import Draft
from procedures.catalogue.models import Procedure, ProcedureRecord, ProcedureVersion, RecordKind
from procedures.catalogue.switching import brought_up_to_date
from procedures.designer.models import Design, DesignState

Cell = dict[str, Any] | str
Row = dict[str, list[Cell]]


def short(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "Y/n/j G:i")


def procedure_rows(search: str = "") -> list[Row]:
    """Every procedure of the catalogue, and those that are only being written. Four SQL statements.

    `search`: words that all stand in number, title or department.
    """
    now = timezone.now()
    procedures = list(
        Procedure.objects.select_related("department", "current")
        .defer("current__document", "search_text")
        .order_by("number")
    )
    brought_up_to_date(procedures, now)
    coming: dict[int, list[ProcedureVersion]] = {}
    for version in ProcedureVersion.objects.scheduled(now).defer("document"):
        coming.setdefault(version.procedure_id, []).append(version)
    drafts = Counter[int](
        dict(
            Draft.objects.open(now)
            .filter(corrects=None)
            .order_by()
            .values_list("version__procedure_id")
            .annotate(count=Count("pk"))
        )
    )
    designs = {
        one.number: one
        for one in Design.objects.open()
        .select_related("department", "changed_by", "findings")
        .defer("document", "findings__found")
        .order_by("number")
    }
    numbers = {one.number for one in procedures}
    rows = [
        (one.number, _procedure_row(one, coming.get(one.pk, []), drafts[one.pk], designs.get(one.number), now))
        for one in procedures
    ]
    rows += [(one.number, _new_row(one)) for one in designs.values() if one.number not in numbers]
    return [row for _number, row in sorted(rows, key=itemgetter(0)) if _matches(row, search)]


def _matches(row: Row, search: str) -> bool:
    procedure, department = row["cells"][:2]
    title = procedure["value"] if isinstance(procedure, dict) else procedure
    told = _folded(f"{title} {department}")
    return all(word in told for word in _folded(search).split())


def _folded(text: str) -> str:
    """Digits and letters of any width and case are one."""
    return unicodedata.normalize("NFKC", text).casefold()


def _new_row(design: Design) -> Row:
    """A procedure of which no version is there yet."""
    title = f"{design.number} {design.title or _('（名前はまだありません）')}"
    current: Cell = {"value": _("なし"), "badges": [{"label": _("公開前"), "kind": "mute"}]}
    address = reverse("designer:edit", args=[design.number])
    return {
        "cells": [
            {"value": title, "url": address, "header": True},
            design.department.name,
            current,
            _design_cell(design.number, design),
            _("なし"),
            _("%(count)d件") % {"count": 0},
        ]
    }


def _design_cell(number: int, design: Design | None) -> Cell:
    """The way into the editor; who changed what is written there, when, and what is to be mended."""
    address = reverse("designer:edit", args=[number])
    if design is None:
        return {"value": _("編集する"), "url": address}
    waits = design.state == DesignState.IN_REVIEW
    badges = [{"label": str(DesignState(design.state).label), "kind": "warn" if waits else "accent"}]
    errors = design.findings.errors if hasattr(design, "findings") else 0
    if errors:
        badges.append({"label": _("直すところ %(count)d") % {"count": errors}, "kind": "err"})
    words = {"moment": short(design.changed_at), "who": design.changed_by.name}
    return {"value": _("編集する"), "url": address, "badges": badges, "meta": _("%(moment)s %(who)s") % words}


def _procedure_row(
    one: Procedure, coming: Sequence[ProcedureVersion], drafts: int, design: Design | None, now: datetime
) -> Row:
    title = f"{one.number} {one.title}"
    current = _("版%(number)d") % {"number": one.current.number} if one.current else _("なし")
    scheduled = "、".join(_scheduled(version) for version in coming)
    return {
        "cells": [
            {"value": title, "url": reverse("designer:procedure", args=[one.number]), "header": True},
            one.department.name,
            {"value": current, "badges": badges_of(one, now)},
            _design_cell(one.number, design),
            scheduled or _("なし"),
            _("%(count)d件") % {"count": drafts},
        ]
    }


def _scheduled(version: ProcedureVersion) -> str:
    assert version.effective_from is not None  # scheduled ones have it
    return _("版%(number)d（%(moment)sから）") % {"number": version.number, "moment": short(version.effective_from)}


def badges_of(procedure: Procedure, now: datetime) -> list[dict[str, str]]:
    if procedure.closes_at is not None:
        if procedure.closes_at <= now:
            return [{"label": _("終了"), "kind": "mute"}]
        return [{"label": _("終了の予定"), "kind": "warn"}]
    return [{"label": _("公開中"), "kind": "ok"}] if procedure.current else [{"label": _("公開前"), "kind": "mute"}]


def version_rows(procedure: Procedure) -> list[Row]:
    """The versions, newest first, with how many drafts are open on each. Two SQL statements."""
    now = timezone.now()
    versions = list(procedure.versions.select_related("published_by").defer("document").order_by("-number"))
    open_drafts = (
        Draft.objects.open(now)
        .filter(version__procedure=procedure, corrects=None)
        .order_by()
        .values_list("version_id")
        .annotate(count=Count("pk"))
    )
    counts = Counter[int](dict(open_drafts))
    return [_version_row(procedure, version, counts[version.pk], now) for version in versions]


def _version_row(procedure: Procedure, version: ProcedureVersion, drafts: int, now: datetime) -> Row:
    number = version.number
    state = _state(procedure, version, now)
    links: list[Cell] = []
    if number > 1:
        query = f"?before={number - 1}&after={number}"
        address = reverse("designer:differences", args=[procedure.number]) + query
        links.append({"value": _("版%(number)dとの違い") % {"number": number - 1}, "url": address})
    else:
        links.append(_("なし"))
    if state["kind"] in {"ok", "accent"}:
        links.append("–")
    else:
        address = reverse("designer:start_from", args=[procedure.number, number])
        links.append({"value": _("版%(number)dから作成を始める") % {"number": number}, "url": address})
    return {
        "cells": [
            {"value": _("版%(number)d") % {"number": number}, "header": True, "badges": [state]},
            short(version.effective_from) if version.effective_from else "–",
            version.published_by.name if version.published_by else _("システムの管理者"),
            _("%(count)d件") % {"count": drafts},
            *links,
        ]
    }


def _state(procedure: Procedure, version: ProcedureVersion, now: datetime) -> dict[str, str]:
    if version.pk == procedure.current_id:
        return {"label": _("公開中"), "kind": "ok"}
    if version.effective_from is None:
        return {"label": _("取消し"), "kind": "mute"}
    if version.effective_from > now:
        return {"label": _("予約"), "kind": "accent"}
    return {"label": _("以前の版"), "kind": "mute"}


def scheduled_versions(procedure: Procedure) -> list[dict[str, Any]]:
    """One SQL statement."""
    found = procedure.versions.scheduled(timezone.now()).defer("document")
    return [{"number": version.number, "words": _scheduled(version)} for version in found]


def record_items(procedure: Procedure) -> list[dict[str, str]]:
    """The history for `timeline`, newest first. One SQL statement."""
    records = (
        ProcedureRecord.objects.filter(procedure=procedure)
        .select_related("version", "by")
        .defer("version__document")
        .order_by("-at", "-pk")[:50]
    )
    return [
        {
            "title": _record_title(one),
            "meta": f"{short(one.at)}　{_who(one)}",
            "text": _record_text(one),
            "state": "done",
        }
        for one in records
    ]


def _who(record: ProcedureRecord) -> str:
    if record.by is not None:
        return record.by.name
    return _("自動") if record.kind == RecordKind.SWITCHED else _("システムの管理者")


def _record_title(record: ProcedureRecord) -> str:
    label = str(RecordKind(record.kind).label)
    if record.version is None:
        return label
    return _("%(what)s（版%(number)d）") % {"what": label, "number": record.version.number}


def _record_text(record: ProcedureRecord) -> str:
    data, lines = record.data, []
    for name, pattern in (
        ("effective_from", _("開始：%(moment)s")),
        ("from", _("終了：%(moment)s")),
        ("drafts_until", _("下書きの提出期限：%(moment)s")),
    ):
        if data.get(name):
            lines.append(pattern % {"moment": short(datetime.fromisoformat(data[name]))})
    if data.get("successor"):
        lines.append(_("後継の手続：%(number)d") % {"number": data["successor"]})
    if data.get("message"):
        lines.append(data["message"])
    return "\n".join(lines)

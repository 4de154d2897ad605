"""Comparison, findings and steps as the pages of a design show them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from procedures.catalogue.models import ProcedureVersion
from procedures.definitions import Problem
from procedures.designer.checking import Finding
from procedures.designer.documents import Document, NoSuchPlace, find, place_of
from procedures.designer.editing.addresses import address_of
from procedures.designer.editing.sheets import home_of
from procedures.designer.listing import short
from procedures.designer.models import Design, DesignComment, ReviewStep, StepKind
from procedures.designer.reviewing.comparison import Group, design_changes
from procedures.designer.reviewing.contents import page_columns, page_tables, summary_rows
from procedures.designer.showable import showable
from procedures.designer.words import called


def groups_shown(groups: Iterable[Group]) -> list[dict[str, Any]]:
    """For designer/_groups.html."""
    return [
        {
            "title": group.title,
            "rows": [
                {"cells": [{"value": one.sentence, "header": True}, one.before or "–", one.after or "–"]}
                for one in group.changes
            ],
        }
        for group in groups
    ]


def comparison_shown(design: Design, before: ProcedureVersion | None) -> dict[str, Any]:
    """For designer/_comparison.html: what changes against a version, or what a new procedure contains."""
    context: dict[str, Any] = {
        "before": before,
        "columns": [{"label": label} for label in (_("変わること"), _("前"), _("後"))],
        "base_number": _base_number(design),
    }
    if before is not None:
        return context | {"groups": groups_shown(design_changes(design, before))}
    definition = showable(design.decoded())
    return context | {
        "contents": summary_rows(definition, design.department),
        "pages": page_tables(definition),
        "page_columns": page_columns(),
    }


def _base_number(design: Design) -> int:
    """The number of the version that the design began with, 0 for none. One SQL statement if there is one."""
    if design.base_id is None:
        return 0
    return ProcedureVersion.objects.values_list("number", flat=True).get(pk=design.base_id)


def findings_shown(design: Design, findings: Sequence[Finding], kind: str) -> list[dict[str, str]]:
    """Those of a kind, each with the name of its part and the address at which it is mended."""
    document = design.decoded()
    return [
        {
            "called": called(document, one.place),
            "url": address_of(design.number, home_of(one.place, one.field)),
            "message": one.message,
        }
        for one in findings
        if one.kind == kind
    ]


def problems_in_words(document: Document, problems: Iterable[Problem]) -> list[str]:
    """What publishing refused, with the names of the parts."""
    return [f"{called(document, place_of(document, one.place)[0])}：{one.message_ja}" for one in problems]


def moment_in_words(step: ReviewStep) -> str:
    if step.effective_from is None:
        return _("公開したらすぐに")
    return _("%(moment)sから") % {"moment": short(step.effective_from)}


def step_items(steps: Iterable[ReviewStep]) -> list[dict[str, str]]:
    """For `timeline`."""
    return [
        {
            "title": _step_title(one),
            "meta": f"{short(one.at)}　{one.by.name}",
            "text": _step_text(one),
            "state": "done",
        }
        for one in steps
    ]


def _step_title(step: ReviewStep) -> str:
    label = str(StepKind(step.kind).label)
    if step.version is not None:
        return _("%(what)s（版%(number)d）") % {"what": label, "number": step.version.number}
    return label


def _step_text(step: ReviewStep) -> str:
    lines = [step.note] if step.note else []
    if step.kind == StepKind.ASKED:
        lines.append(_("改訂%(number)d　開始：%(moment)s") % {"number": step.revision, "moment": moment_in_words(step)})
    return "\n".join(lines)


def comment_lines(lines: Iterable[DesignComment]) -> list[dict[str, str]]:
    """For `timeline`: one thread."""
    return [
        {
            "title": _("解決済みにした") if one.settles else one.by.name,
            "meta": f"{short(one.at)}　{one.by.name}" if one.settles else short(one.at),
            "text": one.text,
            "state": "done",
        }
        for one in lines
    ]


def part_url(number: int, document: Document, place: str) -> str:
    """Where a part is edited; "" where it has gone."""
    try:
        find(document, place)
    except NoSuchPlace:
        return ""
    return address_of(number, home_of(place, ""))

"""Who changed what in a procedure, and why: the designs of a number, the operations of one, each state of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from procedures.definitions.differences import changes
from procedures.designer.documents import Document
from procedures.designer.listing import Row, short
from procedures.designer.models import Design, DesignOperation, DesignState, Ending, OperationKind, Origin, ReviewStep
from procedures.designer.showable import showable

PAGE = 50


def designs_of(number: int) -> Sequence[Design]:
    """All that were ever written under a number, the newest first; documents are not read. One SQL statement."""
    found = Design.objects.filter(number=number).select_related("department", "started_by", "changed_by", "base")
    return list(found.defer("document", "base__document").order_by("-pk"))


def design_rows(designs: Sequence[Design], shown: int) -> list[dict[str, Any]]:
    """For a table: when, by whom, from what, how it ended. `shown`: the id of the one whose operations are shown."""
    return [_design_row(one, shown) for one in designs]


def _design_row(one: Design, shown: int) -> dict[str, Any]:
    address = reverse("designer:history", args=[one.number])
    ending = str(Ending(one.ending).label) if one.ending else str(DesignState(one.state).label)
    ended = f"{short(one.ended_at)}　{one.changed_by.name}" if one.ended_at else "–"
    return {
        "current": one.pk == shown,
        "cells": [
            {"value": short(one.started_at), "url": f"{address}?design={one.pk}", "header": True},
            one.started_by.name,
            origin_in_words(one),
            _("%(count)d回") % {"count": one.revision},
            {"value": ended, "badges": [{"label": ending, "kind": _KINDS[one.ending]}]},
        ],
    }


_KINDS: Mapping[str, str] = {Ending.PUBLISHED: "ok", Ending.DISCARDED: "mute", "": "accent"}


def origin_in_words(design: Design) -> str:
    if design.continues_id is not None:
        return _("以前の作成の続き")
    if design.base is not None:
        return _("版%(number)d") % {"number": design.base.number}
    label = str(Origin(design.origin).label)
    return f"{label}（{design.origin_note}）" if design.origin_note else label


def operation_rows(design: Design, page: int) -> list[Row]:
    """One page of operations, the newest first. One SQL statement."""
    last = design.revision - (page - 1) * PAGE
    operations = design.operations.select_related("by").filter(number__gt=last - PAGE, number__lte=last)
    return [_operation_row(design, one) for one in operations.defer("steps").order_by("-number")]


def _operation_row(design: Design, one: DesignOperation) -> Row:
    address = reverse("designer:state", args=[design.number, design.pk, one.number])
    return {
        "cells": [
            {"value": _("改訂%(number)d") % {"number": one.number}, "url": address, "header": True},
            short(one.at),
            one.by.name,
            str(OperationKind(one.kind).label),
            one.words,
        ]
    }


def pages_in(design: Design) -> int:
    return max(1, -(-design.revision // PAGE))


def steps_of(design: Design) -> Sequence[ReviewStep]:
    """The newest first. One SQL statement."""
    return list(design.review_steps.select_related("by", "version").defer("version__document").order_by("-pk"))


def change_rows(before: Document, after: Document) -> list[Row]:
    """What differs between two states, in words."""
    return [
        {"cells": [{"value": one.sentence, "header": True}, one.before or "–", one.after or "–"]}
        for one in changes(showable(before), showable(after))
    ]

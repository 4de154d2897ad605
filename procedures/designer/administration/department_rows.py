"""Departments, their names and their history as rows."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.catalogue.department_ties import Tied
from procedures.catalogue.models import Department, DepartmentRecord, DepartmentRecordKind
from procedures.designer.administration.pages import changed, day, period
from procedures.designer.listing import Cell, Row, short

_SHOWN = 100


def department_rows(*, ended: bool) -> list[Row]:
    """Departments that go on or begin later, or those that have ended. One SQL statement."""
    today = timezone.localdate()
    over = Q(valid_until__lt=today)
    found = Department.objects.filter(over) if ended else Department.objects.exclude(over)
    counted = found.select_related("successor").annotate(
        count=Count("procedures", filter=Q(procedures__closes_at=None), distinct=True),
        renamed=Max("names__valid_from", filter=Q(names__valid_from__gt=today)),
    )
    rows = [(one, vars(one)) for one in counted.order_by("code")]
    return [_row(one, found["count"], found["renamed"], today) for one, found in rows]


def _row(one: Department, count: int, renamed: date | None, today: date) -> Row:
    return {
        "cells": [
            {
                "value": one.name,
                "url": reverse("administration:department", args=[one.code]),
                "header": True,
                "badges": badges(one, renamed, today),
                "meta": _("→ %(name)s") % {"name": one.successor.name} if one.successor else "",
            },
            one.code,
            one.phone,
            period(one.valid_from, one.valid_until),
            _("%(count)d件") % {"count": count},
        ]
    }


def badges(one: Department, renamed: date | None, today: date) -> list[dict[str, str]]:
    if one.valid_until is not None and one.valid_until < today:
        return [{"label": _("統合") if one.successor else _("廃止"), "kind": "mute"}]
    found = []
    if one.valid_from > today:
        found.append({"label": _("これから"), "kind": "accent"})
    if one.valid_until is not None:
        found.append({"label": _("廃止の予定"), "kind": "warn"})
    if renamed is not None:
        found.append({"label": _("変更の予定"), "kind": "accent"})
    return found


def name_rows(department: Department) -> tuple[list[Row], list[dict[str, str]]]:
    """What it was and will be called, the newest first, and the changes to come. One SQL statement."""
    names = list(department.names.order_by("-valid_from"))
    last = department.valid_until
    rows: list[Row] = []
    today = timezone.localdate()
    coming = [
        {"day": one.valid_from.isoformat(), "words": _words(one.valid_from, one.name, one.phone)}
        for one in names
        if one.valid_from > today
    ]
    for one in names:
        rows.append(
            {
                "cells": [
                    {"value": one.name, "header": True},
                    one.kana or _("なし"),
                    one.phone,
                    period(one.valid_from, last),
                ]
            }
        )
        last = one.valid_from - timedelta(days=1)
    if not rows:
        cells: list[Cell] = [{"value": department.name, "header": True}, department.kana or _("なし"), department.phone]
        rows = [{"cells": [*cells, period(department.valid_from, department.valid_until)]}]
    return rows, coming


def _words(first: date, name: str, phone: str) -> str:
    return _("%(day)sから「%(name)s」（電話 %(phone)s）") % {"day": day(first), "name": name, "phone": phone}


def tie_rows(found: Sequence[Tied]) -> list[Row]:
    return [
        {
            "cells": [
                {"value": one.label, "header": True},
                _("%(count)d件") % {"count": one.count},
                _shortened(one),
                one.advice,
            ]
        }
        for one in found
    ]


def _shortened(tied: Tied) -> str:
    listed = "、".join(tied.examples[:5])
    return _("%(listed)s ほか") % {"listed": listed} if tied.count > len(tied.examples[:5]) else listed


def history(department: Department) -> list[dict[str, str]]:
    """For `timeline`, the newest first. One SQL statement."""
    records = department.records.select_related("by").order_by("-at", "-pk")[:_SHOWN]
    return [_event(one) for one in records]


def _event(record: DepartmentRecord) -> dict[str, str]:
    automatic = record.kind == DepartmentRecordKind.HANDED_OVER
    who = record.by.name if record.by else _("自動") if automatic else _("システムの管理者")
    return {
        "title": str(DepartmentRecordKind(record.kind).label),
        "meta": f"{short(record.at)}　{who}",
        "text": "\n".join(_lines(record.data)),
        "state": "done",
    }


def _lines(data: dict[str, Any]) -> list[str]:
    labels = {"name": _("名称"), "kana": _("フリガナ"), "phone": _("電話番号"), "successor": _("引き継ぐ課")}
    before, after = data.get("before", {}), data.get("after", {})
    lines = [_("日付：%(day)s") % {"day": day(date.fromisoformat(data["on"]))}] if data.get("on") else []
    lines += [
        changed(label, before.get(key), after.get(key))
        for key, label in labels.items()
        if before.get(key) != after.get(key)
    ]
    if data.get("reason"):
        lines.append(_("理由：%(reason)s") % {"reason": data["reason"]})
    return lines

"""Fees, their prices in time and their history as rows."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accessibility.components.formats import yen_amount
from payments.fees.models import FeeItem, FeeRecordAbout, FeeRecordKind
from payments.fees.recording import records_of
from procedures.catalogue.usage import FIELDS, Usage, procedures_naming, usages
from procedures.designer.administration.pages import changed, day, period
from procedures.designer.listing import Cell, Row, short

_SHOWN = 100


def fee_rows() -> list[Row]:
    """Every fee with what it costs today. Two SQL statements."""
    used = usages(FIELDS["fee"])
    listed = FeeItem.objects.order_by("code", "valid_from")
    by_code = [(code, list(items)) for code, items in groupby(listed, key=lambda one: one.code)]
    return [_row(code, items, used.get(code, [])) for code, items in by_code]


def _row(code: str, items: Sequence[FeeItem], used: Sequence[Usage]) -> Row:
    today = timezone.localdate()
    now = counting(items, today)
    shown = now or items[-1]
    badges = badges_of(items, today)
    return {
        "cells": [
            {
                "value": shown.label,
                "url": reverse("administration:fee", args=[code]),
                "header": True,
                "badges": badges,
            },
            price(shown),
            _basis(shown),
            period(items[0].valid_from, items[-1].valid_until),
            _("%(count)d件") % {"count": len({one.number for one in used})},
        ]
    }


def _basis(item: FeeItem) -> Cell:
    revenue = item.revenue_code or _("なし")
    return {"value": item.basis, "meta": _("歳入科目 %(code)s") % {"code": revenue}}


def counting(items: Iterable[FeeItem], on: date) -> FeeItem | None:
    """The price that counts on a day."""
    return next(
        (one for one in items if one.valid_from <= on and (one.valid_until is None or one.valid_until >= on)), None
    )


def badges_of(items: Sequence[FeeItem], today: date) -> list[dict[str, str]]:
    now, last = counting(items, today), items[-1]
    found = []
    if now is None:
        coming = last.valid_from > today
        found.append({"label": _("これから"), "kind": "accent"} if coming else {"label": _("廃止"), "kind": "mute"})
    elif last is not now:
        found.append({"label": _("変更の予定"), "kind": "accent"})
    if now is not None and last.valid_until is not None:
        found.append({"label": _("廃止の予定"), "kind": "warn"})
    if (now or last).is_sample:
        found.append({"label": _("見本"), "kind": "warn"})
    return found


def price(item: FeeItem) -> str:
    amount = yen_amount(item.amount)
    return _("%(amount)s／%(unit)s") % {"amount": amount, "unit": item.unit} if item.unit else amount


def price_rows(items: Sequence[FeeItem]) -> list[Row]:
    """The prices of one fee, the newest first."""
    today = timezone.localdate()
    rows: list[Row] = []
    for one in reversed(items):
        badges = [{"label": _("今の金額"), "kind": "ok"}] if counting([one], today) else []
        badges += [{"label": _("見本"), "kind": "warn"}] if one.is_sample else []
        first = {"value": period(one.valid_from, one.valid_until), "header": True, "badges": badges}
        rows.append({"cells": [first, price(one), one.label, _basis(one)]})
    return rows


def coming(items: Sequence[FeeItem]) -> dict[str, str] | None:
    """The last price, where it is still to come and something is there before it."""
    last = items[-1]
    if last.valid_from <= timezone.localdate() or len(items) == 1:
        return None
    words = _("%(day)sから%(price)s") % {"day": day(last.valid_from), "price": price(last)}
    return {"day": last.valid_from.isoformat(), "words": words}


def usage_items(code: str) -> list[dict[str, str]]:
    """The procedures that ask for the fee, for `plain_list`. One SQL statement."""
    return usage_list(procedures_naming(FIELDS["fee"], code))


def usage_list(found: Iterable[Usage]) -> list[dict[str, str]]:
    return [
        {
            "title": f"{one.number} {one.title}",
            "url": reverse("designer:procedure", args=[one.number]),
            "meta": _("予約した版") if one.scheduled else _("公開中"),
        }
        for one in found
    ]


def history(code: str) -> list[dict[str, str]]:
    """For `timeline`, the newest first. One SQL statement."""
    records = records_of(FeeRecordAbout.FEE, code)[:_SHOWN]
    return [
        {
            "title": str(FeeRecordKind(one.kind).label),
            "meta": f"{short(one.at)}　{one.by.name if one.by else _('システムの管理者')}",
            "text": "\n".join(_lines(one.data)),
            "state": "done",
        }
        for one in records
    ]


def _lines(data: dict[str, Any]) -> list[str]:
    labels = {
        "label": _("名称"),
        "amount": _("金額"),
        "unit": _("単位"),
        "basis": _("根拠"),
        "revenue_code": _("歳入科目"),
        "is_sample": _("見本"),
    }
    before, after = data.get("before", {}), data.get("after", {})
    lines = [_("日付：%(day)s") % {"day": day(date.fromisoformat(data["on"]))}] if data.get("on") else []
    lines += [
        changed(label, _shown(before, key), _shown(after, key))
        for key, label in labels.items()
        if before.get(key) != after.get(key)
    ]
    if data.get("reason"):
        lines.append(_("理由：%(reason)s") % {"reason": data["reason"]})
    return lines


def _shown(terms: dict[str, Any], key: str) -> str | None:
    value = terms.get(key)
    if key == "amount" and value is not None:
        return yen_amount(value)
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    return value

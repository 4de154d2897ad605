"""Code lists, their codes and their versions as rows."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.catalogue.code_lists import from_json, list_ids, own_list
from procedures.catalogue.list_keeping import Comparison, compared
from procedures.catalogue.models import StoredCodeList
from procedures.catalogue.usage import FIELDS, procedures_naming, usages
from procedures.definitions import Code, CodeList
from procedures.designer.administration.fee_rows import usage_list
from procedures.designer.administration.pages import day
from procedures.designer.listing import Row, short

SHOWN = 300
_TOLD = 30


def list_rows() -> list[Row]:
    """Every code list. Three SQL statements."""
    used = usages(FIELDS["code_list"])
    stored = StoredCodeList.objects.defer("document").order_by("list_id", "-number")
    by_id = {list_id: list(versions) for list_id, versions in groupby(stored, key=lambda one: one.list_id)}
    return [
        _row(list_id, by_id.get(list_id, []), len({one.number for one in used.get(list_id, [])}))
        for list_id in list_ids()
    ]


def _row(list_id: str, versions: Sequence[StoredCodeList], used: int) -> Row:
    today = timezone.localdate()
    own = own_list(list_id)
    badges = []
    if own is not None:
        badges.append({"label": _("システムに備わっている表"), "kind": "mute"})
    elif any(one.valid_from is not None and one.valid_from > today for one in versions):
        badges.append({"label": _("変更の予定"), "kind": "accent"})
    changed = (
        _("版%(number)d　%(at)s") % {"number": versions[0].number, "at": short(versions[0].at)} if versions else "–"
    )
    return {
        "cells": [
            {
                "value": list_id,
                "url": reverse("administration:code_list", args=[list_id]),
                "header": True,
                "badges": badges,
            },
            changed,
            _("%(count)d件") % {"count": used},
        ]
    }


def code_rows(found: CodeList, search: str) -> tuple[list[Row], int]:
    """The first codes in which every word of the search is found, and how many there are."""
    words = search.split()
    codes = [code for code in found.codes if all(any(word in part for part in code) for word in words)]
    return [
        {"cells": [{"value": one.value, "header": True}, one.label, one.kana or _("なし")]} for one in codes[:SHOWN]
    ], len(codes)


def version_items(list_id: str) -> tuple[list[dict[str, str]], list[dict[str, str]], int]:
    """The versions of a list for `timeline`, those still to come, and the newest number. One SQL statement."""
    today = timezone.localdate()
    versions = list(StoredCodeList.objects.filter(list_id=list_id).select_related("by").order_by("number"))
    items, coming = [], []
    before: tuple[Code, ...] = ()
    for one in versions:
        codes = from_json(list_id, one.document).codes
        items.append(_item(one, compared(before, codes)))
        if one.valid_from is not None and one.valid_from > today:
            words = _("%(day)sから（版%(number)d）") % {"day": day(one.valid_from), "number": one.number}
            coming.append({"day": one.valid_from.isoformat(), "words": words})
        before = codes
    return items[::-1], coming, versions[-1].number if versions else 0


def _item(one: StoredCodeList, change: Comparison) -> dict[str, str]:
    lines = [_("開始：%(day)s") % {"day": day(one.valid_from)}] if one.valid_from else []
    counts = {"added": len(change.added), "renamed": len(change.renamed), "retired": len(change.retired)}
    lines.append(_("加えた%(added)d件、変えた%(renamed)d件、なくした%(retired)d件") % counts)
    if one.reason:
        lines.append(_("理由：%(reason)s") % {"reason": one.reason})
    return {
        "title": _("版%(number)d") % {"number": one.number},
        "meta": f"{short(one.at)}　{one.by.name if one.by else _('システムの管理者')}",
        "text": "\n".join(lines),
        "state": "done",
    }


def change_sections(change: Comparison) -> list[dict[str, Any]]:
    """What a new text changes, in words, for the page before it is stored."""
    to = _("%(value)s「%(before)s」→「%(after)s」")
    renamed = [to % {"value": new.value, "before": _named(old), "after": _named(new)} for old, new in change.renamed]
    listed = (
        (_("加わるもの"), [_worded(code) for code in change.added]),
        (_("表示が変わるもの"), renamed),
        (_("選べなくなるもの"), [_worded(code) for code in change.retired]),
    )
    sections = [
        {"title": title, "lines": lines[:_TOLD], "more": max(0, len(lines) - _TOLD), "count": len(lines)}
        for title, lines in listed
        if lines
    ]
    if change.moved:
        sections.append({"title": _("並び順が変わります"), "lines": [], "more": 0, "count": 0})
    return sections


def _named(code: Code) -> str:
    return _("%(label)s（%(kana)s）") % {"label": code.label, "kana": code.kana} if code.kana else code.label


def _worded(code: Code) -> str:
    return _("%(value)s「%(label)s」") % {"value": code.value, "label": _named(code)}


def usage_items(list_id: str) -> list[dict[str, str]]:
    return usage_list(procedures_naming(FIELDS["code_list"], list_id))

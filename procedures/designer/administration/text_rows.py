"""Messages, their sentences and their versions as rows."""

from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.designer.administration.pages import changed
from procedures.designer.listing import Row, short
from procedures.notifications.letter_parts import Letter, Part
from procedures.notifications.letters import LETTERS
from procedures.notifications.models import TextVersion
from procedures.notifications.texts import Texts, as_shown, in_force


def letter_rows() -> list[Row]:
    """Every message and mail. One SQL statement."""
    now = timezone.now()
    listed = TextVersion.objects.order_by("letter", "number")
    by_letter = {letter: list(versions) for letter, versions in groupby(listed, key=lambda one: one.letter)}
    rows: list[Row] = []
    for letter in LETTERS.values():
        versions = by_letter.get(letter.key, [])
        own = in_force(versions, now)
        badges = [{"label": _("市の文面"), "kind": "ok"}] if own else []
        if any(one.effective_from > now for one in versions):
            badges.append({"label": _("変更の予定"), "kind": "accent"})
        url = reverse("administration:letter", args=[letter.key])
        name: dict[str, Any] = {"value": str(letter.label), "url": url, "header": True, "badges": badges}
        subject = next((part for part in letter.written if part.key == "subject"), letter.written[0])
        rows.append({"cells": [name, str(letter.where), as_shown(own.get(subject.key, str(subject.standard)))]})
    return rows


def part_rows(letter: Letter, own: Texts) -> list[Row]:
    """The sentences of a letter as they are in use."""
    rows: list[Row] = []
    for part in letter.written:
        badge = {"label": _("市の文面"), "kind": "ok"} if part.key in own else {"label": _("標準"), "kind": "mute"}
        text = as_shown(own.get(part.key, str(part.standard)))
        rows.append({"cells": [{"value": str(part.label), "header": True, "badges": [badge]}, text or _("載せない")]})
    return rows


def coming(versions: list[TextVersion]) -> list[dict[str, Any]]:
    now = timezone.now()
    pattern = _("%(moment)sから（版%(number)d）")
    return [
        {"number": one.number, "words": pattern % {"moment": short(one.effective_from), "number": one.number}}
        for one in versions
        if one.effective_from > now
    ]


def history(letter: Letter, versions: list[TextVersion]) -> list[dict[str, str]]:
    """For `timeline`, the newest first: what each version changed of the one written before it."""
    items = []
    before: Texts = {}
    for one in versions:
        lines = [_("開始：%(moment)s") % {"moment": short(one.effective_from)}]
        lines += [
            changed(str(part.label), _shown(before, part), _shown(one.texts, part))
            for part in letter.written
            if before.get(part.key) != one.texts.get(part.key)
        ]
        lines.append(_("理由：%(reason)s") % {"reason": one.reason})
        title = _("版%(number)d") if one.texts else _("版%(number)d（すべて標準の文面）")
        items.append(
            {
                "title": title % {"number": one.number},
                "meta": f"{short(one.at)}　{one.by.name if one.by else _('システムの管理者')}",
                "text": "\n".join(lines),
                "state": "done",
                "url": reverse("administration:letter_edit", args=[letter.key]) + f"?from={one.number}",
                "url_label": _("版%(number)dの文面から編集する") % {"number": one.number},
            }
        )
        before = one.texts
    return items[::-1]


def _shown(texts: Texts, part: Part) -> str:
    return as_shown(texts.get(part.key, str(part.standard)))

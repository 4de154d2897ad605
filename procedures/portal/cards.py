"""Drafts and procedures as rows of a list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accessibility.components.formats import long_date
from procedures.applications.models import Application
from procedures.applications.receipts import show_receipt
from procedures.catalogue.models import Procedure
from procedures.portal.desk import Desk
from procedures.portal.words import days_in_short, fee_in_short, short_identification, state_words


@dataclass(frozen=True, slots=True)
class DraftCard:
    """A draft to go on with."""

    title: str
    progress: str
    until: datetime
    url: str
    discard_url: str


def draft_card(desk: Desk) -> DraftCard:
    page = desk.open_page
    if page is None:
        progress = _("入力が終わっています。確認して送ってください")
    else:
        number, total = desk.journey.position(page)
        progress = _("全%(total)dステップのうち、%(number)dステップ目から") % {"total": total, "number": number}
    if desk.draft.corrects is not None:
        progress = _("修正の途中です。") + progress
    return DraftCard(
        title=str(desk.definition.title),
        progress=progress,
        until=desk.draft.expires_at,
        url=desk.place,
        discard_url=reverse("portal:discard", args=[desk.draft.pk]),
    )


def procedure_row(procedure: Procedure) -> dict[str, Any]:
    """A procedure for plain_list: what it is called, and what it asks of a person, in one line."""
    assert procedure.current is not None  # published() leaves out those without
    definition = procedure.current.definition
    facts = (
        procedure.department.name,
        fee_in_short(definition),
        days_in_short(definition),
        short_identification(definition.assurance.level),
    )
    return {
        "title": procedure.title,
        "url": reverse("portal:procedure", args=[procedure.number]),
        "meta": "　".join(fact for fact in facts if fact),
    }


def procedure_row_with_summary(procedure: Procedure) -> dict[str, Any]:
    assert procedure.current is not None
    return {**procedure_row(procedure), "text": str(procedure.current.definition.summary)}


def application_row(application: Application) -> dict[str, Any]:
    """An application for plain_list."""
    words = state_words(application)
    meta = _("受付番号 %(receipt)s　%(day)sに受付") % {
        "receipt": show_receipt(application.receipt),
        "day": long_date(application.submitted_at),
    }
    return {
        "title": str(application.version.definition.title),
        "url": reverse("portal:application", args=[application.receipt]),
        "badges": [{"label": words.label, "kind": words.badge}],
        "meta": meta,
    }

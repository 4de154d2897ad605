"""Drafts and procedures as rows of a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accessibility.components.formats import long_date, yen_amount
from payments.fees.models import FeeItem
from procedures.applications.models import Application
from procedures.applications.receipts import show_receipt
from procedures.catalogue.models import Procedure
from procedures.definitions import Definition
from procedures.portal.desk import Desk
from procedures.portal.words import days_in_short, short_identification, state_words

_FEW = 2


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
    if desk.draft.corrects_id is not None:
        progress = _("修正の途中です。") + progress
    return DraftCard(
        title=str(desk.definition.title),
        progress=progress,
        until=desk.draft.expires_at,
        url=desk.place,
        discard_url=reverse("portal:discard", args=[desk.draft.pk]),
    )


def procedure_rows(procedures: Sequence[Procedure], *, with_summary: bool = False) -> list[dict[str, Any]]:
    """Procedures for plain_list: what each is called, and what it asks of a person, in one line. One SQL statement."""
    codes = {line.item for procedure in procedures for line in _definition(procedure).fees.lines}
    fees = {fee.code: fee for fee in FeeItem.objects.valid_on(timezone.localdate()).filter(code__in=codes)}
    return [_procedure_row(procedure, fees, with_summary=with_summary) for procedure in procedures]


def _definition(procedure: Procedure) -> Definition:
    assert procedure.current is not None  # published() leaves out those without
    return procedure.current.definition


def _procedure_row(procedure: Procedure, fees: Mapping[str, FeeItem], *, with_summary: bool) -> dict[str, Any]:
    definition = _definition(procedure)
    facts = (
        procedure.department.name,
        _fee(definition, fees),
        days_in_short(definition),
        short_identification(definition.assurance.level),
    )
    return {
        "title": procedure.title,
        "url": reverse("portal:procedure", args=[procedure.number]),
        "meta": "　".join(fact for fact in facts if fact),
        "text": str(definition.summary) if with_summary else "",
    }


def _fee(definition: Definition, fees: Mapping[str, FeeItem]) -> str:
    """The fee in a word: the first of one or two; of many it depends on the answers which are asked."""
    codes = list(dict.fromkeys(line.item for line in definition.fees.lines))
    if not codes:
        return _("無料")
    if len(codes) > _FEW or codes[0] not in fees:
        return _("手数料は内容による")
    fee = fees[codes[0]]
    amount = _("1%(unit)s%(amount)s") % {"unit": fee.unit, "amount": yen_amount(fee.amount)}
    more = _("ほか") if len(codes) > 1 else ""
    return amount + more + (_("（見本）") if fee.is_sample else "")


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

"""What the letters say: the facts of an application and one event of it, put into their templates."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.applications.answers import read_digest
from procedures.applications.events import event_text
from procedures.applications.models import Application
from procedures.applications.models.application import Outcome
from procedures.applications.receipts import show_receipt
from procedures.definitions import Definition
from procedures.definitions.business_days import add_business_days
from procedures.documents.fonts import Run, set_text
from procedures.documents.models import Document, DocumentKind
from procedures.documents.own_letters import answers_at, letter_facts
from procedures.documents.payment_letters import fee_receipt_facts, payment_facts
from procedures.forms.summary import Row, summarise

Words = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    label: str
    lines: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class AnswerSection:
    title: str
    rows: tuple[AnswerRow, ...]


def application_address(application: Application) -> str:
    """Where the citizen sees the application: stable, and without personal data."""
    return f"{settings.SITE_URL}/applications/{application.receipt}/"


def paragraphs(text: str) -> list[list[Words]]:
    """Paragraphs of lines, as they were typed."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return [[set_text(line) for line in block.split("\n")] for block in blocks if block]


def letter_html(document: Document) -> str:
    """The HTML of a document. Its application with procedure and department, and its event, are loaded."""
    make = {
        DocumentKind.RECEIPT: _receipt,
        DocumentKind.DECISION: _decision,
        DocumentKind.PAYMENT: _payment,
        DocumentKind.FEE_RECEIPT: _fee_receipt,
        DocumentKind.LETTER: _letter,
    }
    template, facts = make[DocumentKind(document.kind)](document)
    return render_to_string(template, {**_common(document), **facts})


def _common(document: Document) -> dict[str, Any]:
    application = document.application
    return {
        "receipt": show_receipt(application.receipt),
        "procedure": application.version.definition.title.ja,
        "applicant": set_text(read_digest(application).name),
        "department": application.procedure.department,
        "received_at": application.submitted_at,
        "address": application_address(application),
        "code": segno.make(application_address(application), error="m").svg_data_uri(border=0),
        "sections": _answers(document),
    }


def _answers(document: Document) -> tuple[AnswerSection, ...]:
    """The answers as they stood at the event: later corrections are not what this letter is about."""
    definition = document.application.version.definition
    sections = summarise(definition, answers_at(document), timezone.localdate(document.event.at))
    return tuple(AnswerSection(section.title, tuple(_rows(section.rows))) for section in sections if section.rows)


def _rows(rows: Iterable[Row], title: str = "") -> Iterator[AnswerRow]:
    """One row for each answer; those of a list's rows carry the row's title."""
    for row in rows:
        label = _("%(row)s：%(label)s") % {"row": title, "label": row.label} if title else row.label
        if row.lines:
            yield AnswerRow(label, tuple(set_text(line) for line in row.lines))
        for child in row.children:
            yield from _rows(child.children, child.label)


def _receipt(document: Document) -> tuple[str, dict[str, Any]]:
    definition = document.application.version.definition
    period = definition.standard_period
    return "documents/receipt.html", {
        "promised": _promised(document.application, definition),
        "business_days": period.business_days if period else None,
        "what_next": paragraphs(definition.what_next.ja),
        "kind": definition.kind,
    }


def _promised(application: Application, definition: Definition) -> date | None:
    """The date promised on receipt (標準処理期間). A correction moves it later; this letter is about the receipt."""
    if definition.standard_period is None:
        return None
    return add_business_days(timezone.localdate(application.submitted_at), definition.standard_period.business_days)


def _decision(document: Document) -> tuple[str, dict[str, Any]]:
    definition, event = document.application.version.definition, document.event
    event.application = document.application  # the same row, already here
    return "documents/decision.html", {
        "number": f"{show_receipt(document.application.receipt)}-{event.sequence}",
        "decided_at": event.at,
        "issuance": definition.kind == "issuance",
        "approved": event.data["outcome"] == Outcome.APPROVED,
        "words": paragraphs(event_text(event)),
        "basis": [" ".join(filter(None, (basis.law, basis.article))) for basis in definition.legal_basis],
        "by_law": any(basis.source == "law" for basis in definition.legal_basis),
        "authority": definition.appeal.authority if definition.appeal else _("秋田市長"),
    }


def _payment(document: Document) -> tuple[str, dict[str, Any]]:
    return "documents/payment.html", payment_facts(document)


def _fee_receipt(document: Document) -> tuple[str, dict[str, Any]]:
    return "documents/fee_receipt.html", fee_receipt_facts(document)


def _letter(document: Document) -> tuple[str, dict[str, Any]]:
    return "documents/letter.html", letter_facts(document)

"""The words of notices: made from letter, event and the version's own texts whenever they are shown or sent.

The sentences stand in letters.py; a city may have written its own (texts.py).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import gettext as _

from accessibility.components.formats import long_date, yen_amount
from procedures.applications.answers import read_digest
from procedures.applications.events import event_text
from procedures.applications.models.application import Outcome
from procedures.applications.receipts import show_receipt
from procedures.catalogue.models import Department
from procedures.definitions.business_days import add_business_days
from procedures.definitions.sections import MESSAGE_PLACEHOLDERS
from procedures.notifications.letter_parts import Inserted, Part
from procedures.notifications.letters import LETTERS
from procedures.notifications.mail import closing_lines, compose
from procedures.notifications.models import Message
from procedures.notifications.texts import Texts, Values, phrase, texts_now
from procedures.notifications.topics import Topic

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Words:
    """A notice as the inbox shows it. Paragraphs are plain text; a line feed within one is a line break."""

    subject: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """What a message is made from. `words`: the clerk's; `own`: the procedure's, filled in; both may be empty."""

    topic: Topic
    values: Values
    flags: frozenset[str] = frozenset()
    words: str = ""
    own: str = ""
    texts: Texts = field(default_factory=dict)
    mail_texts: Texts = field(default_factory=dict)

    def say(self, part: Part | str) -> str:
        return phrase(self.topic.value, part, self.texts, self.values)

    def say_in_mail(self, part: str) -> str:
        return phrase("mail", part, self.mail_texts, self.values)


def render_message(message: Message) -> Words:
    """The notice for the portal's own pages, where personal words may stand: what a clerk wrote, reasons, outcome.

    No SQL if the message comes from Message.objects.readable().
    """
    return render(_told(message))


def render(told: Told) -> Words:
    """The inbox's words from what is told."""
    parts = (part for part in LETTERS[told.topic.value].parts if part.inbox and part.flag in {"", *told.flags})
    return Words(told.say("subject"), tuple(filter(None, (_paragraph(told, part) for part in parts))))


def _paragraph(told: Told, part: Part) -> str:
    match part.insert:
        case Inserted.WORDS:
            return told.words
        case Inserted.OWN:
            return told.own
        case _:
            return told.say(part)


def mail_for(message: Message, *, effect_id: UUID) -> EmailMessage | None:
    """The mail that says that the message is there: no name, answer, outcome or reason. None without an address."""
    application = message.application
    to = read_digest(application).email or (application.owner.email if application.owner else None)
    if not to:
        return None
    told = _told(message)
    lines = mail_lines(
        told,
        address=f"{settings.SITE_URL}/applications/{application.receipt}/",
        signed_in=application.owner_id is not None,
        department=application.procedure.department,
    )
    return compose(to=to, subject=told.say("subject"), lines=lines, effect_id=effect_id)


def mail_lines(told: Told, *, address: str, signed_in: bool, department: Department) -> list[str]:
    """The text of the mail about a message. `address`: the page where the message can be read."""
    way_in = [told.say_in_mail("account")]
    if not signed_in:
        way_in = [told.say_in_mail("guest"), told.say_in_mail("guest_code"), f"{settings.SITE_URL}/lookup/"]
    return [
        told.say_in_mail("greeting"),
        "",
        told.say("happened"),
        "",
        _("手続　　：%(procedure)s") % {"procedure": told.values["procedure"]},
        _("受付番号：%(receipt)s") % {"receipt": told.values["receipt_number"]},
        "",
        told.say_in_mail("look"),
        address,
        "",
        *way_in,
        "",
        *closing_lines(department),
    ]


def _told(message: Message) -> Told:
    topic, application = Topic(message.topic), message.application
    promised = _promised(message)
    words = _event_words(message)
    data = message.event.data
    refused = data.get("outcome") == Outcome.REFUSED
    flags = {"refused" if refused else "approved"} | ({"first"} if data.get("first") and data.get("yen") else set())
    department = application.procedure.department
    values = {
        "procedure": application.version.definition.title.ja,
        "noun": noun_of(application.version.definition.kind),
        "receipt_number": show_receipt(application.receipt),
        "promised_date": long_date(promised) if promised else None,
        "department": department.name,
        "phone": department.phone,
        "reasons": words or None,
        **money_of(data),
    }
    return Told(topic, values, frozenset(flags), words, _own_text(message, values), *_texts_of(message))


def _texts_of(message: Message) -> tuple[Texts, Texts]:
    """As annotated by Message.objects.readable(); two SQL statements for a message from elsewhere."""
    known = vars(message)
    if "own_texts" in known:
        return known["own_texts"] or {}, known["mail_texts"] or {}
    return texts_now(message.topic), texts_now("mail")


def noun_of(kind: str) -> str:
    """What the law calls it: it differs by kind of procedure."""
    nouns = {"application": _("申請"), "issuance": _("請求"), "notification": _("届出"), "report": _("通報")}
    return nouns[kind]


def money_of(data: Mapping[str, Any]) -> dict[str, str | None]:
    """Amount and days as an event has them, in words; the last day to pay only where something is to be paid."""
    amount, pay_by, paid_on = data.get("yen"), data.get("pay_by"), data.get("paid_on")
    return {
        "amount": yen_amount(amount) if amount else None,
        "pay_by": long_date(date.fromisoformat(pay_by)) if amount and pay_by else None,
        "paid_on": long_date(date.fromisoformat(paid_on)) if paid_on else None,
    }


def _event_words(message: Message) -> str:
    message.event.application = message.application  # the same row, already here
    return event_text(message.event)


def _promised(message: Message) -> date | None:
    """The promised date as of the message: on receipt the standard period alone, later what corrections made of it."""
    period = message.application.version.definition.standard_period
    if message.topic == Topic.RECEIVED and message.event.data.get("first"):
        return None  # the days are counted from the payment on
    if message.topic == Topic.RECEIVED and period is not None:
        return add_business_days(timezone.localdate(message.application.submitted_at), period.business_days)
    return message.application.due_on


def _own_text(message: Message, values: Values) -> str:
    """The procedure's own sentences with their placeholders (MESSAGE_PLACEHOLDERS) filled in."""
    texts = message.application.version.definition.messages
    own = {Topic.RECEIVED: texts.received, Topic.CORRECTION: texts.correction, Topic.DECIDED: texts.decided}
    text = own.get(Topic(message.topic))
    if text is None:
        return ""
    known = {**values, "promised_date": values["promised_date"] or _("未定")}
    names = MESSAGE_PLACEHOLDERS
    return _PLACEHOLDER.sub(lambda match: (match[1] in names and known[match[1]]) or match[0], text.ja)

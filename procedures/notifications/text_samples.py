"""What a message or mail looks like with sample facts, for the administrator who writes its sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accessibility.components.formats import long_date, yen_amount
from procedures.catalogue.models import Department
from procedures.notifications.letters import LETTERS
from procedures.notifications.mail import closing_lines
from procedures.notifications.texts import Texts, Values, phrase
from procedures.notifications.topics import Topic
from procedures.notifications.wording import Told, mail_lines, noun_of, render


@dataclass(frozen=True, slots=True)
class Preview:
    """`lines` of a mail are as they are sent; those of an inbox are paragraphs."""

    title: str
    subject: str
    lines: Sequence[str]
    is_mail: bool


def sample_values() -> Values:
    today = timezone.localdate()
    return {
        "procedure": _("住民票の写しの交付請求"),
        "noun": noun_of("issuance"),
        "receipt_number": "A3F7-HDP9-X",
        "promised_date": long_date(today + timedelta(days=7)),
        "department": _("市民課"),
        "phone": "018-888-5600",
        "amount": yen_amount(300),
        "pay_by": long_date(today + timedelta(days=10)),
        "paid_on": long_date(today),
        "reasons": _("住所を確かめる書類がそろっていないため"),
        "minutes": "10",
    }


def previews(letter: str, texts: Texts) -> list[Preview]:
    """Inbox and mail of a message, or the one mail of a letter that is nothing else. No SQL."""
    if letter in set(Topic):
        return _of_topic(Topic(letter), texts)
    values = sample_values()
    if letter == "mail":
        told = Told(Topic.RECEIVED, values, mail_texts=texts)
        titles = ((_("アカウントがある人へのメール"), True), (_("アカウントがない人へのメール"), False))
        return [_mail(told, title, signed_in=signed_in) for title, signed_in in titles]
    parts = [part for part in LETTERS[letter].written if part.key != "subject"]
    lines = [phrase(letter, part, texts, values) for part in parts]
    subject = phrase(letter, "subject", texts, values)
    return [Preview(_("メール"), subject, [*lines, "", *closing_lines(_department())], is_mail=True)]


def _of_topic(topic: Topic, texts: Texts) -> list[Preview]:
    flags = {Topic.DECIDED: ((_("認めるとき"), "approved"), (_("認めないとき"), "refused"))}
    found = []
    for title, flag in flags.get(topic, (("", "first"),)):
        told = Told(topic, sample_values(), frozenset({flag}), _("職員が書いた文の見本です。"), texts=texts)
        words = render(told)
        place = _("ポータルの「お知らせ」")
        named = _("%(place)s（%(title)s）") % {"place": place, "title": title} if title else place
        found.append(Preview(named, words.subject, words.paragraphs, is_mail=False))
    told = Told(topic, sample_values(), texts=texts)
    return [*found, _mail(told, _("メール"), signed_in=True)]


def _mail(told: Told, title: str, *, signed_in: bool) -> Preview:
    address = f"{settings.SITE_URL}/applications/A3F7HDP9X/"
    lines = mail_lines(told, address=address, signed_in=signed_in, department=_department())
    return Preview(title, told.say("subject"), lines, is_mail=True)


def _department() -> Department:
    values = sample_values()
    return Department(name=values["department"] or "", phone=values["phone"] or "")

"""The addresses in mails and letters are those of pages. The rooms of the pages stand above, so they are spelt out."""

import re
from uuid import uuid4

import pytest
from django.db import transaction
from django.urls import resolve

from identity.people.models import User
from procedures.documents.letters import application_address
from procedures.notifications.drafts import link_mail, reminder_mail
from procedures.notifications.models import Message
from procedures.notifications.services import notify
from procedures.notifications.topics import Topic
from procedures.notifications.wording import mail_for
from tests.factories.received import draft_with, receive

pytestmark = pytest.mark.django_db


def pages_in(text: str, site: str) -> list[str]:
    return [resolve(path).view_name for path in re.findall(rf"{re.escape(site)}(\S+)", text)]


def test_addresses_of_a_notice(settings):
    application, event = receive()
    with transaction.atomic():
        message = notify(application=application, event=event, topic=Topic.RECEIVED)
    mail = mail_for(Message.objects.readable().get(pk=message.pk), effect_id=uuid4())

    assert mail is not None
    assert pages_in(str(mail.body), settings.SITE_URL) == ["portal:application", "portal:lookup"]
    assert pages_in(application_address(application), settings.SITE_URL) == ["portal:application"]


def test_addresses_of_mails_about_drafts(settings):
    guests = draft_with(email="guest@example.jp")
    accounts = draft_with(owner=User.objects.create_user(email="owner@example.jp"))
    mails = [link_mail(guests, effect_id=uuid4()), reminder_mail(accounts, effect_id=uuid4())]

    assert [pages_in(str(mail.body), settings.SITE_URL) for mail in mails if mail] == [
        ["portal:resume"],
        ["portal:applications"],
    ]

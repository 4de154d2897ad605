"""The mail with a contact code: the code that fits, told to nobody but the address, and not when it is of no use."""

import re
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.utils import timezone

from identity.methods.contact.codes import LIFETIME, TRIES, digits_of
from procedures.applications import effects
from procedures.applications.drafts import DraftChanged, read_draft, save_draft
from procedures.applications.models import Draft, Effect, EffectState
from procedures.notifications.contact_codes import send_contact_code
from tests.factories.received import draft_with
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nobody_wakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effects, "wake", lambda effect_id: None)


ADDRESS = "hanako@example.jp"


def asked() -> Draft:
    draft = draft_with()
    send_contact_code(draft, read_draft(draft), address=ADDRESS)
    draft.refresh_from_db()
    return draft


def run_last() -> UUID:
    last = Effect.objects.latest("created_at")
    effects.run(last.pk)
    last.refresh_from_db()
    assert last.state == EffectState.DONE
    return last.pk


def test_the_mail_carries_the_code_and_nothing_of_the_application(smtp: Mailbox):
    draft = asked()
    run_last()

    [mail] = smtp.mails
    code = read_draft(draft).code
    assert code is not None
    assert (mail["Subject"], smtp.recipients) == ("確認コードのお知らせ（秋田市デジタル市役所）", [[ADDRESS]])
    body = mail.get_content()
    assert re.findall(r"^\d{6}$", body, re.MULTILINE) == [digits_of(code)]
    assert "10分以内に入力してください。" in body
    assert "操作に心当たりがないときは" in body
    assert (draft.version.definition.title.ja in body, "市民課" in body) == (False, False)


def test_the_code_stands_neither_in_the_effect_nor_in_the_draft():
    draft = asked()
    code = read_draft(draft).code
    assert code is not None

    assert digits_of(code) not in str(Effect.objects.values_list("payload", "once").get())


def test_a_code_that_was_asked_for_again_is_not_sent(smtp: Mailbox):
    draft = asked()
    first = Effect.objects.latest("created_at").pk
    send_contact_code(draft, read_draft(draft), address=ADDRESS)
    effects.run(first)
    run_last()

    assert len(smtp.mails) == 1


def test_a_late_worker_sends_no_code_that_is_over(smtp: Mailbox):
    asked()
    with time_machine.travel(timezone.now() + LIFETIME, tick=True):
        run_last()

    assert smtp.raw == []


def test_a_code_tried_too_often_is_not_sent(smtp: Mailbox):
    draft = asked()
    contents = read_draft(draft)
    assert contents.code is not None
    tried = replace(contents, code=replace(contents.code, tries=TRIES))
    save_draft(draft, tried, expected_revision=draft.revision)
    run_last()

    assert smtp.raw == []


@pytest.mark.parametrize("gone", ["sent", "expired"])
def test_a_draft_that_is_gone_gets_no_mail(smtp: Mailbox, gone: str):
    draft = asked()
    if gone == "sent":
        draft.delete()
    else:
        Draft.objects.filter(pk=draft.pk).update(expires_at=timezone.now() - timedelta(days=1))
    run_last()

    assert smtp.raw == []


def test_what_another_tab_changed_stops_it():
    draft = draft_with()
    Draft.objects.filter(pk=draft.pk).update(revision=draft.revision + 1)

    with pytest.raises(DraftChanged):
        send_contact_code(draft, read_draft(draft), address=ADDRESS)
    assert Effect.objects.count() == 0

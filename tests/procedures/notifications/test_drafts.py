"""Mail about drafts: the link, and the notice before expiry."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from identity.people.models import User
from procedures.applications import effects
from procedures.applications.drafts import read_draft, save_draft
from procedures.applications.models import Draft, Effect, EffectState
from procedures.applications.resume import read_resume_token
from procedures.notifications.drafts import remind_expiring, request_draft_link
from procedures.notifications.effects import SendDraftLink, SendDraftReminder
from procedures.notifications.tasks import remind_drafts
from tests.factories.received import draft_with, law_procedure, written
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nobody_wakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effects, "wake", lambda effect_id: None)


def expiring(draft: Draft, *, days: float) -> Draft:
    Draft.objects.filter(pk=draft.pk).update(expires_at=timezone.now() + timedelta(days=days))
    draft.refresh_from_db()
    return draft


def run_all() -> None:
    for effect_id in Effect.objects.filter(state=EffectState.PENDING).values_list("pk", flat=True):
        effects.run(effect_id)


def link_in(body: str) -> UUID | None:
    [line] = [line for line in body.splitlines() if "/resume/" in line]
    return read_resume_token(line.rstrip("/").rpartition("/")[2])


def test_the_link_opens_the_draft_and_tells_nothing_of_it(smtp: Mailbox):
    draft = draft_with(email="guest@example.jp")

    effects.run(written(SendDraftLink(str(draft.pk))))

    [mail] = smtp.mails
    assert smtp.recipients == [["guest@example.jp"]]
    assert mail["Subject"] == "続きを入力するためのリンク：小さな手続"
    assert link_in(mail.get_content()) == draft.pk
    assert [word for word in ("山王", "花子", "早めに") if word in mail.get_content()] == []


def test_asking_twice_for_the_same_state_sends_one_link(smtp: Mailbox):
    draft = draft_with(email="guest@example.jp")

    for _ in range(2):
        with transaction.atomic():
            request_draft_link(draft)
    run_all()
    assert len(smtp.raw) == 1

    save_draft(draft, read_draft(draft), expected_revision=draft.revision)
    with transaction.atomic():
        request_draft_link(draft)
    run_all()
    assert len(smtp.raw) == 2


@pytest.mark.parametrize("days", [-1.0, None])
def test_a_draft_that_is_gone_or_expired_gets_no_link(smtp: Mailbox, days: float | None):
    draft = draft_with(email="guest@example.jp")
    effect_id = written(SendDraftLink(str(draft.pk)))
    if days is None:
        draft.delete()
    else:
        expiring(draft, days=days)

    effects.run(effect_id)

    assert (Effect.objects.get(pk=effect_id).state, smtp.raw) == (EffectState.DONE, [])


def test_a_draft_without_an_address_gets_no_link(smtp: Mailbox):
    effect_id = written(SendDraftLink(str(draft_with().pk)))

    effects.run(effect_id)

    assert (Effect.objects.get(pk=effect_id).state, smtp.raw) == (EffectState.DONE, [])


def test_drafts_are_reminded_of_three_days_before_and_once(smtp: Mailbox):
    version = law_procedure()
    owner = User.objects.create_user(email="owner@example.jp")
    expiring(draft_with(email="guest@example.jp", version=version), days=2.9)
    expiring(draft_with(owner=owner, version=version), days=2.9)
    expiring(draft_with(version=version), days=2.9)  # nobody can be told
    expiring(draft_with(owner=User.objects.create_user(), version=version), days=2.9)  # an account without address
    expiring(draft_with(email="early@example.jp", version=version), days=3.1)
    expiring(draft_with(email="late@example.jp", version=version), days=-0.1)

    assert [remind_expiring(), remind_expiring()] == [2, 0]
    remind_drafts()
    run_all()

    assert sorted(smtp.recipients) == [["guest@example.jp"], ["owner@example.jp"]]
    assert {mail["Subject"] for mail in smtp.mails} == {"入力の途中の内容がまもなく消えます：小さな手続"}


def test_an_accounts_reminder_leads_to_sign_in_not_to_a_link_that_opens(smtp: Mailbox, settings):
    settings.SITE_URL = "https://portal.example.lg.jp"
    expiring(draft_with(owner=User.objects.create_user(email="owner@example.jp")), days=2)

    remind_expiring()
    run_all()

    lines = smtp.mails[0].get_content().splitlines()
    assert "https://portal.example.lg.jp/applications/" in lines
    assert [line for line in lines if "/resume/" in line] == []


def test_a_draft_saved_after_the_reminder_was_written_is_left_alone(smtp: Mailbox):
    draft = expiring(draft_with(email="guest@example.jp"), days=2)
    remind_expiring()
    save_draft(draft, read_draft(draft), expected_revision=draft.revision)

    run_all()

    assert smtp.raw == []


def test_a_draft_saved_and_left_again_is_reminded_of_again(smtp: Mailbox):
    draft = expiring(draft_with(email="guest@example.jp"), days=2)
    remind_expiring()
    run_all()
    save_draft(draft, read_draft(draft), expected_revision=draft.revision)
    expiring(draft, days=1)

    assert remind_expiring() == 1
    run_all()

    assert len(smtp.raw) == 2


def test_a_reminder_of_a_draft_sent_meanwhile_is_done(smtp: Mailbox):
    draft = draft_with(email="guest@example.jp")
    effect_id = written(SendDraftReminder(str(draft.pk)))
    draft.delete()

    effects.run(effect_id)

    assert (Effect.objects.get(pk=effect_id).state, smtp.raw) == (EffectState.DONE, [])

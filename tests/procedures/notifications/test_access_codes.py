from datetime import timedelta

import pytest
from django.utils import timezone

from procedures.applications import effects
from procedures.applications.access_codes import read_code
from procedures.applications.models import AccessCode, Application, Effect
from procedures.notifications.access_codes import send_access_code
from tests.factories.received import receive


@pytest.fixture
def _memory(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def worked(application: Application) -> Effect:
    effect = Effect.objects.get(kind="notifications.send_access_code", application=application)
    effects.run(effect.pk)
    effect.refresh_from_db()
    return effect


@pytest.mark.usefixtures("_memory")
def test_the_code_goes_to_the_address_of_the_application(db, mailoutbox):
    application, _event = receive()
    code = send_access_code(application)
    assert worked(application).state == "done"
    assert [mail.to for mail in mailoutbox] == [["hanako@example.jp"]]
    assert read_code(code) in mailoutbox[0].body.split("\n")
    assert read_code(code) not in mailoutbox[0].subject


@pytest.mark.usefixtures("_memory")
def test_a_code_that_no_longer_opens_anything_is_not_sent(db, mailoutbox):
    application, _event = receive()
    send_access_code(application)
    AccessCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert worked(application).state == "done"
    assert mailoutbox == []


@pytest.mark.usefixtures("_memory")
def test_without_an_address_nothing_can_be_sent(db, mailoutbox):
    application, _event = receive(email="")
    send_access_code(application)
    effect = worked(application)
    assert (effect.state, effect.problem) == ("dead", "no address")
    assert mailoutbox == []

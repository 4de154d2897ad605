from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.mail import EmailMessage
from django.core.mail.backends.filebased import EmailBackend
from django.core.management import CommandError, call_command
from django.test import Client

from akita_portal.demo.people import CITIZENS, STAFF, code_now
from identity.people.models import User
from procedures.applications.models import Application
from procedures.catalogue.models import Procedure
from procedures.catalogue.seeding import SEEDS

SIGNED = 4  # sample applications of people who used the card


@pytest.fixture
def sample_city(transactional_db, pinned, settings):
    settings.SANDBOX_CA = str(pinned.folder)
    call_command("seed_demo", stdout=StringIO())


def test_the_sample_city_can_be_made_twice(sample_city):
    out = StringIO()
    call_command("seed_demo", stdout=out)
    assert (
        out.getvalue() == f"{len(list((SEEDS / 'procedures').glob('*.json')))} procedures published, 6 applications.\n"
    )
    assert (User.objects.count(), Application.objects.count()) == (len(CITIZENS) + len(STAFF) + SIGNED, 6)
    levels = Application.objects.order_by("assurance_level").values_list("assurance_level", flat=True)
    assert list(levels) == [0, 1, 3, 3, 3, 3]


def test_every_procedure_has_a_member_of_staff(sample_city):
    covered = {department for person in STAFF for department, _role in person.roles}
    assert set(Procedure.objects.values_list("department__code", flat=True)) <= covered


def test_the_shown_code_passes_the_second_factor(sample_city):
    factor = Authenticator.objects.get(user__email=STAFF[0].email)
    assert factor.data["secret"].startswith("gAAAA"), "kept encrypted"
    assert TOTP(factor).validate_code(code_now(STAFF[0].email))


def test_the_page_shows_codes_and_mails(sample_city, settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path)
    with EmailBackend(file_path=str(tmp_path)) as backend, time_machine.travel("2026-11-23T15:30:00Z"):
        backend.send_messages([EmailMessage("受け付けました", "本文 http://127.0.0.1/x", to=["hanako@example.jp"])])
    client = Client()
    page = client.get("/demo/")
    assert code_now(STAFF[0].email) in page.content.decode()
    assert "2026年11月24日（火）0:30" in page.content.decode()
    address = page.context["mails"][0].key
    letter = client.get(f"/demo/mail/{address}/")
    assert '<a href="http://127.0.0.1/x"' in letter.content.decode()
    assert client.get("/demo/mail/nothing/").status_code == 404


@pytest.mark.parametrize("command", ["seed_demo", "demo_people"])
def test_no_sample_city_outside_the_demo(settings, command, db):
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command(command)
    assert not User.objects.exists()


def test_the_people_are_printed(sample_city):
    out = StringIO()
    call_command("demo_people", stdout=out)
    assert all(person.email in out.getvalue() for person in (*CITIZENS, *STAFF))

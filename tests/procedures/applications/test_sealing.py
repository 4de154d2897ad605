import base64
import os
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from procedures.applications.answers import read_answers
from procedures.applications.models import Application
from procedures.applications.sealing import SealBroken, new_key, seal, unseal
from tests.catalogue import SMALL_ANSWERS
from tests.factories.applications import make_application


class Row:
    def __init__(self) -> None:
        self.id = uuid4()
        key = new_key(self.id)
        self.wrapped_key, self.key_name = key.wrapped_key, key.key_name


def ring(*names: str) -> str:
    return ",".join(f"{name}:{base64.urlsafe_b64encode(os.urandom(32)).decode()}" for name in names)


def test_what_is_sealed_opens_and_says_nothing():
    row = Row()
    sealed = seal(row, "answers", "山王 花子".encode())
    assert unseal(row, "answers", sealed) == "山王 花子".encode()
    assert "山王".encode() not in sealed


def test_the_same_text_is_sealed_differently_each_time():
    row = Row()
    assert seal(row, "answers", b"same") != seal(row, "answers", b"same")


@pytest.mark.parametrize("change", ["row", "purpose", "text", "short"])
def test_a_seal_that_was_moved_or_changed_does_not_open(change):
    row, other = Row(), Row()
    sealed = seal(row, "answers", b"secret")
    attempt = {
        "row": (other, "answers", sealed),
        "purpose": (row, "digest", sealed),
        "text": (row, "answers", sealed[:-1] + bytes([sealed[-1] ^ 1])),
        "short": (row, "answers", sealed[:5]),
    }[change]
    with pytest.raises(SealBroken):
        unseal(*attempt)


def test_a_key_copied_to_another_row_does_not_open_it():
    row, other = Row(), Row()
    other.wrapped_key, other.key_name = row.wrapped_key, row.key_name
    with pytest.raises(SealBroken):
        seal(other, "answers", b"secret")


def test_destroying_the_wrapped_key_destroys_what_it_sealed():
    row = Row()
    sealed = seal(row, "answers", b"secret")
    row.wrapped_key = b""
    with pytest.raises(SealBroken):
        unseal(row, "answers", sealed)


@pytest.mark.django_db(transaction=True)
def test_rotation_wraps_every_key_anew_and_changes_no_sealed_text(settings):
    settings.SEALING_KEYS = old = ring("old")
    application = make_application()
    before = bytes(application.answer_revisions.get().answers)
    settings.SEALING_KEYS = f"{ring('new')},{old}"
    call_command("rotate_keys", stdout=StringIO())
    settings.SEALING_KEYS = settings.SEALING_KEYS.split(",")[0]  # the old key is gone
    rotated = Application.objects.get(pk=application.pk)
    assert rotated.key_name == "new"
    assert bytes(rotated.answer_revisions.get().answers) == before
    assert read_answers(rotated) == SMALL_ANSWERS


@pytest.mark.django_db(transaction=True)
def test_rotation_without_the_old_key_changes_nothing_and_says_what_to_do(settings):
    settings.SEALING_KEYS = ring("old")
    application = make_application()
    settings.SEALING_KEYS = ring("new")
    with pytest.raises(CommandError, match="Put the older key back"):
        call_command("rotate_keys")
    assert Application.objects.get(pk=application.pk).key_name == "old"


def test_a_new_key_is_printed_and_fits_the_environment():
    out = StringIO()
    call_command("rotate_keys", "--new-key", "summer", stdout=out)
    name, _, secret = out.getvalue().strip().partition(":")
    assert (name, len(base64.urlsafe_b64decode(secret))) == ("summer", 32)

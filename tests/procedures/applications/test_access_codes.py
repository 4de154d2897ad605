from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from procedures.applications.access_codes import TRIES, CodeRefused, make_code, read_code, redeem_code
from procedures.applications.models import AccessCode, Application
from tests.factories.received import receive


@pytest.fixture
def application(db) -> Application:
    return receive()[0]


def test_a_code_has_six_digits_and_is_sealed(application):
    code = make_code(application)
    digits = read_code(code)
    assert len(digits) == 6
    assert digits.isdigit()
    assert digits.encode() not in bytes(code.code)


def test_the_right_code_opens_the_application_once(application):
    code = make_code(application)
    assert redeem_code(code_id=code.pk, typed=read_code(code)) == application
    with pytest.raises(CodeRefused) as refused:
        redeem_code(code_id=code.pk, typed=read_code(code))
    assert refused.value.over


def test_wrong_codes_are_counted_and_the_last_says_so(application):
    code = make_code(application)
    over = []
    for _try in range(TRIES):
        with pytest.raises(CodeRefused) as refused:
            redeem_code(code_id=code.pk, typed="x")
        over.append(refused.value.over)
    assert over == [False] * (TRIES - 1) + [True]
    with pytest.raises(CodeRefused):
        redeem_code(code_id=code.pk, typed=read_code(code))


@pytest.mark.parametrize("typed", ["", "１２３４５６", "\x00", "あ" * 100])
def test_nothing_typed_breaks_it(application, typed):
    with pytest.raises(CodeRefused):
        redeem_code(code_id=make_code(application).pk, typed=typed)


def test_a_code_nobody_made_is_over(db):
    with pytest.raises(CodeRefused) as refused:
        redeem_code(code_id=uuid4(), typed="123456")
    assert refused.value.over


def test_a_newer_code_ends_the_older(application):
    old, new = make_code(application), make_code(application)
    with pytest.raises(CodeRefused):
        redeem_code(code_id=old.pk, typed=read_code(old))
    assert redeem_code(code_id=new.pk, typed=read_code(new)) == application


def test_codes_past_their_time_are_deleted(application):
    make_code(application)
    AccessCode.objects.update(expires_at=timezone.now() - timedelta(days=1))
    other, _event = receive(version=application.version)
    new = make_code(other)
    assert list(AccessCode.objects.all()) == [new]

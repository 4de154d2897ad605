"""One-time codes for mail addresses: they fit once typed as meant, in time, and not after five wrong answers."""

from dataclasses import asdict, replace
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from identity.methods.contact.codes import LIFETIME, TRIES, SentCode, digits_of, fits, new_code

ADDRESS = "hanako@example.jp"


def wrong(sent: SentCode) -> str:
    return f"{(int(digits_of(sent)) + 1) % 10**6:06d}"


def test_a_code_is_six_digits_and_another_each_time():
    codes = {digits_of(new_code(ADDRESS)) for _ in range(40)}

    assert len(codes) > 30
    assert all(len(code) == 6 and code.isascii() and code.isdigit() for code in codes)


def test_what_is_kept_does_not_tell_the_code():
    sent = new_code(ADDRESS)

    assert digits_of(sent) not in str({**asdict(sent), "sent_at": ""})


def test_the_code_depends_on_the_key_of_the_portal(settings):
    sents = [new_code(ADDRESS) for _ in range(8)]
    before = [digits_of(sent) for sent in sents]
    settings.SECRET_KEY = "another-" * 8

    assert [digits_of(sent) for sent in sents] != before


def test_the_code_depends_on_the_address():
    sents = [new_code(ADDRESS) for _ in range(8)]

    assert [digits_of(replace(sent, address="taro@example.jp")) for sent in sents] != [digits_of(s) for s in sents]


@pytest.mark.parametrize("shape", ["{0}", " {0} ", "{1} {2}", "{1}-{2}"])
def test_it_fits_however_it_is_typed(shape: str):
    sent = new_code(ADDRESS)
    code = digits_of(sent)

    assert fits(sent.tried(), shape.format(code, code[:3], code[3:])) is True


def test_full_width_digits_fit():
    sent = new_code(ADDRESS)
    full = digits_of(sent).translate({ord("0") + n: ord("０") + n for n in range(10)})

    assert fits(sent.tried(), full) is True


@pytest.mark.parametrize("typed", ["", "0", "abcdef", "1" * 500, "日本語"])
def test_nonsense_does_not_fit(typed: str):
    assert fits(new_code(ADDRESS).tried(), typed) is False


def test_the_fifth_answer_may_still_be_right_the_sixth_not():
    sent = new_code(ADDRESS)
    for _ in range(TRIES - 1):
        sent = sent.tried()
        assert fits(sent, wrong(sent)) is False
    assert sent.is_over is False
    fifth = sent.tried()

    assert (fits(fifth, digits_of(fifth)), fifth.is_over) == (True, True)
    assert fits(fifth.tried(), digits_of(fifth)) is False


def test_after_ten_minutes_it_is_over():
    sent = new_code(ADDRESS)
    with time_machine.travel(timezone.now() + LIFETIME - timedelta(seconds=5), tick=False):
        assert (sent.is_over, fits(sent.tried(), digits_of(sent))) == (False, True)
    with time_machine.travel(timezone.now() + LIFETIME, tick=False):
        assert (sent.is_over, fits(sent.tried(), digits_of(sent))) == (True, False)

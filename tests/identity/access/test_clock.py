from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from identity.access import clock
from identity.access.assurance import Assurance, Level

SUMMER = datetime(2027, 7, 1, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _stopped():
    with time_machine.travel(datetime(2026, 11, 23, 15, 30, tzinfo=UTC), tick=False):
        yield


def test_it_shows_the_real_time_and_japans_date():
    assert clock.now() == timezone.now()
    assert clock.today() == date(2026, 11, 24)


def test_within_the_block_it_shows_another_moment_and_goes_on():
    with time_machine.travel(datetime(2026, 11, 23, 15, 30, tzinfo=UTC), tick=False) as real, clock.set_to(SUMMER):
        real.shift(timedelta(minutes=5))
        assert clock.now() == SUMMER + timedelta(minutes=5)
        assert clock.today() == date(2027, 7, 1)
    assert clock.now() == timezone.now()


def test_blocks_nest_and_an_exception_sets_it_back():
    with clock.set_to(SUMMER):
        with clock.set_to(SUMMER + timedelta(days=1)):
            assert clock.today() == date(2027, 7, 2)
        assert clock.today() == date(2027, 7, 1)
    with pytest.raises(ZeroDivisionError), clock.set_to(SUMMER):
        1 / 0  # noqa: B018  any fault within the block
    assert clock.today() == date(2026, 11, 24)


def test_other_threads_keep_the_real_time():
    with clock.set_to(SUMMER), ThreadPoolExecutor() as pool:
        assert pool.submit(clock.today).result() == date(2026, 11, 24)


def test_how_long_ago_the_card_was_used_is_told_by_it():
    then = Assurance(Level.CARD, "card", timezone.now())
    assert then.reaches(Level.CARD, within=timedelta(hours=1))
    with clock.set_to(SUMMER):
        assert not then.reaches(Level.CARD, within=timedelta(hours=1))

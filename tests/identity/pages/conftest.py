import pytest

from tests.smtp import smtp

__all__ = ["smtp"]


@pytest.fixture(autouse=True)
def _no_delay(settings):
    """The limits of allauth are its own matter, and are counted in the cache."""
    settings.ACCOUNT_RATE_LIMITS = False

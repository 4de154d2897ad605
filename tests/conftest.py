"""Every test runs on a real PostgreSQL and a real Valkey, started once per run by tests/services.py."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests import services  # noqa: E402  needs the path above

pytest_plugins = ["tests.live", "tests.browser"]


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Set the environment before pytest-django reads the settings (its own hook runs last)."""
    if not config.getoption("help", default=False):
        services.provide()


def pytest_unconfigure(config: pytest.Config) -> None:
    services.withdraw()


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Rate limits and cached pages of one test are none of the next one's business."""
    from django.core.cache import cache

    cache.clear()

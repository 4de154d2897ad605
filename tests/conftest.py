"""Every test runs on a real PostgreSQL and a real Valkey, started once per run by tests/services.py."""

import logging
import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests import services

# A busy machine is no failure: nothing in the tests asserts on seconds.
settings.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("portal")

# Modules with fixtures. They may import models: Django is set up before they are read.
PLUGINS = [
    "tests.cast",
    "tests.catalogue",
    "tests.jpki",
    "tests.gateway_server",
    "tests.live",
    "tests.browser",
    "tests.card_provider",
    "tests.payments.scene",
]


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the services and set the environment before Django's settings are read, here and in pytest-django."""
    if config.getoption("help", default=False):
        return
    services.provide()
    import django

    django.setup()
    for chatty in ("mail.log", "httpx"):  # the tests' own SMTP server and client
        logging.getLogger(chatty).setLevel(logging.WARNING)
    for plugin in PLUGINS:
        config.pluginmanager.import_plugin(plugin)
    if config.getoption("numprocesses", default=None) and services.worker_number() == 0:
        # Inherited, it would have a worker read the settings before services.provide() gives it a Valkey database.
        del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_unconfigure(config: pytest.Config) -> None:
    services.withdraw()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Leave the test databases alone at the end: their server is thrown away as a whole."""
    return True


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Rate limits and cached pages of one test are none of the next one's business."""
    from django.core.cache import cache

    from procedures.catalogue import code_lists

    cache.clear()
    code_lists.forget()

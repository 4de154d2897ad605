"""One live portal for each module of this folder, with a mail server that holds mail and a lease of one second.

Modules with fixtures are plugins (tests/conftest.py) and must not be imported before they are registered, which is
after this file is read: hence the imports within.
"""

import secrets
import subprocess
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests import services

if TYPE_CHECKING:
    from tests.chaos.scene import Scene
    from tests.live import LivePortal


@pytest.fixture(scope="module")
def chaos_portal() -> Iterator["LivePortal"]:
    from tests.chaos.held_mail import HeldMailbox
    from tests.live import start_own_portal

    mail = HeldMailbox()
    mail.start()
    portal = start_own_portal(
        services.folder(f"chaos_{secrets.token_hex(4)}"),
        extra={"EMAIL_PORT": str(mail.port), "EFFECT_LEASE_SECONDS": "1"},
        seed=False,
    )
    portal.mail.stop()
    portal.mail = mail
    subprocess.run([sys.executable, "-m", "tests.benchmarks.procedure"], env=portal.environment, check=True)
    yield portal
    mail.let_go()
    portal.close()


@pytest.fixture
def scene(chaos_portal: "LivePortal") -> Iterator["Scene"]:
    """A guest at a portal whose servers all run. A test that fails leaves the next one a whole portal too."""
    from tests.chaos.held_mail import HeldMailbox
    from tests.chaos.scene import Scene

    assert isinstance(chaos_portal.mail, HeldMailbox)
    chaos_portal.mail.forget()
    chaos_portal.forget_limits()
    scene = Scene(chaos_portal, chaos_portal.mail)
    yield scene
    chaos_portal.mail.let_go()
    scene.guest.close()
    if chaos_portal.database is not None and not chaos_portal.database.is_running():
        chaos_portal.start_postgres()
    if chaos_portal.cache is not None and not chaos_portal.cache.is_running():
        chaos_portal.start_valkey()
    if not chaos_portal.worker.is_running():
        chaos_portal.start_worker()

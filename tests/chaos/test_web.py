"""The web's own connections break: a killed gunicorn worker, and a COMMIT whose answer is lost."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import psutil
import pytest

from akita_portal.embedded.ports import LOOPBACK, free_port
from akita_portal.embedded.processes import WEB, Child
from tests.benchmarks.stage import wait_for_web
from tests.chaos.held_rows import hold_rows
from tests.chaos.proxy import CommitLosingProxy
from tests.chaos.scene import Scene

pytestmark = pytest.mark.chaos


def test_gunicorn_workers_are_killed_in_the_middle_of_a_request(scene: Scene) -> None:
    page = scene.fill_in()
    faults: list[str] = []

    def send() -> None:
        try:
            scene.send(page)
        except OSError as fault:
            faults.append(type(fault).__name__)

    with hold_rows(scene.portal, "procedures_applications_draft") as held:
        sending = threading.Thread(target=send)
        sending.start()
        held.wait_until_waited_for()
        for child in psutil.Process(scene.portal.web.pid).children():
            child.kill()
        sending.join()
    assert len(faults) == 1  # the browser says that the connection broke
    assert scene.applications(page) == []

    done = scene.send(page)
    scene.assert_received(page, done)
    scene.sweep_until_sent(page)
    scene.assert_one_mail()


@pytest.fixture
def proxied(scene: Scene) -> Iterator[tuple[Scene, CommitLosingProxy]]:
    """The same guest at a second web of the same portal, which reaches PostgreSQL through the proxy."""
    assert scene.portal.database is not None
    port = scene.portal.database.port
    proxy = CommitLosingProxy(target=port, table="procedures_applications_application")
    proxy.start()
    origin = f"http://{LOOPBACK}:{free_port()}"
    environment = {
        **scene.portal.environment,
        "DATABASE_URL": scene.portal.database_url.replace(f":{port}/", f":{proxy.port}/"),
        "WEB_BIND": origin.removeprefix("http://"),
        "SITE_URL": origin,
    }
    web = Child(WEB, environment, scene.portal.folder / "proxied.log")
    web.start()
    there = replace(scene, origin=origin)
    try:
        wait_for_web(origin, web)
        yield there, proxy
    finally:
        there.guest.close()
        web.stop(seconds=10)
        proxy.stop()


def test_an_answer_to_commit_that_is_lost_leads_to_one_application(
    proxied: tuple[Scene, CommitLosingProxy],
) -> None:
    """The hardest case: received, and nobody could say so. The page does not claim otherwise; the next click tells."""
    scene, proxy = proxied
    page = scene.fill_in()
    proxy.armed = True
    answer = scene.send(page)
    assert proxy.lost == 1
    assert answer.status == 503
    assert "今回の操作が登録されたかどうかは、再開したあとに確かめられます。" in answer.text
    assert len(scene.applications(page)) == 1

    done = scene.send(page)
    scene.assert_received(page, done)
    scene.sweep_until_sent(page)  # nobody was woken: the web never knew of the commit
    scene.assert_one_mail()

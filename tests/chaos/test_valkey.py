"""Valkey goes away: what is sent is received all the same, and what follows from it is only late."""

import os
import signal

import pytest

from tests.chaos.scene import Scene

pytestmark = pytest.mark.chaos

PENDING = [("notifications.send_notice", "pending")]


def test_everything_up_to_the_done_page_works_without_valkey(scene: Scene) -> None:
    scene.portal.stop_valkey()
    page = scene.fill_in()
    done = scene.send(page)
    scene.assert_received(page, done)
    assert scene.effects(page) == PENDING
    assert scene.messages(page) == 1

    scene.portal.start_valkey()
    scene.sweep_until_sent(page)
    scene.assert_one_mail()


def test_valkey_dies_between_the_check_page_and_the_click(scene: Scene) -> None:
    page = scene.fill_in()
    scene.portal.stop_valkey()
    done = scene.send(page)
    again = scene.send(page)  # and the second click of an impatient citizen
    scene.assert_received(page, done)
    scene.assert_received(page, again)
    assert scene.effects(page) == PENDING

    scene.portal.start_valkey()
    scene.sweep_until_sent(page)
    scene.assert_one_mail()


def test_valkey_that_takes_connections_and_answers_nothing_costs_no_application(scene: Scene) -> None:
    page = scene.fill_in()
    assert scene.portal.cache is not None
    os.kill(scene.portal.cache.pid, signal.SIGSTOP)
    try:
        done = scene.send(page)
        scene.assert_received(page, done)
    finally:
        os.kill(scene.portal.cache.pid, signal.SIGCONT)
    scene.sweep_until_sent(page)
    scene.assert_one_mail()


def test_valkey_forgets_what_it_was_told(scene: Scene) -> None:
    """The wake-up stood in Valkey's memory alone when it was killed."""
    scene.portal.worker.stop()
    page = scene.fill_in()
    done = scene.send(page)
    scene.portal.stop_valkey()
    scene.portal.start_valkey()
    scene.portal.start_worker()
    assert scene.effects(page) == PENDING

    scene.sweep_until_sent(page)
    scene.assert_received(page, done)
    scene.assert_one_mail()

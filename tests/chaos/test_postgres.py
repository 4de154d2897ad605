"""PostgreSQL goes away while something is being sent: the citizen is told the truth, and the same click helps later."""

import threading

import pytest

from tests.chaos.held_rows import hold_rows
from tests.chaos.scene import Scene
from tests.guest import Answer
from tests.live import wait_until

pytestmark = pytest.mark.chaos


def assert_out_of_service(answer: Answer) -> None:
    """The page says that it cannot know whether it was received, how to find out, and that twice is no harm."""
    assert answer.status == 503
    assert "今回の操作が登録されたかどうかは、再開したあとに確かめられます。" in answer.text
    assert "同じ内容を二度送っても、申請は一つだけ受け付けます。" in answer.text


def test_postgres_is_away_when_the_citizen_sends(scene: Scene) -> None:
    page = scene.fill_in()
    scene.portal.stop_postgres()
    assert_out_of_service(scene.send(page))

    scene.portal.start_postgres()
    done = scene.send(page)
    again = scene.send(page)
    scene.assert_received(page, done)
    scene.assert_received(page, again)
    scene.sweep_until_sent(page)
    scene.assert_one_mail()


def test_postgres_stops_in_the_middle_of_the_transaction(scene: Scene) -> None:
    page = scene.fill_in()
    answers: list[Answer] = []
    with hold_rows(scene.portal, "procedures_applications_draft") as held:
        sending = threading.Thread(target=lambda: answers.append(scene.send(page)))
        sending.start()
        held.wait_until_waited_for()
        scene.portal.stop_postgres()
        sending.join()
    assert_out_of_service(answers[0])

    scene.portal.start_postgres()
    assert scene.applications(page) == []
    done = scene.send(page)
    scene.assert_received(page, done)
    scene.sweep_until_sent(page)
    scene.assert_one_mail()


def test_the_web_finds_postgres_again_by_itself(scene: Scene) -> None:
    """Connections of the pool died with the server; no visitor sees one."""
    scene.portal.stop_postgres()
    scene.portal.start_postgres()
    answers = [scene.guest.open("/procedures/").status for _request in range(4)]
    assert answers == [200] * 4
    assert scene.guest.open("/health/ready").status == 200


def test_the_worker_finds_postgres_again_by_itself(scene: Scene) -> None:
    """PostgreSQL is away when the mail was taken: its effect cannot be written down as done, and is done once more."""
    page = scene.fill_in()
    scene.mail.hold_before = True
    done = scene.send(page)
    scene.mail.wait_until_held()
    scene.portal.stop_postgres()
    scene.mail.let_go()
    scene.mail.wait_for(scene.email)
    wait_until(lambda: "task_failed" in scene.portal.worker.output(), "the worker has noticed")

    scene.portal.start_postgres()
    scene.sweep_until_sent(page)
    scene.assert_received(page, done)
    assert len({mail["Message-ID"] for mail in scene.mail.to(scene.email)}) == 1

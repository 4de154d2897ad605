"""gunicorn, worker and PostgreSQL as they run for people: what a stopped server does to pages, and back."""

import json
import time

import httpx
import pytest

from akita_portal.embedded.processes import run
from tests.live import LivePortal, wait_until

pytestmark = pytest.mark.chaos


@pytest.fixture
def web(chaos_portal: LivePortal):
    with httpx.Client(base_url=chaos_portal.url, timeout=20, trust_env=False) as client:
        yield client


def lines(portal: LivePortal) -> list[dict]:
    return [json.loads(line) for line in portal.web.output().splitlines() if line.startswith("{")]


def test_pages_and_hashed_compressed_static_files_are_served(chaos_portal, web):
    page = web.get("/")
    assert page.status_code == 200
    start = page.text.index('href="/static/') + len('href="')
    style = page.text[start : page.text.index('"', start)]
    answer = web.get(style, headers={"Accept-Encoding": "br"})
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, "br")
    assert "immutable" in answer.headers["Cache-Control"]


def test_without_postgres_pages_say_so_and_work_again_at_once(chaos_portal, web):
    address = "/procedures/?q=%E7%A7%98%E5%AF%86"
    assert web.get(address).status_code == 200
    chaos_portal.stop_postgres()
    answers = [web.get(address) for _again in range(2)]
    ready = web.get("/health/ready")
    live = web.get("/health/live")
    chaos_portal.start_postgres()
    assert [answer.status_code for answer in answers] == [503, 503]
    assert {answer.headers["Retry-After"] for answer in answers} == {"60"}
    assert answers[0].text.count("<h1") == 1
    assert (ready.status_code, ready.json()["status"], live.status_code) == (503, "unavailable", 200)
    assert web.get(address).status_code == 200
    logged = json.dumps(lines(chaos_portal), ensure_ascii=False)
    assert "OperationalError" in logged
    assert "秘密" not in logged
    assert "%E7" not in logged


def test_after_a_restart_of_postgres_nobody_meets_a_dead_connection(chaos_portal, web):
    assert [web.get("/procedures/").status_code for _warm in range(4)] == [200] * 4
    chaos_portal.stop_postgres()
    chaos_portal.start_postgres()
    assert [web.get("/procedures/").status_code for _again in range(8)] == [200] * 8


def test_without_valkey_pages_go_on(chaos_portal, web):
    chaos_portal.stop_valkey()
    pages = [web.get("/").status_code, web.get("/procedures/").status_code]
    ready = web.get("/health/ready").json()
    chaos_portal.start_valkey()
    assert pages == [200, 200]
    assert ready == {"status": "degraded", "database": "ok", "cache": "down"}
    wait_until(lambda: web.get("/health/ready").json()["status"] == "ok", "the cache is back")


def test_a_worker_comes_back_after_valkey_was_away(chaos_portal: LivePortal):
    chaos_portal.stop_valkey()
    chaos_portal.start_valkey()
    seen = chaos_portal.worker.output().count('"outcome": "SUCCESS"')

    def done() -> bool:
        chaos_portal.send_task("procedures.applications.tasks.sweep_effects")
        time.sleep(0.5)
        return chaos_portal.worker.output().count('"outcome": "SUCCESS"') > seen

    wait_until(done, "the worker works", seconds=60)


def test_a_killed_worker_leaves_nobody_behind(chaos_portal):
    import psutil

    pool = psutil.Process(chaos_portal.worker.pid).children(recursive=True)
    chaos_portal.kill_worker()
    wait_until(lambda: not any(process.is_running() for process in pool), "its pool is gone")
    chaos_portal.start_worker()
    assert len(pool) == 2


def test_the_wrong_host_is_refused_in_words(chaos_portal, web):
    answer = web.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.text


@pytest.mark.parametrize("command", [("check", "--deploy", "--fail-level", "ERROR"), ("migrate", "--check")])
def test_production_settings_start_with_a_whole_environment(chaos_portal, command):
    environment = {
        **chaos_portal.environment,
        "DJANGO_SETTINGS_MODULE": "akita_portal.settings.production",
        "SITE_URL": "https://portal.example.lg.jp",
        "ALLOWED_HOSTS": "portal.example.lg.jp",
        "SEALING_KEYS": "2026:" + "A" * 43 + "=",
        "SANDBOX_CA": "",
        "JPKI_ROOTS": "",
        "SIGN_IN_METHODS": "",
    }
    ended = run(command, environment=environment)
    assert ended.returncode == 0, ended.stdout


def test_production_refuses_the_demos_environment(chaos_portal):
    environment = {**chaos_portal.environment, "DJANGO_SETTINGS_MODULE": "akita_portal.settings.production"}
    ended = run(("check", "--database", "default"), environment=environment)
    assert ended.returncode != 0
    assert "akita_portal.E003" in ended.stdout
    assert "akita_portal.E004" in ended.stdout
    assert "akita_portal.E005" in ended.stdout  # the sandbox's authority
    assert "akita_portal.E007" in ended.stdout  # and its roots

"""A staff session ends: after half an hour without use, after a working day, in another browser."""

import pytest
import time_machine
from django.test import Client

from identity.access import staff_sessions

pytestmark = pytest.mark.django_db

START = "2026-11-24T08:30:00+09:00"
TYPED = "番地まで入力してください。\n部屋番号もお願いします。"


@pytest.fixture
def client(clerk) -> Client:
    with time_machine.travel(START, tick=False):
        signed_in: Client = clerk.client()
    return signed_in


def opened(client: Client, moment: str, **headers: str) -> bool:
    with time_machine.travel(f"2026-11-24T{moment}:00+09:00", tick=False):
        response = client.get("/staff/", headers=headers)
    if response.status_code == 302:
        assert response["Location"] == "/staff/login/?next=/staff/"
    return response.status_code == 200


def test_it_goes_on_while_it_is_used(client):
    assert [opened(client, moment) for moment in ("08:59", "09:28", "09:57")] == [True, True, True]


def test_half_an_hour_without_use_ends_it(client):
    assert [opened(client, moment) for moment in ("09:01", "09:01")] == [False, False]


def test_a_working_day_ends_it_whatever_is_done(client):
    moments = [f"{hour:02}:{minute}" for hour in range(8, 20) for minute in ("12", "36", "59")]
    used = {moment: opened(client, moment) for moment in moments if moment > "08:30"}
    assert next(moment for moment, went_on in used.items() if not went_on) == "18:36"


def test_another_browser_cannot_take_it_over(client):
    assert opened(client, "08:31")
    assert not opened(client, "08:32", user_agent="another")
    assert not opened(client, "08:33")  # it is over for both: the cookie is known to somebody else


def test_use_is_noted_once_a_minute(client, django_assert_num_queries):
    with time_machine.travel("2026-11-24T08:30:40+09:00", tick=False):
        before = client.session[staff_sessions.KEY]
        client.get("/staff/")
        assert client.session[staff_sessions.KEY] == before


def test_what_was_being_sent_is_shown_to_be_copied(client):
    with time_machine.travel("2026-11-24T10:00:00+09:00", tick=False):
        response = client.post("/staff/cases/K7PF3M9D2/note/", {"text": TYPED, "key": "abcdef", "revision": "1"})
    html = response.content.decode()
    assert response.status_code == 403
    assert TYPED in html
    assert "abcdef" not in html
    assert 'href="/staff/login/?next=/staff/"' in html
    assert response["Cache-Control"] == "no-store"


def test_also_without_any_session_and_nothing_else_is_shown():
    response = Client().post("/staff/cases/K7PF3M9D2/note/", {"text": "<script>alert(1)</script>\n二行目"})
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in response.content.decode()
    assert Client().post("/staff/claim/", {"case": "K7PF3M9D2:1"})["Location"] == "/staff/login/?next=/staff/"


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/staff/queue/?view=mine", "/staff/queue/%3Fview%3Dmine"),
        ("http://elsewhere.example/staff/queue/", "/staff/"),
        ("nonsense", "/staff/"),
        ("", "/staff/"),
    ],
)
def test_the_way_back_from_a_form_is_the_page_it_stood_on(referer, back):
    """Its own address may take forms alone: coming back to it would be 405."""
    sent = Client().post("/staff/claim/", {"case": "K7PF3M9D2:1"}, headers={"referer": referer})
    assert sent["Location"] == f"/staff/login/?next={back}"

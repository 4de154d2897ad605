from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from identity.access.limits import LOOK_UP
from procedures.applications import effects
from procedures.applications.access_codes import TRIES, read_code
from procedures.applications.models import AccessCode, Effect
from procedures.applications.receipts import draw_receipt, show_receipt
from tests.catalogue import make_procedure
from tests.factories.applications import make_application
from tests.procedures.portal.steps import text


def asked(receipt: str) -> Client:
    client = Client()
    answer = client.post("/lookup/", {"receipt": receipt})
    assert answer["Location"] == "/lookup/code/"
    return client


def code() -> str:
    return read_code(AccessCode.objects.select_related("application").latest("created_at"))


def wrong() -> str:
    return f"{(int(code()) + 1) % 10**6:06d}"


@pytest.fixture
def application(db):
    return make_application(version=make_procedure())


def test_number_and_code_open_the_application_in_this_browser(application):
    client = asked(show_receipt(application.receipt).lower())
    assert client.get(f"/applications/{application.receipt}/").status_code == 404
    opened = client.post("/lookup/code/", {"code": "　" + code()})
    assert opened["Location"] == f"/applications/{application.receipt}/"
    assert client.get(opened["Location"]).status_code == 200


def test_the_code_is_mailed_and_stands_nowhere_else(application, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    asked(application.receipt)
    effect = Effect.objects.get(kind="notifications.send_access_code")
    assert code() not in str(effect.payload)
    effects.run(effect.pk)
    effect.refresh_from_db()
    assert effect.state == "done"
    assert [message.to for message in mail.outbox] == [["hanako@example.jp"]]
    assert code() in mail.outbox[0].body


def test_an_unknown_number_is_answered_in_the_same_way(application):
    known, unknown = asked(application.receipt), asked(draw_receipt())
    assert strip(text(known.get("/lookup/code/"))) == strip(text(unknown.get("/lookup/code/")))
    assert AccessCode.objects.count() == 1
    told = text(unknown.post("/lookup/code/", {"code": "123456"}))
    assert "このコードは使えません" in told


def strip(page: str) -> str:
    return page.partition("<h1>")[2].partition('name="csrfmiddlewaretoken"')[0]


@pytest.mark.parametrize("typed", ["", "123", "K7QF-3M9D-X", "あいう", "\x00", "A" * 500])
def test_what_is_no_receipt_number_is_told_at_once(db, typed):
    shown = text(Client().post("/lookup/", {"receipt": typed}))
    assert "エラー：" in shown
    assert "受付番号を確かめて" in shown


def test_a_wrong_code_can_be_tried_again_five_times_in_all(application):
    client = asked(application.receipt)
    for _try in range(TRIES - 1):
        assert "確認コードが違います" in text(client.post("/lookup/code/", {"code": wrong()}))
    assert "このコードは使えません" in text(client.post("/lookup/code/", {"code": wrong()}))
    assert "このコードは使えません" in text(client.post("/lookup/code/", {"code": code()}))
    assert client.get(f"/applications/{application.receipt}/").status_code == 404


def test_a_code_works_once(application):
    client = asked(application.receipt)
    other = Client()
    other.cookies = client.cookies.__class__(client.cookies.output(header=""))
    assert client.post("/lookup/code/", {"code": code()}).status_code == 302
    assert "このコードは使えません" in text(other.post("/lookup/code/", {"code": code()}))


def test_a_code_is_too_old_after_ten_minutes(application):
    client = asked(application.receipt)
    AccessCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "このコードは使えません" in text(client.post("/lookup/code/", {"code": code()}))


def test_a_new_code_ends_the_one_before(application):
    client = asked(application.receipt)
    first = code()
    asked(application.receipt)
    assert "このコードは使えません" in text(client.post("/lookup/code/", {"code": first}))


def test_an_account_gets_no_code(citizen):
    asked(make_application(citizen.visitor).receipt)
    assert AccessCode.objects.count() == 0


def test_without_asking_for_a_code_there_is_none_to_enter(db):
    assert Client().get("/lookup/code/")["Location"] == "/lookup/"
    client = Client()
    client.cookies["lookup"] = "forged"
    assert client.post("/lookup/code/", {"code": "123456"})["Location"] == "/lookup/"


def test_looking_up_is_limited(db):
    client = Client()
    for _time in range(LOOK_UP.times):
        client.post("/lookup/", {"receipt": "x"})
    assert client.post("/lookup/", {"receipt": "x"}).status_code == 429


def test_codes_for_one_number_are_limited_wherever_they_are_asked_from(application, settings):
    settings.TRUSTED_PROXIES = 1
    answers = [
        Client().post("/lookup/", {"receipt": application.receipt}, headers={"X-Forwarded-For": f"192.0.2.{n}"})
        for n in range(6)
    ]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]


def test_the_number_may_come_from_the_top_page(db):
    assert 'value="K7QF-3M9D-2"' in text(Client().get("/lookup/?receipt=K7QF-3M9D-2"))

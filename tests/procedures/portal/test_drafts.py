from uuid import uuid4

import pytest
from django.test import Client

from identity.access.limits import SEND_CODE
from procedures.applications.drafts import read_draft
from procedures.applications.models import Draft, Effect
from procedures.applications.resume import make_resume_token
from tests.catalogue import make_procedure
from tests.factories.applications import make_draft
from tests.procedures.portal.steps import Citizen, text


@pytest.fixture
def begun(db) -> Citizen:
    citizen = Citizen(make_procedure())
    citizen.start()
    return citizen


def test_the_saved_page_says_until_when_and_offers_a_link(begun):
    shown = text(begun.client.get(begun.address("saved")))
    assert "まで保存されます" in shown
    assert "まだ送っていません" in shown
    assert "リンクを受け取る" in shown


def test_a_guest_has_the_link_sent_once_for_each_saving(begun):
    sent = begun.client.post(begun.address("saved"), {"email": "ｈａｎａｋｏ＠example.jp"})
    assert "h***@example.jp" in text(begun.client.get(sent["Location"]))
    assert read_draft(begun.draft).email == "hanako@example.jp"
    effect = Effect.objects.get()
    assert effect.kind == "notifications.send_draft_link"
    assert effect.payload == {"draft_id": str(begun.draft_id)}


@pytest.mark.parametrize(("email", "said"), [("", "入力してください"), ("hanako", "形が正しくありません")])
def test_a_wrong_address_is_told_at_the_field(begun, email, said):
    shown = text(begun.client.post(begun.address("saved"), {"email": email}))
    assert "エラー：" in shown
    assert said in shown
    assert Effect.objects.count() == 0


def test_sending_links_is_limited(begun):
    for _time in range(SEND_CODE.times):
        assert begun.client.post(begun.address("saved"), {"email": "hanako@example.jp"}).status_code == 302
    assert begun.client.post(begun.address("saved"), {"email": "hanako@example.jp"}).status_code == 429


def test_an_account_needs_no_link(citizen):
    own = Citizen(make_procedure(), citizen.client())
    own.start()
    assert "リンクを受け取る" not in text(own.client.get(own.address("saved")))
    own.client.post(own.address("saved"), {"email": "else@example.jp"})
    assert Effect.objects.count() == 0


def test_the_link_opens_the_draft_only_by_its_button(begun):
    phone = Client()
    link = f"/resume/{make_resume_token(begun.draft_id)}/"
    assert "小さな手続" in text(phone.get(link))
    assert phone.get(begun.address("applicant")).status_code == 404
    pressed = phone.post(link)
    assert pressed["Location"] == f"/apply/{begun.draft_id}/"
    assert phone.get(pressed["Location"])["Location"] == begun.address("applicant")
    assert phone.get(begun.address("applicant")).status_code == 200


@pytest.mark.parametrize("token", ["x", "a.b.c", "%00"])
def test_a_damaged_link_says_what_to_do(db, token):
    shown = Client().get(f"/resume/{token}/")
    assert shown.status_code == 404
    assert "リンク全体を開いてください" in text(shown)


def test_the_link_of_a_draft_that_is_gone_opens_nothing(db):
    assert Client().post(f"/resume/{make_resume_token(uuid4())}/").status_code == 404


def test_a_link_does_not_open_the_draft_of_an_account(citizen):
    draft = make_draft(citizen.visitor)
    assert Client().post(f"/resume/{make_resume_token(draft.pk)}/").status_code == 404


def test_throwing_away_asks_first(begun):
    asked = text(begun.client.get(begun.address("discard")))
    assert "元に戻せません" in asked
    assert Draft.objects.count() == 1
    assert "内容を消しました" in text(begun.client.post(begun.address("discard")))
    assert Draft.objects.count() == 0


def test_the_top_page_leads_on(begun):
    shown = text(begun.client.get("/"))
    assert "続きから" in shown
    assert f'href="{begun.address("applicant")}"' in shown
    begun.fill()
    assert f'href="{begun.address("check")}"' in text(begun.client.get("/"))

"""Applying for the person of a trial: on each ground, with the mandate as it is asked for real."""

from typing import Any

import pytest
from django.test import Client

from procedures.applications.models import Mandate
from tests.cast import Player
from tests.catalogue import make_procedure, small_document
from tests.procedures.backoffice.pages import text
from tests.procedures.designer.rehearsal.author import DAY, Author, begin, form_of
from tests.tables import row_counts

pytestmark = pytest.mark.django_db(transaction=True)
ALL = {"allowed": True, "kinds": ["legal", "voluntary", "professional"]}
BY_CARD = {"level": 2, "reason": "本人を確かめるため"}


@pytest.fixture
def client(administrator: Player) -> Client:
    return administrator.client()


def trying(client: Client, *, level: str = "2", person: str = "hanako", acting: str = "", **given: Any) -> Author:
    make_procedure(**{"proxy": ALL, "assurance": BY_CARD, **given})
    author = Author(client, begin(client, level=level, person=person))
    author.press("fill/")
    if acting:
        assert author.press("for-whom/", acting=acting).status_code == 302
    return author


def test_the_grounds_of_the_procedure_and_no_others(client):
    author = trying(client, proxy={"allowed": True, "kinds": ["legal"]})
    said = author.see("for-whom/")
    assert "法定代理人（親権者など）" in said
    assert "行政書士" not in said
    assert author.press("for-whom/", acting="professional").status_code == 400
    assert "だれが申請するかを選んでください。" in text(author.press("for-whom/"))


def test_where_nobody_may_act_nobody_is_asked(client):
    author = trying(client, proxy={"allowed": False})
    assert author.client.get(author.url("for-whom/")).status_code == 404
    assert "だれが申請するか" not in author.see("check/")


def test_a_legal_representative_needs_no_mandate(client):
    author = trying(client, acting="legal", person="sora")
    assert "本人の委任" not in author.see("check/")
    assert author.send().status_code == 302
    said = author.see("staff/")
    assert "立場：法定代理人（親権者（父母など））" in said
    assert "戸籍（親権者）または登記事項証明書（後見人）で確かめる" in said
    assert "泉 みどり（法定代理人（親権者など））が申請" in said.replace("　", " ")


@pytest.mark.parametrize("kind", ["voluntary", "professional"])
def test_who_was_asked_needs_the_persons_word_for_exactly_this(client, kind):
    author = trying(client, acting=kind)
    before = row_counts()
    assert "本人の委任がまだありません" in author.see("check/")
    assert "本人の委任がまだありません。「内容の確認」で" in text(author.send())
    author.press("mandate/", answer="refuse")
    assert "本人が断りました" in author.see("check/")
    assert author.send().status_code == 409
    author.press("mandate/", answer="confirm")
    assert "本人が任せると答えました" in author.see("check/")
    author.press("pages/applicant/", **{**form_of(author), "wish": "やはり急いで"})
    assert "本人の委任がまだありません" in author.see("check/")
    author.press("mandate/", answer="confirm")
    assert author.send().status_code == 302
    assert "本人が、自分のカードで委任を確認しました。" in author.see("staff/")
    assert row_counts() == before
    assert not Mandate.objects.exists()


def test_below_the_card_the_office_asks_for_the_paper(client):
    author = trying(client, acting="voluntary", level="1", assurance={"level": 1, "reason": "連絡できればよいため"})
    assert "本人の委任" not in author.see("check/")
    assert author.send().status_code == 302
    assert "委任状を、窓口での提示または郵送で確かめる。" in author.see("staff/")


def test_another_card_than_the_applicants_says_nothing(client):
    author = trying(client, acting="voluntary")
    name = {"applicant_name-family": "別人", "applicant_name-family_kana": "ベツジン"}
    author.press("pages/applicant/", **{**form_of(author), **name})
    author.press("mandate/", answer="confirm")
    said = author.see("check/")
    assert "本人のカードの氏名か生年月日が、入力した申請者のものと違う" in said
    assert "本人の委任がまだありません" in said


def test_a_signature_is_asked_of_both(client):
    author = trying(
        client, acting="voluntary", level="3", assurance={"level": 3, "reason": "重要なため", "signature": True}
    )
    author.press("mandate/", answer="confirm")
    assert author.send().status_code == 302
    assert "代理人" in author.see("staff/")


def test_a_correction_is_sent_by_the_same(client):
    author = trying(client, acting="voluntary")
    author.press("mandate/", answer="confirm")
    author.send()
    author.do("claim")
    author.do("request_correction", text="希望を書いてください。")
    assert "送ったあとは変えられません" in author.see("for-whom/")
    author.press("for-whom/", acting="self")
    author.press("pages/applicant/", **{**form_of(author), "wish": "早めに"})
    assert author.send().status_code == 302
    said = author.see("staff/")
    assert "状態 審査中" in said
    assert "手形 一郎" in said.replace("　", " ")


def test_the_card_of_who_acts_fills_in_nothing_of_the_applicant(client):
    """What the card says is fixed for the person; a proxy types it."""
    items = small_document()["pages"][0]["items"]
    items[0]["source"] = "identity.name"
    make_procedure(proxy=ALL, assurance=BY_CARD, pages=[{"id": "applicant", "title": "申請者", "items": items}])
    told = {}
    for acting in ("self", "voluntary"):
        author = Author(client, begin(client, level="2"))
        author.press("for-whom/", acting=acting)
        told[acting] = "山王" in author.see("pages/applicant/").partition("氏名")[2].partition("次へ進む")[0]
    assert told == {"self": True, "voluntary": False}


def test_the_person_is_another_afterwards(client):
    author = trying(client, acting="voluntary")
    author.press("mandate/", answer="confirm")
    author.send()
    author.press("", person="kazuko", level="2", **DAY)
    assert "本人のカードの氏名か生年月日" in author.see("sent/")

"""How surely it is known who applied, as the clerk sees it."""

import re
from dataclasses import replace

import pytest

from identity.disclosure.models import DisclosureEntry
from procedures.applications.models import AnswerRevision, Application
from procedures.applications.sealing import seal
from tests.catalogue import make_procedure, small_document
from tests.factories.card import raise_level, with_card
from tests.factories.cases import received
from tests.jpki import HANAKO
from tests.procedures.backoffice.pages import part, text
from tests.procedures.portal.steps import SMALL_PAGE, Citizen

pytestmark = pytest.mark.django_db

PAGES = small_document()["pages"]
ADDRESS = {
    "id": "applicant_address",
    "type": "address",
    "label": "住所",
    "source": "identity.address",
    "subject": "applicant",
}
HOME = {
    "applicant_address-postcode": "010-0951",
    "applicant_address-prefecture": "秋田県",
    "applicant_address-city": "秋田市",
    "applicant_address-town": "山王",
    "applicant_address-street": "1番1号",
}
SIGNED = {"level": 3, "reason": "電子署名が必要なため", "signature": True}
COST = 10  # SQL statements of a case page without a signature
CARD = {"level": 2, "reason": "所得を扱うため"}


def send(citizen, assurance, *, card=None, data=None, known=False) -> Application:
    items = [dict(item) for item in PAGES[0]["items"]]
    if known:
        items[0]["source"] = "identity.name"
        with_card(citizen.user)
    version = make_procedure(assurance=assurance, pages=[{**PAGES[0], "items": [*items, ADDRESS]}])
    own = Citizen(version, citizen.client(), card=card)
    raise_level(own.client)
    own.start()
    own.send_page(data=SMALL_PAGE | {"applicant_name-family": "秋田"} | (data or {}))
    own.send()
    if card is not None:
        own.sign()
    return Application.objects.get()


def box(clerk, case: Application) -> str:
    """What stands in the box 「本人確認」 of the case page."""
    answer = clerk.client().get(f"/staff/cases/{case.receipt}/")
    inside = part(answer, r'aria-labelledby="identification">(.*?)</section>')
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", inside))


def test_a_signature_is_shown_with_who_gave_it(clerk, citizen, indexed, hanako):
    case = send(citizen, SIGNED, card=hanako, data=HOME | {"applicant_address-street": "一丁目1番1号"})
    told = box(clerk, case)
    for words in (
        "カードで署名",
        "署名の検証 有効",
        "秋田 花子",
        "秋田県秋田市山王一丁目1番1号",
        "1980年5月1日",
        "失効リスト",
    ):
        assert words in told.replace("\u3000", " "), told
    assert "申請と違います" not in told
    assert "代替文字" not in told


def test_what_differs_from_the_answers_stands_out(clerk, citizen, indexed, hanako):
    case = send(citizen, SIGNED, card=hanako, data=HOME | {"applicant_name-family": "河辺"})
    told = box(clerk, case)
    assert told.count("申請と違います") == 2
    assert "申請：河辺 花子" in told.replace("\u3000", " ")
    assert "申請：秋田県秋田市山王1番1号" in told


def test_a_substitute_character_is_no_difference_but_is_told(clerk, citizen, indexed, authority):
    holder = replace(HANAKO, name="高橋　花子", name_substitutes=(0,))
    case = send(citizen, SIGNED, card=authority.issue(holder), data={"applicant_name-family": "髙橋"})
    told = box(clerk, case)
    assert "申請と違います" not in told
    assert "代替文字があります" in told


def test_answers_that_are_not_what_was_signed_are_an_alarm(clerk, citizen, indexed, hanako):
    case = send(citizen, SIGNED, card=hanako)
    answers = seal(case, "answers:2", b'{"wish": "changed by hand"}')
    sent = AnswerRevision.objects.get()
    AnswerRevision.objects.create(
        application=case, number=2, answers=answers, signed_as=sent.signed_as, signed_digest=sent.signed_digest
    )
    Application.objects.update(answers_number=2)
    told = box(clerk, case)
    assert "内容が署名と違います" in told
    assert "有効" not in told


def test_what_the_card_told_at_the_sign_in_is_shown_beside(clerk, citizen):
    case = send(citizen, CARD, known=True, data=HOME)
    told = box(clerk, case)
    assert "カードで本人確認" in told
    assert "マイナンバーカード" in told
    assert "秋田 花子" in told.replace("\u3000", " ")
    assert "署名の検証" not in told


def test_a_case_from_before_the_level_was_asked_says_so(clerk, citizen):
    case = received(make_procedure(), visitor=citizen.visitor)
    higher = make_procedure(assurance=CARD)
    Application.objects.update(version=higher)
    assert "別の方法で本人を確かめてください" in box(clerk, case)


def test_the_signature_page_shows_what_was_signed_and_is_written_down(clerk, citizen, indexed, hanako):
    case = send(citizen, SIGNED, card=hanako)
    page = text(clerk.client().get(f"/staff/cases/{case.receipt}/signature/"))
    assert "秋田 花子（サンノウ ハナコ）" in page
    assert "以上のとおり、まちがいありません。" in page
    assert AnswerRevision.objects.get().signed_digest in page
    assert list(DisclosureEntry.objects.values_list("purpose", flat=True)) == ["署名の確認"]


def test_there_is_no_signature_page_without_a_signature_or_for_others(clerk, outsider, citizen, indexed, hanako):
    case = send(citizen, SIGNED, card=hanako)
    assert outsider.client().get(f"/staff/cases/{case.receipt}/signature/").status_code == 404
    plain = received(make_procedure(number=9002))
    assert clerk.client().get(f"/staff/cases/{plain.receipt}/signature/").status_code == 404


@pytest.mark.parametrize("signed", [False, True])
def test_a_signature_costs_one_statement_more(clerk, citizen, indexed, hanako, signed, django_assert_num_queries):
    case = send(citizen, SIGNED if signed else CARD, card=hanako if signed else None, data=HOME)
    client = clerk.client()
    client.get(f"/staff/cases/{case.receipt}/")
    with django_assert_num_queries(COST + signed):
        client.get(f"/staff/cases/{case.receipt}/")

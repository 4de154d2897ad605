"""Level 2 within a form: the card is asked for, nothing is lost, and what it says takes its place."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from identity.access.assurance import Level
from procedures.applications.answers import read_answers
from procedures.applications.models import Application, Draft
from tests.catalogue import make_procedure, small_document
from tests.factories.card import raise_level, with_card
from tests.procedures.portal.steps import SMALL_PAGE, Citizen, text

pytestmark = pytest.mark.django_db

CARD = {"level": 2, "reason": "所得を扱うため"}
PAGES = small_document()["pages"]
PAGES[0]["items"][0]["source"] = "identity.name"
KANA = {"applicant_name-family_kana": "アキタ", "applicant_name-given_kana": "ハナコ"}
REST = {"applicant_email": "hanako@example.jp", "wish": "早めに"}


def version(**changes):
    return make_procedure(**{"assurance": CARD, "pages": PAGES, **changes})


def leads_to(location: str) -> str:
    """Where using the card leads in the end."""
    assert urlsplit(location).path == "/identify/"
    after = parse_qs(urlsplit(location).query)["next"][0]
    assert urlsplit(after).path == "/after-login/"
    return parse_qs(urlsplit(after).query)["next"][0]


@pytest.fixture
def guest(db) -> Citizen:
    guest = Citizen(version())
    guest.start()
    return guest


@pytest.fixture
def holder(citizen) -> Citizen:
    """Hanako, who used her card in this session."""
    with_card(citizen.user)
    holder = Citizen(version(), citizen.client())
    raise_level(holder.client)
    holder.start()
    return holder


def test_the_procedure_page_says_what_is_needed_and_why(db, client):
    version()
    shown = text(client.get("/procedures/9001/"))
    assert "所得を扱うため" in shown
    assert "利用者証明用の暗証番号（数字4けた）" in shown
    assert "署名用の暗証番号" not in shown


def test_a_form_filled_in_without_the_card_leads_to_it_before_it_is_checked(guest):
    assert guest.send_page()["Location"] == guest.address("identify")
    shown = guest.client.get(guest.address("identify"))
    assert shown.status_code == 200
    assert "所得を扱うため" in text(shown)
    for response in (guest.client.get(guest.address("check")), guest.send()):
        assert response["Location"] == guest.address("identify")
    assert Application.objects.count() == 0


def test_the_way_to_the_card_leads_back_into_the_draft(guest):
    guest.send_page()
    shown = text(guest.client.get(guest.address("identify")))
    address = next(part for part in shown.split('"') if part.startswith("/identify/")).replace("&amp;", "&")
    assert leads_to(address) == f"/apply/{guest.draft_id}/"


def test_the_card_may_be_used_in_the_middle_of_a_page(guest):
    shown = text(guest.client.get(guest.address("applicant")))
    assert "マイナンバーカードで記入できます" in shown
    away = guest.send_page(data=SMALL_PAGE | {"applicant_email": "", "wish": "書きかけ"}, _action="identify")
    assert leads_to(away["Location"]) == guest.address("applicant")
    assert guest.contents.typed["applicant"]["wish"] == ["書きかけ"]


def test_a_guests_draft_goes_to_the_account_of_the_card(guest, citizen):
    guest.send_page()
    grants = guest.client.cookies["grants"].value
    with_card(citizen.user)
    guest.client = citizen.client()
    guest.client.cookies["grants"] = grants
    raise_level(guest.client)
    landed = guest.client.get(f"/after-login/?next=/apply/{guest.draft_id}/", follow=True)
    assert landed.redirect_chain[-1][0] == guest.address("check")
    assert guest.draft.owner_id == citizen.user.pk
    guest.send()
    assert Application.objects.get().owner_id == citizen.user.pk


def test_what_the_card_says_is_shown_and_only_the_rest_is_asked(holder):
    shown = text(holder.client.get(holder.address("applicant")))
    assert "秋田 花子" in shown
    assert "編集不可" in shown
    assert 'name="applicant_name-family"' not in shown
    assert 'name="applicant_name-family_kana"' in shown
    assert "マイナンバーカードで記入できます" not in shown


def test_an_application_keeps_what_the_card_said_and_how_surely(holder, citizen):
    forged = {"applicant_name-family": "偽", "applicant_name-given": "物"}
    assert holder.send_page(data=KANA | REST | forged)["Location"] == holder.address("check")
    sent = holder.send()
    application = Application.objects.get()
    assert sent["Location"] == f"/applications/{application.receipt}/done/"
    assert (application.assurance_level, application.assurance_method) == (2, "card")
    assert application.assured_at is not None
    answers = read_answers(application)
    assert answers["applicant_name"] == {
        "family": "秋田",
        "given": "花子",
        "family_kana": "アキタ",
        "given_kana": "ハナコ",
    }
    assert answers["identity"] == {
        "level": 2,
        "name": {"family": "秋田", "given": "花子", "family_kana": "", "given_kana": ""},
    }
    assert application.events.get().data == {"level": 2, "method": "card"}


def test_nothing_of_the_card_is_in_the_session(holder):
    holder.send_page(data=KANA | REST)
    holder.client.get(holder.address("check"))
    assert "秋田" not in str(dict(holder.client.session))
    assert "花子" not in str(dict(holder.client.session))


def test_what_was_typed_otherwise_is_told_before_the_cards_version_is_sent(guest, citizen):
    guest.send_page()
    Draft.objects.update(owner=citizen.user)
    with_card(citizen.user)
    holder = Citizen(guest.version, citizen.client(), guest.draft_id)
    raise_level(holder.client)
    shown = text(holder.client.get(holder.address("check")))
    assert "カードの内容に合わせました" in shown
    assert "山王 花子（サンノウ ハナコ）" in shown
    assert "秋田 花子（サンノウ ハナコ）" in shown
    holder.send()
    assert read_answers(Application.objects.get())["applicant_name"]["family"] == "秋田"


def test_a_use_of_the_card_too_long_ago_is_asked_for_again_in_words(holder):
    holder.send_page(data=KANA | REST)
    raise_level(holder.client, at=timezone.now() - timedelta(minutes=31))
    assert holder.send()["Location"] == holder.address("identify")
    shown = text(holder.client.get(holder.address("identify")))
    assert "前の本人確認から時間がたっています" in shown
    assert "30分間" in shown
    assert Application.objects.count() == 0
    raise_level(holder.client)
    assert holder.send()["Location"].startswith("/applications/")


def test_what_the_card_said_is_gone_with_its_date(holder, citizen):
    identity = citizen.user  # the account stays; what was kept about it goes
    from identity.methods.attributes import forget_attributes

    forget_attributes(identity.pk)
    shown = text(holder.client.get(holder.address("applicant")))
    assert 'name="applicant_name-family"' in shown
    assert "秋田 花子" not in shown


def test_a_password_alone_shows_nothing_of_the_card(holder, citizen):
    again = Citizen(holder.version, citizen.client(), holder.draft_id)
    assert "秋田 花子" not in text(again.client.get(again.address("applicant")))


def test_a_company_account_is_not_a_person(citizen):
    own = Citizen(version(), citizen.client())
    raise_level(own.client, method="gbizid")
    own.start()
    own.send_page()
    assert own.send()["Location"] == own.address("identify")


def test_a_company_account_is_enough_where_companies_apply(citizen):
    own = Citizen(version(audience="both"), citizen.client())
    raise_level(own.client, method="gbizid")
    own.start()
    own.send_page()
    own.send()
    assert (Application.objects.get().assurance_level, Application.objects.get().assurance_method) == (2, "gbizid")


def test_the_identify_page_has_nothing_to_ask_of_who_is_known(holder):
    holder.send_page(data=KANA | REST)
    assert holder.client.get(holder.address("identify"))["Location"] == holder.address("check")


def test_a_stronger_sign_in_than_asked_is_written_down_as_it_was(citizen):
    own = Citizen(make_procedure(), citizen.client())
    raise_level(own.client, Level.CARD)
    own.apply()
    assert Application.objects.get().assurance_level == 2


def test_an_address_outside_the_city_and_other_characters_are_explained(citizen):
    home = {
        "id": "applicant_address",
        "type": "address",
        "label": "住所",
        "source": "identity.address",
        "scope": "city",
    }
    pages = [{**PAGES[0], "items": [*PAGES[0]["items"], home]}]
    with_card(citizen.user, address="岩手県盛岡市内丸12番2号")
    own = Citizen(version(pages=pages), citizen.client())
    raise_level(own.client)
    own.start()
    shown = text(own.client.get(own.address("applicant")))
    assert "カードの住所が秋田市の外です" in shown
    assert "岩手県盛岡市内丸12番2号" in shown
    assert "代替文字" in shown
    assert 'name="applicant_address-street"' in shown


def test_the_true_characters_can_be_written_and_reach_the_clerk(holder, clerk):
    words = "氏名の「高」は、はしごだかの「髙」です。"
    holder.send_page(data=KANA | REST, _characters=words)
    assert holder.contents.characters == words
    assert words in text(holder.client.get(holder.address("check")))
    holder.send()
    application = Application.objects.get()
    assert read_answers(application)["identity"]["characters"] == words
    assert words in text(clerk.client().get(f"/staff/cases/{application.receipt}/"))

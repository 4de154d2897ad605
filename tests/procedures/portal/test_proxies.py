"""Acting for somebody else: legal representatives, and mandates that the principal confirms with the own card."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from procedures.applications.answers import read_answers
from procedures.applications.models import Application, Draft, Mandate, MandateEvent, MandateState
from procedures.applications.receipts import draw_receipt, show_receipt
from procedures.workflow import commands
from procedures.workflow.errors import MandateMissing
from tests.cast import make_citizen
from tests.catalogue import make_procedure, small_document
from tests.factories.card import assured, raise_level, sign_request, with_card
from tests.procedures.backoffice.pages import part
from tests.procedures.portal.steps import SMALL_PAGE, Citizen, text

pytestmark = pytest.mark.django_db

PROXY = {"allowed": True, "kinds": ["legal", "voluntary", "professional"]}
PAGES = small_document()["pages"]
PAGES[0]["items"][0]["source"] = "identity.name"
CARD = {"level": 2, "reason": "所得を扱うため"}
SON = {"kind": "voluntary", "name": "土崎 太郎", "phone": "018-888-1000", "relation": "子"}
MOTHER = {"kind": "legal", "name": "山王 桜", "phone": "018-888-1000", "relation": "parent"}
SCRIVENER = {
    "kind": "professional",
    "name": "新屋 健一",
    "phone": "018-888-1000",
    "profession": "行政書士",
    "registration": "12345678",
    "office": "新屋見本行政書士事務所",
}


def begin(person, *, signed: bool = False, acting=SON) -> Citizen:
    """Somebody with a card starts for another, and fills everything in."""
    level = {"level": 3, "reason": "署名が要るため", "signature": True} if signed else CARD
    with_card(person.user, name="土崎　太郎", birth_date="1972-11-03")
    own = Citizen(make_procedure(assurance=level, proxy=PROXY, pages=PAGES), person.client())
    raise_level(own.client)
    own.start()
    assert own.client.post(own.address("for-whom"), acting)["Location"] == own.address("applicant")
    own.last = own.send_page()
    return own


@dataclass
class Principal:
    client: Client


def principal_of(**attributes) -> Principal:
    """The applicant, with the own card."""
    person = make_citizen("principal@example.jp")
    with_card(person.user, **{"name": "山王　花子", **attributes})
    client = person.client()
    raise_level(client)
    return Principal(client)


def ask(own: Citizen) -> str:
    """The address that the proxy passes on."""
    own.client.post(own.address("mandate"))
    return f"/mandates/{Mandate.objects.latest('created_at').number}/"


def box_of(clerk, application: Application) -> str:
    answer = clerk.client().get(f"/staff/cases/{application.receipt}/")
    return part(answer, r'aria-labelledby="identification">(.*?)</section>')


def events() -> list[str]:
    return list(MandateEvent.objects.order_by("pk").values_list("event", flat=True))


def test_the_procedure_page_offers_to_act_for_somebody(db, client):
    make_procedure(proxy=PROXY)
    assert "代理で始める" in text(client.get("/procedures/9001/"))
    away = client.post("/procedures/9001/start/", {"acting": "1"})
    assert away["Location"] == f"/apply/{Draft.objects.get().pk}/for-whom/"
    shown = text(client.get(away["Location"]))
    assert "ご本人ですか、代理の方ですか" in shown
    assert "法定代理人" in shown


def test_who_may_not_act_is_not_asked(db, client):
    make_procedure()
    assert "代理で始める" not in text(client.get("/procedures/9001/"))
    away = client.post("/procedures/9001/start/", {"acting": "1"})
    assert away["Location"].endswith("/applicant/")
    draft = Draft.objects.get().pk
    assert client.get(f"/apply/{draft}/for-whom/")["Location"] == f"/apply/{draft}/applicant/"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": ""}, "どなたが申し込むかを選んでください。"),
        ({**SON, "name": " "}, "代理の方の氏名を入力してください。"),
        ({**MOTHER, "relation": "友人"}, "本人との関係を選んでください。"),
        ({**SCRIVENER, "registration": ""}, "登録番号を入力してください。"),
    ],
)
def test_what_is_missing_is_told(db, typed, said):
    own = Citizen(make_procedure(proxy=PROXY))
    own.start()
    shown = text(own.client.post(own.address("for-whom"), typed))
    assert said in shown
    assert "入力内容に誤りがあります" in shown
    assert own.contents.acting == {}


def test_the_proxys_card_does_not_fill_in_the_applicant(citizen):
    own = begin(citizen)
    shown = text(own.client.get(own.address("applicant")))
    assert "土崎 太郎" not in shown
    assert 'name="applicant_name-family"' in shown


def test_the_principal_is_known_by_items_of_any_name_that_are_shown(citizen):
    """A name that was answered in a branch which is hidden since is nobody's."""
    own_name = {"type": "person_name", "label": "氏名", "subject": "applicant", "source": "identity.name"}
    items = [
        {"id": "how", "type": "yes_no", "label": "法人の申請ですか", "required": True},
        {**own_name, "id": "daihyo", "when": {"var": "how"}},
        {**own_name, "id": "shimei"},
        {"id": "meru", "type": "email", "label": "メール", "required": True, "subject": "applicant"},
    ]
    with_card(citizen.user, name="土崎　太郎", birth_date="1972-11-03")
    version = make_procedure(assurance=CARD, proxy=PROXY, pages=[{**PAGES[0], "items": items}])
    own = Citizen(version, citizen.client())
    raise_level(own.client)
    own.start()
    own.client.post(own.address("for-whom"), SON)
    kana = {"family_kana": "サンノウ", "given_kana": "ハナコ"}
    names = {"daihyo": {"family": "新屋", "given": "健", **kana}, "shimei": {"family": "山王", "given": "花子", **kana}}
    typed = {f"{item}-{part}": value for item, name in names.items() for part, value in name.items()}
    own.send_page(data={"how": "yes", "meru": "son@example.jp", **typed})
    own.send_page(data={"how": "no", "meru": "son@example.jp", **typed})
    assert own.contents.answers["daihyo"]["family"] == "新屋"
    address = ask(own)
    assert "土崎 太郎さんが" in text(principal_of().client.get(address))


def test_a_mandate_from_asking_to_sending(citizen, clerk):
    own = begin(citizen)
    assert own.last["Location"] == own.address("mandate")
    address = ask(own)
    told = text(own.client.get(own.address("mandate")))
    assert "本人の確認を待っています" in told
    assert "サンノウ" not in told
    assert own.send()["Location"] == own.address("mandate")

    principal = principal_of()
    shown = text(principal.client.get(address))
    assert "土崎 太郎さんが、「小さな手続」を代わりに行います" in shown
    assert "氏名：山王 花子（サンノウ ハナコ）" in shown
    principal.client.post(address, {"decision": "confirm"})
    assert own.client.get(own.address("mandate"))["Location"] == own.address("check")
    assert "代理の方が申し込みます" in text(own.client.get(own.address("check")))
    own.send()

    application = Application.objects.get()
    answers = read_answers(application)
    assert answers["acting"]["relation"] == "子"
    assert answers["acting"]["card"]["name"] == "土崎　太郎"
    assert answers["applicant_name"]["family"] == "山王"
    assert events() == ["asked", "confirmed", "used"]
    box = part(
        clerk.client().get(f"/staff/cases/{application.receipt}/"), r'aria-labelledby="identification">(.*?)</section>'
    )
    assert "代理人が申請しました" in box
    assert "本人から頼まれた代理人（子）" in box
    assert "自分のカードで委任を確認しました" in box
    assert "任せた内容のとおりに送られました" in text(principal.client.get(address))


def test_without_the_mandate_the_command_refuses(citizen):
    own = begin(citizen)
    with pytest.raises(MandateMissing):
        commands.submit(actor=assured(citizen.user), draft_id=own.draft_id)
    assert Application.objects.count() == 0


def test_nobody_else_sees_or_decides_anything(citizen, client):
    own = begin(citizen)
    address = ask(own)
    stranger = principal_of(name="土崎　太郎")
    for browser in (client, own.client, stranger.client):
        shown = text(browser.get(address))
        assert "サンノウ" not in shown
        browser.post(address, {"decision": "confirm"})
    assert Mandate.objects.get().state == MandateState.OPEN
    # A number that nobody has looks the same.
    number, none = address.split("/")[2], draw_receipt()
    main = r"<main(.*?)</main>"
    nobodys = part(stranger.client.get(f"/mandates/{none}/"), main).replace(none, number)
    assert nobodys == part(stranger.client.get(address), main)


def test_a_refusal_is_told_and_can_be_asked_again(citizen):
    own = begin(citizen)
    principal = principal_of()
    principal.client.post(ask(own), {"decision": "refuse"})
    assert "本人が断りました" in text(own.client.get(own.address("mandate")))
    assert own.send()["Location"] == own.address("mandate")
    again = ask(own)
    principal.client.post(again, {"decision": "confirm"})
    own.send()
    assert Application.objects.count() == 1
    assert events() == ["asked", "refused", "asked", "confirmed", "used"]


def test_a_mandate_can_be_taken_back_until_it_is_used(citizen):
    own = begin(citizen)
    principal = principal_of()
    address = ask(own)
    principal.client.post(address, {"decision": "confirm"})
    principal.client.post(address, {"decision": "withdraw"})
    assert own.send()["Location"] == own.address("mandate")
    assert "委任が取り消されました" in text(own.client.get(own.address("mandate")))
    address = ask(own)
    principal.client.post(address, {"decision": "confirm"})
    own.send()
    principal.client.post(address, {"decision": "withdraw"})
    assert Mandate.objects.latest("created_at").state == MandateState.CONFIRMED


def test_what_changed_after_it_was_mandated_is_asked_again(citizen):
    own = begin(citizen)
    principal = principal_of()
    principal.client.post(ask(own), {"decision": "confirm"})
    own.send_page(data=SMALL_PAGE | {"wish": "ほかの希望"})
    assert own.send()["Location"] == own.address("mandate")
    assert "内容が変わりました" in text(own.client.get(own.address("mandate")))
    ask(own)
    assert list(Mandate.objects.order_by("created_at").values_list("state", flat=True)) == ["withdrawn", "open"]


def test_a_mandate_ends_with_its_time(citizen):
    own = begin(citizen)
    principal = principal_of()
    principal.client.post(ask(own), {"decision": "confirm"})
    with time_machine.travel(timezone.now() + timedelta(days=15), tick=False), pytest.raises(MandateMissing):
        commands.submit(actor=assured(citizen.user), draft_id=own.draft_id)


def test_where_the_procedure_is_signed_the_mandate_is_too(citizen, indexed, hanako):
    own = begin(citizen, signed=True)
    principal = principal_of()
    address = ask(own)
    away = principal.client.post(address, {"decision": "confirm"})
    assert away["Location"].startswith("/identify/sign/")
    assert Mandate.objects.get().state == MandateState.OPEN
    principal.client.get(f"{address}sign/")
    assert Mandate.objects.get().state == MandateState.OPEN
    sign_request(Mandate.objects.get().pk, hanako)
    principal.client.get(f"{address}sign/")
    assert (Mandate.objects.get().state, Mandate.objects.get().assurance_level) == (MandateState.CONFIRMED, 3)
    own.card = hanako
    own.send()
    own.sign()
    assert Application.objects.get().assurance_level == 3


def test_a_parent_acts_without_a_mandate_and_the_clerk_is_told_what_to_check(citizen, clerk):
    own = begin(citizen, acting=MOTHER)
    assert own.last["Location"] == own.address("check")
    own.send()
    application = Application.objects.get()
    box = part(
        clerk.client().get(f"/staff/cases/{application.receipt}/"), r'aria-labelledby="identification">(.*?)</section>'
    )
    assert "法定代理人（親権者（父母など））" in box
    assert "戸籍（親権者）" in box
    assert Mandate.objects.count() == 0


def test_below_the_card_a_professional_needs_no_mandate_and_is_named(db, clerk):
    own = Citizen(make_procedure(proxy=PROXY))
    own.start()
    own.client.post(own.address("for-whom"), SCRIVENER)
    own.fill()
    own.send()
    application = Application.objects.get()
    box = part(
        clerk.client().get(f"/staff/cases/{application.receipt}/"), r'aria-labelledby="identification">(.*?)</section>'
    )
    assert "登録番号：12345678" in box
    assert "委任状" in box


def test_one_may_think_better_of_it(citizen):
    own = begin(citizen)
    own.client.post(own.address("for-whom"), {"kind": "self"})
    assert own.contents.acting == {}
    assert own.client.get(own.address("mandate"))["Location"] == own.address("check")


def test_the_number_may_be_typed_as_it_was_told(client):
    number = draw_receipt()
    assert client.post("/mandates/", {"number": show_receipt(number).lower()})["Location"] == f"/mandates/{number}/"
    assert "委任番号を確かめて" in text(client.post("/mandates/", {"number": "K7QF"}))

"""Level 1: nothing is sent until the mail address is shown to be read."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from identity.access.actors import Visitor
from identity.access.assurance import Level
from identity.access.limits import SEND_TO_ADDRESS
from identity.methods.contact.codes import LIFETIME, TRIES, digits_of
from identity.people.models import User
from procedures.applications.answers import read_digest
from procedures.applications.drafts import read_draft, save_draft
from procedures.applications.models import Application, Effect
from procedures.workflow.commands import submit
from procedures.workflow.errors import LevelMissing
from tests.cast import Player
from tests.catalogue import make_procedure, small_document
from tests.factories.applications import make_draft
from tests.procedures.portal.steps import SMALL_PAGE, Citizen, text

pytestmark = pytest.mark.django_db

NOTHING = {"level": 0, "reason": "なし"}
EMAIL = {"id": "applicant_email", "type": "email", "label": "メールアドレス", "required": False}


def optional_address(**changes: Any) -> Any:
    """A procedure whose form lets the address be left out."""
    pages = small_document()["pages"]
    pages[0]["items"][1] = EMAIL
    return make_procedure(pages=pages, **changes)


def filled(version: Any = None, client: Client | None = None, **page: str) -> Citizen:
    """At the end of the form, nothing confirmed."""
    citizen = Citizen(version or make_procedure(), client=client or Client())
    citizen.start()
    citizen.send_page(data=SMALL_PAGE | page)
    return citizen


def ask(citizen: Citizen, address: str = "") -> Any:
    return citizen.client.post(citizen.address("contact"), {"email": address})


def answer(citizen: Citizen, typed: str) -> Any:
    return citizen.client.post(citizen.address("contact"), {"code": typed})


def code_of(citizen: Citizen) -> str:
    assert citizen.contents.code is not None
    return digits_of(citizen.contents.code)


def wrong(citizen: Citizen) -> str:
    return f"{(int(code_of(citizen)) + 1) % 10**6:06d}"


def codes_asked_for() -> int:
    return Effect.objects.filter(kind="notifications.send_contact_code").count()


def test_the_form_leads_to_the_address_then_to_the_check():
    citizen = filled()

    assert citizen.client.get(citizen.address("check"))["Location"] == citizen.address("contact")
    assert "hanako@example.jp" in text(citizen.client.get(citizen.address("contact")))
    assert ask(citizen)["Location"] == citizen.address("contact")
    assert "確認コードの入力" in text(citizen.client.get(citizen.address("contact")))
    assert answer(citizen, code_of(citizen))["Location"] == citizen.address("check")
    assert (citizen.contents.email, citizen.contents.email_confirmed, citizen.contents.code) == (
        "hanako@example.jp",
        True,
        None,
    )
    citizen.send()
    assert Application.objects.count() == 1


def test_looking_sends_nothing():
    citizen = filled()
    for _ in range(3):
        citizen.client.get(citizen.address("contact"))

    assert codes_asked_for() == 0


def test_the_check_page_cannot_be_passed_by():
    citizen = filled()

    assert citizen.send()["Location"] == citizen.address("contact")
    assert Application.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_command_itself_refuses():
    draft = make_draft()
    save_draft(draft, replace(read_draft(draft), email_confirmed=False), expected_revision=draft.revision)

    with pytest.raises(LevelMissing) as refused:
        submit(actor=Visitor(grants=frozenset({draft.pk})), draft_id=draft.pk)
    assert (refused.value.level, Application.objects.count()) == (Level.CONTACT, 0)


def test_nothing_typed_is_lost_by_it():
    citizen = filled()
    before = citizen.contents.answers
    ask(citizen)
    answer(citizen, wrong(citizen))
    answer(citizen, code_of(citizen))

    assert citizen.contents.answers == before


def test_before_the_form_is_complete_there_is_nothing_to_confirm():
    citizen = Citizen(make_procedure())
    citizen.start()

    assert citizen.client.get(citizen.address("contact"))["Location"] == citizen.address("applicant")
    assert ask(citizen)["Location"] == citizen.address("applicant")
    assert codes_asked_for() == 0


def test_a_wrong_code_says_so_and_may_be_mended():
    citizen = filled()
    ask(citizen)
    shown = text(answer(citizen, wrong(citizen)))

    assert "確認コードが違います" in shown
    assert 'href="#code"' in shown
    assert "<title>エラー：" in shown
    assert answer(citizen, code_of(citizen))["Location"] == citizen.address("check")


def test_after_five_wrong_codes_only_a_new_one_helps():
    citizen = filled()
    ask(citizen)
    old = code_of(citizen)
    for _ in range(TRIES):
        shown = text(answer(citizen, wrong(citizen)))
    assert "使えなくなりました" in shown
    ask_instead = answer(citizen, old)
    assert citizen.contents.email_confirmed is False
    assert ask_instead.status_code == 302  # a new one is on its way
    answer(citizen, old)
    assert citizen.contents.email_confirmed is False
    answer(citizen, code_of(citizen))
    assert citizen.contents.email_confirmed is True


def test_guesses_sent_at_once_are_one_guess(monkeypatch: pytest.MonkeyPatch):
    """Two requests read the same draft; the second to write is not looked at, right or wrong."""
    citizen = filled()
    ask(citizen)
    right = code_of(citizen)
    desk = "procedures.portal.views.contact.fits"
    nested: list[Any] = []

    def fits_late(tried: Any, typed: str) -> bool:
        if not nested:
            nested.append(True)
            nested.append(answer(citizen, wrong(citizen)))
        return typed == right

    monkeypatch.setattr(desk, fits_late)
    response = answer(citizen, right)

    assert (response["Location"], citizen.contents.email_confirmed) == (citizen.address("contact"), False)
    assert citizen.contents.code.tries == 1


def test_an_old_code_is_no_code():
    citizen = filled()
    ask(citizen)
    code = code_of(citizen)
    with time_machine.travel(timezone.now() + LIFETIME + timedelta(seconds=1), tick=False):
        assert "メールアドレスの確認</h1>" in text(citizen.client.get(citizen.address("contact")))
        answer(citizen, code)

    assert citizen.contents.email_confirmed is False


def test_a_new_code_makes_the_old_one_useless():
    citizen = filled()
    ask(citizen)
    old = code_of(citizen)
    ask(citizen)
    answer(citizen, old if old != code_of(citizen) else wrong(citizen))

    assert citizen.contents.email_confirmed is False


def test_another_address_has_to_be_confirmed_anew():
    citizen = filled()
    citizen.confirm()
    citizen.send_page(data=SMALL_PAGE | {"applicant_email": "other@example.jp"})

    assert citizen.send()["Location"] == citizen.address("contact")
    shown = text(citizen.client.get(citizen.address("contact")))
    assert ("other@example.jp" in shown, "確認コードの入力" in shown) == (True, False)
    citizen.confirm()
    citizen.send()
    assert read_digest(Application.objects.get()).email == "other@example.jp"


def test_a_code_for_the_old_address_does_not_confirm_the_new():
    citizen = filled()
    ask(citizen)
    old = code_of(citizen)
    citizen.send_page(data=SMALL_PAGE | {"applicant_email": "other@example.jp"})
    answer(citizen, old)

    assert citizen.contents.email_confirmed is False
    assert citizen.contents.code.address == "other@example.jp"  # what was sent was taken as asking for a code


def test_the_address_of_the_form_cannot_be_swapped_for_another():
    citizen = filled()
    ask(citizen, "mallory@example.jp")

    assert citizen.contents.code.address == "hanako@example.jp"


def test_where_the_form_has_no_address_the_page_asks_for_it():
    citizen = filled(optional_address(), applicant_email="")
    assert 'name="email"' in text(citizen.client.get(citizen.address("contact")))
    for address, said in (("", "入力してください"), ("hanako", "形が正しくありません")):
        shown = text(ask(citizen, address))
        assert (said in shown, 'href="#email"' in shown) == (True, True)
    ask(citizen, "ｈanako@example.jp")
    assert "別のメールアドレスを使う" in text(citizen.client.get(citizen.address("contact")))
    assert 'name="email"' in text(citizen.client.get(citizen.address("contact") + "?change=1"))
    answer(citizen, code_of(citizen))
    citizen.send()

    assert read_digest(Application.objects.get()).email == "hanako@example.jp"


def test_level_0_asks_for_no_address_but_confirms_one_that_is_given():
    without = filled(optional_address(assurance=NOTHING), applicant_email="")
    assert without.client.get(without.address("check")).status_code == 200
    with_one = filled(without.version)
    assert with_one.client.get(with_one.address("check"))["Location"] == with_one.address("contact")


def test_level_0_that_wants_no_confirmation_has_none():
    citizen = filled(make_procedure(assurance=NOTHING, contact_confirmation=False))

    assert citizen.client.get(citizen.address("check")).status_code == 200
    assert citizen.client.get(citizen.address("contact"))["Location"] == citizen.address("check")


def test_an_account_needs_no_code(citizen: Player):
    signed_in = filled(client=citizen.client())

    assert signed_in.client.get(signed_in.address("contact"))["Location"] == signed_in.address("check")
    signed_in.send()
    assert Application.objects.get().owner_id == citizen.user.pk


def test_an_account_without_an_address_needs_one(db: None):
    person = filled(client=Player(User.objects.create_user()).client())

    assert person.client.get(person.address("check"))["Location"] == person.address("contact")
    person.confirm()
    person.send()
    assert Application.objects.count() == 1


def test_putting_aside_with_the_same_address_keeps_the_confirmation():
    citizen = filled()
    citizen.confirm()
    citizen.client.post(citizen.address("saved"), {"email": "hanako@example.jp"})
    assert citizen.contents.email_confirmed is True
    citizen.client.post(citizen.address("saved"), {"email": "other@example.jp"})
    assert citizen.contents.email_confirmed is False


def test_one_address_gets_few_mails_whoever_asks():
    version = make_procedure()
    for _ in range(SEND_TO_ADDRESS.times):
        assert ask(filled(version)).status_code == 302
    response = ask(filled(version, applicant_email="hanako@EXAMPLE.jp"))

    assert (response.status_code, response["Retry-After"]) == (429, "600")
    assert codes_asked_for() == SEND_TO_ADDRESS.times
    assert ask(filled(version, applicant_email="other@example.jp")).status_code == 302


def test_anothers_draft_is_not_there():
    citizen = filled()

    for response in (
        Client().get(citizen.address("contact")),
        Client().post(citizen.address("contact"), {"code": "1"}),
    ):
        assert response.status_code == 404


def test_what_it_costs(django_assert_num_queries):
    citizen = filled()
    with django_assert_num_queries(1):
        citizen.client.get(citizen.address("contact"))
    with django_assert_num_queries(5):  # savepoint and its release; draft, contents, effect
        ask(citizen)
    code = code_of(citizen)
    with django_assert_num_queries(2):
        answer(citizen, code)

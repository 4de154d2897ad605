"""The end of an account, and the copy before it."""

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.utils import timezone

from identity.access.assurance import Level, raise_assurance
from identity.disclosure.models import DisclosureEntry
from identity.disclosure.services import record_disclosure
from identity.pages.closing import close_account
from identity.people.models import AccountSession, SignIn, User
from procedures.applications.answers import read_digest
from procedures.applications.models import Application, Draft
from tests.cast import PASSWORD, Player
from tests.catalogue import SMALL_ANSWERS, make_procedure
from tests.factories.applications import make_application, make_draft
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db(transaction=True)

CLOSE = "/profile/close/"
EXPORT = "/profile/export/"


@pytest.fixture
def person(citizen: Player) -> Player:
    EmailAddress.objects.create(user=citizen.user, email=citizen.user.email, verified=True, primary=True)
    return citizen


def sure(person: Player) -> Client:
    """Signed in, and the password given once more."""
    client = Client()
    client.post("/accounts/login/", {"login": person.user.email, "password": PASSWORD})
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


@pytest.mark.parametrize("address", [CLOSE, EXPORT])
def test_the_password_is_asked_for_once_more(person: Player, address: str):
    client = Client()
    client.post("/accounts/login/", {"login": person.user.email, "password": PASSWORD})

    for response in (client.get(address), client.post(address, {"agree": "on"})):
        assert response["Location"].startswith("/accounts/reauthenticate/")
    person.user.refresh_from_db()
    assert person.user.is_active is True


@pytest.mark.parametrize("address", [CLOSE, EXPORT])
def test_who_has_only_the_card_shows_it_again(address: str):
    client = Player(User.objects.create_user()).client()

    assert client.get(address)["Location"].startswith("/identify/?level=2")
    request = client.get("/profile/").wsgi_request
    raise_assurance(request, level=Level.CARD, method="card")
    request.session.save()
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", [CLOSE, EXPORT])
def test_staff_have_no_such_page(clerk: Player, address: str):
    assert (clerk.client().get(address).status_code, clerk.client().post(address).status_code) == (404, 404)


@pytest.mark.parametrize("address", [CLOSE, EXPORT])
def test_nobody_gets_there_without_signing_in(address: str):
    assert Client().get(address)["Location"].startswith("/accounts/login/")


def test_nothing_happens_without_the_box(smtp: Mailbox, person: Player):
    client = sure(person)
    html = client.post(CLOSE, {}).content.decode()

    assert ("確認の欄を選んでください" in html, 'href="#agree"' in html) == (True, True)
    person.user.refresh_from_db()
    assert person.user.is_active is True


def test_the_page_counts_what_goes_and_what_stays(smtp: Mailbox, person: Player):
    version = make_procedure()
    make_draft(person.visitor, version=version)
    for _ in range(2):
        make_application(person.visitor, version=version)
    html = sure(person).get(CLOSE).content.decode()

    assert ("書きかけの下書き（1件）" in html, "送った申請（2件）" in html) == (True, True)
    assert "マイナンバーカードで本人確認をした申請" not in html


def test_closing_takes_the_person_out_and_leaves_what_the_city_keeps(smtp: Mailbox, person: Player, clerk: Player):
    TOTP.activate(person.user, generate_totp_secret())
    version = make_procedure()
    make_draft(person.visitor, version=version)
    sent = make_application(person.visitor, version=version)
    record_disclosure(
        subject=sent.pk, citizen_id=person.user.pk, staff_id=clerk.user.pk, department="citizen-affairs", purpose="審査"
    )
    elsewhere = person.client()
    Authenticator.objects.all().delete()
    client = sure(person)
    TOTP.activate(person.user, generate_totp_secret())

    html = client.post(CLOSE, {"agree": "on"}).content.decode()

    assert "<h1>アカウントを削除しました</h1>" in html
    gone = User.objects.get(pk=person.user.pk)
    assert (gone.email, gone.is_active, gone.has_usable_password()) == (None, False, False)
    for model in (EmailAddress, Authenticator, SignIn, AccountSession):
        assert model.objects.filter(user=gone).count() == 0
    assert Draft.objects.count() == 0
    assert [one["Subject"] for one in smtp.mails if one["To"] == "hanako@example.jp"][-1] == "アカウントを削除しました"
    assert (elsewhere.get("/profile/").status_code, client.get("/profile/").status_code) == (302, 302)
    kept = Application.objects.get()
    assert (kept.owner_id, kept.events.count(), DisclosureEntry.objects.count()) == (None, 1, 1)


def test_what_was_sent_is_found_with_its_number_and_a_code(smtp: Mailbox, person: Player):
    pages = {**SMALL_ANSWERS}
    sent = make_application(person.visitor, answers=pages)
    close_account(person.user)

    guest = Client()
    assert guest.post("/lookup/", {"receipt": sent.receipt})["Location"] == "/lookup/code/"
    sent.refresh_from_db()
    assert read_digest(sent).email == "hanako@example.jp"


def test_an_application_without_an_address_of_its_own_gets_the_accounts(person: Player):
    from procedures.applications.answers import Digest, seal_digest

    sent = make_application(person.visitor)
    sent.digest = seal_digest(sent, Digest(name="山王 花子"))
    sent.save(update_fields=["digest"])
    close_account(person.user)

    sent.refresh_from_db()
    assert read_digest(sent) == Digest(name="山王 花子", email="hanako@example.jp")


def test_what_the_card_stands_for_is_not_opened_by_a_mailbox(smtp: Mailbox, person: Player):
    sent = make_application(person.visitor)
    Application.objects.update(assurance_level=2, assurance_method="card", assured_at=timezone.now())
    html = sure(person).get(CLOSE).content.decode()
    assert "マイナンバーカードで本人確認をした申請（1件）" in html
    close_account(person.user)

    sent.refresh_from_db()
    assert sent.owner_id == person.user.pk
    Client().post("/lookup/", {"receipt": sent.receipt})
    assert [mail for mail in smtp.mails if "確認コード" in str(mail["Subject"])] == []


def test_nothing_is_half_closed(person: Player, monkeypatch: pytest.MonkeyPatch):
    make_draft(person.visitor)
    monkeypatch.setattr(User, "set_unusable_password", lambda self: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        close_account(person.user)
    assert (Draft.objects.count(), EmailAddress.objects.count()) == (1, 1)


def test_what_is_closed_is_not_closed_again(person: Player):
    close_account(person.user)

    with pytest.raises(User.DoesNotExist):
        close_account(person.user)


def test_staff_are_not_closed_by_it(clerk: Player):
    with pytest.raises(User.DoesNotExist):
        close_account(clerk.user)


def test_the_address_is_free_again(smtp: Mailbox, person: Player):
    close_account(person.user)
    Client().post(
        "/accounts/signup/",
        {"email": "hanako@example.jp", "password1": "kitano-sakura-28", "password2": "kitano-sakura-28"},
    )

    assert User.objects.filter(email="hanako@example.jp").count() == 1
    assert smtp.mails[-1]["Subject"] == "確認コードのお知らせ"


def test_the_copy_holds_the_persons_own_and_nobody_elses(smtp: Mailbox, person: Player, other_citizen: Player):
    version = make_procedure()
    make_draft(person.visitor, version=version, answers=SMALL_ANSWERS | {"wish": "下書きの希望"})
    mine = make_application(person.visitor, version=version)
    his = make_application(other_citizen.visitor, version=version, answers=SMALL_ANSWERS | {"wish": "他人の希望"})
    client = sure(person)
    assert client.get(EXPORT).status_code == 200

    response = client.post(EXPORT)

    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"].startswith('attachment; filename="akita-')
    assert "no-store" in response["Cache-Control"]
    data = json.loads(response.content)
    assert data["account"]["email"] == "hanako@example.jp"
    assert [one["methods"] for one in data["sign_ins"]] == [["password"]]
    assert [one["answers"]["wish"] for one in data["drafts"]] == ["下書きの希望"]
    [sent] = data["applications"]
    assert sent["receipt_number"].replace("-", "") == mine.receipt
    assert sent["answers"] == SMALL_ANSWERS
    assert (his.receipt in response.content.decode(), "他人の希望" in response.content.decode()) == (False, False)

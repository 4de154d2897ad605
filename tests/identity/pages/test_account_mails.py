"""Sign-up and forgotten passwords over a real mail server: nothing given away, a clear page if the server is away."""

import re
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as portal
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from identity.people.models import Kind, User
from tests.cast import PASSWORD, Player
from tests.smtp import Mailbox

pytestmark = pytest.mark.django_db

SIGN_UP = "/accounts/signup/"
RESET = "/accounts/password/reset/"
CONFIRM = "/accounts/confirm-email/"
SECRET = "kitano-sakura-28"
_CODE = re.compile(r"^[A-Z0-9]{3,4}-?[A-Z0-9]{2,4}$", re.MULTILINE)
_FOREIGN = re.compile(r"[A-Za-z]{4,}")
_NOT_OURS = re.compile(r"https?://\S+|\S+@\S+|Chrome")


def sign_up(client: Client, email: str | None):
    return client.post(SIGN_UP, {"email": email, "password1": SECRET, "password2": SECRET})


def code_in(body: str) -> str:
    found = _CODE.search(body)
    assert found is not None, body
    return found[0]


def test_signing_up_makes_a_citizen_once_the_code_came_back(smtp: Mailbox):
    client = Client()

    response = sign_up(client, "New.Person@Example.jp")
    assert (response.status_code, response["Location"]) == (302, CONFIRM)
    [mail] = smtp.mails
    assert (mail["Subject"], smtp.recipients) == ("確認コードのお知らせ", [["new.person@example.jp"]])

    client.post(CONFIRM, {"code": code_in(mail.get_content())})

    user = User.objects.get()
    assert (user.email, user.kind, user.name) == ("new.person@example.jp", Kind.CITIZEN, "")
    assert EmailAddress.objects.get(user=user).verified is True
    assert client.session["_auth_user_id"] == str(user.pk)


def test_forged_fields_make_nobody_staff(smtp: Mailbox):
    Client().post(
        SIGN_UP,
        {
            "email": "mallory@example.jp",
            "password1": SECRET,
            "password2": SECRET,
            "kind": "staff",
            "name": "佐藤 恵",
            "is_staff": "1",
        },
    )

    user = User.objects.get()
    assert (user.kind, user.name) == (Kind.CITIZEN, "")


@pytest.mark.parametrize("kind", ["citizen", "clerk"])
def test_signing_up_with_a_known_address_looks_the_same_and_tells_its_owner(
    smtp: Mailbox, kind: str, request: pytest.FixtureRequest
):
    player: Player = request.getfixturevalue(kind)
    EmailAddress.objects.create(user=player.user, email=player.user.email, verified=True, primary=True)
    fresh, known = Client(), Client()

    first = sign_up(fresh, "fresh@example.jp")
    second = sign_up(known, player.user.email)

    assert (second.status_code, second["Location"]) == (first.status_code, first["Location"])
    assert [mail["Subject"] for mail in smtp.mails] == ["確認コードのお知らせ", "アカウントは登録済みです"]
    player.user.refresh_from_db()
    assert (player.user.kind, player.user.check_password(PASSWORD)) == (kind.replace("clerk", "staff"), True)
    assert User.objects.count() == 2


def test_a_forgotten_password_looks_the_same_for_unknown_addresses(smtp: Mailbox, citizen: Player):
    EmailAddress.objects.create(user=citizen.user, email=citizen.user.email, verified=True, primary=True)

    known = Client().post(RESET, {"email": citizen.user.email})
    unknown = Client().post(RESET, {"email": "nobody@example.jp"})

    assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])
    assert [mail["Subject"] for mail in smtp.mails] == ["パスワードの確認コード", "アカウントの登録がありません"]


def test_mails_are_marked_automatic_and_written_for_every_relay(smtp: Mailbox):
    sign_up(Client(), "new@example.jp")

    [mail] = smtp.mails
    assert mail["Auto-Submitted"] == "auto-generated"
    assert (mail.get_content_charset(), mail["Content-Transfer-Encoding"]) == ("utf-8", "base64")
    assert str(mail["From"]) == portal.DEFAULT_FROM_EMAIL


@pytest.mark.parametrize("fault", ["away", "refused", "busy"])
def test_a_mail_server_that_fails_is_told_in_words(smtp: Mailbox, settings, fault: str):
    if fault == "away":
        settings.EMAIL_PORT = 1
    else:
        smtp.on_recipient = "550 no such user" if fault == "refused" else "450 busy"

    response = sign_up(Client(), "new@example.jp")

    html = response.content.decode()
    assert (response.status_code, smtp.raw) == (503, [])
    assert "<h1>メールを送れませんでした</h1>" in html
    assert "同じメールアドレスとパスワードでログインすると" in html


def test_what_that_page_promises_is_true(smtp: Mailbox, settings):
    settings.EMAIL_PORT = 1
    client = Client()
    sign_up(client, "new@example.jp")
    settings.EMAIL_PORT = smtp.port

    response = client.post("/accounts/login/", {"login": "new@example.jp", "password": SECRET})

    assert (response.status_code, response["Location"]) == (302, CONFIRM)
    client.post(CONFIRM, {"code": code_in(smtp.mails[0].get_content())})
    assert EmailAddress.objects.get(email="new@example.jp").verified is True


def test_a_silent_mail_server_does_not_hold_the_page(smtp: Mailbox, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("identity.pages.adapters.SECONDS_FOR_MAIL", 0.3)
    smtp.pause_before_accepting = 3

    assert sign_up(Client(), "new@example.jp").status_code == 503


def test_a_notice_that_cannot_be_sent_does_not_undo_what_it_tells(smtp: Mailbox, settings, citizen: Player):
    EmailAddress.objects.create(user=citizen.user, email=citizen.user.email, verified=True, primary=True)
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    settings.EMAIL_PORT = 1
    client = citizen.client()

    response = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": SECRET, "password2": SECRET}
    )

    assert response.status_code == 302
    citizen.user.refresh_from_db()
    assert citizen.user.check_password(SECRET) is True


def test_a_changed_password_is_told_with_its_time(smtp: Mailbox, settings, citizen: Player):
    EmailAddress.objects.create(user=citizen.user, email=citizen.user.email, verified=True, primary=True)
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True

    citizen.client().post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": SECRET, "password2": SECRET}
    )

    [mail] = smtp.mails
    assert mail["Subject"] == "パスワードを変更しました"
    lines = mail.get_content().splitlines()
    assert lines[0] == "アカウントのパスワードが変更されました。"
    assert [line for line in lines if "127.0.0.1" in line] == []  # the address of a machine is nobody's business


def mail_prefixes() -> list[str]:
    root = Path(portal.BASE_DIR) / "templates"
    return sorted(
        str(path.relative_to(root)).removesuffix("_subject.txt")
        for folder in ("account", "mfa")
        for path in (root / folder / "email").glob("*_subject.txt")
    )


def test_no_mail_is_left_in_the_librarys_words():
    used = {
        "account/email/account_already_exists",
        "account/email/account_closed",
        "account/email/email_changed",
        "account/email/email_confirm",
        "account/email/email_confirmation",
        "account/email/email_confirmation_signup",
        "account/email/email_deleted",
        "account/email/password_changed",
        "account/email/password_reset",
        "account/email/password_reset_code",
        "account/email/password_set",
        "account/email/unknown_account",
        "mfa/email/recovery_codes_generated",
        "mfa/email/totp_activated",
        "mfa/email/totp_deactivated",
        "mfa/email/webauthn_added",
        "mfa/email/webauthn_removed",
    }
    assert set(mail_prefixes()) == used


@pytest.mark.parametrize("prefix", mail_prefixes())
def test_every_mail_is_in_japanese_and_says_whom_to_ask(prefix: str, rf):
    context = {
        "code": "AB12-CD",
        "user": None,
        "timestamp": timezone.now(),
        "password_reset_url": "https://portal.example/r/",
        "signup_url": "https://portal.example/s/",
        "from_email": "a&b@example.jp",
        "to_email": "b@example.jp",
        "deleted_email": "a@example.jp",
    }
    body = render_to_string(f"{prefix}_message.txt", context, rf.get("/"))
    subject = render_to_string(f"{prefix}_subject.txt", context).strip()

    assert _FOREIGN.findall(_NOT_OURS.sub("", body + subject)) == []
    assert "お問い合わせ　電話 018-888-0000" in body
    assert "&amp;" not in body
    assert 0 < len(subject) <= 18  # one encoded word: longer subjects begin on a line of their own

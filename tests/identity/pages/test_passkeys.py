"""Passkeys in a real Chromium with a virtual device: made, signed in with, used as the second factor, removed."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from playwright.sync_api import CDPSession, Page, expect

from identity.people.models import SignIn, User
from tests.axe import axe
from tests.browser import DESK, PHONE
from tests.cast import PASSWORD, Player

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def person(citizen: Player) -> User:
    EmailAddress.objects.create(user=citizen.user, email=citizen.user.email, verified=True, primary=True)
    return citizen.user


def device(page: Page, *, verifies: bool = True) -> CDPSession:
    """Give the browser an authenticator that asks for a finger, and always gets it (or never)."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    wire.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": verifies,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return wire


@pytest.fixture
def origin(live_server) -> str:
    """Browsers give passkeys to names only, and to plain HTTP at localhost only."""
    return str(live_server.url).replace("127.0.0.1", "localhost")


def sign_in(page: Page, person: User) -> None:
    page.goto("/accounts/login/?next=/profile/")
    page.fill("#id_login", str(person.email))
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="ログインする", exact=True).click()
    page.wait_for_url("**/profile/")


def sign_out(page: Page) -> None:
    page.goto("/profile/")
    page.get_by_role("button", name="ログアウトする").click()
    page.wait_for_url(lambda address: "/profile/" not in address)


def look(page: Page, wire: CDPSession) -> None:
    axe(page, wire=wire)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth") is True, page.url


def register(page: Page, wire: CDPSession, name: str = "電話") -> None:
    page.goto("/accounts/2fa/webauthn/add/")
    if "/reauthenticate/" in page.url:
        page.fill("#id_password", PASSWORD)
        page.get_by_role("button", name="確認する").click()
        page.wait_for_url("**/webauthn/add/")
    look(page, wire)
    page.fill("#id_name", name)
    page.get_by_role("button", name="パスキーを登録する").click()


def test_from_making_a_passkey_to_removing_it(origin: str, page_at: Callable[..., Page], person: User):
    page = page_at(PHONE, base_url=origin)
    wire = device(page)
    sign_in(page, person)
    register(page, wire)
    page.wait_for_url("**/2fa/recovery-codes/")
    look(page, wire)
    assert Authenticator.objects.get(type="webauthn").wrap().name == "電話"
    page.goto("/accounts/2fa/")
    look(page, wire)
    sign_out(page)

    page.goto("/accounts/login/?next=/profile/sessions/")
    look(page, wire)
    page.get_by_role("button", name="パスキーでログインする").click()
    page.wait_for_url("**/profile/sessions/")
    assert "パスキー" in page.inner_text("table")
    assert SignIn.objects.latest("at").methods == "webauthn"

    page.goto("/accounts/2fa/webauthn/")
    look(page, wire)
    page.get_by_role("link", name="「電話」の名前を変える").click()
    page.wait_for_url(lambda address: "/edit/" in address or "/reauthenticate/" in address)
    if "/reauthenticate/" in page.url:
        page.get_by_role("link", name="パスキーで確認する").click()
        page.wait_for_url("**/webauthn/reauthenticate/**")
        look(page, wire)
        page.get_by_role("button", name="パスキーで確認する").click()
        page.wait_for_url("**/edit/")
    look(page, wire)
    page.fill("#id_name", "スマートフォン")
    page.get_by_role("button", name="名前を変える").click()
    page.wait_for_url("**/2fa/webauthn/")
    page.get_by_role("link", name="「スマートフォン」を削除する").click()
    page.wait_for_url("**/remove/")
    look(page, wire)
    page.get_by_role("button", name="パスキーを削除する").click()
    page.wait_for_url("**/2fa/webauthn/")
    expect(page.locator("main")).to_contain_text("登録したパスキーはありません。")
    assert Authenticator.objects.count() == 0


def test_a_passkey_is_a_second_factor_after_the_password(origin: str, page_at: Callable[..., Page], person: User):
    page = page_at(DESK, base_url=origin)
    wire = device(page)
    sign_in(page, person)
    register(page, wire)
    page.wait_for_url("**/2fa/recovery-codes/")
    sign_out(page)

    page.goto("/accounts/login/?next=/profile/")
    page.fill("#id_login", str(person.email))
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="ログインする", exact=True).click()
    page.wait_for_url("**/2fa/authenticate/")
    look(page, wire)
    page.get_by_role("button", name="パスキーで確認する").click()
    page.wait_for_url("**/profile/")
    assert SignIn.objects.latest("at").methods == "password,webauthn"


def test_a_device_that_does_not_verify_its_owner_gets_no_passkey(
    origin: str, page_at: Callable[..., Page], person: User
):
    page = page_at(PHONE, base_url=origin)
    wire = device(page, verifies=False)
    sign_in(page, person)
    register(page, wire)

    expect(page.locator("[data-passkey-status]")).to_contain_text("パスキーで確認できませんでした。")
    look(page, wire)
    assert Authenticator.objects.count() == 0


def test_a_passkey_whose_account_is_gone_signs_nobody_in(origin: str, page_at: Callable[..., Page], person: User):
    page = page_at(PHONE, base_url=origin)
    wire = device(page)
    sign_in(page, person)
    register(page, wire)
    page.wait_for_url("**/2fa/recovery-codes/")
    sign_out(page)
    Authenticator.objects.all().delete()

    page.goto("/accounts/login/")
    page.get_by_role("button", name="パスキーでログインする").click()
    page.wait_for_load_state()
    expect(page.locator("main")).to_contain_text("確認できませんでした")
    look(page, wire)
    page.goto("/profile/")
    assert "/accounts/login/" in page.url


def test_without_javascript_passkeys_are_not_offered_and_the_rest_works(
    origin: str, page_at: Callable[..., Page], person: User
):
    page = page_at(PHONE, base_url=origin, javascript=False)
    sign_in(page, person)
    page.goto("/accounts/2fa/webauthn/add/")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="確認する").click()
    page.wait_for_url("**/webauthn/add/")
    assert page.get_by_role("button", name="パスキーを登録する").is_hidden()
    assert "JavaScriptが必要です" in page.inner_text("main")

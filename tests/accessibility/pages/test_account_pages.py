"""allauth's pages speak our words, in our components, before and after an error."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from accessibility.checker.checks import check_html
from accessibility.checker.dom import parse
from tests.axe import axe
from tests.browser import DESK, PHONE

pytestmark = pytest.mark.django_db

PASSWORD = "kitano-sakura-28"
BEFORE_SIGN_IN = ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/inactive/"]
SIGNED_IN = [
    "/accounts/logout/",
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
]
WITH_SECOND_FACTOR = [
    "/accounts/2fa/",
    "/accounts/2fa/totp/deactivate/",
    "/accounts/2fa/recovery-codes/",
    "/accounts/2fa/recovery-codes/generate/",
    "/accounts/2fa/reauthenticate/",
]


@pytest.fixture
def person():
    user = get_user_model().objects.create_user(email="taro@example.jp", password=PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def signed_in(client: Client, person) -> Client:
    response = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert response.status_code == 302
    # Sensitive settings ask for the password once more.
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return client


@pytest.fixture
def with_second_factor(signed_in: Client, person) -> Client:
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    return signed_in


def good(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    html = response.content.decode()
    assert check_html(html) == [], address
    return html


def test_pages_before_sign_in(client: Client):
    for address in BEFORE_SIGN_IN:
        good(client, address)


def test_pages_of_somebody_signed_in(signed_in: Client):
    for address in SIGNED_IN:
        html = good(signed_in, address)
        assert "ログアウト" in html


def test_pages_of_the_second_factor(with_second_factor: Client):
    for address in WITH_SECOND_FACTOR:
        good(with_second_factor, address)


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/accounts/login/", {}),
        ("/accounts/login/", {"login": "taro@example.jp", "password": "wrong"}),
        ("/accounts/signup/", {"email": "x", "password1": "1", "password2": "2"}),
        ("/accounts/password/reset/", {"email": "x"}),
    ],
)
def test_errors_stand_in_the_title_the_summary_and_at_the_box(client: Client, person, address: str, data: dict):
    html = client.post(address, data).content.decode()
    document = parse(html)
    assert check_html(html) == []
    assert next(document.find("title")).text().startswith("エラー：")
    assert "入力内容に誤りがあります" in html
    ids = {element.attributes.get("id") for element in document.walk()}
    (summary,) = [element for element in document.walk() if element.attributes.get("id") == "error-summary"]
    links = list(summary.find("a"))
    assert links
    assert {link.attributes["href"][1:] for link in links} <= ids


def test_signing_up_asks_for_the_code_that_was_sent(client: Client):
    response = client.post(
        "/accounts/signup/",
        {"email": "new@example.jp", "password1": PASSWORD, "password2": PASSWORD},
        follow=True,
    )
    html = response.content.decode()
    assert check_html(html) == []
    assert "new@example.jp" in html
    assert [h.text() for h in parse(html).find("h1")] == ["確認コードの入力"]
    assert re.search(r"one-time-code", html)
    assert len(mail.outbox) == 1
    wrong = client.post("/accounts/confirm-email/", {"code": "000000"}, follow=True).content.decode()
    assert check_html(wrong) == []
    assert next(parse(wrong).find("title")).text().startswith("エラー：")


def test_resetting_a_password_by_code(client: Client, person):
    html = client.post("/accounts/password/reset/", {"email": person.email}, follow=True).content.decode()
    assert check_html(html) == []
    code = re.search(r"^([A-Z0-9]{3,}(?:-[A-Z0-9]+)*)$", str(mail.outbox[0].body), re.MULTILINE).group(1)
    html = client.post("/accounts/password/reset/confirm/", {"code": code}, follow=True).content.decode()
    assert [h.text() for h in parse(html).find("h1")] == ["新しいパスワード"]
    assert check_html(html) == []
    data = {"password1": "minami-no-kaze-9", "password2": "minami-no-kaze-9"}
    html = client.post("/accounts/password/reset/complete/", data, follow=True).content.decode()
    assert check_html(html) == []
    assert person.__class__.objects.get(pk=person.pk).check_password("minami-no-kaze-9")


def test_the_second_factor_is_asked_for(client: Client, person):
    TOTP.activate(person, generate_totp_secret())
    html = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD}, follow=True).content.decode()
    assert [h.text() for h in parse(html).find("h1")] == ["二段階認証"]
    assert check_html(html) == []
    html = client.post("/accounts/2fa/authenticate/", {"code": "abc"}).content.decode()
    assert check_html(html) == []
    assert next(parse(html).find("title")).text().startswith("エラー：")
    assert Authenticator.objects.filter(user=person).count() == 1


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_axe_on_the_account_pages(live_server, page_at: Callable[..., Page], person):
    page = page_at(PHONE, base_url=live_server.url)
    for address in BEFORE_SIGN_IN:
        page.goto(address)
        axe(page)
    page.goto("/accounts/login/")
    page.fill("#id_login", person.email)
    page.fill("#id_password", "wrong")
    page.get_by_role("button", name="ログインする", exact=True).click()
    expect(page.locator("#error-summary")).to_be_focused()
    axe(page)
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="ログインする", exact=True).click()
    page.wait_for_url(lambda address: "/login/" not in address)
    for address in SIGNED_IN:
        page.goto(address)
        axe(page)
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="確認する").click()
    page.wait_for_url("**/2fa/totp/activate/")
    axe(page)
    page.set_viewport_size({"width": DESK, "height": 800})
    axe(page)


def test_a_session_can_be_lengthened(client: Client, person):
    assert client.post("/accessibility/session/").status_code == 403
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert client.get("/accessibility/session/").status_code == 405
    with time_machine.travel(timezone.now() + timedelta(hours=11), tick=False):
        assert session_seconds(client.get("/accessibility/").content.decode()) == pytest.approx(3600, abs=5)
        assert client.post("/accessibility/session/").json() == {"seconds": 43200}
        assert session_seconds(client.get("/accessibility/").content.decode()) == 43200
    with time_machine.travel(timezone.now() + timedelta(hours=22), tick=False):
        assert "ログアウト" in client.get("/accessibility/").content.decode()


def session_seconds(html: str) -> int:
    (body,) = parse(html).find("body")
    return int(body.attributes["data-session-expires"])


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_notice_comes_in_time_and_goes_when_the_session_is_lengthened(
    live_server, page_at: Callable[..., Page], person
):
    page = page_at(PHONE, base_url=live_server.url)
    page.clock.install()
    page.goto("/accounts/login/")
    page.fill("#id_login", person.email)
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="ログインする", exact=True).click()
    page.wait_for_url(lambda address: "/login/" not in address)
    page.goto("/accessibility/")
    button = page.get_by_role("button", name="ログインを続ける")
    page.clock.run_for("11:57:00")
    expect(button).to_be_hidden()
    page.clock.run_for("02:00")
    expect(button).to_be_visible()
    axe(page, undecided={"color-contrast": "the notice lies above the page, on a ground of its own"})
    button.click()
    expect(button).to_be_hidden()
    page.clock.run_for("11:59:00")
    expect(button).to_be_visible()

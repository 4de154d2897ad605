"""The pages of proving who one is: what they say, to whom, and what they let a form do."""

import pytest
from django.test import Client

from identity.access.limits import START_SIGN_IN
from identity.methods.outcomes import OUTCOMES
from identity.methods.registry import method, methods_for, offers, register, step_up_address
from tests.identity.methods.forger import CLIENT_KEYS, forging


@pytest.fixture
def forger(db, settings):
    with forging() as provider:
        settings.SIGN_IN = provider.settings()
        yield provider


def test_step_up_says_why_and_what_happens(forger):
    answer = Client().get("/identify/?level=2&next=/apply/x/")
    page = answer.content.decode()
    for words in (
        "成りすまし",
        "マイナンバーカード",
        "4桁の暗証番号",
        "入力した内容は保存されています",
        "受け取りません",
    ):
        assert words in page
    assert 'name="method" value="card"' in page
    assert 'href="/apply/x/"' in page
    assert f"form-action 'self' {forger.origin};" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_other_pages_keep_their_forms_at_home(forger):
    assert "form-action 'self';" in Client().get("/help/")["Content-Security-Policy"]


def test_two_methods_are_a_choice(forger, settings):
    settings.SIGN_IN = {**settings.SIGN_IN, "gbizid": settings.SIGN_IN["card"] | {"issuer": "https://gbiz.example"}}
    client = Client()
    page = client.get("/identify/?level=2").content.decode()
    assert page.count('type="radio"') == 2
    answer = client.post("/identify/?level=2", {})
    assert (
        "＊本人確認の方法を選んでください。" in answer.content.decode() or "選んでください" in answer.content.decode()
    )
    assert "<title>エラー：" in answer.content.decode()
    assert "https://gbiz.example" in answer["Content-Security-Policy"]


def test_no_method_at_all(db, settings):
    settings.SIGN_IN = {}
    page = Client().get("/identify/?level=2&next=/apply/x/").content.decode()
    assert "市役所の窓口で受け付けます" in page
    assert 'type="submit"' not in page


@pytest.mark.parametrize("level", ["0", "1"])
def test_a_level_that_an_account_has(forger, level):
    answer = Client().get(f"/identify/?level={level}&next=/apply/x/")
    assert answer["Location"] == "/accounts/login/?next=%2Fapply%2Fx%2F"


@pytest.mark.parametrize("level", ["", "9", "-1", "two", "３"])
def test_a_level_that_is_none(forger, level):
    assert Client().get(f"/identify/?level={level}").status_code == 200


def test_level_3_begins_with_the_sign_in(forger):
    assert 'name="method" value="card"' in Client().get("/identify/?level=3").content.decode()


def test_too_many_starts(forger):
    client = Client()
    for _time in range(START_SIGN_IN.times):
        assert client.post("/identify/?level=2", {"method": "card"}).status_code == 302
    assert client.post("/identify/?level=2", {"method": "card"}).status_code == 429


def test_the_cookie_of_the_browser(forger):
    client = Client()
    client.post("/identify/?level=2", {"method": "card"})
    cookie = client.cookies["sign_in"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/identify/")
    assert int(cookie["max-age"]) == 600
    client.post("/identify/?level=2", {"method": "card"})
    assert client.cookies["sign_in"].value == cookie.value
    client.cookies["sign_in"] = "planted"
    client.post("/identify/?level=2", {"method": "card"})
    assert client.cookies["sign_in"].value != "planted"
    assert "session" not in client.cookies


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_says_what_to_do(db, settings, outcome):
    answer = Client().get(f"/identify/result/{outcome}/?next=/apply/x/")
    page = answer.content.decode()
    assert str(OUTCOMES[outcome].title) in page
    for step in OUTCOMES[outcome].steps:
        assert str(step) in page
    assert "018-888-0000" in page
    wanted = "/after-login/?next=%2Fapply%2Fx%2F" if OUTCOMES[outcome].passed else "/apply/x/"
    assert f'href="{wanted}"' in page
    assert ("/identify/?level=2&amp;next=%2Fapply%2Fx%2F" in page) == OUTCOMES[outcome].again


def test_no_outcome_tells_which_check_failed():
    words = ("署名検証", "nonce", "state", "トークン", "token", "JWT", "kid", "発行者", "aud")
    told = " ".join(str(part) for one in OUTCOMES.values() for part in (one.title, one.text, *one.steps))
    assert [word for word in words if word in told] == []


def test_an_outcome_that_is_none(db):
    assert Client().get("/identify/result/made-up/").status_code == 404


def test_the_published_keys_are_public_halves(forger):
    answer = Client().get("/identify/keys.json")
    keys = answer.json()["keys"]
    assert [key["kid"] for key in keys] == ["now", "before"]
    assert {tuple(sorted(key)) for key in keys} == {("alg", "e", "kid", "kty", "n", "use")}
    assert "max-age=300" in answer["Cache-Control"]
    secret = CLIENT_KEYS.partition(":")[2][:60]
    assert secret not in answer.content.decode()


def test_the_registry(forger, settings):
    assert [one.code for one in methods_for(2)] == ["card"]
    assert [one.code for one in methods_for(3)] == ["card"]
    assert methods_for(1) == ()
    assert step_up_address(2) == "/identify/?level=2"
    (offer,) = offers(2, "/apply/x/")
    assert (offer.code, offer.url) == ("card", "/identify/?level=2&next=%2Fapply%2Fx%2F")
    with pytest.raises(ValueError, match="Two methods"):
        register(method("card"))
    settings.SIGN_IN = {}
    assert offers(2) == ()
    with pytest.raises(KeyError):
        method("card")


def test_the_queries_of_a_sign_in_page(forger, django_assert_num_queries):
    with django_assert_num_queries(0):
        Client().get("/identify/?level=2")

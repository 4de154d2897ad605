"""The sandbox provider refuses what the real one refuses. Everything goes over HTTP to the live process."""

import base64
import re
import subprocess
import sys
import time
import uuid
from hashlib import sha256
from urllib.parse import urlencode

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from akita_portal.embedded.processes import BASE_DIR
from identity.methods.keys import new_key, read_keys
from identity.methods.tokens import client_assertion
from tests.card_provider import PORTAL, CardProvider, act, query_of

VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
RIGHT = {
    "response_type": "code",
    "client_id": "RP00000001",
    "redirect_uri": f"{PORTAL}/identify/card/return/",
    "scope": "openid name address birthdate gender",
    "state": "a-state",
    "nonce": "a-nonce",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
    "acr_values": "aal3 crl",
}


@pytest.fixture
def phone(card_provider: CardProvider) -> CardProvider:
    return card_provider


def endpoint(provider: CardProvider, name: str) -> str:
    return f"{provider.issuer()}/protocol/openid-connect/{name}"


def authorization(provider: CardProvider, **changes: str | None) -> str:
    given = {name: value for name, value in (RIGHT | changes).items() if value is not None}
    return f"{endpoint(provider, 'auth')}?{urlencode(given)}"


def get(address: str, **options) -> httpx.Response:
    return httpx.get(address, trust_env=False, timeout=20, **options)


def assertion(provider: CardProvider, **changes) -> str:
    key = read_keys(provider.keys)[0]
    now = int(time.time())
    claims = {
        "iss": "RP00000001",
        "sub": "RP00000001",
        "aud": endpoint(provider, "token"),
        "jti": str(uuid.uuid4()),
        "iat": now,
        "exp": now + 300,
    } | changes
    header = {"alg": "RS256", "kid": key.kid}
    return jwt.encode(header, {n: v for n, v in claims.items() if v is not None}, RSAKey.import_key(key.pem))


def exchange(provider: CardProvider, code: str, **changes: str | None) -> httpx.Response:
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": RIGHT["redirect_uri"],
        "client_id": "RP00000001",
        "code_verifier": VERIFIER,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion(provider),
    } | changes
    sent = {name: value for name, value in fields.items() if value is not None}
    return httpx.post(endpoint(provider, "token"), data=sent, trust_env=False, timeout=20)


def code_of(provider: CardProvider, **choice: str) -> str:
    return query_of(act(authorization(provider), **choice))["code"]


# -- the authorization request


@pytest.mark.parametrize(
    ("changes", "error", "description"),
    [
        ({"state": None}, "invalid_request", "Missing parameter: state"),
        ({"nonce": None}, "invalid_request", "Missing parameter: nonce"),
        ({"nonce": "ー"}, "invalid_request", "Missing parameter: nonce"),
        ({"code_challenge": None}, "invalid_request", "Missing parameter: code_challenge"),
        ({"code_challenge_method": "plain"}, "invalid_request", "Missing parameter: code_challenge"),
        ({"response_type": "token"}, "unsupported_response_type", "response_type"),
        ({"scope": "name"}, "invalid_scope", "Invalid scopes"),
        ({"scope": "openid email"}, "invalid_scope", "Invalid scopes"),
        ({"scope": "openid sign"}, "invalid_request", "Missing parameter: sign_transaction_id"),
    ],
)
def test_a_request_that_misses_something_is_answered_with_an_error(phone, changes, error, description):
    answer = get(authorization(phone, **changes))
    assert answer.status_code == 302
    told = query_of(answer.headers["location"])
    assert (told["error"], told["error_description"], told["iss"]) == (error, description, phone.issuer())


@pytest.mark.parametrize("changes", [{"client_id": "RP9"}, {"redirect_uri": "https://attacker.example/"}])
def test_an_unknown_client_or_place_is_not_answered_there(phone, changes):
    assert get(authorization(phone, **changes)).status_code == 400


def test_an_unknown_realm(phone):
    for name in ("auth", "certs", "userinfo"):
        assert get(f"{phone.origin}/api/realms/other/protocol/openid-connect/{name}").status_code in {401, 404}
    token = f"{phone.origin}/api/realms/other/protocol/openid-connect/token"
    assert httpx.post(token, trust_env=False).status_code == 404


def test_the_page_cannot_be_sent_with_other_parameters(phone):
    address = authorization(phone)
    with httpx.Client(trust_env=False) as browser:
        page = browser.get(address).text
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', page)
        assert token is not None
        fields = {"csrfmiddlewaretoken": token[1], "asked": "made-up", "person": "hanako", "action": "go"}
        assert browser.post(endpoint(phone, "auth"), data=fields).status_code == 400
    assert httpx.post(endpoint(phone, "auth"), data=fields, trust_env=False).status_code == 403


def test_a_person_who_is_not_there(phone):
    told = query_of(act(authorization(phone), person="nobody"))
    assert told["error"] == "invalid_request"


# -- the exchange


def test_a_code_gives_tokens_once(phone):
    code = code_of(phone)
    first, second = exchange(phone, code), exchange(phone, code)
    assert (first.status_code, second.status_code) == (200, 400)
    assert set(first.json()) == {"access_token", "token_type", "expires_in", "id_token", "scope"}
    assert second.json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"grant_type": None}, 400, "invalid_request"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"code_verifier": "w" * 64}, 400, "invalid_grant"),
        ({"code_verifier": None}, 400, "invalid_grant"),
        ({"redirect_uri": "https://attacker.example/"}, 400, "invalid_grant"),
        ({"client_id": "RP9"}, 401, "invalid_client"),
        ({"client_assertion": None}, 401, "invalid_client"),
        ({"client_assertion": "a.b.c"}, 401, "invalid_client"),
        ({"client_assertion_type": None, "client_secret": "secret"}, 401, "invalid_client"),
    ],
)
def test_an_exchange_that_is_not_right(phone, changes, status, error):
    answer = exchange(phone, code_of(phone), **changes)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "RP9"},
        {"sub": "RP9"},
        {"aud": "https://other.example/token"},
        {"exp": None},
        {"exp": 1},
        {"exp": int(time.time()) + 86_400},
        {"jti": None},
    ],
)
def test_an_assertion_that_is_not_right(phone, changes):
    answer = exchange(phone, code_of(phone), client_assertion=assertion(phone, **changes))
    assert answer.json()["error"] == "invalid_client"


def test_an_assertion_used_twice(phone):
    used = assertion(phone)
    assert exchange(phone, code_of(phone), client_assertion=used).status_code == 200
    assert exchange(phone, code_of(phone), client_assertion=used).json()["error"] == "invalid_client"


def test_an_assertion_of_a_key_that_was_not_handed_in(phone):
    stranger = read_keys(new_key("stranger"))[0]
    made = client_assertion(stranger, client_id="RP00000001", audience=endpoint(phone, "token"))
    assert exchange(phone, code_of(phone), client_assertion=made).status_code == 401


def test_an_assertion_by_the_older_of_the_two_keys(phone):
    older = read_keys(phone.keys)[1]
    made = client_assertion(older, client_id="RP00000001", audience=endpoint(phone, "token"))
    assert exchange(phone, code_of(phone), client_assertion=made).status_code == 200


# -- tokens and userinfo


def test_the_key_set_lists_the_rsa_key_first(phone):
    assert [key["kty"] for key in get(endpoint(phone, "certs")).json()["keys"]] == ["RSA", "EC"]
    assert all("d" not in key for key in get(endpoint(phone, "certs")).json()["keys"])


def test_the_subject_is_the_same_again_and_tells_nothing(phone):
    def subject(**choice: str) -> str:
        access = exchange(phone, code_of(phone, **choice)).json()["access_token"]
        told = get(endpoint(phone, "userinfo"), headers={"Authorization": f"Bearer {access}"}).json()
        return str(told["sub"])

    assert subject() == subject()
    assert subject() != subject(person="taro")
    assert subject() != subject(outcome="new-card")
    assert "hanako" not in subject()


def test_userinfo_is_plain_strings_of_what_was_asked_for(phone):
    code = query_of(act(authorization(phone, scope="openid name")))["code"]
    access = exchange(phone, code).json()["access_token"]
    told = get(endpoint(phone, "userinfo"), headers={"Authorization": f"Bearer {access}"}).json()
    assert {name: value for name, value in told.items() if name != "sub"} == {"name": "山王　花子"}


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer made-up", "Basic a:b"])
def test_userinfo_without_a_token(phone, header):
    answer = get(endpoint(phone, "userinfo"), headers={"Authorization": header} if header else {})
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_token")


# -- signing


def client_token(provider: CardProvider) -> str:
    fields = {
        "grant_type": "client_credentials",
        "client_id": "RP00000001",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": assertion(provider),
    }
    answer = httpx.post(endpoint(provider, "token"), data=fields, trust_env=False, timeout=20)
    return str(answer.json()["access_token"])


def open_transaction(provider: CardProvider, token: str, body: object) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.post(f"{provider.origin}/api/sign-transactions", json=body, headers=headers, trust_env=False)


DIGEST = {"client_id": "RP00000001", "digest": base64.b64encode(b"d" * 32).decode()}


def test_a_transaction_needs_the_clients_own_token(phone):
    persons = exchange(phone, code_of(phone)).json()["access_token"]
    for token in ("made-up", persons):
        assert open_transaction(phone, token, DIGEST).status_code == 401


@pytest.mark.parametrize(
    "body", [{}, [], DIGEST | {"digest": "??"}, DIGEST | {"digest": "AAAA"}, DIGEST | {"client_id": "RP9"}]
)
def test_a_transaction_over_nothing(phone, body):
    assert open_transaction(phone, client_token(phone), body).status_code == 400


def test_the_result_is_for_the_person_who_signed_only(phone):
    token = client_token(phone)
    transaction, other = (open_transaction(phone, token, DIGEST).json()["id"] for _time in range(2))
    address = authorization(phone, scope="openid sign", sign_transaction_id=transaction)
    access = exchange(phone, query_of(act(address))["code"]).json()["access_token"]

    def result(of: str, bearer: str) -> httpx.Response:
        place = f"{phone.origin}/api/sign-transactions/{of}/result"
        return get(place, headers={"Authorization": f"Bearer {bearer}"})

    assert set(result(transaction, access).json()) == {"signature", "certificate"}
    assert result(other, access).status_code == 401
    assert result(transaction, token).status_code == 401
    plain = exchange(phone, code_of(phone)).json()["access_token"]
    assert result(transaction, plain).status_code == 401


# -- where it runs


def start(**environment: str) -> subprocess.CompletedProcess[str]:
    given = {"PATH": "/usr/bin:/bin", "CARD_SANDBOX_ORIGIN": "http://127.0.0.1:1", "SITE_URL": PORTAL}
    command = [sys.executable, "-c", "from identity.sandbox.provider.configuration import configuration as c; c()"]
    return subprocess.run(
        command, env=given | environment, cwd=BASE_DIR, capture_output=True, text=True, check=False, timeout=60
    )


def test_it_refuses_production():
    ended = start(DJANGO_SETTINGS_MODULE="akita_portal.settings.production")
    assert (ended.returncode, "does not run in production" in ended.stderr) == (78, True)


@pytest.mark.parametrize("origin", ["https://auth.example", "http://10.0.0.1:80", "http://0.0.0.0:8000", ""])
def test_it_refuses_an_origin_that_others_can_reach(origin):
    ended = start(CARD_SANDBOX_ORIGIN=origin)
    assert (ended.returncode, "CARD_SANDBOX_ORIGIN" in ended.stderr) == (78, True)


def test_it_refuses_a_portal_that_others_can_reach():
    assert start(SITE_URL="https://portal.example.lg.jp").returncode == 78


def test_it_starts_otherwise():
    assert start().returncode == 0

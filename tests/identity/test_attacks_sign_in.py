"""Every attack on signing in by OpenID Connect that the portal knows of, in the order in which an answer passes.

    1 tokens       forged, confused, replayed, of another time, for another client
    2 keys         stale, ambiguous, of the wrong kind, away
    3 answers      state, browser, issuer, code
    4 endpoints    token and userinfo that lie, fail or flood
    5 the browser  login CSRF, session fixation, open redirect, parameters that would be merged, what is left behind

The portal talks to tests/identity/methods/forger.py, a provider in the attacker's hands whose every answer can be
changed; `attack` walks the whole way, from the button to the answer, and says which outcome the citizen saw and which
reason staff see. Unless a test says otherwise, nobody may be signed in afterwards.
"""

import json
import logging
from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone
from jose.backends import ECKey, RSAKey
from jose.backends.cryptography_backend import CryptographyECKey, CryptographyRSAKey

from identity.methods.models import Attempt, CitizenIdentity, IdentityEvent
from identity.people.models import User
from tests.card_provider import PORTAL, query_of
from tests.identity.methods.forger import PERSON, RSA_KEY, SUBJECT, Forger, ec_jwk, forging, part, rsa_jwk
from tests.identity.methods.walking import QUERY, come_back, leave

NEXT = "/after-login/?next=%2Finbox%2F"


@pytest.fixture
def forger(db, settings):
    with forging() as provider:
        settings.SIGN_IN = provider.settings()
        yield provider


def attack(forger: Forger, client: Client | None = None, **changes: str | None) -> tuple[str, str]:
    """Sign in with the forger as it stands: the page the citizen sees, and the reason that staff see."""
    client = client or Client()
    answer = come_back(client, forger.back(leave(client), **changes))
    assert answer.status_code == 302
    signed_in = "_auth_user_id" in client.session
    assert signed_in == (answer["Location"] == NEXT)
    reason = IdentityEvent.objects.order_by("-at").values_list("reason", flat=True)[0]
    return answer["Location"].removeprefix("/identify/result/").partition("/")[0], reason


def succeeds(forger: Forger, client: Client | None = None) -> bool:
    client = client or Client()
    return bool(come_back(client, forger.back(leave(client)))["Location"] == NEXT)


def test_the_way_that_is_attacked_is_open(forger):
    assert succeeds(forger)


# 1 --------------------------------------------------------------------------------------------------------- tokens


def test_the_library_uses_cryptography_and_not_its_own_arithmetic():
    assert ECKey is CryptographyECKey
    assert RSAKey is CryptographyRSAKey


HEADERS = {
    "algorithm none": ({"alg": "none"}, "algorithm"),
    "algorithm None in capitals": ({"alg": "NONE"}, "algorithm"),
    "no algorithm": ({"alg": None}, "algorithm"),
    "a list of algorithms": ({"alg": ["ES256"]}, "algorithm"),
    "an algorithm that is not allowed here": ({"alg": "ES384"}, "algorithm"),
    "an algorithm the library does not know": ({"alg": "EdDSA"}, "algorithm"),
    "an unknown crit": ({"crit": ["exp"], "exp": 1}, "crit"),
    "an empty crit": ({"crit": []}, "crit"),
    "an unencoded payload": ({"crit": ["b64"], "b64": False}, "crit"),
    "no kid": ({"kid": None}, "kid"),
    "an empty kid": ({"kid": ""}, "kid"),
    "a kid that is no text": ({"kid": 7}, "kid"),
    "a kid that nobody has": ({"kid": "unknown"}, "key-unknown"),
    "the kid of the RSA key": ({"kid": "rsa-1"}, "key-unknown"),
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_that_is_not_ours(forger, name):
    forger.header, reason = HEADERS[name]
    assert attack(forger) == ("failed", f"token-{reason}")


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_algorithm_confusion_with_the_public_key_as_secret(forger, encoding):
    # python-jose 3.5 itself accepts the DER form where no algorithms are given.
    forger.make = lambda f: f.hmac_signed(f.public(encoding))
    assert attack(forger) == ("failed", "token-algorithm")


def test_algorithm_confusion_with_the_published_key_set_as_secret(forger):
    forger.make = lambda f: f.hmac_signed(json.dumps({"keys": f.right_keys()}).encode())
    assert attack(forger) == ("failed", "token-algorithm")


def test_a_good_token_of_the_rsa_key_is_not_taken(forger):
    forger.make = Forger.rsa_signed
    assert attack(forger) == ("failed", "token-algorithm")


def test_a_signature_by_another_key_of_the_same_kid(forger):
    other = ec.generate_private_key(ec.SECP256R1())
    forger.make = lambda f: f.signed({"alg": "ES256", "kid": "ec-1"}, f.all_claims(), other)
    assert attack(forger) == ("failed", "token-signature-or-at-hash")


@pytest.mark.parametrize("name", ["jwk", "jku", "x5u", "x5c"])
def test_a_key_that_the_token_brings_itself(forger, name):
    other = ec.generate_private_key(ec.SECP256R1())
    brought = ec_jwk(other, "ec-1") if name == "jwk" else f"{forger.origin}/attacker"
    forger.make = lambda f: f.signed({"alg": "ES256", "kid": "ec-1", name: brought}, f.all_claims(), other)
    assert attack(forger) == ("failed", "token-signature-or-at-hash")
    assert forger.count("attacker") == 0


def test_a_changed_payload(forger):
    def changed(f: Forger) -> str:
        header, _payload, signature = f.signed({"alg": "ES256", "kid": "ec-1"}, f.all_claims()).split(".")
        return f"{header}.{part(f.all_claims() | {'sub': 'somebody-else'})}.{signature}"

    forger.make = changed
    assert attack(forger) == ("failed", "token-signature-or-at-hash")


SHAPES = {
    "no signature": lambda f: f"{part({'alg': 'none'})}.{part(f.all_claims())}.",
    "two parts": lambda f: f"{part({'alg': 'none'})}.{part(f.all_claims())}",
    "five parts, as encrypted": lambda f: ".".join([part({"alg": "dir", "enc": "A256GCM"})] * 5),
    "padding": lambda f: f.signed({"alg": "ES256", "kid": "ec-1"}, f.all_claims()) + "=",
    "white space": lambda f: f.signed({"alg": "ES256", "kid": "ec-1"}, f.all_claims()) + "\n",
    "a header that is no JSON": lambda f: f.signed(b"{", f.all_claims()),
    "a header that is a list": lambda f: f.signed([], f.all_claims()),
    "a payload that is no JSON": lambda f: f.signed({"alg": "ES256", "kid": "ec-1"}, b"\xff"),
    "a payload that is text": lambda f: f.signed({"alg": "ES256", "kid": "ec-1"}, "claims"),
    "an alg twice": lambda f: f.signed(b'{"alg":"none","alg":"ES256","kid":"ec-1"}', f.all_claims()),
    "a sub twice": lambda f: f.signed({"alg": "ES256", "kid": "ec-1"}, b'{"sub":"a","sub":"b"}'),
    "deeply nested": lambda f: f.signed({"alg": "ES256", "kid": "ec-1"}, b"[" * 4000),
}


@pytest.mark.parametrize("name", SHAPES)
def test_a_token_of_another_shape(forger, name):
    forger.make = SHAPES[name]
    assert attack(forger) == ("failed", "token-shape")


def test_an_oversized_token(forger):
    forger.claims = {"filler": "x" * 9000}
    assert attack(forger) == ("failed", "token-size")


CLAIMS = {
    "another audience": ({"aud": "RP99999999"}, "audience"),
    "a list with another audience": ({"aud": ["RP00000001", "RP99999999"]}, "audience"),
    "a list of others": ({"aud": ["RP99999999"]}, "audience"),
    "an empty list": ({"aud": []}, "audience"),
    "no audience": ({"aud": None}, "missing-aud"),
    "the client as a prefix": ({"aud": "RP00000001x"}, "audience"),
    "another issuer": ({"iss": "https://attacker.example"}, "issuer"),
    "no issuer": ({"iss": None}, "missing-iss"),
    "no expiry": ({"exp": None}, "missing-exp"),
    "an expiry that is text": ({"exp": "99999999999"}, "exp-type"),
    "an expiry that is true": ({"exp": True}, "exp-type"),
    "an expiry without end": ({"exp": 1e400}, "exp-type"),
    "no time of issue": ({"iat": None}, "missing-iat"),
    "a time of issue that is text": ({"iat": "now"}, "iat-type"),
    "no nonce": ({"nonce": None}, "nonce"),
    "another nonce": ({"nonce": "another"}, "nonce"),
    "a nonce that is a list": ({"nonce": ["another"]}, "nonce"),
    "a nonce that is not ASCII": ({"nonce": "ー"}, "nonce"),
    "no subject": ({"sub": None}, "missing-sub"),
    "a subject that is a number": ({"sub": 7}, "subject"),
    "an empty subject": ({"sub": ""}, "subject"),
    "a subject with a space": ({"sub": "a b"}, "subject"),
    "a subject of 256 characters": ({"sub": "a" * 256}, "subject"),
    "the hash of another access token": ({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, "signature-or-at-hash"),
}


@pytest.mark.parametrize("name", CLAIMS)
def test_a_claim_that_is_not_right(forger, name):
    forger.claims, reason = CLAIMS[name]
    assert attack(forger) == ("failed", f"token-{reason}")


def test_an_issuer_with_a_slash_more(forger):
    forger.claims = {"iss": f"{forger.issuer}/"}
    assert attack(forger) == ("failed", "token-issuer")


MOMENTS = {
    "expired": ({"exp": -61}, "expired"),
    "issued in the future": ({"iat": 65}, "issued-at"),
    "issued long ago": ({"iat": -365}, "issued-at"),
    "not valid yet": ({"nbf": 65}, "not-before"),
    "signed in long ago": ({"auth_time": -665}, "sign-in-age"),
    "signed in tomorrow": ({"auth_time": 86_400}, "sign-in-age"),
}


@pytest.mark.parametrize("name", MOMENTS)
def test_a_token_of_another_time(forger, name):
    moved, reason = MOMENTS[name]
    now = forger.right_claims()["iat"]
    forger.claims = {claim: now + seconds for claim, seconds in moved.items()}
    assert attack(forger) == ("failed", f"token-{reason}")


@pytest.mark.parametrize("moved", [{"exp": -30}, {"iat": 45}, {"nbf": 45}, {"iat": -300}])
def test_clocks_may_differ_by_a_minute(forger, moved):
    now = forger.right_claims()["iat"]
    forger.claims = {claim: now + seconds for claim, seconds in moved.items()}
    assert succeeds(forger)


def test_a_list_of_this_one_audience_means_the_same_as_its_name(forger):
    forger.claims = {"aud": ["RP00000001"]}
    assert succeeds(forger)


def test_a_replayed_token_has_the_nonce_of_another_sign_in(forger):
    tokens: list[str] = []

    def kept(f: Forger) -> str:
        tokens.append(f.signed({"alg": "ES256", "kid": "ec-1"}, f.all_claims()))
        return tokens[0]

    forger.make = kept
    assert succeeds(forger)
    assert attack(forger) == ("failed", "token-nonce")


def test_an_acr_that_is_too_weak(forger, settings):
    settings.SIGN_IN["card"]["accepted_acr"] = ("aal3",)
    forger.claims = {"acr": "aal1"}
    assert attack(forger) == ("failed", "acr")
    forger.claims = {"acr": None}
    assert attack(forger) == ("failed", "acr")
    forger.claims = {}
    assert succeeds(forger)


# 2 ----------------------------------------------------------------------------------------------------------- keys


def test_the_rsa_key_in_front_of_the_ec_key_does_no_harm(forger):
    # python-jose 3.5 stops at the first key of the wrong type; the real service probably lists both.
    assert [key["kty"] for key in forger.right_keys()] == ["RSA", "EC"]
    assert succeeds(forger)


def _key_sets(forger: Forger) -> dict[str, tuple[list[dict[str, str]], str]]:
    good = ec_jwk(forger.key, "ec-1")
    longer = ec.generate_private_key(ec.SECP384R1())
    return {
        "two of one kid": ([good, good], "key-ambiguous"),
        "for encryption": ([good | {"use": "enc"}], "key-unknown"),
        "of another algorithm": ([good | {"alg": "ES384"}], "key-unknown"),
        "on another curve": ([ec_jwk(longer, "ec-1")], "key-unknown"),
        "of another type": ([rsa_jwk(RSA_KEY, "ec-1")], "key-unknown"),
        "symmetric": ([{"kty": "oct", "kid": "ec-1", "k": part(b"x" * 32)}], "key-unknown"),
        "without coordinates": ([{name: good[name] for name in ("kty", "crv", "kid")}], "key-unknown"),
        "not on the curve": ([good | {"y": good["x"]}], "signature-or-at-hash"),
        "none at all": ([], "key-unknown"),
    }


@pytest.mark.parametrize(
    "name",
    [
        "two of one kid",
        "for encryption",
        "of another algorithm",
        "on another curve",
        "of another type",
        "symmetric",
        "without coordinates",
        "not on the curve",
        "none at all",
    ],
)
def test_a_key_that_does_not_fit(forger, name):
    forger.keys, reason = _key_sets(forger)[name]
    assert attack(forger) == ("failed", f"token-{reason}")


def test_an_rsa_key_of_1024_bits(forger, settings):
    settings.SIGN_IN["card"]["algorithms"] = ("RS256",)
    forger.make = Forger.rsa_signed
    assert succeeds(forger)
    cache.clear()
    short = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    forger.keys = [rsa_jwk(short, "rsa-1")]
    assert attack(forger) == ("failed", "token-key-unknown")


def test_a_new_key_is_fetched_once(forger):
    assert succeeds(forger)
    forger.key = ec.generate_private_key(ec.SECP256R1())
    forger.make = lambda f: f.signed({"alg": "ES256", "kid": "ec-2"}, f.all_claims())
    forger.keys = [ec_jwk(forger.key, "ec-2")]
    assert succeeds(forger)
    assert forger.count("keys") == 2


def test_unknown_kids_do_not_make_the_portal_flood_the_provider(forger):
    assert succeeds(forger)
    forger.header = {"kid": "made-up"}
    for _time in range(5):
        assert attack(forger) == ("failed", "token-key-unknown")
    assert forger.count("keys") == 2


def test_a_key_that_was_withdrawn_ends_with_the_cache(forger):
    assert succeeds(forger)
    stale, forger.keys = forger.key, [rsa_jwk(RSA_KEY, "rsa-1")]
    cache.clear()  # its time is over
    forger.make = lambda f: f.signed({"alg": "ES256", "kid": "ec-1"}, f.all_claims(), stale)
    assert attack(forger) == ("failed", "token-key-unknown")


def test_keys_that_cannot_be_fetched_when_none_are_known(forger):
    forger.answers["keys"] = lambda: (503, {})
    assert attack(forger) == ("away", "provider-status-503")


def test_keys_that_cannot_be_fetched_again_do_not_matter_while_the_known_ones_fit(forger):
    assert succeeds(forger)
    forger.answers["keys"] = lambda: (503, {})
    assert succeeds(forger)
    forger.header = {"kid": "made-up"}
    assert attack(forger) == ("failed", "token-key-unknown")


@pytest.mark.parametrize("document", [[], {"keys": "all"}, b"not JSON", {"keys": ["key"]}])
def test_keys_in_another_shape(forger, document):
    forger.answers["keys"] = lambda: (200, document)
    assert attack(forger)[0] in {"away", "failed"}


# 3 -------------------------------------------------------------------------------------------------------- answers


def test_a_state_that_nobody_sent(forger):
    assert attack(forger, state="made-up") == ("lost", "state")


def test_no_state(forger):
    assert attack(forger, state=None) == ("lost", "state")


def test_a_replayed_answer(forger):
    client = Client()
    address = forger.back(leave(client))
    assert come_back(client, address)["Location"] == NEXT
    again = come_back(client, address)
    assert again["Location"] == "/identify/result/lost/?next=%2Fapplications%2F"
    assert forger.count("token") == 1


def test_a_replayed_answer_after_a_failure(forger):
    client = Client()
    forger.claims = {"nonce": "another"}
    address = forger.back(leave(client))
    come_back(client, address)
    forger.claims = {}
    assert "/result/lost/" in come_back(client, address)["Location"]
    assert forger.count("token") == 1


def test_an_answer_after_ten_minutes(forger):
    client = Client()
    address = forger.back(leave(client))
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1), tick=False):
        assert "/result/lost/" in come_back(client, address)["Location"]


def test_login_csrf_an_answer_brought_by_another_browser(forger):
    """The attacker signs in up to the last step and lets the victim take it: the victim must not become them."""
    attacker, victim = Client(), Client()
    address = forger.back(leave(attacker))
    assert "/result/lost/" in come_back(victim, address)["Location"]
    leave(victim)  # a victim who began a sign-in of their own has another secret
    assert "/result/lost/" in come_back(victim, address)["Location"]
    assert "_auth_user_id" not in victim.session
    assert forger.count("token") == 0


def test_an_answer_that_meets_another_person_than_began_it(forger, citizen, other_citizen):
    client = citizen.client()
    address = forger.back(leave(client))
    client.force_login(other_citizen.user)
    assert "/result/lost/" in come_back(client, address)["Location"]
    assert not CitizenIdentity.objects.exists()


def test_an_answer_for_another_method(forger, settings):
    """Mix-up: the state of one provider brought to the redirect URI of another."""
    settings.SIGN_IN = {**forger.settings(), "gbizid": forger.settings()["card"]}
    client = Client()
    address = forger.back(leave(client)).replace("/identify/card/", "/identify/gbizid/")
    assert "/result/lost/" in come_back(client, address)["Location"]


def test_a_redirect_uri_of_a_method_that_is_switched_off(forger):
    assert Client().get("/identify/gbizid/return/?state=a&code=b").status_code == 404


def test_an_answer_of_another_issuer(forger):
    assert attack(forger, iss="https://attacker.example") == ("failed", "answer-issuer")
    assert forger.count("token") == 0


def test_an_answer_without_the_issuer_that_was_promised(forger):
    assert attack(forger, iss=None) == ("failed", "answer-issuer")


def test_an_answer_without_the_issuer_where_none_was_promised(forger):
    forger.discovery = {"authorization_response_iss_parameter_supported": False}
    client = Client()
    assert come_back(client, forger.back(leave(client), iss=None))["Location"] == NEXT


def test_an_error_of_another_issuer_says_nothing(forger):
    found = attack(forger, error="access_denied", code=None, iss="https://attacker.example")
    assert found == ("failed", "answer-issuer")


@pytest.mark.parametrize("code", [None, "", "c" * 2049])
def test_an_answer_without_a_usable_code(forger, code):
    assert attack(forger, code=code) == ("failed", "answer-code")
    assert forger.count("token") == 0


def test_an_error_text_of_the_provider_is_never_shown_or_kept(forger):
    client = Client()
    address = forger.back(leave(client), code=None, error="server_error", error_description="花子<i>")
    answer = client.get(address.removeprefix(PORTAL), follow=True)
    assert "花子" not in answer.content.decode()
    assert "<i>" not in answer.content.decode()
    assert set(IdentityEvent.objects.values_list("reason", flat=True)) == {"", "answer-error"}


# 4 ------------------------------------------------------------------------------------------------------ endpoints


def test_userinfo_of_another_person(forger):
    forger.userinfo = {"sub": "somebody-else", **PERSON}
    assert attack(forger) == ("failed", "userinfo-subject")


@pytest.mark.parametrize("told", [{**PERSON}, {"sub": ["x"]}, {"sub": None}, [SUBJECT], "sub", {"sub": "ー"}])
def test_userinfo_without_a_subject(forger, told):
    forger.userinfo = told
    assert attack(forger) == ("failed", "userinfo-subject")


TOKEN_ANSWERS = {
    "refused": ((400, {"error": "invalid_grant"}), ("failed", "provider-invalid-grant")),
    "refused with a text in place of a code": ((401, {"error": "山王 花子"}), ("failed", "provider-status-401")),
    "refused with a word of another script": ((400, {"error": "山王花子"}), ("failed", "provider-status-400")),
    "refused without words": ((403, b""), ("failed", "provider-status-403")),
    "broken": ((500, {}), ("away", "provider-status-500")),
    "redirected": ((302, {}), ("away", "provider-status-302")),
    "not JSON": ((200, b"<html>"), ("away", "provider-not-json")),
    "a flood": ((200, b" " * 300_000), ("away", "provider-oversized")),
    "a list": ((200, ["access_token"]), ("failed", "token-answer")),
    "without an ID token": ((200, {"access_token": "a"}), ("failed", "token-answer")),
    "an access token that is no text": ((200, {"access_token": 7, "id_token": "a.b.c"}), ("failed", "token-answer")),
    "an access token of other letters": (
        (200, {"access_token": "ト\r\n", "id_token": "a.b.c"}),
        ("failed", "token-answer"),
    ),
}


@pytest.mark.parametrize("name", TOKEN_ANSWERS)
def test_a_token_endpoint_that_fails(forger, name):
    answer, expected = TOKEN_ANSWERS[name]
    forger.answers["token"] = lambda: answer
    assert attack(forger) == expected
    assert forger.count("elsewhere") == 0


def test_a_provider_that_is_gone_when_the_person_comes_back(db, settings):
    client = Client()
    with forging() as gone:
        settings.SIGN_IN = gone.settings()
        address = gone.back(leave(client))
    assert come_back(client, address)["Location"] == "/identify/result/away/?next=%2Finbox%2F"
    assert IdentityEvent.objects.latest("at").reason == "provider-connectionerror"


DOCUMENTS = {
    "of another issuer": {"issuer": "https://attacker.example"},
    "without a token endpoint": {"token_endpoint": None},
    "with an endpoint that is no address": {"jwks_uri": "file:///etc/passwd"},
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_discovery_document_that_is_not_ours(forger, name):
    forger.discovery = DOCUMENTS[name]
    answer = Client().post(f"/identify/?{QUERY}", {"method": "card"})
    assert answer["Location"] == "/identify/result/away/?next=%2Finbox%2F"
    assert not Attempt.objects.exists()


# 5 ---------------------------------------------------------------------------------------------------- the browser


def test_looking_at_the_page_does_not_leave(forger):
    assert Client().get(f"/identify/?{QUERY}").status_code == 200
    assert not Attempt.objects.exists()


def test_leaving_needs_the_form_of_this_portal(forger):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(f"/identify/?{QUERY}", {"method": "card"}).status_code == 403
    assert not Attempt.objects.exists()


def test_the_request_that_leaves(forger):
    """PKCE S256, nonce, state: 256 bits each, new each time; nothing from the address of our page."""
    client = Client()
    hostile = f"{QUERY}&auth_params=prompt%3Dnone&scope=openid,admin&redirect_uri=https://attacker.example&nonce=known"
    first, second = (query_of(leave(client, hostile)) for _time in range(2))
    assert set(first) == {
        "response_type",
        "client_id",
        "redirect_uri",
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
        "acr_values",
    }
    assert first["scope"] == "openid name address birthdate gender"
    assert first["redirect_uri"] == f"{PORTAL}/identify/card/return/"
    assert (first["code_challenge_method"], first["acr_values"]) == ("S256", "aal3 crl")
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 43
        assert first[name] != second[name]


def test_the_host_header_does_not_choose_where_the_code_goes(forger, settings):
    settings.ALLOWED_HOSTS = ["*"]
    answer = Client().post(f"/identify/?{QUERY}", {"method": "card"}, headers={"host": "attacker.example"})
    assert query_of(answer["Location"])["redirect_uri"] == f"{PORTAL}/identify/card/return/"


def test_the_code_is_exchanged_with_a_fresh_proof_of_the_client(forger):
    for _time in range(2):
        assert succeeds(forger)
    forms = [form for endpoint, form in forger.asked if endpoint == "token"]
    assert [set(form) for form in forms] == [
        {
            "grant_type",
            "code",
            "redirect_uri",
            "code_verifier",
            "client_id",
            "client_assertion_type",
            "client_assertion",
        }
    ] * 2
    assert forms[0]["client_assertion"] != forms[1]["client_assertion"]


HOSTILE_PATHS = [  # what stands behind `next=`
    "https://attacker.example/",
    "//attacker.example/",
    "/\\attacker.example/",
    "\\\\attacker.example/",
    "javascript:alert(1)",
    "attacker",
    "",
    "/" + "a" * 600,
    "/\nattacker",
]


@pytest.mark.parametrize("path", HOSTILE_PATHS)
def test_open_redirect(forger, path):
    client = Client()
    answer = come_back(client, forger.back(leave(client, urlencode({"level": 2, "next": path}))))
    assert answer["Location"] == "/after-login/?next=%2Fapplications%2F"


def test_the_return_address_in_the_answer_is_not_read(forger):
    client = Client()
    answer = come_back(client, forger.back(leave(client), next="https://attacker.example/"))
    assert answer["Location"] == NEXT


def test_session_fixation_a_guest_gets_a_new_session(forger):
    client = Client()
    client.session.save()
    client.cookies["session"] = client.session.session_key or "planted"
    planted = client.cookies["session"].value
    assert succeeds(forger, client)
    assert client.cookies["session"].value != planted


def test_session_fixation_raising_the_level_changes_the_session(forger):
    client = Client()
    assert succeeds(forger, client)
    before, csrf = client.cookies["session"].value, client.session.session_key
    assert succeeds(forger, client)
    assert client.cookies["session"].value != before
    assert not Session.objects.filter(session_key=csrf).exists()


def test_a_staff_account_is_never_opened_by_a_card(forger, clerk):
    client = clerk.client()
    answer = client.post(f"/identify/?{QUERY}", {"method": "card"})
    assert answer["Location"] == "/identify/result/staff/"
    assert succeeds(forger)
    identity = CitizenIdentity.objects.get()
    CitizenIdentity.objects.filter(pk=identity.pk).update(user=clerk.user)
    assert attack(forger) == ("staff", "staff-account")


def test_an_account_that_was_closed_stays_closed(forger):
    assert succeeds(forger)
    User.objects.update(is_active=False)
    assert attack(forger) == ("closed", "inactive-account")


def test_a_mail_address_in_userinfo_connects_nothing(forger, citizen):
    forger.userinfo = {"sub": SUBJECT, **PERSON, "email": citizen.user.email, "email_verified": True}
    assert succeeds(forger)
    assert CitizenIdentity.objects.get().user != citizen.user


def test_nothing_of_the_person_is_left_in_clear(forger, caplog, capsys):
    """Not in the session, the events, the logs or any table; no token and no code anywhere."""
    caplog.set_level(logging.DEBUG)
    client = Client()
    assert succeeds(forger, client)
    secrets = [*PERSON.values(), "1985-04-12", SUBJECT, "an-access-token", forger.request["nonce"]]
    secrets = [secret for secret in secrets if len(secret) > 1]
    kept = json.dumps(dict(client.session), ensure_ascii=False, default=str)
    logs = caplog.text + "".join(capsys.readouterr())
    with connection.cursor() as cursor:
        tables = [table for table in connection.introspection.table_names(cursor) if table.startswith("identity_")]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += [str(value) for row in cursor.fetchall() for value in row]
    nonce = secrets.pop()
    assert [secret for secret in secrets if secret in kept or secret in logs] == []
    assert [secret for secret in secrets for value in rows if secret in value] == []
    assert nonce not in kept + logs

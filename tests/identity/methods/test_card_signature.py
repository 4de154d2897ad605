"""Level 3 against the sandbox provider and its CA: a transaction, a person, a verified signature, a level."""

import base64
import json
import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from joserfc import jwe
from joserfc.jwk import RSAKey

from identity.access.assurance import Level
from identity.access.limits import START_SIGN_IN
from identity.access.visitors import COOKIE, grant
from identity.jpki.profile import BirthDate, CertificateHolder
from identity.jpki.revocation.refresh import refresh_revocations
from identity.methods.card.transactions import open_transaction, read_result
from identity.methods.contract import Proof, ProofFailed
from identity.methods.keys import new_key, read_keys
from identity.methods.models import CitizenIdentity, IdentityEvent
from identity.methods.openid.method import Tokens
from identity.methods.openid.provider import provider
from identity.methods.signing import is_same_person
from identity.sandbox.ca.authority import Authority
from identity.signatures.models import SignatureRequest
from identity.signatures.services import evidence_for, open_signature_request
from tests.card_provider import act, query_of
from tests.identity.methods.forger import CLIENT_KEYS, Forger, forging
from tests.identity.methods.walking import come_back

SUBJECT = uuid.uuid4()


@pytest.fixture
def phone(db, settings, card_provider):
    """The provider with its CA trusted by the portal, and the lists read."""
    authority = Authority(card_provider.folder / "ca")
    authority.make()
    settings.SIGN_IN = card_provider.settings()
    settings.JPKI_ROOTS, settings.JPKI_CRLS = str(authority.roots), str(authority.crls)
    settings.JPKI_REVOCATION = "crl"
    assert [loaded.fault for loaded in refresh_revocations()] == ["", "", ""]
    return card_provider


def ask(user_id: int | None = None) -> SignatureRequest:
    return open_signature_request(
        subject=SUBJECT,
        user_id=user_id,
        title="住民票の写しの交付",
        text="住民票の写しを1通申請します。",
        payload={"copies": 1},
    )


def leave(client: Client, asked: SignatureRequest) -> str:
    answer = client.post(f"/identify/sign/{asked.pk}/?next=/apply/x/")
    assert answer.status_code == 302
    return str(answer["Location"])


def holding(subject: uuid.UUID) -> Client:
    """A guest's browser that may open `subject`."""
    client, response = Client(), HttpResponse()
    grant(RequestFactory().get("/"), response, subject)
    client.cookies[COOKIE] = response.cookies[COOKIE].value
    return client


def reasons() -> list[tuple[str, str]]:
    return list(IdentityEvent.objects.order_by("at").values_list("event", "reason"))


def test_the_page_shows_what_is_signed(citizen, phone):
    client, asked = citizen.client(), ask(citizen.user.pk)
    answer = client.get(f"/identify/sign/{asked.pk}/?next=/apply/x/")
    page = answer.content.decode()
    assert "住民票の写しを1通申請します。" in page
    assert "6桁から16桁" in page
    assert f"form-action 'self' {phone.origin};" in answer["Content-Security-Policy"]


def test_a_citizen_signs(citizen, phone):
    client, asked = citizen.client(), ask(citizen.user.pk)
    address = leave(client, asked)
    told = query_of(address)
    assert told["scope"] == "openid name address birthdate gender sign"
    assert uuid.UUID(told["sign_transaction_id"])
    confirm = come_back(client, act(address))["Location"]
    assert client.post(confirm, {"answer": "bind"})["Location"] == "/after-login/?next=%2Fapply%2Fx%2F"
    assert client.session["assurance"]["level"] == 3
    evidence = evidence_for(subject=SUBJECT, digest=asked.digest)
    assert evidence is not None
    assert (evidence.request, evidence.method) == (asked, "card")
    assert [event for event, _reason in reasons()] == ["started", "signed", "bound", "signed_in"]
    assert CitizenIdentity.objects.get().level == 3
    # Signed already: nothing to do again.
    assert client.get(f"/identify/sign/{asked.pk}/?next=/apply/x/")["Location"] == "/apply/x/"


def test_a_guest_signs_and_has_an_account(phone):
    asked = ask()
    client = holding(SUBJECT)
    assert come_back(client, act(leave(client, asked)))["Location"] == "/after-login/?next=%2Fapply%2Fx%2F"
    assert client.session["assurance"]["level"] == 3
    assert evidence_for(subject=SUBJECT, digest=asked.digest) is not None


def test_a_new_card_takes_the_old_ones_place_by_a_signature(citizen, phone):
    client = citizen.client()
    first = ask(citizen.user.pk)
    client.post(come_back(client, act(leave(client, first)))["Location"], {"answer": "bind"})
    second = open_signature_request(
        subject=uuid.uuid4(), user_id=citizen.user.pk, title="転居届", text="転居を届け出ます。", payload={}
    )
    asked = come_back(client, act(leave(client, second), outcome="new-card"))["Location"]
    assert "新しいカードを、いまのアカウントに結び付けますか" in client.get(asked).content.decode()
    client.post(asked, {"answer": "bind"})
    old, new = CitizenIdentity.objects.order_by("pk")
    assert (old.superseded_by, new.user) == (new, citizen.user)


@pytest.mark.parametrize("outcome", ["cancel", "pin-locked", "no-certificate"])
def test_a_signature_that_was_not_made(citizen, phone, outcome):
    client, asked = citizen.client(), ask(citizen.user.pk)
    page = {"cancel": "cancelled"}.get(outcome, outcome)
    answer = come_back(client, act(leave(client, asked), outcome=outcome))
    assert answer["Location"] == f"/identify/result/{page}/?next=%2Fapply%2Fx%2F"
    assert evidence_for(subject=SUBJECT, digest=asked.digest) is None


def test_a_signature_of_a_ca_that_nobody_pinned(citizen, phone, settings, authority):
    client, asked = citizen.client(), ask(citizen.user.pk)
    settings.JPKI_ROOTS = str(authority.roots)
    answer = come_back(client, act(leave(client, asked)))
    assert answer["Location"] == "/identify/result/signature-refused/?next=%2Fapply%2Fx%2F"
    assert reasons()[-1] == ("refused", "signature-issuer")
    assert not CitizenIdentity.objects.exists()


def test_a_signature_whose_revocation_cannot_be_told(citizen, phone, settings):
    client, asked = citizen.client(), ask(citizen.user.pk)
    settings.JPKI_REVOCATION, settings.JPKI_OCSP_URL = "ocsp", "http://127.0.0.1:9/"
    answer = come_back(client, act(leave(client, asked)))
    assert answer["Location"] == "/identify/result/away/?next=%2Fapply%2Fx%2F"
    assert reasons()[-1] == ("refused", "signature-revocation-unknown")


def test_only_who_was_asked_may_sign(citizen, other_citizen, phone, settings):
    theirs, guests = ask(citizen.user.pk), ask()
    for client in (Client(), other_citizen.client(), holding(SUBJECT)):
        assert client.get(f"/identify/sign/{theirs.pk}/").status_code == 404
        assert client.post(f"/identify/sign/{theirs.pk}/").status_code == 404
    for client in (Client(), other_citizen.client(), holding(uuid.uuid4())):
        assert client.get(f"/identify/sign/{guests.pk}/").status_code == 404
    assert Client().get(f"/identify/sign/{uuid.uuid4()}/").status_code == 404
    SignatureRequest.objects.filter(pk=guests.pk).update(state="expired", finished_at=guests.created_at)
    assert holding(SUBJECT).get(f"/identify/sign/{guests.pk}/").status_code == 404
    settings.SIGN_IN = {}
    assert citizen.client().get(f"/identify/sign/{theirs.pk}/").status_code == 404


def test_too_many_signatures(citizen, phone):
    client, asked = citizen.client(), ask(citizen.user.pk)
    for _time in range(START_SIGN_IN.times):
        START_SIGN_IN.spend("127.0.0.1:")
    assert client.post(f"/identify/sign/{asked.pk}/").status_code == 429


# -- a service that answers otherwise


@pytest.fixture
def forger(db, settings):
    with forging() as made:
        settings.SIGN_IN = made.settings()
        made.answers["token"] = lambda: (200, {"access_token": "a-token"})
        made.answers["sign-transactions"] = lambda: (201, {"id": "transaction-1"})
        yield made


def test_the_transaction_is_over_the_digest(forger):
    assert open_transaction(provider("card"), digest=b"d" * 32) == "transaction-1"
    sent = json.loads(forger.asked[-1][1]["body"])
    assert sent == {"client_id": "RP00000001", "digest": base64.b64encode(b"d" * 32).decode()}
    form = next(form for endpoint, form in forger.asked if endpoint == "token")
    assert (form["grant_type"], form["scope"]) == ("client_credentials", "sign")


@pytest.mark.parametrize(
    ("endpoint", "answer", "expected"),
    [
        ("token", (200, {}), ("failed", "sign-token")),
        ("token", (401, {"error": "invalid_client"}), ("failed", "sign-invalid_client")),
        ("token", (503, {}), ("away", "sign-away")),
        ("sign-transactions", (201, {}), ("failed", "sign-transaction")),
        ("sign-transactions", (201, {"id": "../other"}), ("failed", "sign-transaction")),
        ("sign-transactions", (201, []), ("failed", "sign-transaction")),
        ("sign-transactions", (403, {"error": "access_denied"}), ("failed", "sign-access_denied")),
    ],
)
def test_a_transaction_that_is_not_opened(forger, endpoint, answer, expected):
    forger.answers[endpoint] = lambda: answer
    with pytest.raises(ProofFailed) as failure:
        open_transaction(provider("card"), digest=b"d" * 32)
    assert (failure.value.outcome, failure.value.reason) == expected


def test_a_portal_without_the_service(forger, citizen, settings):
    settings.SIGN_IN["card"]["sign_transactions"] = ""
    answer = citizen.client().post(f"/identify/sign/{ask(citizen.user.pk).pk}/?next=/apply/x/")
    assert answer["Location"] == "/identify/result/away/?next=%2Fapply%2Fx%2F"


TOKENS = Tokens(access_token="a-token", id_token="")
PLACE = "sign-transactions/transaction-1/result"
RESULT = {"signature": base64.b64encode(b"value").decode(), "certificate": base64.b64encode(b"der").decode()}


def test_a_result_in_the_clear(forger):
    forger.answers[PLACE] = lambda: (200, RESULT)
    found = read_result(provider("card"), transaction="transaction-1", tokens=TOKENS)
    assert (found.value, found.certificate) == (b"value", b"der")


def sealed(forger: Forger, keys: str, plain: object = RESULT) -> None:
    key = RSAKey.import_key(read_keys(keys)[0].pem)
    header = {"alg": "RSA-OAEP-256", "enc": "A256GCM"}
    text = jwe.encrypt_compact(header, json.dumps(plain).encode(), key, algorithms=list(header.values()))
    forger.answers[PLACE] = lambda: (200, {"result": text})


def test_a_result_for_the_newer_or_the_older_of_two_keys(forger, settings):
    other = new_key("result")
    settings.SIGN_IN["card"]["result_keys"] = read_keys(f"{other},{CLIENT_KEYS}")
    for keys in (other, CLIENT_KEYS):
        sealed(forger, keys)
        found = read_result(provider("card"), transaction="transaction-1", tokens=TOKENS)
        assert (found.value, found.certificate) == (b"value", b"der")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (RESULT, "result-shape"),
        ({"result": "not-a-jwe"}, "result-sealed"),
        ({"result": "x" * 20_000}, "result-shape"),
        ([], "result-shape"),
    ],
)
def test_a_result_that_ought_to_be_encrypted(forger, settings, answer, reason):
    settings.SIGN_IN["card"]["result_keys"] = read_keys(CLIENT_KEYS)
    forger.answers[PLACE] = lambda: (200, answer)
    with pytest.raises(ProofFailed) as failure:
        read_result(provider("card"), transaction="transaction-1", tokens=TOKENS)
    assert failure.value.reason == reason


def test_a_result_for_somebody_elses_key(forger, settings):
    settings.SIGN_IN["card"]["result_keys"] = read_keys(CLIENT_KEYS)
    sealed(forger, new_key("stranger"))
    with pytest.raises(ProofFailed) as failure:
        read_result(provider("card"), transaction="transaction-1", tokens=TOKENS)
    assert failure.value.reason == "result-sealed"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ((200, {}), ("failed", "result-shape")),
        ((200, RESULT | {"signature": "??"}), ("failed", "result-shape")),
        ((200, RESULT | {"certificate": ""}), ("failed", "result-shape")),
        ((200, "result"), ("failed", "result-shape")),
        ((404, {"error": "not_found"}), ("failed", "result-not_found")),
        ((502, {}), ("away", "result-away")),
    ],
)
def test_a_result_that_does_not_come(forger, answer, expected):
    forger.answers[PLACE] = lambda: answer
    with pytest.raises(ProofFailed) as failure:
        read_result(provider("card"), transaction="transaction-1", tokens=TOKENS)
    assert (failure.value.outcome, failure.value.reason) == expected


# -- whose certificate it is


def holder(**changes: Any) -> CertificateHolder:
    given: dict[str, Any] = {"name": "山王　花子", "gender": "2", "birth": BirthDate(3, 1985, 4, 12)} | changes
    return CertificateHolder(**given)


PROOF = Proof(
    method="card",
    level=Level.SIGNATURE,
    issuer="https://op.example",
    subject="s",
    attributes={"name": "山王　花子", "birth_date": "1985-04-12", "gender": "female"},
)


def test_the_certificate_names_the_person_whom_the_provider_named():
    assert is_same_person(holder(), PROOF)
    assert not is_same_person(holder(name="土崎　花子"), PROOF)
    assert not is_same_person(holder(birth=BirthDate(3, 1985, 4, 13)), PROOF)
    assert not is_same_person(holder(gender="1"), PROOF)


def test_a_certificate_that_names_nobody_proves_no_person():
    assert not is_same_person(None, PROOF)
    assert not is_same_person(CertificateHolder(), PROOF)
    assert not is_same_person(holder(birth=BirthDate(3, 1985, 4, None)), PROOF)
    assert not is_same_person(holder(name=""), PROOF)

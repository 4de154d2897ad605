"""Asking others over HTTP: an OCSP responder and a platform operator. Whatever is not proof is unknown."""

import base64
import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

from identity.jpki.reasons import Reason
from identity.jpki.revocation.kept import KeptAnswer
from identity.jpki.revocation.sources import SOURCES
from identity.jpki.verification import verify_signature
from identity.sandbox.ca import lists
from identity.sandbox.ca.authority import KeyType, Kind, make_key
from tests.jpki import DOCUMENT, HANAKO, bare, web_server


def minutes(number: float) -> datetime:
    """So many minutes from now: an answer is current for a few of them."""
    return datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=number)


def judged(card) -> tuple[Reason, str]:
    found = verify_signature(bare(card), document=DOCUMENT)
    return found.reason, found.revocation.note


# -- OCSP


@pytest.fixture
def responder(pinned):
    return lists.make_responder(make_key(KeyType.RSA_2048), ca_key=pinned.key(Kind.SIGN, 3), usage=Kind.SIGN.usage)


@pytest.fixture
def asked(pinned, settings, responder):
    """asked(card, answer=…) -> the verdict with a responder that answers what `answer(question)` gives."""
    settings.JPKI_REVOCATION = "ocsp"

    def verdict(card, answer=None, *, status: int = 200, generation: int = 3):
        issuer = pinned.root(Kind.SIGN, generation)

        def answers(_path, headers, body):
            assert headers["Content-Type"] == "application/ocsp-request"
            if answer is not None:
                return status, answer(body)
            return status, lists.answer(body, issuer=issuer, entries=[], responder=responder)

        with web_server(answers) as address:
            settings.JPKI_OCSP_URL = f"{address}/ocsp"
            return judged(card)

    return verdict


def plain_answer(
    body: bytes,
    responder: lists.Responder,
    *,
    revoked: bool = False,
    with_nonce: bool = True,
    named_by: ocsp.OCSPResponderEncoding = ocsp.OCSPResponderEncoding.HASH,
) -> bytes:
    """An answer without nextUpdate and without a reason, as the standard allows."""
    question = ocsp.load_der_ocsp_request(body)
    builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
        issuer_name_hash=question.issuer_name_hash,
        issuer_key_hash=question.issuer_key_hash,
        serial_number=question.serial_number,
        algorithm=hashes.SHA256(),
        cert_status=ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD,
        this_update=minutes(0),
        next_update=None,
        revocation_time=minutes(0) if revoked else None,
        revocation_reason=None,
    )
    builder = builder.responder_id(named_by, responder.certificate).certificates([responder.certificate])
    if with_nonce:
        nonce = question.extensions.get_extension_for_class(x509.OCSPNonce).value
        builder = builder.add_extension(nonce, critical=False)
    return builder.sign(responder.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def test_a_responder_that_says_good(asked, hanako):
    assert asked(hanako) == (Reason.GOOD, "")


def test_the_ca_may_answer_itself(asked, pinned, hanako):
    own = lists.Responder(pinned.root(Kind.SIGN, 3), pinned.key(Kind.SIGN, 3))

    def answer(body):
        return lists.answer(body, issuer=own.certificate, entries=[], responder=own)

    assert asked(hanako, answer) == (Reason.GOOD, "")


def test_the_next_cards_ca_answers_with_p384(asked, pinned):
    card = pinned.issue(HANAKO, key_type=KeyType.P384)
    own = lists.Responder(pinned.root(Kind.SIGN, 4), pinned.key(Kind.SIGN, 4))

    def answer(body):
        return lists.answer(body, issuer=own.certificate, entries=[], responder=own)

    assert asked(card, answer) == (Reason.GOOD, "")


def test_a_responder_named_by_its_name(asked, pinned, hanako, responder):
    def answer(body):
        return plain_answer(body, responder, named_by=ocsp.OCSPResponderEncoding.NAME)

    assert asked(hanako, answer) == (Reason.GOOD, "")


def test_revoked_without_a_reason(asked, pinned, hanako, responder):
    def answer(body):
        return plain_answer(body, responder, revoked=True)

    assert asked(hanako, answer) == (Reason.REVOKED, "")


def unsuccessful(_body: bytes) -> bytes:
    refusal = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER)
    return refusal.public_bytes(serialization.Encoding.DER)


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (unsuccessful, "the responder said try_later"),
        (lambda _body: b"", "the answer is not an OCSP response in DER"),
        (lambda _body: b"\x30\x00", "the answer is not an OCSP response in DER"),
        (lambda body: body, "the answer is not an OCSP response in DER"),
        (lambda _body: bytes(70_000), "the responder answered too much"),
    ],
    ids=["try later", "nothing", "empty", "the question", "too much"],
)
def test_answers_that_are_none(asked, hanako, answer, note):
    assert asked(hanako, answer) == (Reason.REVOCATION_UNKNOWN, note)


@pytest.mark.parametrize("status", [404, 500, 302])
def test_a_responder_that_answers_otherwise(asked, hanako, status):
    verdict = asked(hanako, lambda body: body, status=status)
    assert verdict == (Reason.REVOCATION_UNKNOWN, f"the responder answered {status}")


def test_a_responder_that_is_away(pinned, settings, hanako):
    settings.JPKI_REVOCATION = "ocsp"
    settings.JPKI_OCSP_URL = "http://127.0.0.1:1/"
    assert judged(hanako) == (Reason.REVOCATION_UNKNOWN, "the responder ConnectionError")
    settings.JPKI_OCSP_URL = ""
    assert judged(hanako) == (Reason.REVOCATION_UNKNOWN, "the responder MissingSchema")


def test_an_answer_that_somebody_changed(asked, hanako, pinned, responder):
    issuer = pinned.root(Kind.SIGN, 3)

    def answer(body):
        true = lists.answer(body, issuer=issuer, entries=[], responder=responder)
        signature = ocsp.load_der_ocsp_response(true).signature
        return true.replace(signature, signature[:-1] + bytes([signature[-1] ^ 1]))

    assert asked(hanako, answer) == (Reason.REVOCATION_UNKNOWN, "the answer's signature does not hold")


def test_an_answer_without_a_nonce(asked, hanako, responder):
    def answer(body):
        return plain_answer(body, responder, with_nonce=False)

    assert asked(hanako, answer) == (Reason.REVOCATION_UNKNOWN, "the answer has no nonce")


def test_an_answer_of_nobody(asked, hanako, pinned, responder):
    """The responder's certificate is not in the answer."""

    def answer(body):
        return lists.answer(body, issuer=responder.certificate, entries=[], responder=responder)

    assert asked(hanako, answer) == (Reason.REVOCATION_UNKNOWN, "the answer does not say who signed it")


def test_a_responder_whose_certificate_has_expired(asked, hanako, pinned):
    late = lists.make_responder(
        make_key(KeyType.RSA_2048), ca_key=pinned.key(Kind.SIGN, 3), usage=Kind.SIGN.usage, days=0
    )

    def answer(body):
        return lists.answer(body, issuer=pinned.root(Kind.SIGN, 3), entries=[], responder=late)

    assert asked(hanako, answer) == (Reason.REVOCATION_UNKNOWN, "the responder is not authorised by the CA")


def test_an_answer_signed_with_another_hash(asked, hanako, pinned, monkeypatch):
    own = lists.Responder(pinned.root(Kind.SIGN, 3), pinned.key(Kind.SIGN, 3))
    monkeypatch.setattr(lists, "hash_for", lambda _key: hashes.SHA512())

    def answer(body):
        return lists.answer(body, issuer=own.certificate, entries=[], responder=own)

    note = "the answer is signed with an algorithm that is not accepted"
    assert asked(hanako, answer) == (Reason.REVOCATION_UNKNOWN, note)


# -- the operator


@pytest.fixture
def operated(pinned, settings):
    """operated(card, change) -> the verdict with an operator whose good answer `change` had its way with."""
    settings.JPKI_REVOCATION = "operator"
    settings.JPKI_OPERATOR_TOKEN = "a-secret-of-the-city"

    def verdict(card, change=lambda answer: answer):
        def answers(_path, headers, body):
            assert headers["Authorization"] == "Bearer a-secret-of-the-city"
            question = json.loads(body)
            certificate = base64.b64decode(question["certificate"])
            assert len(question["issuer_sha256"]) == 64
            good = {
                "nonce": question["nonce"],
                "certificate_sha256": sha256(certificate).hexdigest(),
                "status": "good",
                "checked_at": datetime.now(UTC).isoformat(),
                "this_update": minutes(-5).isoformat(),
                "next_update": minutes(10).isoformat(),
                "reference": "A-1",
            }
            changed = change(good)
            return 200, changed if isinstance(changed, bytes) else json.dumps(changed).encode()

        with web_server(answers) as address:
            settings.JPKI_OPERATOR_URL = f"{address}/check"
            return judged(card)

    return verdict


def test_an_operator_that_says_good(operated, hanako):
    assert operated(hanako) == (Reason.GOOD, "")


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("revoked", Reason.REVOKED),
        ("on_hold", Reason.ON_HOLD),
    ],
)
def test_an_operator_that_says_no(operated, hanako, status, reason):
    assert operated(hanako, lambda good: {**good, "status": status})[0] is reason

    def dated(good):
        return {**good, "status": status, "revoked_at": minutes(0).isoformat(), "reason": "superseded"}

    assert operated(hanako, dated)[0] is reason


def test_an_operator_that_does_not_know(operated, hanako):
    unknown = (Reason.REVOCATION_UNKNOWN, "the operator does not know")
    assert operated(hanako, lambda good: {**good, "status": "unknown"}) == unknown


FORM = "the answer is not in the agreed form"
OTHER = "the answer is to another question"
OLD = "the answer is not current"


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (lambda _good: b"", FORM),
        (lambda _good: b"good", FORM),
        (lambda good: {**good, "status": "GOOD"}, FORM),
        (lambda good: {**good, "status": True}, FORM),
        (lambda good: {key: value for key, value in good.items() if key != "next_update"}, FORM),
        (lambda good: {**good, "checked_at": "2026-11-23T10:00:00"}, FORM),
        (lambda good: {**good, "nonce": "00" * 16}, OTHER),
        (lambda good: {**good, "certificate_sha256": "00" * 32}, OTHER),
        (lambda good: {**good, "checked_at": minutes(-60).isoformat()}, OLD),
        (lambda good: {**good, "checked_at": minutes(60).isoformat()}, OLD),
        (lambda good: {**good, "next_update": minutes(-1).isoformat()}, OLD),
        (lambda good: {**good, "this_update": minutes(60).isoformat()}, OLD),
    ],
)
def test_answers_of_an_operator_that_prove_nothing(operated, hanako, change, note):
    assert operated(hanako, change) == (Reason.REVOCATION_UNKNOWN, note)


def test_an_operator_that_is_away(pinned, settings, hanako):
    settings.JPKI_REVOCATION = "operator"
    settings.JPKI_OPERATOR_URL = "http://127.0.0.1:1/"
    assert judged(hanako) == (Reason.REVOCATION_UNKNOWN, "the operator ConnectionError")


# -- the choice


def test_there_are_three_sources_and_none_that_always_says_good():
    assert set(SOURCES) == {"crl", "ocsp", "operator"}


def test_a_kept_answer_is_read_again_as_it_was(pinned, settings, hanako, operated, asked):
    operated(hanako)
    found = verify_signature(bare(hanako), document=DOCUMENT, source=KeptAnswer("operator", b"{}", b"nonce"))
    assert found.revocation.note == FORM

"""From the question to the evidence."""

import threading
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from cryptography import x509
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from identity.access.secrets import encrypt_secret
from identity.jpki.models import RevocationList
from identity.jpki.reasons import Reason
from identity.jpki.revocation.refresh import refresh_revocations
from identity.jpki.verification import BareSignature, CmsSignature
from identity.sandbox.ca.authority import KeyType
from identity.signatures.canonical import NotCanonical
from identity.signatures.models import SignatureEvidence, SignatureRefusal, SignatureRequest, SignatureState
from identity.signatures.sealing import unseal
from identity.signatures.services import (
    OutcomeState,
    content_digest,
    evidence_for,
    expire_requests,
    matches,
    open_signature_request,
    read_content,
    read_holder,
    read_text,
    record_signature,
)
from tests.jpki import HANAKO, bare, signed_cms

CONTENT: dict[str, Any] = {"title": "住民票の写し", "text": "住民票の写しを1通、申請します。", "payload": {"copies": 1}}


@pytest.fixture
def request_(indexed) -> SignatureRequest:
    return open_signature_request(subject=uuid4(), user_id=None, **CONTENT)


def record(request: SignatureRequest, result):
    return record_signature(request_id=request.pk, result=result, method="card")


# -- asking


def test_what_is_shown_is_what_is_signed(request_):
    assert read_text(request_) == CONTENT["text"]
    assert sha256(read_content(request_)).hexdigest() == request_.digest
    assert request_.digest == content_digest(subject=request_.subject, **CONTENT)


def test_nothing_of_it_is_stored_in_the_clear(request_):
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, wrapped_key FROM identity_signatures_signaturerequest")
        (content, key) = cursor.fetchone()
    assert "住民票の写しを1通" not in content
    assert encrypt_secret("x")[:5] == key[:5]  # a Fernet token


def test_the_same_question_twice_is_one_with_a_new_hour(request_):
    SignatureRequest.objects.update(expires_at=timezone.now() + timedelta(minutes=1))
    again = open_signature_request(subject=request_.subject, user_id=None, **CONTENT)
    assert again.pk == request_.pk
    assert again.expires_at > timezone.now() + timedelta(minutes=50)
    assert SignatureRequest.objects.count() == 1


def test_other_content_or_another_person_is_another_question(request_, citizen):
    other = open_signature_request(subject=request_.subject, user_id=None, **{**CONTENT, "payload": {"copies": 2}})
    person = open_signature_request(subject=request_.subject, user_id=citizen.user.pk, **CONTENT)
    again = open_signature_request(subject=request_.subject, user_id=citizen.user.pk, **CONTENT)
    assert len({request_.pk, other.pk, person.pk}) == 3
    assert again.pk == person.pk
    assert len({request_.digest, other.digest}) == 2


def test_a_question_whose_hour_is_over_is_asked_anew(request_):
    SignatureRequest.objects.update(expires_at=timezone.now())
    again = open_signature_request(subject=request_.subject, user_id=None, **CONTENT)
    assert again.pk != request_.pk
    request_.refresh_from_db()
    assert request_.state == SignatureState.EXPIRED


def test_what_has_no_canonical_form_is_not_asked(db):
    with pytest.raises(NotCanonical):
        open_signature_request(subject=uuid4(), user_id=None, title="", text="", payload={"price": 1.5})


# -- recording


def test_a_good_signature_leaves_evidence(request_, hanako):
    outcome = record(request_, bare(hanako, read_content(request_)))
    assert (outcome.state, outcome.reason, outcome.holder) == (OutcomeState.SIGNED, Reason.GOOD, HANAKO)
    evidence = SignatureEvidence.objects.get()
    assert outcome.evidence == evidence
    assert (evidence.subject, evidence.digest, evidence.method) == (request_.subject, request_.digest, "card")
    assert evidence.fingerprint == sha256(hanako.der).hexdigest()
    assert unseal(request_, evidence.certificate) == hanako.der
    assert read_holder(evidence) == HANAKO
    assert evidence.revocation_list.superseded_at is None
    request_.refresh_from_db()
    assert (request_.state, request_.finished_at is None) == (SignatureState.SIGNED, False)


def test_no_name_stands_in_the_clear(request_, hanako):
    record(request_, bare(hanako, read_content(request_)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(e)::text FROM identity_signatures_signatureevidence e")
        (row,) = cursor.fetchone()
    assert "秋田" not in row
    assert "秋田".encode().hex() not in row
    assert hanako.certificate.signature.hex() not in row
    assert f"{hanako.certificate.serial_number:x}" not in row


def test_a_cms_and_the_next_card_leave_evidence_too(request_, indexed):
    card = indexed.issue(HANAKO, key_type=KeyType.P384)
    assert record(request_, signed_cms(card, document=read_content(request_))).state is OutcomeState.SIGNED


def test_only_a_fingerprint_where_the_setting_says_so(request_, hanako, settings):
    settings.JPKI_KEEP_CERTIFICATE = False
    record(request_, bare(hanako, read_content(request_)))
    evidence = SignatureEvidence.objects.get()
    assert evidence.certificate == ""
    assert hanako.der not in unseal(request_, evidence.cms)
    assert evidence.fingerprint == sha256(hanako.der).hexdigest()


def test_recording_twice_is_recording_once(request_, hanako, django_assert_num_queries):
    result = bare(hanako, read_content(request_))
    first = record(request_, result)
    with django_assert_num_queries(2):
        second = record(request_, result)
    assert (second.state, second.evidence, second.holder) == (first.state, first.evidence, first.holder)
    assert record(request_, CmsSignature(b"")).state is OutcomeState.SIGNED
    assert SignatureEvidence.objects.count() == 1


def test_a_bad_signature_is_refused_and_the_reason_kept_for_staff(request_, hanako):
    outcome = record(request_, bare(hanako, b"another text"))
    assert (outcome.state, outcome.reason, outcome.evidence, outcome.holder) == (
        OutcomeState.REFUSED,
        Reason.SIGNATURE,
        None,
        None,
    )
    assert list(SignatureRefusal.objects.values_list("request", "method", "reason")) == [
        (request_.pk, "card", "signature")
    ]
    again = record(request_, bare(hanako, read_content(request_)))
    assert (again.state, again.reason) == (OutcomeState.REFUSED, Reason.SIGNATURE)
    fresh = open_signature_request(subject=request_.subject, user_id=None, **CONTENT)
    assert record(fresh, bare(hanako, read_content(fresh))).state is OutcomeState.SIGNED


@pytest.mark.parametrize("result", [CmsSignature(b""), CmsSignature(b"\x30\x00"), BareSignature(b"", b"")])
def test_rubbish_is_refused_without_an_exception(request_, result):
    assert record(request_, result).state is OutcomeState.REFUSED


def test_while_revocation_is_unknown_the_question_stays_open(request_, hanako, time_machine):
    time_machine.move_to(timezone.now())
    result = bare(hanako, read_content(request_))
    lists = RevocationList.objects.current()
    lists.update(next_update=timezone.now())
    outcome = record(request_, result)
    assert (outcome.state, outcome.reason) == (OutcomeState.UNAVAILABLE, Reason.REVOCATION_UNKNOWN)
    assert SignatureRequest.objects.get().state == SignatureState.OPEN
    lists.update(next_update=timezone.now() + timedelta(days=1))
    assert record(request_, result).state is OutcomeState.SIGNED
    assert SignatureRefusal.objects.get().reason == "revocation_unknown"


def test_a_signature_that_comes_too_late(request_, hanako):
    SignatureRequest.objects.update(expires_at=timezone.now())
    outcome = record(request_, bare(hanako, read_content(request_)))
    assert (outcome.state, outcome.reason) == (OutcomeState.EXPIRED, Reason.TOO_LATE)
    again = record(request_, bare(hanako, read_content(request_)))
    assert again.state is OutcomeState.EXPIRED
    assert SignatureEvidence.objects.count() == 0


def test_a_certificate_revoked_since_is_refused_at_once(tmp_path, settings, db):
    from identity.sandbox.ca.authority import Authority

    own = Authority(tmp_path)
    own.make()
    settings.JPKI_ROOTS, settings.JPKI_CRLS = str(own.roots), str(own.crls)
    card = own.issue(HANAKO)
    refresh_revocations()
    first = open_signature_request(subject=uuid4(), user_id=None, **CONTENT)
    assert record(first, bare(card, read_content(first))).state is OutcomeState.SIGNED
    own.revoke(card.certificate, reason=x509.ReasonFlags.affiliation_changed)
    own.publish()
    refresh_revocations()
    second = open_signature_request(subject=uuid4(), user_id=None, **CONTENT)
    assert record(second, bare(card, read_content(second))).reason is Reason.REVOKED
    assert SignatureEvidence.objects.get().request == first


def test_an_unknown_question(indexed, hanako):
    with pytest.raises(SignatureRequest.DoesNotExist):
        record_signature(request_id=uuid4(), result=bare(hanako), method="card")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_write_one_evidence(request_, hanako):
    result = bare(hanako, read_content(request_))
    barrier = threading.Barrier(2)
    outcomes = []

    def send() -> None:
        barrier.wait()
        try:
            outcomes.append(record(request_, result).state)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [OutcomeState.SIGNED, OutcomeState.SIGNED]
    assert SignatureEvidence.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_questions_at_once_are_one(indexed):
    subject = uuid4()
    barrier = threading.Barrier(2)
    found = []

    def ask() -> None:
        barrier.wait()
        try:
            found.append(open_signature_request(subject=subject, user_id=None, **CONTENT).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert len(set(found)) == 1


# -- finding it again


def test_evidence_is_found_by_exactly_what_was_signed(request_, hanako):
    record(request_, bare(hanako, read_content(request_)))
    found = evidence_for(subject=request_.subject, digest=request_.digest)
    assert found is not None
    assert found.request == request_
    assert matches(found, **CONTENT) is True
    assert matches(found, **{**CONTENT, "payload": {"copies": 2}}) is False
    assert matches(found, **{**CONTENT, "text": "ほかの文"}) is False
    assert evidence_for(subject=uuid4(), digest=request_.digest) is None
    assert evidence_for(subject=request_.subject, digest="0" * 64) is None


def test_evidence_may_be_too_old(request_, hanako, time_machine):
    record(request_, bare(hanako, read_content(request_)))
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    asked = {"subject": request_.subject, "digest": request_.digest}
    assert evidence_for(**asked, within=timedelta(hours=1)) is None
    assert evidence_for(**asked, within=timedelta(hours=3)) is not None


def test_late_questions_are_closed_together(request_):
    assert expire_requests() == 0
    SignatureRequest.objects.update(expires_at=timezone.now())
    assert expire_requests() == 1
    assert expire_requests() == 0


# -- append-only


@pytest.mark.parametrize("change", ["update", "delete"])
def test_evidence_and_refusals_cannot_be_changed(request_, hanako, change):
    record(request_, bare(hanako, b"another text"))
    fresh = open_signature_request(subject=request_.subject, user_id=None, **CONTENT)
    record(fresh, bare(hanako, read_content(fresh)))
    for rows, field in ((SignatureEvidence.objects.all(), "digest"), (SignatureRefusal.objects.all(), "reason")):
        assert rows.count() == 1
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows.update(**{field: "x"}) if change == "update" else rows.delete()

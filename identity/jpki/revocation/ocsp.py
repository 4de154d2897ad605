"""Asking an OCSP responder (RFC 6960) about one certificate, and believing its answer only when everything fits."""

import os
from datetime import datetime, timedelta
from hashlib import sha1, sha256
from typing import Final

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import (
    Certificate,
    ExtendedKeyUsage,
    ExtensionNotFound,
    KeyUsage,
    OCSPNoCheck,
    OCSPNonce,
    load_der_x509_certificate,
    ocsp,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, SignatureAlgorithmOID
from django.conf import settings

from identity.jpki.algorithms import require_key
from identity.jpki.der import require_der
from identity.jpki.reasons import Refused
from identity.jpki.revocation.fetching import NotFetched, fetch
from identity.jpki.revocation.port import Revocation, Status, status_of
from identity.jpki.roots import PinnedRoot

NAME: Final = "ocsp"
MOST: Final = 64 * 1024
_SKEW = timedelta(minutes=1)
_WITHOUT_NEXT = timedelta(minutes=30)  # J-LIS renews its answers each quarter of an hour
_HASHES: dict[object, hashes.SHA256 | hashes.SHA384] = {
    SignatureAlgorithmOID.RSA_WITH_SHA256: hashes.SHA256(),
    SignatureAlgorithmOID.ECDSA_WITH_SHA384: hashes.SHA384(),
}


class AnswerFault(Exception):
    """The answer proves nothing. The text tells staff why; it names no certificate."""


class OcspResponder:
    """RevocationSource that asks the responder at JPKI_OCSP_URL."""

    def look_up(self, certificate: x509.Certificate, *, issuer: PinnedRoot, moment: datetime) -> Revocation:
        nonce = os.urandom(32)
        headers = {"Content-Type": "application/ocsp-request", "Accept": "application/ocsp-response"}
        try:
            question = build_request(certificate, issuer=issuer, nonce=nonce)
            answer = fetch(settings.JPKI_OCSP_URL, data=question, headers=headers, most=MOST)
        except NotFetched as fault:
            return Revocation(Status.UNKNOWN, NAME, moment, note=f"the responder {fault}")
        return read_answer(answer, certificate=certificate, issuer=issuer, nonce=nonce, moment=moment)


def build_request(certificate: x509.Certificate, *, issuer: PinnedRoot, nonce: bytes) -> bytes:
    leaf = load_der_x509_certificate(certificate.dump())
    builder = ocsp.OCSPRequestBuilder().add_certificate(leaf, issuer.loaded, hashes.SHA256())
    request = builder.add_extension(OCSPNonce(nonce), critical=False).build()
    return request.public_bytes(serialization.Encoding.DER)


def read_answer(
    answer: bytes, *, certificate: x509.Certificate, issuer: PinnedRoot, nonce: bytes, moment: datetime
) -> Revocation:
    """What the answer proves at `moment`; UNKNOWN with a note where it proves nothing."""
    try:
        single = _verified(answer, certificate=certificate, issuer=issuer, nonce=nonce, moment=moment)
    except AnswerFault as fault:
        return Revocation(Status.UNKNOWN, NAME, moment, response=answer, nonce=nonce, note=str(fault))
    entry = None
    status = Status.UNKNOWN
    if single.certificate_status is ocsp.OCSPCertStatus.GOOD:
        status = Status.GOOD
    elif single.certificate_status is ocsp.OCSPCertStatus.REVOKED:
        reason = single.revocation_reason.value if single.revocation_reason else "unspecified"
        revoked_at = single.revocation_time_utc
        entry = {
            "serial": f"{single.serial_number:x}",
            "reason": reason,
            "revoked_at": revoked_at.isoformat() if revoked_at else "",
        }
        status = status_of(entry)
    return Revocation(
        status,
        NAME,
        moment,
        this_update=single.this_update_utc,
        next_update=single.next_update_utc,
        entry=entry,
        response=answer,
        nonce=nonce,
        note="the responder does not know the certificate" if status is Status.UNKNOWN else "",
    )


def _verified(
    answer: bytes, *, certificate: x509.Certificate, issuer: PinnedRoot, nonce: bytes, moment: datetime
) -> ocsp.OCSPSingleResponse:
    if len(answer) > MOST:
        raise AnswerFault("the answer is too large")
    try:
        require_der(answer)
        response = ocsp.load_der_ocsp_response(answer)
        if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            raise AnswerFault(f"the responder said {response.response_status.name.lower()}")
        _require_signature(response, _responder(response, issuer=issuer, moment=moment))
        sent_back = response.extensions.get_extension_for_class(OCSPNonce).value.nonce
        singles = list(response.responses)
    except (ValueError, TypeError, Refused):
        raise AnswerFault("the answer is not an OCSP response in DER") from None
    except ExtensionNotFound:
        raise AnswerFault("the answer has no nonce") from None
    if sent_back != nonce:
        raise AnswerFault("the answer is to another question")
    if len(singles) != 1 or not _is_about(singles[0], certificate, issuer):
        raise AnswerFault("the answer is about another certificate")
    _require_fresh(singles[0], moment)
    return singles[0]


def _require_fresh(single: ocsp.OCSPSingleResponse, moment: datetime) -> None:
    until = single.next_update_utc or single.this_update_utc + _WITHOUT_NEXT
    if not single.this_update_utc - _SKEW <= moment < until:
        raise AnswerFault("the answer is not current")


def _is_about(single: ocsp.OCSPSingleResponse, certificate: x509.Certificate, issuer: PinnedRoot) -> bool:
    return (
        isinstance(single.hash_algorithm, hashes.SHA256)
        and single.serial_number == certificate.serial_number
        and single.issuer_name_hash == sha256(issuer.certificate.subject.dump()).digest()
        and single.issuer_key_hash == sha256(bytes(issuer.certificate.public_key["public_key"].contents[1:])).digest()
    )


def _responder(response: ocsp.OCSPResponse, *, issuer: PinnedRoot, moment: datetime) -> Certificate:
    """Who signed: the CA itself, or one whom the CA authorised (RFC 6960 §4.2.2.2)."""
    candidates = [issuer.loaded, *response.certificates]
    named = [candidate for candidate in candidates if _is_named(response, candidate)]
    if not named:
        raise AnswerFault("the answer does not say who signed it")
    responder = named[0]
    if responder == issuer.loaded:
        return responder
    if not _is_authorised(responder, issuer=issuer, moment=moment):
        raise AnswerFault("the responder is not authorised by the CA")
    return responder


def _is_named(response: ocsp.OCSPResponse, candidate: Certificate) -> bool:
    if response.responder_name is not None:
        return candidate.subject == response.responder_name
    bits = candidate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    key = x509.PublicKeyInfo.load(bits)["public_key"].contents[1:]
    # RFC 6960 has SHA-1 here; it finds the key and proves nothing.
    return bool(response.responder_key_hash == sha1(key, usedforsecurity=False).digest())


def _is_authorised(responder: Certificate, *, issuer: PinnedRoot, moment: datetime) -> bool:
    """Issued by this CA for OCSP, in force, and exempt from being asked about in turn (id-pkix-ocsp-nocheck)."""
    try:
        responder.verify_directly_issued_by(issuer.loaded)
        purposes = responder.extensions.get_extension_for_class(ExtendedKeyUsage).value
        usage = responder.extensions.get_extension_for_class(KeyUsage).value
        responder.extensions.get_extension_for_class(OCSPNoCheck)
        require_key(x509.Certificate.load(responder.public_bytes(serialization.Encoding.DER)).public_key)
    except (InvalidSignature, ExtensionNotFound, ValueError, TypeError, Refused):
        return False
    in_force = responder.not_valid_before_utc <= moment <= responder.not_valid_after_utc
    accepted = responder.signature_algorithm_oid in _HASHES
    return in_force and accepted and ExtendedKeyUsageOID.OCSP_SIGNING in purposes and usage.digital_signature


def _require_signature(response: ocsp.OCSPResponse, responder: Certificate) -> None:
    algorithm = _HASHES.get(response.signature_algorithm_oid)
    public_key = responder.public_key()
    try:
        if isinstance(public_key, rsa.RSAPublicKey) and isinstance(algorithm, hashes.SHA256):
            public_key.verify(response.signature, response.tbs_response_bytes, padding.PKCS1v15(), algorithm)
        elif isinstance(public_key, ec.EllipticCurvePublicKey) and isinstance(algorithm, hashes.SHA384):
            public_key.verify(response.signature, response.tbs_response_bytes, ec.ECDSA(algorithm))
        else:
            raise AnswerFault("the answer is signed with an algorithm that is not accepted")
    except InvalidSignature:
        raise AnswerFault("the answer's signature does not hold") from None

"""Revocation lists and OCSP answers of the sandbox's authority."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from identity.sandbox.ca.certificates import (
    LeafProfile,
    PrivateKey,
    distribution_point,
    hash_for,
    key_usage,
    name,
    root_name,
)


@dataclass(frozen=True, slots=True)
class Entry:
    serial: int
    at: datetime
    reason: x509.ReasonFlags = x509.ReasonFlags.unspecified


@dataclass(frozen=True, slots=True)
class Responder:
    """A responder that the CA has authorised to answer for it."""

    certificate: x509.Certificate
    key: PrivateKey


def point_of(usage: str) -> x509.Name:
    return distribution_point(usage, LeafProfile())


def build(
    ca_key: PrivateKey,
    *,
    entries: Iterable[Entry],
    usage: str,
    scope: x509.Name | None,
    this_update: datetime | None = None,
    next_update: datetime | None = None,
    number: int | None = None,
    extra: Iterable[tuple[x509.ExtensionType, bool]] = (),
) -> bytes:
    """A revocation list (DER), from now for a week unless said otherwise. `scope` None: all that the CA issued."""
    begin = this_update or datetime.now(UTC).replace(microsecond=0)
    # All entries at once: adding them one by one would copy the list each time.
    builder = x509.CertificateRevocationListBuilder(revoked_certificates=[_revoked(entry) for entry in entries])
    builder = builder.issuer_name(root_name(usage)).last_update(begin)
    builder = builder.next_update(next_update or begin + timedelta(days=7))
    builder = builder.add_extension(x509.CRLNumber(number or int(begin.timestamp())), critical=False)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    builder = builder.add_extension(identifier, critical=False)
    if scope is not None:
        builder = builder.add_extension(_issuing_point(scope), critical=True)
    for extension, critical in extra:
        builder = builder.add_extension(extension, critical=critical)
    return builder.sign(ca_key, hash_for(ca_key)).public_bytes(serialization.Encoding.DER)


def _revoked(entry: Entry) -> x509.RevokedCertificate:
    revoked = x509.RevokedCertificateBuilder().serial_number(entry.serial).revocation_date(entry.at)
    if entry.reason is not x509.ReasonFlags.unspecified:
        revoked = revoked.add_extension(x509.CRLReason(entry.reason), critical=False)
    return revoked.build()


def _issuing_point(scope: x509.Name) -> x509.IssuingDistributionPoint:
    return x509.IssuingDistributionPoint(
        full_name=[x509.DirectoryName(scope)],
        relative_name=None,
        only_contains_user_certs=False,
        only_contains_ca_certs=False,
        only_some_reasons=None,
        indirect_crl=False,
        only_contains_attribute_certs=False,
    )


def make_responder(
    key: PrivateKey, *, ca_key: PrivateKey, usage: str, authorised: bool = True, days: int = 30
) -> Responder:
    """Issue a responder's certificate. `authorised` False leaves out id-kp-OCSPSigning, for tests."""
    begin = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    subject = name((NameOID.COUNTRY_NAME, "JP"), (NameOID.COMMON_NAME, "MIHON-DEV OCSP responder"))
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(root_name(usage))
    builder = builder.public_key(key.public_key()).serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(begin).not_valid_after(begin + timedelta(days=days))
    builder = builder.add_extension(key_usage(digital_signature=True), critical=True)
    if authorised:
        builder = builder.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), critical=False)
        builder = builder.add_extension(x509.OCSPNoCheck(), critical=False)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key())
    builder = builder.add_extension(identifier, critical=False)
    return Responder(builder.sign(ca_key, hash_for(ca_key)), key)


def answer(
    request_der: bytes,
    *,
    issuer: x509.Certificate,
    entries: Iterable[Entry],
    responder: Responder,
    known: bool = True,
    this_update: datetime | None = None,
    next_update: datetime | None = None,
    nonce: bytes | None = None,
) -> bytes:
    """An OCSP answer (DER) to one request, current for a quarter of an hour. `known` False: status unknown."""
    request = ocsp.load_der_ocsp_request(request_der)
    begin = this_update or datetime.now(UTC).replace(microsecond=0)
    found = {entry.serial: entry for entry in entries}.get(request.serial_number)
    status = ocsp.OCSPCertStatus.REVOKED if found else ocsp.OCSPCertStatus.GOOD
    if not known:
        status, found = ocsp.OCSPCertStatus.UNKNOWN, None
    builder = ocsp.OCSPResponseBuilder().add_response_by_hash(
        issuer_name_hash=request.issuer_name_hash,
        issuer_key_hash=request.issuer_key_hash,
        serial_number=request.serial_number,
        algorithm=request.hash_algorithm,
        cert_status=status,
        this_update=begin,
        next_update=next_update or begin + timedelta(minutes=15),
        revocation_time=found.at if found else None,
        revocation_reason=found.reason if found else None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, responder.certificate)
    if responder.certificate != issuer:
        builder = builder.certificates([responder.certificate])
    sent = nonce or request.extensions.get_extension_for_class(x509.OCSPNonce).value.nonce
    builder = builder.add_extension(x509.OCSPNonce(sent), critical=False)
    return builder.sign(responder.key, hash_for(responder.key)).public_bytes(serialization.Encoding.DER)

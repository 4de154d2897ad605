"""CMS SignedData (RFC 5652): reading one strictly, and building one around a bare signature.

The 署名API gives a bare value. A SignedData without signed attributes holds the same value over the same digest, so
that other programs (openssl cms) can check the evidence.
"""

from dataclasses import dataclass

from asn1crypto import algos, cms, core, x509

from identity.jpki.der import UNREADABLE
from identity.jpki.reasons import Reason, Refused

_MOST_CERTIFICATES = 8
_VERSION = "v1"


@dataclass(frozen=True, slots=True)
class Signed:
    """One signer's part of a SignedData."""

    data: cms.SignedData
    signer: cms.SignerInfo
    certificate: x509.Certificate

    @property
    def digest_algorithm(self) -> str:
        return str(self.signer["digest_algorithm"]["algorithm"].native)


def read_cms(der: bytes) -> Signed:
    """Read a detached SignedData with one signer, whose certificate is in it.

    Raises Refused: SIGNERS, ATTACHED, or STRUCTURE. `der` has passed `require_der`.
    """
    try:
        info = cms.ContentInfo.load(der, strict=True)
        if info["content_type"].native != "signed_data":
            raise Refused(Reason.STRUCTURE)
        data = info["content"]
        data.native  # noqa: B018  asn1crypto reads lazily: everything now, or never
    except UNREADABLE:
        raise Refused(Reason.STRUCTURE) from None
    if len(data["signer_infos"]) != 1:
        raise Refused(Reason.SIGNERS)
    if not isinstance(data["encap_content_info"]["content"], core.Void):
        raise Refused(Reason.ATTACHED)
    signer = data["signer_infos"][0]
    # Unsigned attributes and lists that come along are said by nobody; a card makes none.
    plain = isinstance(signer["unsigned_attrs"], core.Void) and isinstance(data["crls"], core.Void)
    if not plain or not _is_consistent(data, signer):
        raise Refused(Reason.STRUCTURE)
    return Signed(data, signer, _certificate_of(signer, data["certificates"]))


def _is_consistent(data: cms.SignedData, signer: cms.SignerInfo) -> bool:
    """Whether the fields that no signature covers say what follows from the others, so that none can be changed."""
    digests = [algorithm.dump() for algorithm in data["digest_algorithms"]]
    by_key = signer["sid"].name == "subject_key_identifier"
    return (
        digests == [signer["digest_algorithm"].dump()]
        and signer["version"].native == ("v3" if by_key else "v1")
        and data["version"].native == ("v3" if by_key else "v1")
        and data["encap_content_info"]["content_type"].native == "data"
    )


def wrap_bare(value: bytes, certificate_der: bytes) -> bytes:
    """Build a detached SignedData without signed attributes around a bare signature. Raises Refused(STRUCTURE)."""
    try:
        certificate = x509.Certificate.load(certificate_der, strict=True)
        elliptic = certificate.public_key.algorithm == "ec"
        issuer, serial = certificate.issuer, certificate.serial_number
    except UNREADABLE:
        raise Refused(Reason.STRUCTURE) from None
    digest = algos.DigestAlgorithm({"algorithm": "sha384" if elliptic else "sha256"})
    signer = cms.SignerInfo(
        {
            "version": _VERSION,
            "sid": cms.SignerIdentifier(
                {"issuer_and_serial_number": cms.IssuerAndSerialNumber({"issuer": issuer, "serial_number": serial})}
            ),
            "digest_algorithm": digest,
            "signature_algorithm": {"algorithm": "sha384_ecdsa" if elliptic else "rsassa_pkcs1v15"},
            "signature": value,
        }
    )
    return _wrapped([digest], [signer], [certificate])


def without_certificates(der: bytes) -> bytes:
    """The same SignedData without certificates, for where a certificate may not be kept."""
    data = cms.ContentInfo.load(der)["content"]
    return _wrapped(data["digest_algorithms"], data["signer_infos"], None)


def with_certificate(der: bytes, certificate_der: bytes) -> bytes:
    """Put the signer's certificate back into what `without_certificates` gave. Raises Refused(STRUCTURE)."""
    try:
        data = cms.ContentInfo.load(der, strict=True)["content"]
        certificate = x509.Certificate.load(certificate_der, strict=True)
        certificate.native  # noqa: B018  as above
        return _wrapped(data["digest_algorithms"], data["signer_infos"], [certificate])
    except UNREADABLE:
        raise Refused(Reason.STRUCTURE) from None


def _wrapped(
    digests: cms.DigestAlgorithms, signers: cms.SignerInfos, certificates: list[x509.Certificate] | None
) -> bytes:
    fields = {
        "version": _VERSION,
        "digest_algorithms": digests,
        "encap_content_info": {"content_type": "data"},
        "signer_infos": signers,
    }
    if certificates is not None:
        fields["certificates"] = certificates
    info = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(fields)})
    der: bytes = info.dump()  # what was read keeps its own bytes
    return der


def _certificate_of(signer: cms.SignerInfo, bag: cms.CertificateSet) -> x509.Certificate:
    """The one certificate in the bag that the signer's identifier names. CA certificates beside it prove nothing."""
    if isinstance(bag, core.Void) or not 0 < len(bag) <= _MOST_CERTIFICATES:
        raise Refused(Reason.STRUCTURE)
    if any(choice.name != "certificate" for choice in bag):
        raise Refused(Reason.STRUCTURE)
    found = [choice.chosen for choice in bag if _is_named(signer["sid"], choice.chosen)]
    if len(found) != 1:
        raise Refused(Reason.STRUCTURE)
    return found[0]


def _is_named(identifier: cms.SignerIdentifier, certificate: x509.Certificate) -> bool:
    named = identifier.chosen
    if identifier.name == "issuer_and_serial_number":
        same_issuer = named["issuer"].dump() == certificate.issuer.dump()
        return bool(same_issuer and named["serial_number"].native == certificate.serial_number)
    return bool(named.native == certificate.key_identifier)

"""How certificates of the sandbox look: names, extensions and criticality as in the real profile (docs/security.md).

Sources: the CA files and certificates as published by J-LIS' users (jpki/myna, soltia48/myna-card), RFC 5280.
"""

from dataclasses import dataclass
from datetime import datetime
from secrets import randbits
from typing import Any, Final

from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID, ObjectIdentifier

from identity.jpki import profile
from identity.jpki.profile import BirthDate, CertificateHolder

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

ORGANIZATION: Final = "MIHON-DEV"  # never accepted in production
_CPS: Final = "http://www.mihon.example/cps.html"
_SERVICE: Final = "MIHON-DEV certification service"


@dataclass(frozen=True, slots=True)
class LeafProfile:
    """What a certificate says beside its holder. The defaults are those of 署名用電子証明書; others are for tests."""

    policy: str = profile.POLICY_SIGN_TEST
    digital_signature: bool = True
    non_repudiation: bool = True
    key_cert_sign: bool = False
    is_ca: bool | None = None  # None: no BasicConstraints, as on cards
    with_key_usage: bool = True
    critical_unknown: bool = False
    prefecture: str = "Akita-ken"
    city: str = "Akita-shi"


def name(*parts: tuple[ObjectIdentifier, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


def root_name(usage: str) -> x509.Name:
    """The one name of all generations. `usage`: "digital signature" or "user authentication"."""
    unit, country = NameOID.ORGANIZATIONAL_UNIT_NAME, (NameOID.COUNTRY_NAME, "JP")
    return name(
        country,
        (NameOID.ORGANIZATION_NAME, ORGANIZATION),
        (unit, f"{ORGANIZATION} for {usage}"),
        (unit, "Sample Agency for Local Authority Information Systems"),
    )


def distribution_point(usage: str, leaf: LeafProfile) -> x509.Name:
    unit = NameOID.ORGANIZATIONAL_UNIT_NAME
    return name(
        (NameOID.COUNTRY_NAME, "JP"),
        (NameOID.ORGANIZATION_NAME, ORGANIZATION),
        (unit, f"{ORGANIZATION} for {usage}"),
        (unit, "CRL Distribution Points"),
        (unit, leaf.prefecture),
        (NameOID.COMMON_NAME, f"{leaf.city} CRLDP"),
    )


def hash_for(key: PrivateKey) -> hashes.SHA256 | hashes.SHA384:
    if isinstance(key, rsa.RSAPrivateKey):
        return hashes.SHA256()
    return hashes.SHA384() if key.curve.name == "secp384r1" else hashes.SHA256()


def build_root(key: PrivateKey, *, usage: str, serial: int, valid: tuple[datetime, datetime]) -> x509.Certificate:
    """A self-signed root of one tier, as 2.1 of the profile."""
    subject = root_name(usage)
    service = x509.DirectoryName(name((NameOID.COUNTRY_NAME, "JP"), (NameOID.ORGANIZATION_NAME, _SERVICE)))
    builder = _builder(key.public_key(), subject=subject, issuer=subject, serial=serial, valid=valid)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    builder = builder.add_extension(key_usage(key_cert_sign=True, crl_sign=True), critical=True)
    builder = builder.add_extension(x509.SubjectAlternativeName([service]), critical=False)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    builder = builder.add_extension(_key_identifier(key), critical=False)
    builder = builder.add_extension(_crl_points(distribution_point(usage, LeafProfile())), critical=False)
    return builder.sign(key, hash_for(key))


def build_leaf(
    public_key: Any,
    *,
    ca_key: PrivateKey,
    usage: str,
    holder: CertificateHolder | None,
    leaf: LeafProfile,
    valid: tuple[datetime, datetime],
) -> x509.Certificate:
    """A certificate for a person; without `holder` one for authentication, which says nothing of a person."""
    serial = randbits(56) + 1
    service = x509.DirectoryName(name((NameOID.COUNTRY_NAME, "JP"), (NameOID.ORGANIZATION_NAME, _SERVICE)))
    policy = x509.PolicyInformation(ObjectIdentifier(leaf.policy), [_CPS])
    builder = _builder(
        public_key,
        subject=_subject(holder, leaf, serial, valid[0]),
        issuer=root_name(usage),
        serial=serial,
        valid=valid,
    )
    if leaf.with_key_usage:
        usages = key_usage(
            digital_signature=leaf.digital_signature,
            content_commitment=leaf.non_repudiation,
            key_cert_sign=leaf.key_cert_sign,
        )
        builder = builder.add_extension(usages, critical=True)
    builder = builder.add_extension(x509.CertificatePolicies([policy]), critical=True)
    if holder is not None:
        builder = builder.add_extension(x509.SubjectAlternativeName(other_names(holder)), critical=False)
    builder = builder.add_extension(x509.IssuerAlternativeName([service]), critical=False)
    builder = builder.add_extension(_crl_points(distribution_point(usage, leaf)), critical=False)
    builder = builder.add_extension(_key_identifier(ca_key), critical=False)
    builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    if leaf.is_ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca=leaf.is_ca, path_length=None), critical=True)
    if leaf.critical_unknown:
        unknown = x509.UnrecognizedExtension(ObjectIdentifier("1.2.392.200149.99.1"), b"\x05\x00")
        builder = builder.add_extension(unknown, critical=True)
    return builder.sign(ca_key, hash_for(ca_key))


def other_names(holder: CertificateHolder) -> list[x509.GeneralName]:
    """The otherNames, each a UTF8String, in the order that cards have: 1, 4, 3, 5, 2, 6."""
    pairs = [
        (profile.NAME, holder.name),
        (profile.BIRTH, birth_text(holder.birth) if holder.birth else ""),
        (profile.GENDER, holder.gender),
        (profile.ADDRESS, holder.address),
        (profile.NAME_SUBSTITUTES, flags(holder.name, holder.name_substitutes)),
        (profile.ADDRESS_SUBSTITUTES, flags(holder.address, holder.address_substitutes)),
    ]
    named = [(oid, core.UTF8String(text).dump()) for oid, text in pairs if text]
    return [x509.OtherName(ObjectIdentifier(oid), der) for oid, der in [*named, *holder.unknown]]


def flags(text: str, positions: tuple[int, ...]) -> str:
    return "".join("1" if place in positions else "0" for place in range(len(text)))


def birth_text(birth: BirthDate) -> str:
    """EYYYYMMDD; what the register does not know is 0."""
    return f"{birth.era}{birth.year or 0:04}{birth.month or 0:02}{birth.day or 0:02}"


def key_usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _builder(
    public_key: Any, *, subject: x509.Name, issuer: x509.Name, serial: int, valid: tuple[datetime, datetime]
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public_key)
    return builder.serial_number(serial).not_valid_before(valid[0]).not_valid_after(valid[1])


def _subject(holder: CertificateHolder | None, leaf: LeafProfile, serial: int, issued: datetime) -> x509.Name:
    """The common name is a number, never a person's name."""
    country = (NameOID.COUNTRY_NAME, "JP")
    if holder is None:
        return name(country, (NameOID.COMMON_NAME, f"{serial:014X}AUTH01A"))
    number = f"{issued:%Y%m%d%H%M%S}{serial % 1000:03}05201"
    locality = NameOID.LOCALITY_NAME
    return name(country, (locality, leaf.prefecture), (locality, leaf.city), (NameOID.COMMON_NAME, number))


def _key_identifier(key: PrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _crl_points(point: x509.Name) -> x509.CRLDistributionPoints:
    """A directoryName without an address, as in the real certificates: nothing can follow it."""
    return x509.CRLDistributionPoints([x509.DistributionPoint([x509.DirectoryName(point)], None, None, None)])

"""The checks on the signer's certificate by itself, each a function that raises Refused."""

from datetime import datetime

from asn1crypto import x509
from django.conf import settings

from identity.jpki import profile
from identity.jpki.der import UNREADABLE
from identity.jpki.profile import CertificateHolder, read_holder
from identity.jpki.reasons import Reason, Refused

_NEEDED = {"digital_signature", "non_repudiation"}
_OF_A_CA = {"key_cert_sign", "crl_sign"}


def require_validity(certificate: x509.Certificate, moment: datetime) -> None:
    if moment < certificate.not_valid_before:
        raise Refused(Reason.NOT_YET_VALID)
    if moment > certificate.not_valid_after:
        raise Refused(Reason.EXPIRED)


def require_usage(certificate: x509.Certificate) -> None:
    """Signing with intent, and no CA.

    Both usages are asked for here, for pyHanko drops `match_all_key_usages` on a detached CMS (GHSA-58hw-cg5m-88rp
    tells of a verifier that looked at the RSA value alone).
    """
    usage = certificate.key_usage_value.native if certificate.key_usage_value else set()
    constraints = certificate.basic_constraints_value
    if not usage >= _NEEDED or usage & _OF_A_CA or (constraints is not None and constraints["ca"].native):
        raise Refused(Reason.KEY_USAGE)


def accepted_policies() -> frozenset[str]:
    """The policies of 署名用 certificates that are accepted here and now. That of the tests never in production."""
    accepted = {profile.POLICY_SIGN_CARD}
    if settings.JPKI_ACCEPT_MOBILE:
        accepted.add(profile.POLICY_SIGN_MOBILE)
    if settings.SANDBOXES_ALLOWED and not settings.PRODUCTION:
        accepted.add(profile.POLICY_SIGN_TEST)
    return frozenset(accepted)


def policies_of(certificate: x509.Certificate) -> frozenset[str]:
    stated = certificate.certificate_policies_value or ()
    return frozenset(information["policy_identifier"].dotted for information in stated)


def require_policy(certificate: x509.Certificate) -> frozenset[str]:
    """Return the accepted policies that the certificate states. anyPolicy is none of them."""
    found = accepted_policies() & policies_of(certificate)
    if not found:
        raise Refused(Reason.POLICY)
    return found


def require_holder(certificate: x509.Certificate, policies: frozenset[str]) -> CertificateHolder:
    """Read 基本4情報. Those of a card must be whole; a phone's certificate may have none."""
    try:
        holder = read_holder(certificate)
    except UNREADABLE:
        raise Refused(Reason.PROFILE) from None
    whole = holder.name and holder.gender and holder.birth and holder.address
    if not whole and policies != {profile.POLICY_SIGN_MOBILE}:
        raise Refused(Reason.PROFILE)
    return holder

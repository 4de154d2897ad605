"""The algorithms that are accepted, and no others: RSA-2048 with SHA-256 (PKCS#1 v1.5), P-384 with SHA-384.

The second is that of the next card (次期個人番号カード). Everything else is refused, also where it is thought strong: a
list of what is allowed does not grow by a library's new version.
"""

from datetime import datetime
from typing import Any

from asn1crypto import algos, keys
from pyhanko.sign.validation.utils import CMSAlgorithmUsagePolicy
from pyhanko_certvalidator.policy_decl import AlgorithmUsageConstraint

from identity.jpki.reasons import Reason, Refused

RSA, EC = "rsa", "ec"
_HASH = {RSA: "sha256", EC: "sha384"}
# rsassa_pkcs1v15 alone says nothing of the hash, which then is the signer's digest algorithm.
_SIGNATURES = {RSA: ("sha256_rsa", "rsassa_pkcs1v15"), EC: ("sha384_ecdsa",)}
# What may stand on a certificate, a revocation list or an OCSP answer; the issuer's key is checked where it is read.
CERTIFICATE_SIGNATURES = frozenset({("rsassa_pkcs1v15", "sha256"), ("ecdsa", "sha384")})


def require_key(public_key: keys.PublicKeyInfo) -> str:
    """Return RSA or EC for a key of an accepted kind and size. Raises Refused(ALGORITHM)."""
    kind = str(public_key.algorithm)
    if kind == RSA:
        inner = public_key["public_key"].parsed
        good = public_key.bit_size == 2048 and inner["public_exponent"].native == 65537
    else:
        good = kind == EC and public_key.curve == ("named", "secp384r1")
    if not good:
        raise Refused(Reason.ALGORITHM)
    return kind


def require_pair(kind: str, signature: algos.SignedDigestAlgorithm, digest: str) -> None:
    """Raise Refused(ALGORITHM) unless key, signature algorithm and digest go together."""
    if signature["algorithm"].native not in _SIGNATURES[kind] or digest != _HASH[kind]:
        raise Refused(Reason.ALGORITHM)


class OnlyAccepted(CMSAlgorithmUsagePolicy):
    """The same list as pyHanko asks for it, for certificates and for signatures."""

    def digest_algorithm_allowed(
        self, algo: algos.DigestAlgorithm, moment: datetime | None
    ) -> AlgorithmUsageConstraint:
        del moment
        return AlgorithmUsageConstraint(allowed=algo["algorithm"].native in _HASH.values())

    def signature_algorithm_allowed(
        self, algo: algos.SignedDigestAlgorithm, moment: datetime | None, public_key: Any
    ) -> AlgorithmUsageConstraint:
        del moment
        try:
            named = algo["algorithm"].native in _SIGNATURES[require_key(public_key)]
        except Refused:
            named = False
        return AlgorithmUsageConstraint(allowed=named)

"""What pyHanko checks: the path to the pinned root with its policies (RFC 5280), and the signature in the CMS.

It is asked about one moment, one root and the strict list of algorithms, and fetches nothing. Revocation is not its
business here: on a list of 100,000 entries it takes seconds, so identity.jpki.revocation asks an index instead.
"""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, TypeVar

from asn1crypto import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import CertificateValidator, PKIXValidationParams, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError
from pyhanko_certvalidator.validate import validate_usage

from identity.jpki.algorithms import OnlyAccepted
from identity.jpki.cms import Signed
from identity.jpki.der import UNREADABLE
from identity.jpki.reasons import Reason, Refused
from identity.jpki.roots import PinnedRoot

Answer = TypeVar("Answer")

# pyHanko's own errors about signatures are ValueErrors.
_FAILURES = (InvalidSignature, PathError, UnsupportedAlgorithm, ValidationError, *UNREADABLE)


def require_path(
    certificate: x509.Certificate, *, root: PinnedRoot, policies: frozenset[str], moment: datetime
) -> None:
    """Raise Refused(PATH) unless the certificate leads to the root with one of the policies, for signing.

    pyHanko's check of a CMS has no parameter for policies, so this one is asked first.
    """
    parameters = PKIXValidationParams(user_initial_policy_set=policies, initial_explicit_policy=True)
    validator = CertificateValidator(certificate, validation_context=_context(root, moment), pkix_params=parameters)
    try:
        _finished(validator.async_validate_path())
        validate_usage(certificate, {"digital_signature", "non_repudiation"}, set(), extended_optional=False)
    except _FAILURES:
        raise Refused(Reason.PATH) from None


def require_signature(signed: Signed, *, document: bytes, root: PinnedRoot, moment: datetime) -> None:
    """Raise Refused(SIGNATURE) unless the signature is over exactly this document."""
    # `non_repudiation` alone: pyHanko would forget that all of several are needed. require_usage asks for both.
    usage = KeyUsageConstraints(key_usage={"non_repudiation"})
    try:
        status = _finished(
            async_validate_detached_cms(
                document,
                signed.data,
                signer_validation_context=_context(root, moment),
                key_usage_settings=usage,
                algorithm_policy=OnlyAccepted(),
            )
        )
    except _FAILURES:
        raise Refused(Reason.SIGNATURE) from None
    if not (status.bottom_line and status.intact and status.valid and status.trusted):
        raise Refused(Reason.SIGNATURE)


def _finished(work: Coroutine[Any, Any, Answer]) -> Answer:
    """Run pyHanko's coroutine to its end; it waits for nothing. In another thread where a loop runs in this one."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(asyncio.run, work).result()


def _context(root: PinnedRoot, moment: datetime) -> ValidationContext:
    return ValidationContext(
        trust_roots=[root.certificate],
        other_certs=[],
        moment=moment,
        allow_fetching=False,
        revocation_mode="none",
        algorithm_usage_policy=OnlyAccepted(),
        time_tolerance=timedelta(0),
    )

"""Checking evidence again, years later: at its moment, with the proof that was kept, against the roots pinned today.

A root that has expired since stays pinned for this. What another program needs for the same check can be exported.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from asn1crypto import pem
from cryptography.fernet import InvalidToken

from identity.jpki.cms import with_certificate
from identity.jpki.reasons import Refused, staff_reason
from identity.jpki.revocation.kept import KeptAnswer, KeptList, NoProof
from identity.jpki.revocation.port import RevocationSource
from identity.jpki.roots import PinnedRoot, pinned_roots
from identity.jpki.verification import CHECKS, CmsSignature, Verification, verify_signature
from identity.signatures.models import SignatureEvidence
from identity.signatures.sealing import KeyDestroyed, unseal
from identity.signatures.services import read_content


@dataclass(frozen=True, slots=True)
class Step:
    """One check. `held` is None for a check that was not reached."""

    name: str
    held: bool | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """Evidence with its seals opened: personal data."""

    evidence: SignatureEvidence
    document: bytes
    cms: bytes
    proof: dict[str, Any]
    response: bytes


def open_evidence(evidence: SignatureEvidence, *, certificate: bytes = b"") -> Opened:
    """Open the seals. `certificate` (DER) is put into the CMS where it was not kept. Raises KeyDestroyed, Refused."""
    request = evidence.request
    cms = unseal(request, evidence.cms)
    return Opened(
        evidence,
        document=read_content(request),
        cms=with_certificate(cms, certificate) if certificate else cms,
        proof=json.loads(unseal(request, evidence.revocation)),
        response=unseal(request, evidence.revocation_response) if evidence.revocation_response else b"",
    )


def recheck(
    evidence: SignatureEvidence, *, certificate: bytes = b"", roots: tuple[PinnedRoot, ...] | None = None
) -> tuple[Step, ...]:
    """Check stored evidence again. Every step in order; none raises."""
    try:
        opened = open_evidence(evidence, certificate=certificate)
    except (KeyDestroyed, InvalidToken, Refused) as fault:
        return (Step("open", held=False, detail=type(fault).__name__),)
    trusted = pinned_roots() if roots is None else roots
    verification = verify_signature(
        CmsSignature(opened.cms),
        document=opened.document,
        moment=evidence.at,
        source=kept_source(opened, trusted),
        roots=trusted,
    )
    return (Step("open", held=True), *_records(opened, verification), *steps_of(verification))


def steps_of(verification: Verification) -> tuple[Step, ...]:
    """The checks of a signature in their order, for people to read."""
    found: list[Step] = []
    failed = False
    for name in CHECKS:
        if name in verification.passed:
            found.append(Step(name, held=True))
        elif failed:
            found.append(Step(name, held=None))
        else:
            failed = True
            found.append(Step(name, held=False, detail=_why(verification)))
    return tuple(found)


def kept_source(opened: Opened, roots: tuple[PinnedRoot, ...]) -> RevocationSource:
    """What was kept with the evidence, as a source."""
    if opened.evidence.revocation_list is not None:
        return KeptList(bytes(opened.evidence.revocation_list.der), roots)
    if opened.response:
        return KeptAnswer(opened.proof["source"], opened.response, bytes.fromhex(opened.proof["nonce"]))
    return NoProof()


def export(opened: Opened, folder: Path) -> tuple[Path, ...]:
    """Write what `openssl cms -verify` needs. The files hold personal data; who asks for them keeps them safe."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    contents = {
        "document.json": opened.document,
        "signature.p7s": opened.cms,
        "root.pem": pem.armor("CERTIFICATE", bytes(opened.evidence.root)),
    }
    if opened.evidence.revocation_list is not None:
        contents["list.pem"] = pem.armor("X509 CRL", bytes(opened.evidence.revocation_list.der))
    if opened.response:
        contents["answer.bin"] = opened.response
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return tuple(folder / name for name in contents)


def _records(opened: Opened, verification: Verification) -> Iterator[Step]:
    """Whether the rows agree with what they speak of."""
    evidence = opened.evidence
    digest = sha256(opened.document).hexdigest()
    yield Step("digest", held=digest == evidence.digest == evidence.request.digest)
    if verification.certificate:
        yield Step("fingerprint", held=sha256(verification.certificate).hexdigest() == evidence.fingerprint)
    if evidence.revocation_list is not None:
        stored = sha256(bytes(evidence.revocation_list.der)).hexdigest()
        yield Step("list", held=stored == evidence.revocation_list.sha256 == opened.proof["list_sha256"])


def _why(verification: Verification) -> str:
    note = verification.revocation.note if verification.revocation else ""
    return f"{staff_reason(verification.reason)} {note}".strip()

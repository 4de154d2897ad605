"""A platform operator (プラットフォーム事業者) or a 署名検証者 of the prefecture that asks J-LIS for the city.

The contract, until an operator's own is known (docs/operations.md): POST JSON to JPKI_OPERATOR_URL with
`Authorization: Bearer`; the answer is JSON that repeats nonce and certificate fingerprint, so that it cannot be the
answer to another question. Nobody signs it: what is believed is the TLS connection to the operator.
"""

import json
import os
from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Annotated, Final, Literal

from asn1crypto import x509
from django.conf import settings
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from identity.jpki.revocation.fetching import NotFetched, fetch
from identity.jpki.revocation.port import Revocation, Status
from identity.jpki.roots import PinnedRoot

NAME: Final = "operator"
_MOST: Final = 64 * 1024
_SKEW = timedelta(minutes=2)


class Answer(BaseModel):
    """What the operator answers. `this_update`, `next_update`: of the CRL or OCSP answer that the operator used."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=False)

    nonce: str
    certificate_sha256: str
    status: Literal["good", "revoked", "on_hold", "unknown"]
    checked_at: AwareDatetime
    this_update: AwareDatetime
    next_update: AwareDatetime
    reason: Annotated[str, Field(max_length=32)] = "unspecified"
    revoked_at: AwareDatetime | None = None
    reference: Annotated[str, Field(max_length=200)] = ""


class Operator:
    """RevocationSource that asks the operator at JPKI_OPERATOR_URL."""

    def look_up(self, certificate: x509.Certificate, *, issuer: PinnedRoot, moment: datetime) -> Revocation:
        nonce = os.urandom(16)
        question = {
            "nonce": nonce.hex(),
            "certificate": b64encode(certificate.dump()).decode(),
            "issuer_sha256": issuer.fingerprint,
        }
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Authorization": f"Bearer {settings.JPKI_OPERATOR_TOKEN}",
        }
        try:
            body = json.dumps(question).encode()
            answer = fetch(settings.JPKI_OPERATOR_URL, data=body, headers=headers, most=_MOST)
        except NotFetched as fault:
            return Revocation(Status.UNKNOWN, NAME, moment, note=f"the operator {fault}")
        return read_answer(answer, certificate=certificate, nonce=nonce, moment=moment)


def read_answer(answer: bytes, *, certificate: x509.Certificate, nonce: bytes, moment: datetime) -> Revocation:
    """What the answer says at `moment`; UNKNOWN with a note where it does not fit the question."""
    try:
        read = Answer.model_validate_json(answer)
    except ValidationError:
        return _unknown(answer, nonce, moment, "the answer is not in the agreed form")
    if read.nonce != nonce.hex() or read.certificate_sha256 != sha256(certificate.dump()).hexdigest():
        return _unknown(answer, nonce, moment, "the answer is to another question")
    if abs(read.checked_at - moment) > _SKEW or not read.this_update <= moment + _SKEW < read.next_update + _SKEW:
        return _unknown(answer, nonce, moment, "the answer is not current")
    entry = None
    if read.status in ("revoked", "on_hold"):
        entry = {
            "serial": f"{certificate.serial_number:x}",
            "reason": read.reason,
            "revoked_at": read.revoked_at.isoformat() if read.revoked_at else "",
        }
    return Revocation(
        Status(read.status),
        NAME,
        moment,
        this_update=read.this_update,
        next_update=read.next_update,
        entry=entry,
        response=answer,
        nonce=nonce,
        note="the operator does not know" if read.status == "unknown" else "",
    )


def _unknown(answer: bytes, nonce: bytes, moment: datetime, note: str) -> Revocation:
    return Revocation(Status.UNKNOWN, NAME, moment, response=answer, nonce=nonce, note=note)

"""The port behind which it is asked whether a certificate was revoked. Sources are chosen by JPKI_REVOCATION."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from asn1crypto import x509

from identity.jpki.roots import PinnedRoot


class Status(StrEnum):
    """UNKNOWN is never good: whatever a source cannot prove is UNKNOWN."""

    GOOD = "good"
    REVOKED = "revoked"
    ON_HOLD = "on_hold"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Revocation:
    """What a source said, with what proves it.

    `list_sha256` names a stored RevocationList; `response` holds what an OCSP responder or an operator answered.
    `entry` is the entry found (serial, reason, revoked_at), None for the proven absence of one.
    `note` tells staff why the status is UNKNOWN; it names no person.
    """

    status: Status
    source: str
    checked_at: datetime
    this_update: datetime | None = None
    next_update: datetime | None = None
    entry: dict[str, str] | None = None
    list_sha256: str = ""
    response: bytes = field(default=b"", repr=False)
    nonce: bytes = field(default=b"", repr=False)
    note: str = ""

    def proof(self) -> dict[str, Any]:
        """The proof as JSON, without the bytes."""
        return {
            "status": self.status.value,
            "source": self.source,
            "checked_at": self.checked_at.isoformat(),
            "this_update": self.this_update.isoformat() if self.this_update else None,
            "next_update": self.next_update.isoformat() if self.next_update else None,
            "entry": self.entry,
            "list_sha256": self.list_sha256,
            "nonce": self.nonce.hex(),
            "note": self.note,
        }


class RevocationSource(Protocol):
    """Answers for one certificate. Raises nothing: what goes wrong is UNKNOWN with a note."""

    def look_up(self, certificate: x509.Certificate, *, issuer: PinnedRoot, moment: datetime) -> Revocation: ...


def status_of(entry: dict[str, str] | None) -> Status:
    """The status that an entry of a list, or its proven absence, stands for."""
    if entry is None:
        return Status.GOOD
    return Status.ON_HOLD if entry["reason"] == "certificateHold" else Status.REVOKED

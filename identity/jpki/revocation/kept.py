"""What was kept with evidence, as a source again: a list or an answer, read at the moment of the signature."""

from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509

from identity.jpki.revocation import index, ocsp, operator
from identity.jpki.revocation.lists import ListFault, verify_list
from identity.jpki.revocation.port import Revocation, Status, status_of
from identity.jpki.revocation.scopes import scopes_of
from identity.jpki.roots import PinnedRoot


@dataclass(frozen=True, slots=True)
class KeptList:
    """A revocation list by its bytes. Slow for a long one (it is read whole), and needs no database."""

    der: bytes
    roots: tuple[PinnedRoot, ...]

    def look_up(self, certificate: x509.Certificate, *, issuer: PinnedRoot, moment: datetime) -> Revocation:
        try:
            verified = verify_list(self.der, roots=self.roots, moment=moment)
            entry = verified.find(certificate.serial_number)
        except ListFault as fault:
            return Revocation(Status.UNKNOWN, index.NAME, moment, note=f"the list is {fault}")
        if verified.issuer != issuer.fingerprint or verified.scope not in scopes_of(certificate):
            return Revocation(Status.UNKNOWN, index.NAME, moment, note="the list is not for this certificate")
        found = None
        if entry:
            found = {"serial": entry.serial, "reason": entry.reason, "revoked_at": entry.revoked_at.isoformat()}
        return Revocation(
            status_of(found),
            index.NAME,
            moment,
            this_update=verified.this_update,
            next_update=verified.next_update,
            entry=found,
            list_sha256=verified.sha256,
        )


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What an OCSP responder (`source` "ocsp") or an operator answered, with the nonce of the question."""

    source: str
    response: bytes
    nonce: bytes

    def look_up(self, certificate: x509.Certificate, *, issuer: PinnedRoot, moment: datetime) -> Revocation:
        if self.source == operator.NAME:
            return operator.read_answer(self.response, certificate=certificate, nonce=self.nonce, moment=moment)
        return ocsp.read_answer(self.response, certificate=certificate, issuer=issuer, nonce=self.nonce, moment=moment)


@dataclass(frozen=True, slots=True)
class NoProof:
    """Nothing was kept, so nothing is known."""

    def look_up(self, certificate: x509.Certificate, *, issuer: PinnedRoot, moment: datetime) -> Revocation:
        del certificate, issuer
        return Revocation(Status.UNKNOWN, "none", moment, note="no proof was kept")

"""A proof that waits for the person's consent: sealed in its attempt, for the same browser and person, minutes only."""

import json
from dataclasses import asdict, dataclass
from uuid import UUID

from identity.access.assurance import Level
from identity.access.secrets import decrypt_secret, encrypt_secret
from identity.methods.contract import Proof
from identity.methods.flow import digest
from identity.methods.models import Attempt


@dataclass(frozen=True, slots=True)
class Pending:
    attempt: Attempt
    proof: Proof
    replaces: bool


def keep(attempt: Attempt, proof: Proof, *, replaces: bool) -> None:
    attempt.proof = encrypt_secret(json.dumps({"proof": asdict(proof), "replaces": replaces}, ensure_ascii=False))
    attempt.save(update_fields=["proof"])


def find(attempt_id: UUID, *, browser: str, user_id: int | None) -> Pending | None:
    """None where there is none, where it is over, and where browser or person are not those who proved."""
    mine = Attempt.objects.alive().filter(pk=attempt_id, browser=digest(browser), user=user_id, user__isnull=False)
    found = mine.exclude(proof="").first()
    if found is None:
        return None
    kept = json.loads(decrypt_secret(found.proof))
    proof = Proof(**{**kept["proof"], "level": Level(kept["proof"]["level"])})
    return Pending(found, proof, kept["replaces"])


def drop(pending: Pending) -> bool:
    """Take the proof away; False where somebody else did."""
    return bool(Attempt.objects.filter(pk=pending.attempt.pk).exclude(proof="").update(proof=""))

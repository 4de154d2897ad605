"""The sealed answers of an application, and the small sealed digest that lists and notices need."""

import json
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from identity.signatures.models import SignatureEvidence
from identity.signatures.services import read_content
from procedures.applications.models import AnswerRevision, Application
from procedures.applications.sealing import seal, unseal
from procedures.definitions import Applicant


@dataclass(frozen=True, slots=True)
class Digest:
    """name: the applicant as lists show it; empty for an anonymous report. email: where notices go; may be empty."""

    name: str = ""
    email: str = ""


# What is kept with the answers and is not signed: read from cards, not given by the person.
BESIDE = frozenset({"identity", "acting"})


@dataclass(frozen=True, slots=True)
class Signed:
    """A card signature (identity.signatures): what it was made for, and the SHA-256 of what was signed."""

    signed_as: UUID
    signed_digest: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: answers by item id, and under `identity` what the card said then of what the form asks."""

    answers: dict[str, Any]
    signed: Signed | None = None


def seal_digest(application: Application, digest: Digest) -> bytes:
    return seal(application, "digest", json.dumps(asdict(digest), ensure_ascii=False).encode())


def read_digest(application: Application) -> Digest:
    return Digest(**json.loads(unseal(application, "digest", application.digest)))


def digest_of(applicant: Applicant, *, email: str = "") -> Digest:
    """`email` is the fallback where the form asks for none."""
    return Digest(name=applicant.full_name(" "), email=applicant.email or email)


def add_answers(
    application: Application, answers: dict[str, Any], *, number: int, signed_as: Signed | None = None
) -> None:
    """`signed_as`: the card signature under which they were sent, if they were."""
    sealed = seal(application, f"answers:{number}", json.dumps(answers, ensure_ascii=False).encode())
    AnswerRevision.objects.create(
        application=application, number=number, answers=sealed, **(asdict(signed_as) if signed_as else {})
    )


def read_answers(application: Application, *, number: int | None = None) -> dict[str, Any]:
    """The normalised answers by item id; the newest, or those of an earlier sending. One SQL statement."""
    return read_sent(application, number=number).answers


def read_sent(application: Application, *, number: int | None = None) -> Sent:
    """The same with the signature under which they were sent. One SQL statement."""
    wanted = number or application.answers_number
    row = AnswerRevision.objects.get(application=application, number=wanted)
    answers: dict[str, Any] = json.loads(unseal(application, f"answers:{wanted}", row.answers))
    signed = Signed(row.signed_as, row.signed_digest) if row.signed_as is not None else None
    return Sent(answers, signed)


def is_what_was_signed(evidence: SignatureEvidence, answers: dict[str, Any]) -> bool:
    """Whether these answers are the ones under the signature; what the card told beside them is not signed."""
    signed = json.loads(read_content(evidence.request))["answers"]["answers"]
    return bool(signed == {item: answer for item, answer in answers.items() if item not in BESIDE})

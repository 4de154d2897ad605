"""Signatures of sample people, with certificates of the sandbox's authority."""

from datetime import date
from hashlib import sha256

from identity.jpki.profile import BirthDate, CertificateHolder
from identity.jpki.verification import BareSignature
from identity.sandbox.ca.authority import sandbox_authority, sign_bare
from identity.signatures.services import OutcomeState, read_content, record_signature
from procedures.applications.models import Draft
from procedures.definitions import Applicant
from procedures.forms.card_facts import joined_address
from procedures.forms.journey import Journey
from procedures.workflow.signing import ask_for_signature, content_to_sign

_ERAS = ((5, date(2019, 5, 1)), (4, date(1989, 1, 8)), (3, date(1926, 12, 25)), (2, date(1912, 7, 30)))


def holder_of(
    applicant: Applicant, *, gender: str = "1", card_name: str = "", substitutes: tuple[int, ...] = ()
) -> CertificateHolder:
    """The person as a certificate says it; `gender` 1 or 2 (男, 女)."""
    born = date.fromisoformat(applicant.birth_date)
    era = next((code for code, first in _ERAS if born >= first), 1)
    return CertificateHolder(
        name=card_name or applicant.full_name("　"),
        name_substitutes=substitutes,
        gender=gender,
        birth=BirthDate(era=era, year=born.year, month=born.month, day=born.day),
        address=joined_address(applicant.address),
    )


def sign_draft(draft: Draft, journey: Journey, holder: CertificateHolder) -> None:
    """Sign what the draft says, as the card of `holder` would, and have the signature verified and kept."""
    content = content_to_sign(draft.version, journey)
    request = ask_for_signature(content=content, subject=draft.pk, user_id=draft.owner_id)
    card = sandbox_authority().issue(holder)
    signature = sign_bare(card.key, sha256(read_content(request)).digest())
    outcome = record_signature(request_id=request.pk, result=BareSignature(signature, card.der), method="card")
    if outcome.state is not OutcomeState.SIGNED:
        raise RuntimeError(f"The sandbox's signature was not accepted: {outcome.reason}")

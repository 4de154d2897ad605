"""The link that opens a guest's draft again in any browser: a signed identifier, good as long as a draft is kept."""

from uuid import UUID

from django.core import signing

from procedures.applications.drafts import LIFETIME

_SALT = "portal.resume"


def make_resume_token(draft_id: UUID) -> str:
    """A token for an address: the draft's identifier, signed with SECRET_KEY, and nothing else."""
    return signing.dumps(draft_id.hex, salt=_SALT)


def read_resume_token(token: str) -> UUID | None:
    """The draft's identifier; None if the token is forged, damaged or older than a draft is kept."""
    try:
        return UUID(hex=signing.loads(token, salt=_SALT, max_age=LIFETIME))
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return None

"""A person with a card, as the portal knows them after the card was used: no provider is asked."""

from datetime import datetime
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from identity.access.actors import Visitor
from identity.access.assurance import Assurance, Level, raise_assurance
from identity.methods.attributes import keep_attributes
from identity.methods.models import CitizenIdentity
from identity.people.models import User
from identity.sandbox.ca.authority import Issued
from identity.signatures.models import SignatureEvidence, SignatureRequest, SignatureState
from identity.signatures.services import read_content, record_signature
from tests.jpki import bare

HANAKO = {
    "name": "秋田　花子",
    "address": "秋田県秋田市山王一丁目1番1号",
    "birth_date": "1980-05-01",
    "gender": "female",
}


def with_card(user: User, **attributes: str) -> CitizenIdentity:
    """Bind a card to the account, and keep what it says."""
    identity = CitizenIdentity.objects.create(
        user=user, method="card", issuer="https://card.example", subject_hash=uuid4().hex, subject="", level=2
    )
    keep_attributes(identity, {**HANAKO, **attributes})
    return identity


def raise_level(client: Client, level: Level = Level.CARD, *, method: str = "card", at: datetime | None = None) -> None:
    """Write the level into the session of a signed-in client, as if reached at `at` (now)."""
    session = client.session
    request = HttpRequest()
    request.session = session
    raise_assurance(request, level=level, method=method)
    if at is not None:
        session["assurance"] |= {"at": at.isoformat()}
    session.save()


def assured(user: User, level: Level = Level.CARD, *, method: str = "card", at: datetime | None = None) -> Visitor:
    """The account's actor with this level, reached at `at` (now)."""
    return Visitor(user_id=user.pk, assurance=Assurance(level, method, at or timezone.now()))


def sign_request(subject: UUID, issued: Issued) -> SignatureEvidence:
    """Sign what is asked to be signed for this subject, with this card, as if the provider had brought it."""
    request = SignatureRequest.objects.get(subject=subject, state=SignatureState.OPEN)
    outcome = record_signature(request_id=request.pk, result=bare(issued, read_content(request)), method="card")
    assert outcome.evidence is not None, outcome.staff_reason
    return outcome.evidence

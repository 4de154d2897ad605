"""What is forgotten, and when: keys of what is over, lists that no evidence leans on."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from identity.jpki.models import RevocationList
from identity.signatures.models import SignatureEvidence, SignatureRequest, SignatureState

UNSIGNED_KEPT: Final = timedelta(days=30)
LISTS_KEPT: Final = timedelta(days=7)  # longer than any signature is under check


def forget(*, subject: UUID) -> int:
    """Destroy the keys of all requests for a subject: after its retention, or when a draft is thrown away.

    Evidence rows stay, with digest and moment, and nobody can read whom they name. Returns how many requests.
    """
    requests = SignatureRequest.objects.filter(subject=subject)
    requests.filter(state=SignatureState.OPEN).update(state=SignatureState.EXPIRED, finished_at=timezone.now())
    return requests.exclude(wrapped_key="").update(wrapped_key="", content="")


def forget_unsigned() -> int:
    """Destroy what was never signed, a month after its end. Returns how many requests."""
    over = SignatureRequest.objects.filter(
        state__in=[SignatureState.EXPIRED, SignatureState.REFUSED], finished_at__lt=timezone.now() - UNSIGNED_KEPT
    )
    return over.exclude(wrapped_key="").update(wrapped_key="", content="")


def prune_lists() -> int:
    """Delete replaced revocation lists that no evidence leans on. Returns how many."""
    leaning = SignatureEvidence.objects.filter(revocation_list=OuterRef("pk"))
    old = RevocationList.objects.filter(~Exists(leaning), superseded_at__lt=timezone.now() - LISTS_KEPT)
    return old.delete()[0]

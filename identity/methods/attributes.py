"""What a provider said about a person: sealed with the portal's key ring, for a purpose, until a date.

Never in the session, never in a log. Staff who read them read a citizen's data: a disclosure entry comes first.
"""

import json
from collections.abc import Mapping

from django.conf import settings
from django.utils import timezone

from identity.access.secrets import decrypt_secret, encrypt_secret
from identity.methods.card.attributes import CardAttributes, card_attributes
from identity.methods.gbizid.attributes import CorporateAttributes, corporate_attributes
from identity.methods.models import CitizenIdentity, VerifiedAttributes

PURPOSE = "applicant"  # 申請者の記入と確認


def verified_attributes(user_id: int) -> CardAttributes | None:
    """The newest 基本4情報 of this account that are still kept; None where there are none. One SQL statement."""
    kept = _newest(user_id, "card")
    return card_attributes(json.loads(decrypt_secret(kept.sealed)), kept.got_at) if kept else None


def corporate_attributes_of(user_id: int) -> CorporateAttributes | None:
    """The newest facts about the corporation this account acts for; None where there are none. One SQL statement."""
    kept = _newest(user_id, "gbizid")
    return corporate_attributes(json.loads(decrypt_secret(kept.sealed)), kept.got_at) if kept else None


def _newest(user_id: int, method: str) -> VerifiedAttributes | None:
    return (
        VerifiedAttributes.objects.filter(
            identity__user=user_id,
            identity__method=method,
            identity__superseded_by=None,
            expires_at__gt=timezone.now(),
        )
        .order_by("-got_at", "-pk")
        .first()
    )


def keep_attributes(identity: CitizenIdentity, attributes: Mapping[str, str]) -> None:
    """Replace what is kept for this identity."""
    now = timezone.now()
    VerifiedAttributes.objects.update_or_create(
        identity=identity,
        defaults={
            "sealed": encrypt_secret(json.dumps(dict(attributes), ensure_ascii=False)),
            "purpose": PURPOSE,
            "got_at": now,
            "expires_at": now + settings.VERIFIED_ATTRIBUTES_KEPT,
        },
    )


def forget_attributes(user_id: int) -> int:
    """Delete what is kept for an account, at once. Returns how many."""
    deleted, _by_kind = VerifiedAttributes.objects.filter(identity__user=user_id).delete()
    return deleted

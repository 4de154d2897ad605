"""After a new sealing key: encrypt what identities hold with it."""

from identity.access.secrets import renew_secret
from identity.methods.models import CitizenIdentity, VerifiedAttributes

_AT_ONCE = 500


def renew_identities() -> int:
    """Encrypt subjects and attributes with the newest key. Returns how many rows. Raises InvalidToken."""
    identities = list(CitizenIdentity.objects.only("subject").order_by("pk"))
    for identity in identities:
        identity.subject = renew_secret(identity.subject)
    CitizenIdentity.objects.bulk_update(identities, ["subject"], batch_size=_AT_ONCE)
    kept = list(VerifiedAttributes.objects.only("sealed").order_by("pk"))
    for attributes in kept:
        attributes.sealed = renew_secret(attributes.sealed)
    VerifiedAttributes.objects.bulk_update(kept, ["sealed"], batch_size=_AT_ONCE)
    return len(identities) + len(kept)

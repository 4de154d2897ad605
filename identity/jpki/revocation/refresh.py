"""Loading revocation lists into the index: verified first, all or nothing, never an older one than what is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import pem
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from identity.jpki.models import RevocationList, RevokedSerial
from identity.jpki.revocation import fetching
from identity.jpki.revocation.lists import MOST, ListFault, VerifiedList, verify_list
from identity.jpki.roots import pinned_roots

_LOCK = 4_130_020  # any number that nothing else locks


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one list. `fault` is empty where it is in the index; `is_new` where it was not before."""

    address: str
    fault: str = ""
    is_new: bool = False
    size: int = 0


def refresh_revocations() -> list[Loaded]:
    """Load every list that JPKI_CRLS names. One that fails leaves the stored one in force until it is stale."""
    return [_load(address) for address in _addresses()]


def _load(address: str) -> Loaded:
    try:
        data = _read(address)
        der = pem.unarmor(data)[2] if pem.detect(data) else data
        verified = verify_list(der, roots=pinned_roots(), moment=timezone.now())
        return Loaded(address, is_new=store_list(verified), size=verified.size)
    except (ListFault, fetching.NotFetched) as fault:
        return Loaded(address, fault=str(fault))
    except (OSError, ValueError) as error:
        return Loaded(address, fault=type(error).__name__)


def store_list(verified: VerifiedList) -> bool:
    """Put a verified list in the place of the one before. False if it is there already. Raises ListFault."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if RevocationList.objects.filter(sha256=verified.sha256).exists():
            return False
        before = (
            RevocationList.objects.current().filter(issuer=verified.issuer, scope=verified.scope).defer("der").first()
        )
        if before is not None:
            _require_newer(verified, before)
            RevokedSerial.objects.filter(list=before).delete()
            before.superseded_at = timezone.now()
            before.save(update_fields=["superseded_at"])
        stored = RevocationList.objects.create(
            sha256=verified.sha256,
            issuer=verified.issuer,
            scope=verified.scope,
            number="" if verified.number is None else f"{verified.number:x}",
            this_update=verified.this_update,
            next_update=verified.next_update,
            size=verified.size,
            der=verified.der,
        )
        _copy_entries(stored, verified)
    return True


def _copy_entries(stored: RevocationList, verified: VerifiedList) -> None:
    """COPY, since a list may have hundreds of thousands of entries. Raises ListFault."""
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY identity_jpki_revokedserial (list_id, serial, reason, revoked_at) FROM STDIN") as copy,
    ):
        for entry in verified.entries():
            copy.write_row((stored.pk, entry.serial, entry.reason, entry.revoked_at))


def _require_newer(verified: VerifiedList, before: RevocationList) -> None:
    """An old list played back would bring revoked certificates back to life."""
    number = int(before.number, 16) if before.number else None
    went_back = number is not None and (verified.number is None or verified.number < number)
    if went_back or verified.this_update < before.this_update:
        raise ListFault("older than the list in force")


def _addresses() -> Iterator[str]:
    for part in filter(None, (part.strip() for part in settings.JPKI_CRLS.split(","))):
        if not part.startswith(("http://", "https://")) and Path(part).is_dir():
            yield from (str(path) for path in sorted(Path(part).glob("*.crl")))
        else:
            yield part


def _read(address: str) -> bytes:
    if address.startswith(("http://", "https://")):
        return fetching.fetch(address, most=MOST)
    with Path(address).open("rb") as file:
        return file.read(MOST + 1)

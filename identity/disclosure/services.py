from collections.abc import Collection
from uuid import UUID

from identity.disclosure.models import DisclosureEntry
from identity.disclosure.watching import flag_watched


def record_disclosure(
    *,
    subject: UUID,
    citizen_id: int | None,
    staff_id: int,
    department: str,
    purpose: str,
    own: bool = False,
    keys: Collection[str] = (),
) -> None:
    """Write down that a staff member reads a citizen's data. Call before the page is rendered.

    `own`: the case is this person's work. `keys`: keyed hashes of whom it is about (name, kana, place), which flag the
    look to a supervisor where somebody is watched for.
    """
    entry = DisclosureEntry.objects.create(
        subject=subject, citizen_id=citizen_id, staff_id=staff_id, department=department, purpose=purpose, own=own
    )
    flag_watched(entry, keys)

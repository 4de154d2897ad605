from uuid import UUID

from identity.disclosure.models import DisclosureEntry


def record_disclosure(*, subject: UUID, citizen_id: int | None, staff_id: int, department: str, purpose: str) -> None:
    """Write down that a staff member reads a citizen's data. Call before the page is rendered."""
    DisclosureEntry.objects.create(
        subject=subject, citizen_id=citizen_id, staff_id=staff_id, department=department, purpose=purpose
    )

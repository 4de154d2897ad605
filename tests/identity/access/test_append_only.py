from uuid import uuid4

import pytest
from django.db import IntegrityError

from identity.disclosure.models import DisclosureEntry
from identity.disclosure.services import record_disclosure

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("change", ["update", "delete"])
def test_who_saw_what_cannot_be_changed_afterwards(clerk, citizen, change):
    record_disclosure(
        subject=uuid4(),
        citizen_id=citizen.user.pk,
        staff_id=clerk.user.pk,
        department="citizen-affairs",
        purpose="審査",
    )
    entries = DisclosureEntry.objects.all()
    with pytest.raises(IntegrityError, match="append-only"):
        entries.update(purpose="別の目的") if change == "update" else entries.delete()

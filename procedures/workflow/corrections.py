"""A correction (補正) is mended in a draft of its own, so that half-finished changes never reach the clerk."""

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from identity.access.actors import Visitor
from procedures.applications.acting import KEY, Acting
from procedures.applications.answers import BESIDE, read_answers
from procedures.applications.drafts import LIFETIME, Contents, seal_contents
from procedures.applications.models import Application, Draft
from procedures.applications.sealing import new_key


def _mended(answers: dict[str, Any]) -> Contents:
    """What cards said is read anew when the correction is sent; who acts for whom stays."""
    acting = Acting.read(answers.get(KEY))
    kept = {item: answer for item, answer in answers.items() if item not in BESIDE}
    characters = str((answers.get("identity") or {}).get("characters", ""))
    return Contents(answers=kept, acting=acting.kept() if acting else {}, characters=characters)


def correction_draft(*, application: Application, visitor: Visitor) -> Draft:
    """The open correction draft of an application that waits for correction, made with its answers if there is none.

    `application` was fetched for this visitor. A guest's browser must be given a grant to a new draft's id.
    """
    draft_id = uuid4()
    key = new_key(draft_id)
    draft = Draft(
        id=draft_id,
        version_id=application.version_id,
        owner_id=visitor.user_id,
        corrects=application,
        wrapped_key=key.wrapped_key,
        key_name=key.key_name,
        expires_at=timezone.now() + LIFETIME,
    )
    draft.contents = seal_contents(draft, _mended(read_answers(application)))
    with transaction.atomic():
        Draft.objects.bulk_create([draft], ignore_conflicts=True)
        return Draft.objects.select_related("version__procedure").get(corrects=application)

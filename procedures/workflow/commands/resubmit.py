from typing import Any
from uuid import UUID

from identity.access import clock
from identity.access.actors import Visitor
from procedures.applications.acting import Acting, sealed_acting
from procedures.applications.answers import BESIDE, add_answers, digest_of, read_answers, read_digest, seal_digest
from procedures.applications.bookings import book, held_slots
from procedures.applications.drafts import read_draft
from procedures.applications.facts import facts_of
from procedures.applications.models import ApplicationEvent, Draft
from procedures.applications.search_keys import keys_of
from procedures.forms.journey import Journey
from procedures.forms.sources import with_known
from procedures.notifications.services import Topic, notify
from procedures.workflow.assuring import assure
from procedures.workflow.errors import AnswersIncomplete, NothingChanged
from procedures.workflow.fees import state_after_correction
from procedures.workflow.performing import Performance, perform
from procedures.workflow.sending import sendable_answers, statistics_of
from procedures.workflow.transitions import Verb


def _changed(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Raises NothingChanged where only what cards say is another."""
    changed = sorted(item for item in after.keys() | before.keys() if after.get(item) != before.get(item))
    if not set(changed) - BESIDE:
        raise NothingChanged
    return changed


def resubmit(*, actor: Visitor, application_id: UUID, draft_id: UUID, expected_revision: int) -> ApplicationEvent:
    """Send the mended answers of an application that waits for correction; the clock goes on.

    The correction draft's identifier is the idempotency key. The earlier answers stay, so that the clerk sees what
    changed. Another slot is booked and the earlier one given back at once. A correction of a signed application is
    signed again. Raises AnswersIncomplete, NothingChanged, SlotGone, LevelMissing, SignatureMissing, and what
    `perform` raises.
    """

    def body(performance: Performance) -> ApplicationEvent:
        application = performance.application
        draft = Draft.objects.for_citizen(actor).select_for_update().get(pk=draft_id, corrects=application)
        draft.version = application.version
        contents, definition, today = read_draft(draft), application.version.definition, clock.today()
        held = held_slots(application.pk) if definition.slots else {}
        acting = Acting.read(contents.acting)
        facts = facts_of(actor, definition, acting=acting is not None)
        given = with_known(definition, contents.answers, facts, today)
        journey = Journey(definition, given, today, facts=facts, held=held)
        if not journey.complete:
            raise AnswersIncomplete
        answers = sendable_answers(journey, facts, contents, sealed_acting(acting, actor) if acting else None)
        before = read_answers(application)
        changed = _changed(before, answers)
        assured = assure(draft, contents, journey, actor)
        number = application.answers_number + 1
        add_answers(application, answers, number=number, signed_as=assured.signed)
        book(application=application, definition=definition, answers=answers)
        digest = digest_of(journey.applicant, email=read_digest(application).email)
        performance.change(
            answers_number=number,
            digest=seal_digest(application, digest),
            open_answers=statistics_of(journey),
            fee=state_after_correction(application, answers, by=actor),
            **keys_of(journey.applicant),
            **assured.columns,
        )
        event = performance.record(data={"answers": number, "changed": changed, **assured.recorded})
        notify(application=application, event=event, topic=Topic.RESUBMITTED)
        draft.delete()
        return event

    return perform(
        Verb.RESUBMIT,
        actor=actor,
        application_id=application_id,
        expected_revision=expected_revision,
        command_key=f"resubmit:{draft_id}",
        body=body,
    )

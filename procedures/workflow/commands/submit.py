from datetime import date
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from identity.access import clock
from identity.access.actors import Visitor
from procedures.applications.acting import Acting, sealed_acting
from procedures.applications.answers import add_answers, digest_of, seal_digest
from procedures.applications.bookings import book
from procedures.applications.drafts import read_draft
from procedures.applications.events import append_event
from procedures.applications.facts import facts_of
from procedures.applications.models import Application, Draft
from procedures.applications.quotas import earlier, is_full, once_key, queue_up
from procedures.applications.receipts import draw_receipt
from procedures.applications.sealing import new_key
from procedures.applications.search_keys import keys_of
from procedures.catalogue.acceptance import closed_on, too_late_to_send
from procedures.catalogue.models import ProcedureVersion
from procedures.catalogue.prices import charges
from procedures.definitions import Definition
from procedures.documents.services import request_letters
from procedures.forms.journey import Journey
from procedures.forms.sources import with_known
from procedures.notifications.services import Topic, notify
from procedures.workflow.assuring import assure
from procedures.workflow.errors import AlreadySent, AnswersIncomplete, NotAccepting, NotEligible
from procedures.workflow.fees import assess_on_receipt, due_on_receipt, state_on_receipt
from procedures.workflow.sending import sendable_answers, statistics_of
from procedures.workflow.transitions import Verb

_DRAWS = 5
# What receiving reads of the version that a draft was started from.
_NEEDED = (
    *("number", "procedure__number", "procedure__closes_at", "procedure__drafts_until"),
    "procedure__department__code",
)


def submit(*, actor: Visitor, draft_id: UUID) -> Application:
    """Turn a draft into an application: received (到達) when this returns (デジタル手続法6条3項).

    One durable transaction. The draft's identifier is the idempotency key: sending it twice, at once or later, gives
    the same application. A receipt number that is taken is drawn again.

    Raises Draft.DoesNotExist if there is neither such a draft nor such an application of this visitor, NotAccepting and
    NotEligible where the procedure is closed or not for this applicant today, AnswersIncomplete if the draft does not
    pass its own version's checks today, AlreadySent where one of this account stands and the procedure takes one,
    LevelMissing where the procedure asks to know more surely who applies,
    SignatureMissing where the card signature over exactly these answers is missing, and SlotGone where somebody took
    the last place in this very moment.
    """
    for _draw in range(_DRAWS - 1):
        try:
            return _submit_once(actor, draft_id)
        except IntegrityError as error:
            if "application_stands_once" not in str(error) and "receipt" not in str(error):
                raise
    return _submit_once(actor, draft_id)


def _submit_once(actor: Visitor, draft_id: UUID) -> Application:
    with transaction.atomic(durable=True):
        try:
            draft = _locked(actor, draft_id)
        except Draft.DoesNotExist:
            return _sent_before(actor, draft_id)
        application = _receive(actor, draft)
        Draft.objects.filter(pk=draft.pk).delete()
        return application


def _locked(actor: Visitor, draft_id: UUID) -> Draft:
    """The draft with its row locked, and then what it was started from.

    Locked without a join: after waiting for an administrator who moves it to another version, PostgreSQL looks at the
    draft anew but at joined rows as they were, and would find none. Raises Draft.DoesNotExist.
    """
    own = Draft.objects.for_citizen(actor).only("version", "owner", "corrects", "contents", "wrapped_key", "key_name")
    draft = own.select_for_update().get(pk=draft_id, corrects=None)
    versions = ProcedureVersion.objects.select_related("procedure__department").only(*_NEEDED)
    draft.version = versions.get(pk=draft.version_id)
    return draft


def _sent_before(actor: Visitor, draft_id: UUID) -> Application:
    application = Application.objects.for_citizen(actor).filter(draft_id=draft_id).first()
    if application is None:
        raise Draft.DoesNotExist
    return application


def _one_of_its_kind(draft: Draft, definition: Definition, today: date, *, owner_id: int | None) -> str:
    """The key under which it stands once. Raises NotAccepting where all places are taken, and AlreadySent.

    Two of one account at the same moment meet in the database's constraint; the second finds the first on its next try.
    """
    queue_up(draft.version.procedure_id, definition)
    if is_full(draft.version.procedure_id, definition):
        raise NotAccepting
    key = once_key(definition, owner_id=owner_id, today=today)
    stands = earlier(draft.version.procedure_id, key)
    if stands is not None:
        raise AlreadySent(stands.receipt)
    return key


def _receive(actor: Visitor, draft: Draft) -> Application:
    definition = draft.version.definition
    contents = read_draft(draft)
    today = clock.today()
    if closed_on(definition, today) or too_late_to_send(draft.version.procedure, clock.now()):
        raise NotAccepting
    acting = Acting.read(contents.acting)
    # Who acts for others may do so for many.
    once = _one_of_its_kind(draft, definition, today, owner_id=None if acting else draft.owner_id)
    facts = facts_of(actor, definition, acting=acting is not None)
    journey = Journey(definition, with_known(definition, contents.answers, facts, today), today, facts=facts)
    if journey.stopped:
        raise NotEligible
    if not journey.complete:
        raise AnswersIncomplete
    assured = assure(draft, contents, journey, actor)
    answers = sendable_answers(journey, facts, contents, sealed_acting(acting, actor) if acting else None)
    application_id = uuid4()
    key = new_key(application_id)
    owed = charges(definition, answers, today) if definition.fees.lines else ()
    fee = state_on_receipt(definition, owed)
    application = Application(
        id=application_id,
        receipt=draw_receipt(),
        procedure=draft.version.procedure,
        version=draft.version,
        department=draft.version.procedure.department.code,
        draft_id=draft.pk,
        owner_id=draft.owner_id,
        submitted_at=clock.now(),
        due_on=due_on_receipt(definition, fee, today),
        fee=fee,
        wrapped_key=key.wrapped_key,
        key_name=key.key_name,
        open_answers=statistics_of(journey),
        once_key=once,
        **keys_of(journey.applicant),
        **assured.columns,
    )
    application.digest = seal_digest(application, digest_of(journey.applicant, email=contents.email))
    application.save(force_insert=True)
    add_answers(application, answers, number=1, signed_as=assured.signed)
    book(application=application, definition=definition, answers=answers)
    news = assess_on_receipt(application, owed, by=actor, today=today) if owed else {}
    event = append_event(
        application=application, last=None, verb=Verb.SUBMIT, actor=actor, data={**assured.recorded, **news}
    )
    request_letters(application=application, event=event, when="received")
    notify(application=application, event=event, topic=Topic.RECEIVED)
    return application

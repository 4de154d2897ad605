"""Mandates (委任): asked for by a proxy, confirmed, refused or withdrawn by the principal with the own card.

A mandate covers exactly what its digest says, and correcting it when the city asks. It is confirmed by somebody whose
card says the applicant's name and birth date, and by nobody else; its number alone shows nothing.
"""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from identity.access.actors import Visitor
from identity.access.assurance import Level
from identity.methods.attributes import verified_attributes
from procedures.applications.acting import Acting
from procedures.applications.models import Draft, Mandate, MandateEvent, MandateState
from procedures.applications.receipts import draw_receipt
from procedures.applications.sealing import new_key, seal, unseal
from procedures.applications.search_keys import fold_name
from procedures.definitions import Applicant

LIFETIME = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is sealed. `text`: everything that is mandated, as it is read. `proxy`: the name of who acts.

    `name`, `birth_date` (ISO, or ""): the applicant's, by which the principal's card is known.
    """

    text: str
    proxy: str
    name: str
    birth_date: str = ""


def asked_of(applicant: Applicant, *, text: str, acting: Acting) -> Asked:
    """What a proxy asks the applicant. `text`: all that is mandated, as it is read."""
    return Asked(text=text, proxy=acting.name, name=applicant.full_name(), birth_date=applicant.birth_date)


class NotThePrincipal(Exception):
    """The card is not the applicant's, or none was used."""


class MandateClosed(Exception):
    """It was decided otherwise before, or its time is over."""


def ask_mandate(draft: Draft, *, asked: Asked, digest: str) -> Mandate:
    """The open mandate for exactly this content; one over other content is called off. Within the caller's request."""
    with transaction.atomic():
        Draft.objects.select_for_update().filter(pk=draft.pk).first()
        mandates = Mandate.objects.filter(draft_id=draft.pk)
        same = mandates.filter(state=MandateState.OPEN, digest=digest, expires_at__gt=timezone.now()).first()
        if same is not None:
            return same
        for other in mandates.filter(state__in=[MandateState.OPEN, MandateState.CONFIRMED]):
            _decide(other, MandateState.WITHDRAWN, actor_id=draft.owner_id)
        mandate_id = uuid4()
        key = new_key(mandate_id)
        mandate = Mandate(
            id=mandate_id,
            number=draw_receipt(),
            draft_id=draft.pk,
            version_id=draft.version_id,
            proxy_id=draft.owner_id,
            digest=digest,
            wrapped_key=key.wrapped_key,
            key_name=key.key_name,
            expires_at=min(timezone.now() + LIFETIME, draft.expires_at),
        )
        mandate.contents = seal(mandate, "mandate", json.dumps(asdict(asked), ensure_ascii=False).encode())
        mandate.save(force_insert=True)
        MandateEvent.objects.create(mandate=mandate, event="asked", actor_id=draft.owner_id)
        return mandate


def read_asked(mandate: Mandate) -> Asked:
    return Asked(**json.loads(unseal(mandate, "mandate", mandate.contents)))


def latest_mandate(draft_id: UUID) -> Mandate | None:
    return Mandate.objects.filter(draft_id=draft_id).order_by("-created_at").first()


def confirmed_mandate(draft_id: UUID, digest: str) -> Mandate | None:
    """The principal's word for exactly this, if it was given and stands."""
    found = Mandate.objects.filter(draft_id=draft_id, digest=digest, state=MandateState.CONFIRMED)
    return found.filter(expires_at__gt=timezone.now()).first()


def used_mandate(draft_id: UUID) -> Mandate | None:
    """The mandate under which this draft was sent."""
    return Mandate.objects.filter(draft_id=draft_id, state=MandateState.CONFIRMED).order_by("-created_at").first()


def is_over(mandate: Mandate) -> bool:
    return mandate.state in {MandateState.REFUSED, MandateState.WITHDRAWN} or mandate.expires_at <= timezone.now()


def is_principal(mandate: Mandate, visitor: Visitor) -> bool:
    """Whether the visitor's card, used in this session, says the applicant's name and birth date."""
    if visitor.user_id is None or not visitor.assurance.reaches(Level.CARD) or visitor.assurance.method != "card":
        return False
    card, asked = verified_attributes(visitor.user_id), read_asked(mandate)
    if card is None or fold_name(card.name) != fold_name(asked.name):
        return False
    born = card.birth_date.isoformat() if card.birth_date else ""
    return not asked.birth_date or born == asked.birth_date


def confirm_mandate(mandate: Mandate, visitor: Visitor, *, level: Level, method: str) -> None:
    """Raises NotThePrincipal and MandateClosed. Confirming twice is confirming once."""
    _by_principal(mandate, visitor, MandateState.CONFIRMED, from_states=[MandateState.OPEN], level=level, method=method)


def refuse_mandate(mandate: Mandate, visitor: Visitor) -> None:
    """Raises NotThePrincipal and MandateClosed."""
    _by_principal(mandate, visitor, MandateState.REFUSED, from_states=[MandateState.OPEN])


def withdraw_mandate(mandate: Mandate, visitor: Visitor) -> None:
    """Take a given mandate back, until what it is for has been sent. Raises NotThePrincipal and MandateClosed."""
    if not Draft.objects.filter(pk=mandate.draft_id).exists():
        raise MandateClosed
    _by_principal(mandate, visitor, MandateState.WITHDRAWN, from_states=[MandateState.OPEN, MandateState.CONFIRMED])


def use_mandate(mandate: Mandate) -> None:
    """Write down that it was sent under this mandate; within the command's transaction, with the draft locked."""
    MandateEvent.objects.create(mandate=mandate, event="used", actor_id=mandate.proxy_id)


def _by_principal(
    mandate: Mandate,
    visitor: Visitor,
    state: MandateState,
    *,
    from_states: list[MandateState],
    level: Level = Level.CARD,
    method: str = "card",
) -> None:
    if not is_principal(mandate, visitor):
        raise NotThePrincipal
    with transaction.atomic():
        # The draft's row first, as sending locks it: a mandate cannot be taken back while it is used.
        Draft.objects.select_for_update().filter(pk=mandate.draft_id).first()
        locked = Mandate.objects.select_for_update().get(pk=mandate.pk)
        if locked.state == state:
            return
        if locked.state not in from_states or locked.expires_at <= timezone.now():
            raise MandateClosed
        locked.principal_id = visitor.user_id
        locked.assurance_level, locked.assurance_method = int(level), method
        _decide(locked, state, actor_id=visitor.user_id)


def _decide(mandate: Mandate, state: MandateState, *, actor_id: int | None) -> None:
    mandate.state, mandate.decided_at = state, timezone.now()
    mandate.save()
    MandateEvent.objects.create(mandate=mandate, event=state, actor_id=actor_id)

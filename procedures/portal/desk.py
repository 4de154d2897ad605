"""An open draft on the citizen's desk: its contents, and the journey that follows from its answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from identity.access.actors import Visitor
from identity.access.assurance import Level
from procedures.applications.acting import Acting
from procedures.applications.bookings import held_slots
from procedures.applications.drafts import Contents, DraftChanged, read_draft, save_draft
from procedures.applications.facts import facts_of
from procedures.applications.mandates import confirmed_mandate
from procedures.applications.models import Draft
from procedures.definitions import Definition
from procedures.forms.journey import Journey
from procedures.forms.kinds import KINDS, KindWords
from procedures.forms.sources import with_known
from procedures.workflow.levels import asks_mandate, missing_level, needs_signature
from procedures.workflow.signing import ToSign, content_to_sign

Typed = dict[str, list[str]]

# Where each level is reached, within the application.
_PLACES_TO_PROVE = {Level.CONTACT: "portal:contact", Level.CARD: "portal:identify"}


@dataclass
class Desk:
    draft: Draft
    contents: Contents
    visitor: Visitor
    today: date

    @property
    def definition(self) -> Definition:
        return self.draft.version.definition

    @property
    def words(self) -> KindWords:
        return KINDS[self.definition.kind]

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What the portal knows of the visitor without asking."""
        return facts_of(self.visitor, self.definition, acting=self.acting is not None)

    @property
    def acting(self) -> Acting | None:
        """Who fills it in for the applicant; None where the applicants do it themselves."""
        return Acting.read(self.contents.acting)

    @property
    def content(self) -> ToSign:
        """What is signed, and what is mandated."""
        return content_to_sign(self.draft.version, self.journey, self.acting)

    @cached_property
    def needs_mandate(self) -> bool:
        """Whether the applicant has still to confirm it. One SQL statement, and none for who acts for nobody."""
        acting = self.acting
        if acting is None or self.draft.corrects_id is not None or not asks_mandate(self.definition, acting):
            return False
        return confirmed_mandate(self.draft.pk, self.content.digest(self.draft.pk)) is None

    @cached_property
    def answers(self) -> dict[str, Any]:
        """The draft's answers, with what the card says in its place."""
        return with_known(self.definition, self.contents.answers, self.facts, self.today)

    @cached_property
    def journey(self) -> Journey:
        return Journey(self.definition, self.answers, self.today, facts=self.facts, held=self.held)

    @cached_property
    def held(self) -> Mapping[str, Any]:
        """The slots that the application which is corrected has booked, by item. No SQL where there can be none."""
        corrects = self.draft.corrects_id
        return held_slots(corrects) if corrects is not None and self.definition.slots else {}

    @property
    def known(self) -> dict[str, Any]:
        """What binding a page asks besides what was typed."""
        return {"answers": self.answers, "facts": self.facts, "today": self.today, "held": self.held}

    @property
    def unsettled(self) -> str | None:
        """The first page of the journey where something typed still has a fault, so that it counts for nothing yet."""
        return next((page.id for page in self.journey.pages if page.id in self.contents.typed), None)

    @property
    def open_page(self) -> str | None:
        """Where to go on: the first page that is not settled; None when everything can be checked and sent."""
        return self.journey.first_incomplete() or self.unsettled

    @property
    def place(self) -> str:
        """The address at which to go on; where an answer went wrong since it was given, with what is wrong."""
        page = self.open_page
        if page is not None:
            return f"{self.address(page)}?errors=1" if self.journey.is_faulty(page) else self.address(page)
        missing = self.missing_level
        if missing:
            return reverse(_PLACES_TO_PROVE[missing], args=[self.draft.pk])
        return reverse("portal:mandate" if self.needs_mandate else "portal:check", args=[self.draft.pk])

    @property
    def missing_level(self) -> Level:
        """The level that has to be reached before this is sent."""
        return missing_level(self.journey, self.contents, self.visitor, correcting=self.draft.corrects_id is not None)

    @property
    def is_signed(self) -> bool:
        """Whether sending it needs a signature with the card."""
        return needs_signature(self.definition)

    @property
    def first_place(self) -> str:
        return self.address(self.journey.pages[0].id)

    def place_to_mend(self, item_ids: Iterable[str]) -> str:
        """The first page that asks one of these items, or else the first; going on leads to the check page."""
        asked = {self.definition.page_of(item).id for item in item_ids if self.definition.has_item(item)}
        pages = [page.id for page in self.journey.pages]
        page = next((page for page in pages if page in asked), pages[0])
        return f"{self.address(page)}?from=check"

    def address(self, page_id: str) -> str:
        return reverse("portal:form_page", args=[self.draft.pk, page_id])

    def with_page(self, page_id: str, *, answers: dict[str, Any] | None, typed: Typed | None) -> Contents:
        """The contents with one page put down: its answers where it passed, what was typed where it did not."""
        kept = {name: data for name, data in self.contents.typed.items() if name != page_id}
        if typed is not None:
            kept[page_id] = typed
        return replace(self.contents, answers=self.answers if answers is None else answers, typed=kept)

    def put_down(self, contents: Contents, *, expected_revision: int) -> None:
        """Save. What is saved already (a form sent twice, a reload) is not saved again. Raises DraftChanged."""
        if contents == self.contents:
            return
        if expected_revision != self.draft.revision:
            raise DraftChanged
        save_draft(self.draft, contents, expected_revision=expected_revision)
        self.contents = contents
        for derived in ("facts", "answers", "journey", "needs_mandate"):
            self.__dict__.pop(derived, None)


# What pages need of a draft; its application, if it mends one, is fetched only then.
_NEEDED = (
    *("owner", "corrects", "contents", "wrapped_key", "key_name", "revision", "saved_at", "expires_at"),
    *("version__procedure__number", "version__procedure__closes_at", "version__procedure__drafts_until"),
    *("version__procedure__department__name", "version__procedure__department__phone"),
)


def _open_drafts(visitor: Visitor) -> QuerySet[Draft]:
    drafts = Draft.objects.for_citizen(visitor).open()
    return drafts.select_related("version__procedure__department").only(*_NEEDED)


def open_desk(visitor: Visitor, draft_id: UUID) -> Desk | None:
    """The draft if it is this visitor's and not past its date. One SQL statement."""
    try:
        draft = _open_drafts(visitor).get(pk=draft_id)
    except Draft.DoesNotExist:
        return None
    return desk_of(draft, visitor)


def desk_of(draft: Draft, visitor: Visitor) -> Desk:
    return Desk(draft, read_draft(draft), visitor, timezone.localdate())


def open_desks(visitor: Visitor, most: int) -> list[Desk]:
    """The visitor's drafts, last saved first. One SQL statement; none for somebody who can have no draft."""
    if visitor.user_id is None and not visitor.grants:
        return []
    return [desk_of(draft, visitor) for draft in _open_drafts(visitor).order_by("-saved_at")[:most]]

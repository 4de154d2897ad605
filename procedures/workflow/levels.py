"""Which assurance level a procedure asks for, and which of it is still missing. Asked by pages and by submit.

Level 1: the mail address is confirmed, however long ago. Level 2: the card was used in this session, and not longer
ago than LEVEL_MAX_AGE. Level 3: the card was used in this session, and the answers are signed (signing.py): there
the age of the signature counts, which is given last, and not that of the sign-in before it.
"""

from datetime import timedelta

from django.conf import settings

from identity.access.actors import Visitor
from identity.access.assurance import Level
from procedures.applications.acting import Acting
from procedures.applications.drafts import Contents, contact_of
from procedures.definitions import Definition
from procedures.forms.journey import Journey

GBIZID = "gbizid"
"""The sign-in method of companies (identity/methods/gbizid)."""

# The highest level that can be proved. What a procedure asks beyond it is left to the clerk.
ENFORCED = Level.SIGNATURE


def wanted_level(definition: Definition) -> Level:
    asked = Level.SIGNATURE if definition.assurance.signature else Level(definition.assurance.level)
    return min(asked, ENFORCED)


def needs_signature(definition: Definition) -> bool:
    return wanted_level(definition) == Level.SIGNATURE


def asks_mandate(definition: Definition, acting: Acting) -> bool:
    """Whether the principal confirms with the card. Below that level the office asks for 委任状 on paper if it must."""
    return acting.needs_mandate and wanted_level(definition) >= Level.CARD


def longest_age() -> timedelta:
    """How old a use of the card may be when something is sent."""
    age: timedelta = settings.LEVEL_MAX_AGE
    return age


def missing_level(journey: Journey, contents: Contents, visitor: Visitor, *, correcting: bool = False) -> Level:
    """The level that has to be reached before this draft is sent; NONE where nothing is missing but the signature.

    At level 0 an address may be left out, but one that is given is confirmed. What is corrected asks for the card
    again, but not for a new code: the address was confirmed for the application.
    """
    definition = journey.definition
    wanted = wanted_level(definition)
    if wanted >= Level.CARD:
        within = longest_age() if wanted == Level.CARD else None
        return Level.NONE if _reaches_card(definition, visitor, within) else Level.CARD
    if correcting:
        return Level.NONE
    if wanted == Level.NONE and definition.contact_confirmation and contact_of(contents, journey.applicant):
        wanted = Level.CONTACT
    return wanted if reached_level(journey, contents, visitor) < wanted else Level.NONE


def reached_level(journey: Journey, contents: Contents, visitor: Visitor) -> Level:
    """What the sign-in proved, or that the draft's own address is confirmed."""
    address = contact_of(contents, journey.applicant)
    confirmed = contents.email_confirmed and contents.email == address != ""
    return max(visitor.assurance.level, Level.CONTACT if confirmed else Level.NONE)


def is_too_old(definition: Definition, visitor: Visitor) -> bool:
    """Whether the card was used in this session, but too long ago: pages say so in words."""
    return wanted_level(definition) == Level.CARD and _reaches_card(definition, visitor)


def _reaches_card(definition: Definition, visitor: Visitor, within: timedelta | None = None) -> bool:
    """A company's account says nothing about who a person is."""
    if visitor.assurance.method == GBIZID and definition.audience == "person":
        return False
    return visitor.assurance.reaches(Level.CARD, within=within)

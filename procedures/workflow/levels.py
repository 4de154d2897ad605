"""Which assurance level a procedure asks for, and which of it is still missing. Asked by pages and by submit."""

from identity.access.actors import Visitor
from identity.access.assurance import Level
from procedures.applications.drafts import Contents, contact_of
from procedures.forms.journey import Journey

# The highest level that can be proved. What a procedure asks beyond it is left to the clerk.
ENFORCED = Level.CONTACT


def missing_level(journey: Journey, contents: Contents, visitor: Visitor) -> Level:
    """The level that has to be reached before this draft is sent; NONE where nothing is missing."""
    wanted = min(Level(journey.definition.assurance.level), ENFORCED)
    return wanted if reached_level(journey, contents, visitor) < wanted else Level.NONE


def reached_level(journey: Journey, contents: Contents, visitor: Visitor) -> Level:
    """What the sign-in proved, or that the draft's own address is confirmed."""
    confirmed = contents.email_confirmed and contents.email == contact_of(contents, journey.answers)
    return max(visitor.assurance.level, Level.CONTACT if confirmed else Level.NONE)

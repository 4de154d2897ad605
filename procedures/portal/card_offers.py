"""What the card does on the pages of a form: what it would fill in, and where it and the form do not agree."""

from identity.access.assurance import Level
from procedures.definitions import Page
from procedures.forms.posted import asked
from procedures.portal.desk import Desk
from procedures.workflow.levels import wanted_level


def card_would_know(desk: Desk, page: Page) -> bool:
    """Whether to offer the card on this page: it asks what the card tells, and the card is to be used anyway."""
    if "identity" in desk.facts or wanted_level(desk.definition) < Level.CARD:
        return False
    return any((item.source or "").startswith("identity.") for item in asked(page.items))

"""What the card does on the pages of a form: what it would fill in, and where it and the form do not agree."""

from identity.access.assurance import Level
from procedures.definitions import Page
from procedures.definitions.items import AddressItem
from procedures.forms.card_facts import joined_address
from procedures.forms.fields.registry import field_type
from procedures.forms.posted import asked
from procedures.portal.desk import Desk
from procedures.workflow.levels import wanted_level


def card_would_know(desk: Desk, page: Page) -> bool:
    """Whether to offer the card on this page: it asks what the card tells, and the card is to be used anyway."""
    if "identity" in desk.facts or wanted_level(desk.definition) < Level.CARD:
        return False
    return _asks_the_card(page)


def _asks_the_card(page: Page) -> bool:
    return any((item.source or "").startswith("identity.") for item in asked(page.items))


def told_by_card(desk: Desk, page: Page) -> dict[str, str] | None:
    """For a page on which the card's word stands; None where the card says nothing.

    `outside`: the card's address, where the page takes none outside the city.
    """
    facts = desk.facts.get("identity", {})
    if "name" not in facts or not _asks_the_card(page):
        return None
    address = facts.get("address")
    homes = [item for item in asked(page.items) if isinstance(item, AddressItem) and item.source == "identity.address"]
    unusable = address and any(not field_type(item).may_hold(item, address) for item in homes)
    return {"outside": joined_address(address) if unusable else ""}

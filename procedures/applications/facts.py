"""What the portal knows about a visitor before a form asks: from the card, from a company's account, from the account.

Facts are read anew for each request and never kept in the session or in a draft; what was prefilled becomes an answer,
sealed like any other, when a page or the application is sent.
"""

from typing import Any

from identity.access.actors import Visitor
from identity.access.assurance import Level
from identity.methods.attributes import corporate_attributes_of, verified_attributes
from identity.methods.card.attributes import CardAttributes
from identity.methods.gbizid.attributes import CorporateAttributes
from procedures.definitions import Definition
from procedures.forms.card_facts import card_facts
from procedures.forms.sources import sources_of

_COMPANY = "gbizid"


def facts_of(visitor: Visitor, definition: Definition, *, acting: bool = False) -> dict[str, Any]:
    """Facts under `identity` and `profile` for the binding and the journey. `acting`: for somebody else.

    One SQL statement, and only for somebody who used the card in this session and a definition that asks for what the
    card says.
    """
    facts: dict[str, Any] = {}
    if visitor.email:
        facts["profile"] = {"email": visitor.email}
    if visitor.user_id is not None and visitor.assurance.reaches(Level.CARD) and sources_of(definition, "identity"):
        # What the card of a proxy says is not about the applicant.
        acts = {"level": int(visitor.assurance.level)}
        facts["identity"] = acts if acting else _identity(visitor, visitor.user_id)
    return facts


def _identity(visitor: Visitor, user_id: int) -> dict[str, Any]:
    level = int(visitor.assurance.level)
    if visitor.assurance.method == _COMPANY:
        company = corporate_attributes_of(user_id)
        return {"level": level} if company is None else company_facts(company, level=level)
    person = verified_attributes(user_id)
    return {"level": level} if person is None else person_facts(person, level=level)


def company_facts(company: CorporateAttributes, *, level: int) -> dict[str, Any]:
    """What an account of a company says, in the shapes in which forms ask for it."""
    known = {"corporate_number": company.corporate_number, "company_name": company.company_name}
    return {"level": level, **{name: value for name, value in known.items() if value}}


def person_facts(person: CardAttributes, *, level: int) -> dict[str, Any]:
    """The same for a given person's attributes."""
    return card_facts(
        level=level,
        name=person.name,
        address=person.address,
        birth_date=person.birth_date.isoformat() if person.birth_date else "",
        gender=person.gender,
    )

"""What items have in common: an id, a label, an answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from procedures.definitions.rules import Rule
from procedures.definitions.texts import LocalizedText, Model

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Source = Annotated[
    str, Field(pattern=r"^(?:identity|profile|evidence\.[a-z][a-z0-9_]*)\.[a-z][a-z0-9_]*$", max_length=120)
]

# WCAG 1.3.5: tokens of the HTML standard for what may ask for the person's own data.
AutocompleteToken = Literal[
    "name",
    "honorific-prefix",
    "given-name",
    "family-name",
    "nickname",
    "organization-title",
    "organization",
    "street-address",
    "address-level1",
    "address-level2",
    "address-level3",
    "address-line1",
    "address-line2",
    "country",
    "country-name",
    "postal-code",
    "bday",
    "bday-day",
    "bday-month",
    "bday-year",
    "sex",
    "url",
    "tel",
    "email",
    "language",
]


class BaseItem(Model):
    id: Identifier
    type: str
    when: Rule | None = None


class LabelledItem(BaseItem):
    label: LocalizedText
    hint: LocalizedText | None = None


class AskedBase(LabelledItem):
    """An item that has an answer."""

    required: Rule = Rule.FALSE
    personal: bool = True
    source: Source | None = None
    subject: Literal["applicant", "other"] | None = None
    """Whose data it asks for. None says nothing, so that `source` and the id may tell: see applicant.py."""
    autocomplete: AutocompleteToken | None = None
    """Set only where the type does not tell (see autocomplete.py); the applicant's own data only."""


Version = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]*$", max_length=40)]
"""Of a text that is agreed to or declared; changes whenever the text does."""

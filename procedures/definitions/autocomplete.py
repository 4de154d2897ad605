"""Which autocomplete token (WCAG 1.3.5) each input of an item gets."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from procedures.definitions.items import AddressItem, Item, ListItem, SilentItem

_TOKENS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "person_name": MappingProxyType({"family": "family-name", "given": "given-name"}),
        "birth_date": MappingProxyType({"year": "bday-year", "month": "bday-month", "day": "bday-day"}),
        "email": MappingProxyType({"": "email"}),
        "phone": MappingProxyType({"": "tel"}),
        "address": MappingProxyType(
            {
                "postcode": "postal-code",
                "prefecture": "address-level1",
                "city": "address-level2",
                "town": "address-level3",
                "street": "address-line1",
                "building": "address-line2",
            }
        ),
    }
)

_ABROAD = {"country": "country-name", "lines": "street-address", "abroad_postcode": "postal-code"}


def autocomplete_tokens(item: Item) -> Mapping[str, str]:
    """Tokens by part of the item ("" for an item with one input); empty where the data is not the applicant's own."""
    if isinstance(item, SilentItem | ListItem):
        return {}
    if item.autocomplete is not None:
        return {"": item.autocomplete}
    if item.subject != "applicant":
        return {}
    tokens = _TOKENS.get(item.type, {})
    return {**tokens, **_ABROAD} if isinstance(item, AddressItem) and item.scope == "world" else tokens

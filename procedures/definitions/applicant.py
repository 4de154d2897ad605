"""Who applies: which items ask for the applicants' own name, birth date, address and contacts.

Whatever has to know the person asks here: queues and search, mails, the comparison with the card, mandates, trials.

An item says itself whose it is: its `subject` is the applicant, or it says nothing and its value comes from the
applicant's own card or profile (`source`). Where an item says nothing at all, its id counts if it is one that the
portal knew people by before items were asked (`KNOWN_IDS`); such an item comes after those that say so. Rows of lists
are about others.

Where several items qualify, the first one that has an answer counts, in the order of the pages; answers of hidden items
are no answers. So a form may ask for the name on one of two pages, for a person or for a company.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from procedures.definitions.items import (
    AddressItem,
    BirthDateItem,
    EmailItem,
    KanaItem,
    PersonNameItem,
    PhoneItem,
)

if TYPE_CHECKING:
    from procedures.definitions.definition import Definition

KNOWN_IDS: Mapping[str, str] = MappingProxyType(
    {
        "person_name": "applicant_name",
        "birth_date": "applicant_birth_date",
        "address": "applicant_address",
        "phone": "applicant_phone",
        "email": "applicant_email",
    }
)
"""By item type. The designer names items so, where the name is free; nothing else may spell them out."""

PersonItem = PersonNameItem | KanaItem | BirthDateItem | AddressItem | PhoneItem | EmailItem

_OWN_SOURCES = ("identity.", "profile.")
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Applicant:
    """What was answered about the applicant: "" or an empty mapping where it is not asked or left out.

    `name` and `address` in the shapes of their items; `birth_date` as ISO 8601, "" also for a day before 1873, which is
    written in words; `kana` of the name, or of an item of its own.
    """

    name: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    kana: str = ""
    birth_date: str = ""
    address: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    phone: str = ""
    email: str = ""

    def full_name(self, between: str = "") -> str:
        """Family and given name, as they are written."""
        return between.join(part for part in (self.name.get("family", ""), self.name.get("given", "")) if part)


@dataclass(frozen=True, slots=True)
class ApplicantItems:
    """Ids of items by their type, those that count first before the others."""

    by_type: Mapping[str, tuple[str, ...]]

    def of(self, item_type: str) -> tuple[str, ...]:
        """The items of a type that are the applicant's; () also for types that are not about people."""
        return self.by_type.get(item_type, ())

    def among(self, answers: Mapping[str, Any]) -> Applicant:
        """The applicant of these answers, which are those of visible items only (Visible.answers, what was sent)."""

        def first(item_type: str) -> Any:
            return next((answer for one in self.of(item_type) if (answer := answers.get(one))), None)

        name, address = _parts(first("person_name")), _parts(first("address"))
        return Applicant(
            name=name,
            kana=f"{name.get('family_kana', '')}{name.get('given_kana', '')}" or _text(first("kana")),
            birth_date=_text(first("birth_date")),
            address=address,
            phone=_text(first("phone")),
            email=_text(first("email")),
        )


def applicant_items(definition: Definition) -> ApplicantItems:
    """Worked out once for a definition: see Definition.applicant."""
    own = [item for item in definition.items() if isinstance(item, PersonItem) and not definition.list_of(item.id)]
    found: dict[str, tuple[str, ...]] = {}
    for tells in (says_applicant, is_known_by_id):
        for item in own:
            if tells(item):
                found[item.type] = (*found.get(item.type, ()), item.id)
    return ApplicantItems(MappingProxyType(found))


def says_applicant(item: PersonItem) -> bool:
    """Whether the item itself says that it asks the applicants about themselves."""
    return item.subject == "applicant" or (item.subject is None and (item.source or "").startswith(_OWN_SOURCES))


def is_known_by_id(item: PersonItem) -> bool:
    """Whether it says nothing, so that its id is all that tells."""
    return item.subject is None and not says_applicant(item) and item.id == KNOWN_IDS.get(item.type)


def _parts(answer: Any) -> Mapping[str, Any]:
    return answer if isinstance(answer, Mapping) else _NOTHING


def _text(answer: Any) -> str:
    return answer if isinstance(answer, str) else ""

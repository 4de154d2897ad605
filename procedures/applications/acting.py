"""Acting for somebody else: who acts, for whom, and on which ground. Kept sealed with the draft, then with the answers.

legal: 法定代理人 (a parent or guardian of a child, 民法818・838条; a guardian of an adult, 859条), shown by the 戸籍 or
the 登記事項証明書, which the clerk checks. voluntary: 任意代理人, and professional (行政書士 and others, by
registration number): both need the mandate (委任) of the principal, who confirms it with the own card (mandates.py).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from identity.access.actors import Visitor
from identity.access.assurance import Level
from identity.methods.attributes import verified_attributes

KEY = "acting"
"""Where it stands among the answers that are sent; no item may be called so."""
LEGAL, VOLUNTARY, PROFESSIONAL = "legal", "voluntary", "professional"
KINDS = (LEGAL, VOLUNTARY, PROFESSIONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    """`kind`: one of KINDS. `relation`: to the principal, a code of the form for `legal`, words for the others.

    `profession`, `registration`, `office`: of professionals. `card`: what the proxy's own card said, where it was used.
    """

    kind: str
    name: str
    phone: str
    relation: str = ""
    profession: str = ""
    registration: str = ""
    office: str = ""

    @classmethod
    def read(cls, kept: Mapping[str, Any] | None) -> Self | None:
        """From a draft or from answers; None where somebody acts for themselves."""
        if not kept:
            return None
        return cls(**{name: value for name, value in kept.items() if name in cls.__dataclass_fields__})

    def kept(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def needs_mandate(self) -> bool:
        return self.kind != LEGAL


def sealed_acting(acting: Acting, visitor: Visitor) -> dict[str, Any]:
    """What is sent with the answers: who acts, and what that person's own card said. One SQL statement, or none."""
    card = None
    if visitor.user_id is not None and visitor.assurance.reaches(Level.CARD) and visitor.assurance.method == "card":
        card = verified_attributes(visitor.user_id)
    if card is None:
        return acting.kept()
    birth = card.birth_date.isoformat() if card.birth_date else ""
    return {**acting.kept(), "card": {"name": card.name, "address": card.address, "birth_date": birth}}

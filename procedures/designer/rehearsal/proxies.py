"""Who applies for the person of a trial, and what that person says to it. None of them exists.

One for each ground on which a procedure may let somebody act (procedures.applications.acting). A mandate is asked for
and given by the portal's own services, with the card of the trial's person.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from identity.access.actors import Visitor
from identity.access.assurance import Level
from procedures.applications.acting import Acting
from procedures.applications.mandates import ask_mandate, asked_of, confirm_mandate
from procedures.applications.models import Draft
from procedures.definitions import Definition
from procedures.designer.rehearsal.people import Person
from procedures.forms.journey import Journey
from procedures.workflow.levels import needs_signature
from procedures.workflow.signing import content_to_sign


@dataclass(frozen=True)
class Proxy:
    """`about`: in which position, as the list of choices says it."""

    kind: str
    about: Promise
    person: Person
    relation: str = ""
    profession: str = ""
    registration: str = ""
    office: str = ""

    @property
    def acting(self) -> Acting:
        """As the page of the citizen would have asked it."""
        return Acting(
            kind=self.kind,
            name=self.person.name,
            phone="018-888-0000",
            relation=self.relation,
            profession=self.profession,
            registration=self.registration,
            office=self.office,
        )


PROXIES: tuple[Proxy, ...] = (
    Proxy(
        "legal",
        _("法定代理人（親権者など）"),
        Person("midori", _("親権者"), "泉　みどり", "イズミ ミドリ", 44, "秋田県秋田市泉中央三丁目5番12号", "010-0917"),
        relation="parent",
    ),
    Proxy(
        "voluntary",
        _("本人から頼まれた家族や知人"),
        Person(
            "ichiro",
            _("本人の子"),
            "手形　一郎",
            "テガタ イチロウ",
            52,
            "秋田県秋田市手形字西谷地30番地",
            "010-0852",
            gender="1",
        ),
        relation="子",
    ),
    Proxy(
        "professional",
        _("本人から頼まれた専門職（行政書士など）"),
        Person("akira", _("行政書士"), "保戸野　明", "ホドノ アキラ", 38, "秋田県秋田市保戸野中町2番9号", "010-0913"),
        profession="行政書士",
        registration="00000000",
        office="保戸野見本行政書士事務所",
    ),
)


def proxies_for(definition: Definition) -> list[Proxy]:
    """Those whom the procedure lets act; none where it lets nobody."""
    return [one for one in PROXIES if definition.proxy.allowed and one.kind in definition.proxy.kinds]


def find_proxy(definition: Definition, kind: str) -> Proxy | None:
    """None where the persons do it themselves, and for a ground that the procedure does not know (any more)."""
    return next((one for one in proxies_for(definition) if one.kind == kind), None)


def fingerprint(*content: Any) -> str:
    """What a mandate is about: it counts for exactly this."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def ask_principal(draft: Draft, acting: Acting, journey: Journey, *, principal: Visitor | None) -> None:
    """Ask for the mandate over exactly this; `principal`: who gives it, None where nobody has answered yet.

    Raises NotThePrincipal where the card is not the applicant's.
    """
    content = content_to_sign(draft.version, journey, acting)
    asked = asked_of(journey.applicant, text=content.text, acting=acting)
    mandate = ask_mandate(draft, asked=asked, digest=content.digest(draft.pk))
    if principal is not None:
        level = Level.SIGNATURE if needs_signature(journey.definition) else Level.CARD
        confirm_mandate(mandate, principal, level=level, method=principal.assurance.method)

"""How surely it is known who applied: for the case page, beside the answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.components.formats import long_date
from identity.access.assurance import Level
from identity.jpki.profile import BirthDate, CertificateHolder
from identity.signatures.models import SignatureEvidence
from identity.signatures.sealing import unseal
from identity.signatures.services import evidence_for, read_holder
from procedures.applications.acting import KEY, LEGAL, Acting
from procedures.applications.answers import Sent, is_what_was_signed
from procedures.applications.mandates import used_mandate
from procedures.applications.models import Application, Mandate
from procedures.definitions import Applicant
from procedures.forms.card_facts import joined_address, same_address, same_name
from procedures.workflow.signing import acting_lines

_LEVELS: dict[Level, Promise] = {
    Level.NONE: gettext_lazy("本人確認なし"),
    Level.CONTACT: gettext_lazy("連絡先の確認"),
    Level.CARD: gettext_lazy("カードで本人確認"),
    Level.SIGNATURE: gettext_lazy("カードで署名"),
}
_METHODS = {
    "card": gettext_lazy("マイナンバーカード"),
    "gbizid": gettext_lazy("GビズID"),
    "contact": gettext_lazy("メールの確認コード"),
    "account": gettext_lazy("アカウント（メール確認済み）"),
    "": gettext_lazy("なし"),
}
_SOURCES = {
    "crl": gettext_lazy("失効リスト"),
    "ocsp": gettext_lazy("OCSP応答"),
    "operator": gettext_lazy("プラットフォーム事業者の回答"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A fact that the card told, beside the answer. `differs`: the answer says something else."""

    label: str
    value: str
    answer: str = ""
    differs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A signature that was verified when it was given. `holds`: what was signed is what is kept now."""

    evidence: SignatureEvidence
    told: tuple[Told, ...]
    holds: bool
    substitutes: bool
    source: str

    @property
    def differs(self) -> bool:
        return any(one.differs for one in self.told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identification:
    """`asked`: the level in words that the procedure asks for, where the application has less (sent before it was)."""

    level: str
    method: str
    at: datetime | None
    short_of: str
    told: tuple[Told, ...]
    signature: Signature | None
    characters: str = ""
    acting: tuple[str, ...] = ()
    acting_card: tuple[Told, ...] = ()
    legal: bool = False
    mandate: Mandate | None = None


def identification_of(application: Application, sent: Sent) -> Identification:
    """No SQL; one statement for a signature, and one for a mandate. Its caller has recorded the look."""
    acting = Acting.read(sent.answers.get(KEY))
    applicant = application.version.definition.applicant.among(sent.answers)
    level = Level(application.assurance_level)
    asked = Level(application.version.definition.assurance.level)
    return Identification(
        level=str(_LEVELS[level]),
        method=str(_METHODS.get(application.assurance_method, application.assurance_method)),
        at=application.assured_at,
        short_of=str(_LEVELS[asked]) if level < asked else "",
        told=tuple(_told_by_card(sent.answers.get("identity") or {}, applicant)),
        signature=signature_of(application, sent),
        characters=str((sent.answers.get("identity") or {}).get("characters", "")),
        acting=tuple(acting_lines(acting)) if acting else (),
        acting_card=tuple(_acting_card(sent.answers)),
        legal=acting is not None and acting.kind == LEGAL,
        mandate=used_mandate(application.draft_id) if acting is not None and acting.needs_mandate else None,
    )


def _acting_card(answers: dict[str, Any]) -> list[Told]:
    """What the proxy's own card said."""
    card = answers.get(KEY, {}).get("card") or {}
    labels = {"name": _("氏名"), "address": _("住所"), "birth_date": _("生年月日")}
    return [Told(label, card[name]) for name, label in labels.items() if card.get(name)]


def signature_of(application: Application, sent: Sent) -> Signature | None:
    """The signature of what was sent; None where it is not signed."""
    if sent.signed is None:
        return None
    evidence = evidence_for(subject=sent.signed.signed_as, digest=sent.signed.signed_digest)
    if evidence is None:
        return None
    holder = read_holder(evidence)
    proof = json.loads(unseal(evidence.request, evidence.revocation))
    # A proxy signs with the own card, which says nothing of the applicant.
    of_proxy = KEY in sent.answers
    signer = Applicant() if of_proxy else application.version.definition.applicant.among(sent.answers)
    return Signature(
        evidence=evidence,
        told=tuple(_told_by_certificate(holder, signer)),
        holds=is_what_was_signed(evidence, sent.answers),
        substitutes=not holder.is_as_registered,
        source=str(_SOURCES.get(proof["source"], proof["source"])),
    )


def _told_by_card(facts: Mapping[str, Any], applicant: Applicant) -> list[Told]:
    """What the sign-in told, where the applicant's answers say it too."""
    found = []
    if facts.get("name"):
        name = facts["name"]
        found.append(_name(f"{name['family']}　{name['given']}", applicant))
    if facts.get("address"):
        found.append(_address(joined_address(facts["address"]), applicant))
    if facts.get("birth_date"):
        found.append(_birth(facts["birth_date"], applicant))
    if facts.get("company_name"):
        found.append(Told(_("法人の名称"), facts["company_name"]))
    if facts.get("corporate_number"):
        found.append(Told(_("法人番号"), facts["corporate_number"]))
    return found


def _told_by_certificate(holder: CertificateHolder, applicant: Applicant) -> list[Told]:
    found = []
    if holder.name:
        found.append(_name(holder.name, applicant, holder.name_substitutes))
    if holder.address:
        found.append(_address(holder.address, applicant))
    if holder.birth is not None:
        found.append(_birth(_iso(holder.birth), applicant))
    return found


def _name(told: str, applicant: Applicant, substitutes: tuple[int, ...] = ()) -> Told:
    if not applicant.name:
        return Told(_("氏名"), told)
    shown = f"{applicant.name.get('family', '')}　{applicant.name.get('given', '')}"
    return Told(_("氏名"), told, shown, differs=not same_name(told, applicant.name, substitutes))


def _address(told: str, applicant: Applicant) -> Told:
    if not applicant.address:
        return Told(_("住所"), told)
    return Told(_("住所"), told, joined_address(applicant.address), differs=not same_address(told, applicant.address))


def _birth(told: str, applicant: Applicant) -> Told:
    if not applicant.birth_date:
        return Told(_("生年月日"), _shown(told))
    return Told(_("生年月日"), _shown(told), _shown(applicant.birth_date), differs=told != applicant.birth_date)


def _iso(birth: BirthDate) -> str:
    """In part where the register knows it in part: "1950-00-00"."""
    return f"{birth.year or 0:04d}-{birth.month or 0:02d}-{birth.day or 0:02d}"


def _shown(iso: str) -> str:
    try:
        return long_date(date.fromisoformat(iso))
    except ValueError:
        return iso

"""What a person signs with the card: every answer as it can be read, and as JSON, hashed together.

The same function makes it for the page that shows it, for the request, and again within the transaction that sends:
what differs by a character was not signed. Nothing in it moves with the clock, so that a signature does not go stale
while somebody looks for the card; what depends on today's date by a rule of the procedure is signed as it stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from identity.signatures.models import SignatureEvidence, SignatureRequest
from identity.signatures.services import content_digest, evidence_for, open_signature_request
from procedures.applications.acting import Acting
from procedures.applications.answers import Signed, read_sent
from procedures.applications.models import Application
from procedures.catalogue.models import ProcedureVersion
from procedures.forms.journey import Journey
from procedures.forms.summary import Row, summarise
from procedures.workflow.errors import SignatureMissing
from procedures.workflow.levels import longest_age


@dataclass(frozen=True, slots=True)
class ToSign:
    """`title`: one line, without personal data. `text`: what the person reads. `payload`: the same as JSON."""

    title: str
    text: str
    payload: dict[str, Any]

    def digest(self, subject: UUID) -> str:
        return content_digest(subject=subject, title=self.title, text=self.text, payload=self.payload)


def content_to_sign(version: ProcedureVersion, journey: Journey, acting: Acting | None = None) -> ToSign:
    """Reads `version.procedure`. `acting`: who sends it for the applicant."""
    definition = version.definition
    answers = dict(journey.answers)
    title = str(definition.title)
    number = version.procedure.number
    head = [_("秋田市長　あて"), _("%(title)s（手続番号%(number)d）") % {"title": title, "number": number}]
    if acting is not None:
        head += ["", _("【代理人】"), *acting_lines(acting)]
    body = [line for section in summarise(definition, answers, journey.today) for line in _section(section)]
    foot = [_("以上のとおり、まちがいありません。")]
    payload = {"format": 1, "procedure": number, "version": version.number, "answers": answers}
    if acting is not None:
        payload["acting"] = acting.kept()
    return ToSign(title, "\n".join([*head, *body, "", *foot]), payload)


def acting_lines(acting: Acting) -> list[str]:
    """Who acts, in lines to read."""
    rows = (
        (_("氏名"), acting.name),
        (_("立場"), acting_kind(acting)),
        (_("資格"), acting.profession),
        (_("登録番号"), acting.registration),
        (_("事務所"), acting.office),
        (_("電話番号"), acting.phone),
    )
    return [_("%(label)s：%(value)s") % {"label": label, "value": value} for label, value in rows if value]


_RELATIONS = {
    "parent": gettext_lazy("親権者（父母など）"),
    "guardian": gettext_lazy("未成年後見人"),
    "adult_guardian": gettext_lazy("成年後見人"),
}
_KINDS = {
    "legal": gettext_lazy("法定代理人"),
    "voluntary": gettext_lazy("本人から頼まれた代理人"),
    "professional": gettext_lazy("本人から頼まれた専門職"),
}


def relations() -> dict[str, str]:
    """The relations by which somebody is a legal representative: code and words."""
    return {code: str(words) for code, words in _RELATIONS.items()}


def acting_kind(acting: Acting) -> str:
    relation = str(_RELATIONS.get(acting.relation, acting.relation))
    kind = str(_KINDS[acting.kind])
    return _("%(kind)s（%(relation)s）") % {"kind": kind, "relation": relation} if relation else kind


def _section(section: Any) -> Iterator[str]:
    if section.rows:
        yield ""
        yield _("【%(title)s】") % {"title": section.title}
        yield from _lines(section.rows)


def _lines(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        if row.children:
            for child in row.children:
                yield _("・%(label)s") % {"label": child.label}
                yield from _lines(child.children)
        else:
            yield _("%(label)s：%(value)s") % {"label": row.label, "value": "\n　".join(row.lines)}


def ask_for_signature(*, content: ToSign, subject: UUID, user_id: int | None) -> SignatureRequest:
    """`subject`: the draft."""
    return open_signature_request(
        subject=subject, user_id=user_id, title=content.title, text=content.text, payload=content.payload
    )


def find_signature(content: ToSign, subject: UUID) -> SignatureEvidence | None:
    """The signature over exactly this content, if there is one and it is not too old."""
    return evidence_for(subject=subject, digest=content.digest(subject), within=longest_age())


def take_signature(content: ToSign, subject: UUID) -> tuple[SignatureEvidence, Signed]:
    """As `find_signature`, for a command. Raises SignatureMissing."""
    evidence = find_signature(content, subject)
    if evidence is None:
        raise SignatureMissing
    return evidence, Signed(signed_as=subject, signed_digest=evidence.digest)


def signature_of(application: Application) -> SignatureEvidence | None:
    """The signature under which the answers were sent last; None where they are not signed. Two SQL statements."""
    signed = read_sent(application).signed
    return None if signed is None else evidence_for(subject=signed.signed_as, digest=signed.signed_digest)

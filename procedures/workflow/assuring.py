"""How surely it is known who sends: asked within the command, and written on the application."""

from dataclasses import dataclass
from typing import Any

from identity.access.actors import Visitor
from identity.access.assurance import Assurance, Level
from procedures.applications.acting import Acting
from procedures.applications.answers import Signed
from procedures.applications.drafts import Contents
from procedures.applications.mandates import confirmed_mandate, use_mandate
from procedures.applications.models import Draft
from procedures.forms.journey import Journey
from procedures.workflow.errors import LevelMissing, MandateMissing
from procedures.workflow.levels import asks_mandate, missing_level, needs_signature, reached_level, wanted_level
from procedures.workflow.signing import content_to_sign, take_signature


@dataclass(frozen=True, slots=True)
class Assured:
    """The assurance that counts for one sending, and its signature, if there is one.

    `assurance`: None for a correction that asks for no card: what is written on the application stays.
    """

    assurance: Assurance | None
    signed: Signed | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """See Application.assurance_level."""
        if self.assurance is None:
            return {}
        return {
            "assurance_level": int(self.assurance.level),
            "assurance_method": self.assurance.method,
            "assured_at": self.assurance.at,
        }

    @property
    def recorded(self) -> dict[str, Any]:
        """The same for the event, whose hash covers it."""
        if self.assurance is None:
            return {}
        recorded: dict[str, Any] = {"level": int(self.assurance.level), "method": self.assurance.method}
        if self.signed is not None:
            recorded["signed"] = self.signed.signed_digest
        return recorded


def assure(draft: Draft, contents: Contents, journey: Journey, actor: Visitor) -> Assured:
    """What is written on the application. Raises LevelMissing, MandateMissing and SignatureMissing.

    Reads `draft.version.procedure`. One SQL statement for a signature, two for a mandate, otherwise none.
    """
    correcting = draft.corrects_id is not None
    missing = missing_level(journey, contents, actor, correcting=correcting)
    if missing:
        raise LevelMissing(missing)
    acting = Acting.read(contents.acting)
    if acting is not None and not correcting and asks_mandate(journey.definition, acting):
        mandate = confirmed_mandate(draft.pk, content_to_sign(draft.version, journey, acting).digest(draft.pk))
        if mandate is None:
            raise MandateMissing
        use_mandate(mandate)
    if needs_signature(journey.definition):
        evidence, signed = take_signature(content_to_sign(draft.version, journey, acting), draft.pk)
        return Assured(Assurance(Level.SIGNATURE, evidence.method, evidence.at), signed)
    if correcting and wanted_level(journey.definition) < Level.CARD:
        return Assured(None)
    level = reached_level(journey, contents, actor)
    if level > actor.assurance.level:
        return Assured(Assurance(level, "contact"))
    return Assured(actor.assurance)

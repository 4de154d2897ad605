"""What of a journey is sent with an application."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from procedures.applications.acting import KEY
from procedures.applications.drafts import Contents
from procedures.forms.journey import Journey
from procedures.forms.sources import sources_of


def sendable_answers(
    journey: Journey, facts: Mapping[str, Any], contents: Contents, acting: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Answers of what is visible, as plain JSON; what was typed into items hidden since is left behind.

    Under `identity`, which no item may be called, stands what the card said of what the form asks, so that rules see
    it for ever as they saw it then, and the clerk sees where it and an answer differ. So stands the
    person's note about characters. Under `acting` stands who sends it for the applicant (acting.py).
    """
    answers = dict(journey.answers)
    if "identity" in facts:
        asked = sources_of(journey.definition, "identity") | {"level"}
        answers["identity"] = {name: value for name, value in facts["identity"].items() if name in asked}
    if contents.characters:
        answers["identity"] = {**answers.get("identity", {}), "characters": contents.characters}
    if acting:
        answers[KEY] = dict(acting)
    return answers


def statistics_of(journey: Journey) -> dict[str, Any]:
    """What the definition marks for statistics, in the clear. Publishing refuses personal items there."""
    scope = journey.visible.scope
    found = {name: scope[name] for name in journey.definition.statistics if scope.get(name) is not None}
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in found.items()}

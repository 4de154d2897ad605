"""What of a journey is sent with an application."""

from typing import Any

from procedures.definitions import Definition
from procedures.forms.journey import Journey


def sendable_answers(journey: Journey) -> dict[str, Any]:
    """Answers of what is visible, as plain JSON; what was typed into items hidden since is left behind."""
    return dict(journey.answers)


def statistics_of(definition: Definition, journey: Journey) -> dict[str, Any]:
    """What the definition marks for statistics, in the clear. Publishing refuses personal items there."""
    known = {**journey.answers, **journey.values}
    return {name: known[name] for name in definition.statistics if known.get(name) is not None}

"""What of a journey is sent with an application."""

from decimal import Decimal
from typing import Any

from procedures.forms.journey import Journey


def sendable_answers(journey: Journey) -> dict[str, Any]:
    """Answers of what is visible, as plain JSON; what was typed into items hidden since is left behind."""
    return dict(journey.answers)


def statistics_of(journey: Journey) -> dict[str, Any]:
    """What the definition marks for statistics, in the clear. Publishing refuses personal items there."""
    scope = journey.visible.scope
    found = {name: scope[name] for name in journey.definition.statistics if scope.get(name) is not None}
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in found.items()}

"""Answers that show that this procedure is not the right one (eligibility): where to turn instead."""

from procedures.forms.binding import BoundPage
from procedures.forms.journey import Journey
from procedures.portal.desk import Desk


def stop_message(desk: Desk) -> str:
    """The message of the first rule that holds for the answers so far; "" where the procedure is open to them."""
    stopped = desk.journey.stopped
    return str(stopped.message) if stopped else ""


def stop_while_typing(desk: Desk, bound: BoundPage) -> str:
    """The same for a page as it is being filled in, nothing of it saved."""
    if not desk.definition.eligibility or bound.answers == desk.answers:
        return stop_message(desk)
    stopped = Journey(desk.definition, bound.answers, desk.today, facts=desk.facts).stopped
    return str(stopped.message) if stopped else ""

"""Answers that show that this procedure is not the right one (eligibility): where to turn instead."""

from procedures.portal.desk import Desk


def stop_message(desk: Desk) -> str:
    """The message of the first rule that holds for the answers so far; "" where the procedure is open to them."""
    stopped = desk.journey.stopped
    return str(stopped.message) if stopped else ""

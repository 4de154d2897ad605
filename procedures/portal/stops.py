"""Answers that show that this procedure is not the right one (eligibility): where to turn instead."""

from procedures.definitions import evaluate, is_true
from procedures.portal.desk import Desk


def stop_message(desk: Desk) -> str:
    """The message of the first rule that holds for the answers so far; "" where the procedure is open to them."""
    rules = desk.definition.eligibility
    if not rules:
        return ""
    scope = desk.journey.visible.scope
    return next((str(rule.message) for rule in rules if is_true(evaluate(rule.when, scope, today=desk.today))), "")

"""What the citizen does next, as JSON in the attempt's row."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from payments.gateways.contract import Action, PostForm, Redirect, ShowCode


def dump(action: Action) -> dict[str, Any]:
    stored = {"type": type(action).__name__, **asdict(action)}
    if isinstance(action, ShowCode):
        stored["due"] = action.due.isoformat() if action.due is not None else None
    return stored


def load(stored: dict[str, Any] | None) -> Action | None:
    """The action of an attempt's row; None before there is one."""
    match stored:
        case {"type": "Redirect", "url": url}:
            return Redirect(url)
        case {"type": "PostForm", "url": url, "fields": fields, "charset": charset}:
            return PostForm(url, tuple((name, value) for name, value in fields), charset)
        case {"type": "ShowCode", "numbers": numbers, "due": due}:
            moment = datetime.fromisoformat(due) if due else None
            return ShowCode(tuple((label, value) for label, value in numbers), moment)
    return None


def shows_number(stored: dict[str, Any] | None) -> bool:
    """Whether the payer was given a number to pay with: at a shop, a counter, a bank."""
    return isinstance(load(stored), ShowCode)

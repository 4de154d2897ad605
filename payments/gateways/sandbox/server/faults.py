"""Faults of the API on demand: answers lost after the charge, errors, slowness; one by one, or at random rates."""

import json
import random
import time
from dataclasses import dataclass, field

from payments.gateways.sandbox.server.books import Books
from payments.gateways.sandbox.server.errors import Refused
from payments.gateways.sandbox.server.records import Knob

OPERATIONS = ("start", "fetch", "close", "refund", "fetch_refund", "settlement")
KINDS = (
    "cut_before",  # the connection breaks before anything was done
    "cut_after",  # … and after everything was done: a time-out after charging
    "stall_after",  # the answer comes only after `seconds`
    "slow",  # everything comes after `seconds`
    "error_500",  # nothing was done
    "error_500_after",  # it was done all the same
    "rate_limited",
)
_KNOB = "faults"
_dice = random.Random(0)  # noqa: S311  chance on demand, not a secret


@dataclass(frozen=True)
class Plan:
    """`queue` is used up from its front, by operation; `rates` apply to every operation."""

    queue: list[dict[str, str]] = field(default_factory=list)  # {"operation", "kind"}
    rates: dict[str, float] = field(default_factory=dict)
    seconds: float = 5.0


def plan(books: Books) -> Plan:
    knob = books.find(Knob, _KNOB)
    return Plan(**json.loads(knob.value)) if knob else Plan()


def set_plan(books: Books, chosen: Plan, *, seed: int = 0) -> None:
    """Raises Refused for an operation or a kind that does not exist."""
    for fault in chosen.queue:
        if fault.get("operation") not in OPERATIONS or fault.get("kind") not in KINDS:
            raise Refused("parameter_invalid_fault", f"operations: {OPERATIONS}, kinds: {KINDS}")
    if set(chosen.rates) - set(KINDS):
        raise Refused("parameter_invalid_fault", f"kinds: {KINDS}")
    _dice.seed(seed)
    with books:
        books.put(Knob(_KNOB, json.dumps({"queue": chosen.queue, "rates": chosen.rates, "seconds": chosen.seconds})))


def take(books: Books, operation: str) -> str:
    """Return the kind of fault that this request meets; empty for none."""
    with books:
        current = plan(books)
        for place, fault in enumerate(current.queue):
            if fault["operation"] == operation:
                rest = [*current.queue[:place], *current.queue[place + 1 :]]
                value = {"queue": rest, "rates": current.rates, "seconds": current.seconds}
                books.put(Knob(_KNOB, json.dumps(value)))
                return fault["kind"]
        return next((kind for kind, rate in current.rates.items() if _dice.random() < rate), "")


def wait(books: Books) -> None:
    time.sleep(plan(books).seconds)

"""The post: queued messages to the merchant, and how the control page has them lost, held, doubled and mixed up.

`post_policy`: `mode` normal, hold (until released) or lose; `copies` of each; `delay` seconds; `rates` of messages
lost, doubled or late at random, drawn from `seed`.
"""

import json
import random
import time
from dataclasses import asdict, dataclass, field, replace
from typing import Literal

from payments.gateways.sandbox.server.books import Books, new_id
from payments.gateways.sandbox.server.errors import Refused
from payments.gateways.sandbox.server.records import Delivery, Knob, Protocol

_KNOB = "post_policy"


@dataclass(frozen=True)
class Policy:
    mode: Literal["normal", "hold", "lose"] = "normal"
    copies: int = 1
    delay: float = 0.0
    rates: dict[str, float] = field(default_factory=dict)  # lose, double, late: 0 to 1
    late_by: float = 2.0  # seconds at most
    seed: int = 0


_dice = random.Random(0)  # noqa: S311  chance on demand, not a secret


def policy(books: Books) -> Policy:
    knob = books.find(Knob, _KNOB)
    return Policy(**json.loads(knob.value)) if knob else Policy()


def set_policy(books: Books, chosen: Policy) -> None:
    if chosen.mode not in {"normal", "hold", "lose"} or not 1 <= chosen.copies <= 10 or chosen.delay < 0:
        raise Refused("parameter_invalid_policy", "no such policy")
    _dice.seed(chosen.seed)
    with books:
        books.put(Knob(_KNOB, json.dumps(asdict(chosen))))


def put_in(books: Books, *, event: str, kind: str, protocol: Protocol, body: str) -> None:
    """Queue a message as the policy has it; part of the change that it tells of."""
    rule = policy(books)
    copies = rule.copies + (_dice.random() < rule.rates.get("double", 0))
    for _copy in range(copies):
        lost = rule.mode == "lose" or _dice.random() < rule.rates.get("lose", 0)
        late = _dice.uniform(0, rule.late_by) if _dice.random() < rule.rates.get("late", 0) else 0.0
        books.put(
            Delivery(
                id=new_id("dlv"),
                event=event,
                kind=kind,
                protocol=protocol,
                body=body,
                due=time.time() + rule.delay + late,
                status="lost" if lost else "held" if rule.mode == "hold" else "queued",
            )
        )


def release(books: Books, *, order: str = "first", only: str = "") -> int:
    """Queue what was held (`only`: of this kind): in order of writing, reversed, or shuffled. Return how many."""
    with books:
        held = books.all(Delivery, lambda found: found.status == "held" and only in {"", found.kind})
        if order == "reverse":
            held.reverse()
        elif order == "random":
            _dice.shuffle(held)
        elif order != "first":
            raise Refused("parameter_invalid_order", "order must be first, reverse or random")
        for place, delivery in enumerate(held):
            books.put(replace(delivery, status="queued", due=time.time() + place * 0.001))
        return len(held)


def send_again(books: Books, delivery_id: str) -> Delivery:
    """Queue one more copy of a message, as a gateway's own dashboard can; also of one that was lost."""
    with books:
        delivery = books.get(Delivery, delivery_id)
        return books.put(replace(delivery, id=new_id("dlv"), status="queued", due=time.time(), tries=0, answer=""))

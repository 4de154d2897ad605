"""The table of what may be done with an application. Read this first.

Pages ask it for their buttons, commands apply it, and a test walks every (state, verb, role, kind) cell.

Kinds differ in law: an 申請 (application) and a 交付請求 (issuance) end in a decision with reasons; a 届出
(notification) is complete on arrival and cannot be refused (行政手続法37条); a 通報 (report) is information only.
"""

from dataclasses import dataclass
from enum import StrEnum

from procedures.applications.models import FeeState, State


class Verb(StrEnum):
    SUBMIT = "submit"
    CLAIM = "claim"
    RELEASE = "release"
    REQUEST_CORRECTION = "request_correction"
    RESUBMIT = "resubmit"
    DECIDE = "decide"
    COMPLETE = "complete"
    WITHDRAW = "withdraw"
    NOTE = "note"
    FIX_FEE = "fix_fee"
    SETTLE = "settle"
    UNSETTLE = "unsettle"
    REMIND_FEE = "remind_fee"
    FEE_OVERDUE = "fee_overdue"
    LAPSE = "lapse"
    REFUND = "refund"
    ISSUE_RECEIPT = "issue_receipt"
    ASK_PAYEE = "ask_payee"
    ENTER_PAYEE = "enter_payee"


class Who(StrEnum):
    """Who a row of the table is for."""

    CITIZEN = "citizen"  # whoever the application belongs to
    HANDLER = "handler"  # any staff member with a handling role in the application's department
    ASSIGNEE = "assignee"  # the one who claimed it
    DECIDER = "decider"  # the assignee; with four eyes an approver or supervisor who is not the assignee
    PORTAL = "portal"  # the portal itself: a payment arrived, a date came near


ALL_KINDS = frozenset({"application", "issuance", "notification", "report"})
DECIDED_KINDS = frozenset({"application", "issuance"})
ARRIVING_KINDS = ALL_KINDS - DECIDED_KINDS

BEFORE_REVIEW = frozenset({FeeState.OPEN_FIRST, FeeState.DUE_FIRST})
BEFORE_ISSUE = BEFORE_REVIEW | {FeeState.OPEN, FeeState.DUE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    verb: Verb
    source: State | None
    target: State
    who: Who
    kinds: frozenset[str] = ALL_KINDS
    needs_reason: bool = False
    stops_clock: bool = False
    # With the fee in one of these states the step waits, unless the application was refused.
    waits_for_fee: frozenset[FeeState] = frozenset()


def _rows(verb: Verb, sources: tuple[State, ...], who: Who) -> tuple[Transition, ...]:
    return tuple(Transition(verb=verb, source=state, target=state, who=who) for state in sources)


TRANSITIONS: tuple[Transition, ...] = (
    Transition(verb=Verb.SUBMIT, source=None, target=State.RECEIVED, who=Who.CITIZEN),
    Transition(
        verb=Verb.CLAIM, source=State.RECEIVED, target=State.IN_REVIEW, who=Who.HANDLER, waits_for_fee=BEFORE_REVIEW
    ),
    Transition(verb=Verb.RELEASE, source=State.IN_REVIEW, target=State.RECEIVED, who=Who.ASSIGNEE),
    Transition(
        verb=Verb.REQUEST_CORRECTION,
        source=State.IN_REVIEW,
        target=State.CORRECTION,
        who=Who.ASSIGNEE,
        needs_reason=True,
        stops_clock=True,
    ),
    Transition(verb=Verb.RESUBMIT, source=State.CORRECTION, target=State.IN_REVIEW, who=Who.CITIZEN),
    Transition(verb=Verb.DECIDE, source=State.IN_REVIEW, target=State.DECIDED, who=Who.DECIDER, kinds=DECIDED_KINDS),
    Transition(
        verb=Verb.COMPLETE,
        source=State.DECIDED,
        target=State.COMPLETED,
        who=Who.HANDLER,
        kinds=DECIDED_KINDS,
        waits_for_fee=BEFORE_ISSUE,
    ),
    Transition(
        verb=Verb.COMPLETE,
        source=State.IN_REVIEW,
        target=State.COMPLETED,
        who=Who.ASSIGNEE,
        kinds=ARRIVING_KINDS,
        waits_for_fee=BEFORE_ISSUE,
    ),
    Transition(verb=Verb.WITHDRAW, source=State.RECEIVED, target=State.WITHDRAWN, who=Who.CITIZEN),
    Transition(verb=Verb.WITHDRAW, source=State.IN_REVIEW, target=State.WITHDRAWN, who=Who.CITIZEN),
    Transition(verb=Verb.WITHDRAW, source=State.CORRECTION, target=State.WITHDRAWN, who=Who.CITIZEN),
    *_rows(Verb.NOTE, tuple(State), Who.HANDLER),
    *_rows(Verb.FIX_FEE, (State.RECEIVED, State.IN_REVIEW, State.DECIDED), Who.HANDLER),
    *_rows(Verb.REMIND_FEE, (State.RECEIVED, State.IN_REVIEW, State.DECIDED), Who.PORTAL),
    *_rows(Verb.FEE_OVERDUE, (State.RECEIVED, State.IN_REVIEW, State.CORRECTION, State.DECIDED), Who.PORTAL),
    # The fee was not paid in time, before anybody looked at the application (settings FEE_OVERDUE).
    Transition(verb=Verb.LAPSE, source=State.RECEIVED, target=State.WITHDRAWN, who=Who.PORTAL),
    # Money may arrive and go back at any time, also when all is over.
    *_rows(Verb.SETTLE, tuple(State), Who.PORTAL),
    *_rows(Verb.UNSETTLE, tuple(State), Who.PORTAL),
    *_rows(Verb.REFUND, tuple(State), Who.PORTAL),
    *_rows(Verb.ISSUE_RECEIPT, tuple(State), Who.CITIZEN),
    *_rows(Verb.ASK_PAYEE, tuple(State), Who.PORTAL),
    *_rows(Verb.ENTER_PAYEE, tuple(State), Who.CITIZEN),
)

STANDING = frozenset(verb for verb in Verb if all(r.source == r.target for r in TRANSITIONS if r.verb == verb))
"""Verbs that leave the state as it is: they overtake nobody."""

_BY_PLACE = {(row.verb, row.source, kind): row for row in TRANSITIONS for kind in row.kinds}


def transition(verb: Verb, source: State | str | None, kind: str) -> Transition | None:
    """The row for this verb, state and kind of procedure; None if the table does not allow it."""
    return _BY_PLACE.get((verb, State(source) if source is not None else None, kind))

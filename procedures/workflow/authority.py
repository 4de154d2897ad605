"""Whether an actor is who a row of the table is for."""

from identity.access.actors import Actor, Portal, Staff, Visitor
from identity.people.models import HANDLING_ROLES, Role
from procedures.applications.models import Application, State
from procedures.applications.models.application import Outcome
from procedures.workflow.transitions import TRANSITIONS, Transition, Verb, Who, transition


def owns(visitor: Visitor, application: Application) -> bool:
    if application.owner_id is not None:
        return application.owner_id == visitor.user_id
    return application.draft_id in visitor.grants or application.pk in visitor.grants


def is_for(row: Transition, *, actor: Actor, application: Application) -> bool:
    match row.who, actor:
        case Who.CITIZEN, Visitor():
            return owns(actor, application)
        case Who.HANDLER, Staff():
            return actor.has_role(application.department, HANDLING_ROLES)
        case Who.ASSIGNEE, Staff():
            return _is_assignee(actor, application)
        case Who.DECIDER, Staff():
            if application.version.definition.workflow.four_eyes:
                approves = actor.has_role(application.department, [Role.APPROVER, Role.SUPERVISOR])
                return approves and not _is_assignee(actor, application)
            return _is_assignee(actor, application)
        case _:
            return row.who == Who.PORTAL and isinstance(actor, Portal)


def _is_assignee(staff: Staff, application: Application) -> bool:
    """The one it is assigned to, or who stands in while that one is on leave."""
    handles = staff.has_role(application.department, HANDLING_ROLES)
    stands_in = (application.department, application.assignee_id) in staff.covers
    return handles and (application.assignee_id == staff.user_id or stands_in)


def waits_for_fee(row: Transition, application: Application) -> bool:
    """Whether the step stands still until the fee is settled. A refusal is carried out without one."""
    return application.fee in row.waits_for_fee and application.outcome != Outcome.REFUSED


def steps_wait_for_fee(application: Application) -> bool:
    """Whether some step of the application's present state waits for its fee: pages say so."""
    rows = (row for row in TRANSITIONS if row.source == application.state)
    return any(waits_for_fee(row, application) for row in rows if application.procedure.kind in row.kinds)


def allowed_verbs(*, actor: Actor, application: Application) -> frozenset[Verb]:
    """What this actor may do with this application now: pages show exactly these buttons. No SQL."""
    kind = application.procedure.kind
    state = State(application.state)
    rows = (row for row in TRANSITIONS if row.source == state and kind in row.kinds)
    return frozenset(row.verb for row in rows if _open_to(row, actor, application))


def row_for(verb: Verb, *, actor: Actor, application: Application) -> Transition | None:
    """The row of the table if it exists, is for this actor and does not wait for the fee."""
    row = transition(verb, application.state, application.procedure.kind)
    return row if row is not None and _open_to(row, actor, application) else None


def _open_to(row: Transition, actor: Actor, application: Application) -> bool:
    return is_for(row, actor=actor, application=application) and not waits_for_fee(row, application)

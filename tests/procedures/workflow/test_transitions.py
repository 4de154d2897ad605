"""The table of transitions, walked cell by cell: state × verb × actor × kind of procedure."""

from datetime import timedelta
from itertools import product
from uuid import uuid4

import pytest
from django.utils import timezone

from identity.access.actors import Portal
from procedures.applications.models import Application, FeeState, State
from procedures.workflow.authority import allowed_verbs
from procedures.workflow.errors import NotAllowed
from procedures.workflow.performing import perform
from procedures.workflow.transitions import ALL_KINDS, TRANSITIONS, Verb
from tests.catalogue import FOUR_EYES, make_procedure
from tests.factories.applications import guest_of, make_application

pytestmark = pytest.mark.django_db(transaction=True)

RECEIVED, REVIEW, CORRECTION, DECISION = State.RECEIVED, State.IN_REVIEW, State.CORRECTION, State.DECIDED
DECIDED, ARRIVING = {"application", "issuance"}, {"notification", "report"}
OWNER, ASSIGNEE, CLERK, APPROVER, SUPERVISOR = "owner", "assignee", "clerk", "approver", "supervisor"
PORTAL = "the portal"
HANDLERS = {ASSIGNEE, CLERK, APPROVER, SUPERVISOR}

# The same rules in the words of the issue, written down a second time: verb → (states, actors, kinds).
EXPECTED = {
    Verb.CLAIM: ({RECEIVED}, HANDLERS, ALL_KINDS),
    Verb.RELEASE: ({REVIEW}, {ASSIGNEE}, ALL_KINDS),
    Verb.REQUEST_CORRECTION: ({REVIEW}, {ASSIGNEE}, ALL_KINDS),
    Verb.RESUBMIT: ({CORRECTION}, {OWNER}, ALL_KINDS),
    Verb.DECIDE: ({REVIEW}, {ASSIGNEE}, DECIDED),
    Verb.WITHDRAW: ({RECEIVED, REVIEW, CORRECTION}, {OWNER}, ALL_KINDS),
    Verb.NOTE: (set(State), HANDLERS, ALL_KINDS),
    Verb.FIX_FEE: ({RECEIVED, REVIEW, DECISION}, HANDLERS, ALL_KINDS),
    Verb.REMIND_FEE: ({RECEIVED, REVIEW, DECISION}, {PORTAL}, ALL_KINDS),
    Verb.FEE_OVERDUE: ({RECEIVED, REVIEW, CORRECTION, DECISION}, {PORTAL}, ALL_KINDS),
    Verb.LAPSE: ({RECEIVED}, {PORTAL}, ALL_KINDS),
    Verb.SETTLE: (set(State), {PORTAL}, ALL_KINDS),
    Verb.UNSETTLE: (set(State), {PORTAL}, ALL_KINDS),
    Verb.REFUND: (set(State), {PORTAL}, ALL_KINDS),
    Verb.ISSUE_RECEIPT: (set(State), {OWNER}, ALL_KINDS),
    Verb.ASK_PAYEE: (set(State), {PORTAL}, ALL_KINDS),
    Verb.ENTER_PAYEE: (set(State), {OWNER}, ALL_KINDS),
}


def expected(state: State, verb: Verb, actor: str, kind: str) -> bool:
    if verb == Verb.COMPLETE:
        # A decision is carried out by any handler; a 届出 or 通報 is closed by the one who claimed it.
        return (state == DECISION and actor in HANDLERS and kind in DECIDED) or (
            state == REVIEW and actor == ASSIGNEE and kind in ARRIVING
        )
    if verb == Verb.SUBMIT:
        return False
    states, actors, kinds = EXPECTED[verb]
    return state in states and actor in actors and kind in kinds


@pytest.fixture
def actors(clerk, colleague, approver, supervisor, administrator, treasurer, outsider, other_citizen):
    return {
        ASSIGNEE: clerk.staff,
        CLERK: colleague.staff,
        APPROVER: approver.staff,
        SUPERVISOR: supervisor.staff,
        "administrator": administrator.staff,
        "treasurer": treasurer.staff,
        PORTAL: Portal(),
        "outsider": outsider.staff,
        "other citizen": other_citizen.visitor,
    }


def put_into(application: Application, state: State, assignee_id: int) -> Application:
    Application.objects.filter(pk=application.pk).update(
        state=state, assignee=assignee_id if state in {REVIEW, CORRECTION, DECISION} else None, stopped_on=None
    )
    return Application.objects.select_related("procedure", "version").get(pk=application.pk)


@pytest.mark.parametrize("kind", sorted(ALL_KINDS))
def test_every_cell(kind, actors):
    application = make_application(version=make_procedure(kind=kind))
    actors = actors | {OWNER: guest_of(application)}
    wrong = []
    for state, (name, actor) in product(State, actors.items()):
        placed = put_into(application, state, actors[ASSIGNEE].user_id)
        allowed = allowed_verbs(actor=actor, application=placed)
        wrong += [(state, verb, name) for verb in Verb if (verb in allowed) is not expected(state, verb, name, kind)]
    assert wrong == []


@pytest.mark.parametrize("kind", sorted(ALL_KINDS))
def test_a_command_asks_the_same_table_as_the_buttons(kind, actors):
    application = make_application(version=make_procedure(kind=kind))
    actors = actors | {OWNER: guest_of(application)}
    events = application.events.count()
    refused = 0
    for state, verb, (name, actor) in product(State, Verb, actors.items()):
        if expected(state, verb, name, kind):
            continue
        placed = put_into(application, state, actors[ASSIGNEE].user_id)
        with pytest.raises(NotAllowed):
            perform(
                verb,
                actor=actor,
                application_id=placed.pk,
                expected_revision=placed.revision,
                command_key=str(uuid4()),
                body=lambda performance: performance.record(),
            )
        refused += 1
    assert refused > 100
    assert application.events.count() == events


@pytest.mark.parametrize(
    ("fee", "may_claim", "may_complete", "may_complete_refused"),
    [
        (FeeState.NONE, True, True, True),
        (FeeState.OPEN_FIRST, False, False, True),
        (FeeState.DUE_FIRST, False, False, True),
        (FeeState.OPEN, True, False, True),
        (FeeState.DUE, True, False, True),
        (FeeState.SETTLED, True, True, True),
    ],
)
def test_what_waits_for_the_fee(clerk, fee, may_claim, may_complete, may_complete_refused):
    application = make_application(version=make_procedure())

    def may(verb, state, outcome=""):
        Application.objects.filter(pk=application.pk).update(fee=fee, outcome=outcome)
        return verb in allowed_verbs(actor=clerk.staff, application=put_into(application, state, clerk.user.pk))

    assert (
        may(Verb.CLAIM, RECEIVED),
        may(Verb.COMPLETE, DECISION, "approved"),
        may(Verb.COMPLETE, DECISION, "refused"),
    ) == (may_claim, may_complete, may_complete_refused)


def test_four_eyes_an_approver_decides_who_did_not_handle_it(clerk, approver, colleague):
    application = put_into(make_application(version=make_procedure(workflow=FOUR_EYES)), REVIEW, clerk.user.pk)

    def may_decide(player):
        return Verb.DECIDE in allowed_verbs(actor=player.staff, application=application)

    assert (may_decide(clerk), may_decide(colleague), may_decide(approver)) == (False, False, True)
    application = put_into(application, REVIEW, approver.user.pk)
    assert not may_decide(approver), "not the own case"


def test_a_role_that_ended_yesterday_allows_nothing(clerk):
    application = make_application(version=make_procedure())
    clerk.user.roles.update(valid_from="2020-04-01", valid_until=timezone.localdate() - timedelta(days=1))
    placed = put_into(application, RECEIVED, clerk.user.pk)
    assert allowed_verbs(actor=clerk.staff, application=placed) == frozenset()


def test_no_row_stands_twice():
    cells = [(row.verb, row.source, kind) for row in TRANSITIONS for kind in row.kinds]
    assert len(cells) == len(set(cells))

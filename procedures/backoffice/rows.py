"""Applications as lists show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from accessibility.components.formats import short_date
from identity.access.actors import Staff
from procedures.applications.answers import read_digest
from procedures.applications.models import Application, FeeState, State
from procedures.applications.models.application import Outcome
from procedures.applications.receipts import show_receipt
from procedures.backoffice.trail import Trail
from procedures.workflow.authority import row_for
from procedures.workflow.transitions import Verb


@dataclass(frozen=True, slots=True)
class Tag:
    label: str
    kind: str = "mute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a queue. `due` is a plain date, `due_tag` what stands in its place where it matters more."""

    receipt: str
    shown: str
    url: str
    procedure: str
    applicant: str
    submitted_at: datetime
    due: str
    due_tag: Tag | None
    state: str
    corrected: bool
    assignee: str
    mine: bool
    token: str
    claimable: bool


def due_of(application: Application, today: date) -> tuple[str, Tag | None]:
    """The promised date in words, and a tag where it presses or stands still."""
    due = application.due_on
    if due is None:
        return _("なし"), None
    if application.state not in {State.RECEIVED, State.IN_REVIEW, State.CORRECTION}:
        return short_date(due), None
    if application.stopped_on is not None:
        return "", Tag(_("停止中"))
    if due < today:
        return "", Tag(_("%(days)s日過ぎた") % {"days": (today - due).days}, "err")
    if due == today:
        return "", Tag(_("今日"), "warn")
    return short_date(due), None


def applicant_of(application: Application) -> str:
    return read_digest(application).name or _("（氏名なし）")


def state_of(application: Application) -> str:
    """The state in words; a decision with its outcome."""
    label = str(State(application.state).label)
    if application.outcome:
        label = f"{label}（{application.get_outcome_display()}）"
    waits = application.fee not in {FeeState.NONE, FeeState.SETTLED} and application.outcome != Outcome.REFUSED
    return f"{label}・{application.get_fee_display()}" if waits else label


def rows_of(applications: Sequence[Application], *, staff: Staff, trail: Trail, today: date) -> list[Row]:
    """No SQL beyond what the queue read."""
    return [_row(application, staff, trail, today) for application in applications]


def _row(application: Application, staff: Staff, trail: Trail, today: date) -> Row:
    due, tag = due_of(application, today)
    assignee = application.assignee
    return Row(
        receipt=application.receipt,
        shown=show_receipt(application.receipt),
        url=trail.case_url(application),
        procedure=application.procedure.title,
        applicant=applicant_of(application),
        submitted_at=application.submitted_at,
        due=due,
        due_tag=tag,
        state=state_of(application),
        corrected=application.answers_number > 1,
        assignee=assignee.name if assignee else "",
        mine=application.assignee_id == staff.user_id,
        token=f"{application.receipt}:{application.revision}",
        claimable=row_for(Verb.CLAIM, actor=staff, application=application) is not None,
    )

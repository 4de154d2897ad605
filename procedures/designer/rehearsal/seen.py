"""What the pages of a trial show of its stage, as plain values: the rows are gone when the page is rendered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.components.formats import date_and_time
from identity.access import clock
from payments.assessments.balances import balance
from payments.assessments.models import FeeAssessment, FeeLine
from payments.attempts.models import ExceptionState, PaymentException, Refund
from procedures.applications.acting import KEY, Acting
from procedures.applications.answers import read_answers
from procedures.applications.events import event_text
from procedures.applications.mandates import used_mandate
from procedures.applications.models import Application, FeeState, State
from procedures.applications.models.application import Outcome
from procedures.applications.models.event import ActorKind
from procedures.applications.receipts import show_receipt
from procedures.catalogue.models import Department
from procedures.catalogue.prices import Charge
from procedures.definitions import evaluate, is_true, visible_answers
from procedures.definitions.business_days import business_days_between
from procedures.definitions.sections import Stage as StageOfWork
from procedures.designer.rehearsal.acts import Deed, players, role_of
from procedures.designer.rehearsal.refunds import left_to_refund, refunds_of
from procedures.designer.rehearsal.stage import Stage
from procedures.documents.letters import letter_html
from procedures.documents.models import Document
from procedures.forms.summary import Section, summarise
from procedures.notifications.models import Message
from procedures.notifications.wording import mail_for, render_message
from procedures.workflow.authority import steps_wait_for_fee
from procedures.workflow.exemptions import claims_of, has_open
from procedures.workflow.fees import assessment_of, possible_charges
from procedures.workflow.signing import acting_lines
from procedures.workflow.transitions import Verb
from procedures.workflow.words import EVENTS

_DUE = {FeeState.DUE, FeeState.DUE_FIRST}
_TO_FIX = {FeeState.OPEN, FeeState.OPEN_FIRST, FeeState.SETTLED, *_DUE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message: as the inbox shows it, and the mail that says that it is there; "" where nobody has an address."""

    subject: str
    paragraphs: tuple[str, ...]
    mail_to: str = ""
    mail_subject: str = ""
    mail_body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A PDF that would be made. `index`: its place among all of the trial, by which it is opened."""

    index: int
    title: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is owed. Amounts in yen. `possible`: every fee of the procedure, as many as the answers lead to.

    `refunds`: what goes back, or is to; `to_refund`: what may still be asked back; `noticed`: what staff get on their
    list of payments to look at; `is_relief_asked`: an exemption was claimed, and nobody has decided it.
    """

    title: str
    possible: tuple[Charge, ...]
    received: int
    refunds: tuple[dict[str, Any], ...]
    to_refund: int
    noticed: tuple[str, ...]
    is_relief_asked: bool
    total: int
    outstanding: int
    due_on: date | None
    lines: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """One stage of the staff's work. `applies`: whether these answers lead through it."""

    title: str
    role: str
    department: str
    days: int | None
    checks: tuple[str, ...]
    applies: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Everything about what was sent. `verbs`: what can be done now, with who of the play does it.

    `acting`: who applied for somebody else, in lines; `acting_proof`: how the office knows that this one may.
    """

    receipt: str
    state: State
    outcome: Outcome
    fee: FeeState
    fee_waits: bool
    submitted_at: datetime
    due_on: date | None
    stopped_on: date | None
    days_left: int | None
    department: str
    history: tuple[dict[str, Any], ...]
    notices: tuple[Notice, ...]
    papers: tuple[Paper, ...]
    claim: Claim | None
    stations: tuple[Station, ...]
    verbs: dict[Deed, str]
    asked_to_mend: str
    acting: tuple[str, ...]
    acting_proof: str
    sections: tuple[Section, ...]

    @property
    def is_over(self) -> bool:
        return self.state in {State.COMPLETED, State.WITHDRAWN}


def see(stage: Stage) -> Case | None:
    """Read the stage; None as long as nothing was sent. Call within the rehearsal."""
    application = stage.application
    if application is None:
        return None
    answers = read_answers(application)
    acting = Acting.read(answers.get(KEY))
    return Case(
        receipt=show_receipt(application.receipt),
        state=State(application.state),
        outcome=Outcome(application.outcome),
        fee=FeeState(application.fee),
        fee_waits=steps_wait_for_fee(application),
        submitted_at=application.submitted_at,
        due_on=application.due_on,
        stopped_on=application.stopped_on,
        days_left=_days_left(application),
        department=application.procedure.department.name,
        history=tuple(_history(application)),
        notices=_notices(application),
        papers=tuple(
            Paper(index=index, title=paper.name, at=paper.event.at) for index, paper in enumerate(_papers(application))
        ),
        claim=_claim(application),
        stations=_stations(stage, application, answers),
        verbs=_verbs(stage, application),
        asked_to_mend=_asked_to_mend(application),
        acting=tuple(acting_lines(acting)) if acting is not None else (),
        acting_proof=_proof(application, acting) if acting is not None else "",
        sections=summarise(application.version.definition, answers, clock.today()),
    )


def letter(stage: Stage, index: int) -> str | None:
    """The HTML of one of the papers; None where there is none of that index."""
    found = _papers(stage.application) if stage.application is not None else []
    return letter_html(found[index]) if 0 <= index < len(found) else None


def _days_left(application: Application) -> int | None:
    if application.due_on is None or application.state not in {State.RECEIVED, State.IN_REVIEW, State.CORRECTION}:
        return None
    return business_days_between(application.stopped_on or clock.today(), application.due_on)


def _papers(application: Application) -> list[Document]:
    found = Document.objects.filter(application=application).select_related(
        "event", "application__version", "application__procedure__department"
    )
    return list(found.defer("content", "application__version__document").order_by("event__sequence", "kind"))


def _history(application: Application) -> Sequence[dict[str, Any]]:
    items = []
    for event in application.events.select_related("actor").order_by("sequence"):
        event.application = application
        title = str(EVENTS[Verb(event.verb)])
        if event.verb == Verb.DECIDE:
            words = {"title": title, "outcome": Outcome(event.data["outcome"]).label}
            title = _("%(title)s：%(outcome)s") % words
        by_staff = event.actor_kind == ActorKind.STAFF and event.actor is not None
        who = event.actor.name if by_staff and event.actor else str(ActorKind(event.actor_kind).label)
        meta = _("%(when)s　%(who)s") % {"when": date_and_time(event.at), "who": who}
        items.append({"title": title, "meta": meta, "text": event_text(event), "state": "done"})
    return items


def _asked_to_mend(application: Application) -> str:
    if application.state != State.CORRECTION:
        return ""
    asked = application.events.filter(verb=Verb.REQUEST_CORRECTION).order_by("-sequence")[0]
    asked.application = application
    return event_text(asked)


def _proof(application: Application, acting: Acting) -> str:
    """As the page of the case says it."""
    if not acting.needs_mandate:
        return _("確認すること：法定代理の関係を、戸籍（親権者）または登記事項証明書（後見人）で確かめる。")
    if used_mandate(application.draft_id) is not None:
        return _("本人が、自分のカードで委任を確認しました。")
    return _("確認すること：委任状を、窓口での提示または郵送で確かめる。")


def _notices(application: Application) -> tuple[Notice, ...]:
    found = Message.objects.readable().filter(application=application).order_by("event__sequence")
    return tuple(_notice(message) for message in found)


def _notice(message: Message) -> Notice:
    words, mail = render_message(message), mail_for(message, effect_id=uuid4())
    if mail is None:
        return Notice(subject=words.subject, paragraphs=words.paragraphs)
    return Notice(
        subject=words.subject,
        paragraphs=words.paragraphs,
        mail_to=mail.to[0],
        mail_subject=str(mail.subject),
        mail_body=str(mail.body),
    )


def _claim(application: Application) -> Claim | None:
    assessment = assessment_of(application)
    if assessment is None:
        return None
    rows = FeeLine.objects.filter(assessment=assessment).select_related("exemption").order_by("position")
    found = balance(assessment)
    return Claim(
        title=assessment.title,
        possible=possible_charges(application),
        received=found.received_yen,
        refunds=tuple(_refund(one) for one in refunds_of(application)),
        to_refund=left_to_refund(application)[1],
        noticed=_noticed(assessment),
        is_relief_asked=has_open(claims_of(assessment.claim)),
        total=assessment.total_yen,
        outstanding=found.outstanding_yen,
        due_on=assessment.due_on,
        lines=tuple(
            {
                "label": row.label,
                "unit": row.unit_yen,
                "quantity": row.quantity,
                "reduction": row.reduction_yen,
                "amount": row.amount_yen,
            }
            for row in rows
        ),
    )


def _refund(refund: Refund) -> dict[str, Any]:
    names = {"asked": refund.requested_by, "approved": refund.approved_by}
    return {
        "amount": refund.amount_yen,
        "reason": refund.reason,
        "state": refund.get_state_display(),
        "method": refund.get_method_display(),
        "asked": names["asked"].name if names["asked"] and names["asked"].name else _("システム・申請者"),
        "approved": names["approved"].name if names["approved"] else "",
        "done_on": refund.done_on,
    }


def _noticed(assessment: FeeAssessment) -> tuple[str, ...]:
    found = PaymentException.objects.filter(assessment__claim=assessment.claim, state=ExceptionState.OPEN)
    return tuple(str(one.get_kind_display()) for one in found.order_by("opened_at"))


def _stations(stage: Stage, application: Application, answers: dict[str, Any]) -> tuple[Station, ...]:
    definition = application.version.definition
    day = timezone.localdate(application.submitted_at)
    scope = visible_answers(definition, answers, day).scope
    codes = {one.department for one in definition.workflow.stages if one.department}
    names = dict(Department.objects.filter(code__in=codes).values_list("code", "name")) if codes else {}
    own = stage.version.procedure.department.name

    def station(one: StageOfWork) -> Station:
        return Station(
            title=one.title,
            role=str(_ROLES[one.role]),
            department=names.get(one.department, one.department) if one.department else own,
            days=one.business_days,
            checks=tuple(check.label for check in one.checks),
            applies=one.when is None or is_true(evaluate(one.when, scope, today=day)),
        )

    return tuple(station(one) for one in definition.workflow.stages)


_ROLES = {"clerk": gettext_lazy("担当"), "approver": gettext_lazy("決裁者"), "supervisor": gettext_lazy("管理職")}


def _told_already(application: Application) -> set[Deed]:
    """The portal says once that the day to pay is over, and does not say then that it is near."""
    if application.events.filter(verb=Verb.FEE_OVERDUE).exists():
        return {Verb.REMIND_FEE, Verb.FEE_OVERDUE}
    return set()


def _verbs(stage: Stage, application: Application) -> dict[Deed, str]:
    """What the table allows, less what the pages do not offer either: no fee to fix, no money to expect or receipt."""
    fee = FeeState(application.fee)
    absent: set[Deed] = set()
    if fee not in _DUE:
        absent |= {Verb.SETTLE, Verb.REMIND_FEE, Verb.FEE_OVERDUE}
    absent |= _told_already(application)
    if fee not in _TO_FIX:
        absent.add(Verb.FIX_FEE)
    if not (settings.FEE_RECEIPTS and application.events.filter(verb=Verb.SETTLE, data__yen__gt=0).exists()):
        absent.add(Verb.ISSUE_RECEIPT)
    found = players(stage)
    return {verb: role_of(stage, actor) for verb, actor in found.items() if verb not in absent}

"""What payments tell the workflow, and what follows for the case.

The hooks are called inside the transaction in which money was recorded, with the claim locked. They write an effect
and nothing else, for two reasons: a broken case must never undo the record of money received, and a command locks the
application before the claim, so locking it here behind the claim could end in a deadlock. A worker then carries the
news out as a command of its own. The effect names no application by key, whose row a command may hold at that moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, ClassVar
from uuid import uuid4

from django.utils import timezone

from identity.access import clock
from identity.access.actors import Portal
from payments import hooks
from payments.assessments.models import FeeAssessment
from procedures.applications.answers import read_answers
from procedures.applications.effects import EffectFailed, Finish, Run, handles, write_effect
from procedures.applications.models import Application, FeeState
from procedures.applications.subjects import SUBJECT
from procedures.catalogue.prices import charges
from procedures.workflow.authority import allowed_verbs
from procedures.workflow.commands import ask_payee, fee_overdue, lapse, refunded, remind_fee, settle, unsettle
from procedures.workflow.lapsing import may_lapse
from procedures.workflow.transitions import Verb

_LATE = {"reminder": Verb.REMIND_FEE, "overdue": Verb.FEE_OVERDUE}
"""News of something unpaid: old news once it is paid, or the case has moved on."""


@dataclass(frozen=True)
class FeeNews:
    """Something happened to the fee of an application.

    `what`: settled, waived, unsettled, taken_back, refunded, reminder, overdue or payee.
    """

    kind: ClassVar[str] = "workflow.fee_news"
    application_id: str
    assessment_id: str
    what: str
    yen: int
    day: str


def _tell(notice: hooks.Claim, what: str, *, yen: int, day: date | None = None) -> None:
    news = FeeNews(
        application_id=str(notice.subject.id),
        assessment_id=str(notice.assessment),
        what=what,
        yen=yen,
        day=(day or clock.today()).isoformat(),
    )
    # The hook is called once for each change that happened, so each is news of its own.
    write_effect(news, once=uuid4().hex)


def on_settled(notice: hooks.Settled) -> None:
    _tell(notice, "settled", yen=notice.received_yen, day=notice.paid_on)


def on_waived(notice: hooks.Waived) -> None:
    _tell(notice, "waived", yen=0)


def on_unsettled(notice: hooks.Unsettled) -> None:
    _tell(notice, "unsettled", yen=notice.total_yen - notice.received_yen)


def on_taken_back(notice: hooks.TakenBack) -> None:
    _tell(notice, "taken_back", yen=notice.total_yen - notice.received_yen)


def on_refunded(notice: hooks.Refunded) -> None:
    _tell(notice, "refunded", yen=notice.amount_yen)


def on_reminder(notice: hooks.Due) -> None:
    _tell(notice, "reminder", yen=notice.total_yen - notice.received_yen, day=notice.due_on)


def on_overdue(notice: hooks.Due) -> None:
    _tell(notice, "overdue", yen=notice.total_yen - notice.received_yen, day=notice.due_on)


def on_payee_wanted(notice: hooks.PayeeWanted) -> None:
    _tell(notice, "payee", yen=notice.amount_yen)


def price_now(question: hooks.PriceQuestion) -> int | None:
    """The fee by the stored answers and the prices of the day of receipt; None where staff fixed it."""
    if FeeAssessment.objects.only("basis").get(pk=question.assessment).basis.get("fixed"):
        return None
    application = Application.objects.select_related("version").defer("version__document").get(pk=question.subject.id)
    day = timezone.localdate(application.submitted_at)
    return sum(charge.total for charge in charges(application.version.definition, read_answers(application), day))


def subscribe() -> None:
    """Called once, when the room is ready."""
    hooks.settled.register(SUBJECT, on_settled)
    hooks.waived.register(SUBJECT, on_waived)
    hooks.unsettled.register(SUBJECT, on_unsettled)
    hooks.taken_back.register(SUBJECT, on_taken_back)
    hooks.refunded.register(SUBJECT, on_refunded)
    hooks.reminder_due.register(SUBJECT, on_reminder)
    hooks.overdue.register(SUBJECT, on_overdue)
    hooks.payee_wanted.register(SUBJECT, on_payee_wanted)
    hooks.price_now.register(SUBJECT, price_now)


@handles(FeeNews)
def carry_out(effect: FeeNews, run: Run) -> Finish:
    """One command for one piece of news, under the effect's identifier as key: a second run changes nothing."""
    application = _application(effect)
    if effect.what in _LATE and (
        application.fee not in {FeeState.DUE, FeeState.DUE_FIRST}
        or _LATE[effect.what] not in allowed_verbs(actor=Portal(), application=application)
    ):
        return None  # paid, taken back or over meanwhile
    if effect.what == "overdue" and may_lapse(application):
        lapse(
            actor=Portal(),
            application_id=application.pk,
            expected_revision=application.revision,
            command_key=f"lapse:{run.effect_id}",
        )
        return None
    commands: Mapping[str, Any] = {
        "settled": settle,
        "waived": settle,
        "unsettled": unsettle,
        "taken_back": partial(unsettle, tell=True),
        "refunded": refunded,
        "reminder": remind_fee,
        "overdue": fee_overdue,
        "payee": ask_payee,
    }
    commands[effect.what](
        actor=Portal(),
        application_id=application.pk,
        command_key=f"{effect.what}:{run.effect_id}",
        yen=effect.yen,
        day=date.fromisoformat(effect.day),
    )
    return None


def _application(effect: FeeNews) -> Application:
    known = Application.objects.select_related("procedure", "version").defer("version__document")
    application = known.filter(pk=effect.application_id).first()
    if application is None:
        raise EffectFailed("application is gone", permanent=True)
    return application

"""What an application costs, between its procedure's fee lines and the claim (調定) in payments.

The amount is computed from the stored answers and the fee items of the day of receipt, never from what a browser sent.
The application's own `fee` tells the workflow's table which steps wait; what was paid is asked of the ledger.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from identity.access.actors import Actor
from payments.assessments.balances import balance
from payments.assessments.exemptions import reduced_lines
from payments.assessments.models import AssessmentStatus, FeeAssessment
from payments.assessments.services import Line, assess, current
from payments.fees.models import ExemptionRule
from procedures.applications.answers import read_answers
from procedures.applications.models import Application, FeeState, State
from procedures.applications.subjects import subject_of
from procedures.catalogue.prices import Charge, charges
from procedures.definitions import Definition
from procedures.workflow.deadlines import first_due_date
from procedures.workflow.exemptions import claim_reliefs, rule_of


def assessment_of(application: Application) -> FeeAssessment | None:
    """The revision in force; None where nothing was ever owed, or is owed any more."""
    return current(subject=subject_of(application))


def pay_by(today: date) -> date:
    return today + timedelta(days=settings.FEE_DUE_DAYS)


def state_on_receipt(definition: Definition, asked: Sequence[Charge]) -> FeeState:
    """How far the fee is when the application comes in."""
    first = definition.fees.timing == "before_review"
    if not any(charge.total for charge in asked):
        return FeeState.NONE
    if any(charge.awaits_approval for charge in asked):
        return FeeState.OPEN_FIRST if first else FeeState.OPEN
    return FeeState.DUE_FIRST if first else FeeState.OPEN


def due_on_receipt(definition: Definition, fee: FeeState, today: date) -> date | None:
    """The promised date; None where no clock runs, and where its days are counted from the payment on."""
    period = definition.standard_period
    waits = fee in {FeeState.OPEN_FIRST, FeeState.DUE_FIRST}
    return first_due_date(received=today, business_days=period.business_days if period and not waits else None)


def assess_on_receipt(
    application: Application, asked: Sequence[Charge], *, by: Actor, today: date
) -> Mapping[str, Any]:
    """Make the claim of a new application: for staff to check where `fee` is OPEN, else owed (or 0) from now on.

    Returns what the event of its arrival tells of something to be paid.
    """
    due = application.fee == FeeState.DUE_FIRST
    assessment = assess(
        subject=subject_of(application),
        title=title_of(application),
        lines=[line_of(charge) for charge in asked],
        by=by,
        due_on=pay_by(today) if due else None,
        basis=basis_of(application, asked),
        draft=application.fee in {FeeState.OPEN, FeeState.OPEN_FIRST},
    )
    if any(charge.awaits_approval for charge in asked):
        claim_reliefs(assessment, asked, by=by)
    return news_of(assessment, first=True) if due else {}


def title_of(application: Application) -> str:
    return application.version.definition.title.ja[:100]


def basis_of(application: Application, asked: Sequence[Charge], *, fixed: bool = False) -> dict[str, Any]:
    """Where the amount comes from, and what the books name: no personal data.

    `asked`: what the answers lead to. `fixed`: staff departed from it or granted an exemption.
    """
    return {
        "receipt": application.receipt,
        "department": application.department,
        "version": application.version_id,
        "answers": application.answers_number,
        "asked": written(asked),
        "fixed": fixed,
        "bases": list(dict.fromkeys(charge.basis for charge in asked)),
    }


def line_of(charge: Charge, *, exempt: bool | None = None) -> Line:
    """A line of the claim. `exempt`: whether a claimed exemption was granted; None: what counts without approval."""
    if not charge.quantity or not (charge.is_exempt if exempt is None else exempt):
        return Line(item=charge.item, quantity=charge.quantity)
    return Line(item=charge.item, quantity=charge.quantity, reduction_yen=charge.reduction, exemption=rule_of(charge))


def is_granted(charge: Charge, granted: Collection[str]) -> bool:
    """Whether the charge's exemption counts. `granted`: codes of the fees whose claimed exemption was approved."""
    return charge.is_exempt or (charge.relief is not None and charge.item.code in granted)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedFee:
    """What staff fixed: how many of each fee item (by its code), and what comes on top.

    `extra`: label and yen of what no item covers, such as postage by weight; None where nothing. Exemptions are
    decided before (exemptions.py).
    """

    quantities: Mapping[str, int]
    extra: tuple[str, int] | None = None

    def lines(
        self, possible: Sequence[Charge], granted: Collection[str], rules: Sequence[ExemptionRule] = ()
    ) -> list[Line]:
        """`possible`: every fee of the procedure as the answers have it (quantity 0 where they do not lead to it).

        `rules`: the city's own that were approved, in their order.
        """
        lines: list[Line] = []
        for charge in possible:
            quantity = self.quantities.get(charge.item.code, charge.quantity)
            if quantity:
                lines.append(line_of(replace(charge, quantity=quantity), exempt=is_granted(charge, granted)))
        if self.extra is not None:
            revenue = next((one.item.revenue_code for one in possible if one.item.revenue_code), "")
            lines.append(Line(label=self.extra[0], unit_yen=self.extra[1], quantity=1, revenue_code=revenue))
        for rule in rules:
            lines = reduced_lines(lines, rule)
        return lines

    def departs_from(self, possible: Sequence[Charge]) -> bool:
        """Whether this is another amount than the answers lead to: then the citizen is told why."""
        quantities = any(self.quantities.get(one.item.code, one.quantity) != one.quantity for one in possible)
        return quantities or self.extra is not None


def possible_charges(application: Application) -> tuple[Charge, ...]:
    """Every fee of the procedure with what the stored answers lead to, at the prices of the day of receipt."""
    day = timezone.localdate(application.submitted_at)
    return charges(application.version.definition, read_answers(application), day, all_items=True)


def state_of(application: Application, assessment: FeeAssessment | None) -> FeeState:
    """What the claim and the ledger say now. One SQL statement beyond the assessment."""
    if assessment is None or assessment.status in {AssessmentStatus.WAIVED, AssessmentStatus.VOID}:
        return FeeState.NONE
    first = application.version.definition.fees.timing == "before_review" and application.state == State.RECEIVED
    if assessment.status == AssessmentStatus.DRAFT:
        return FeeState.OPEN_FIRST if first else FeeState.OPEN
    if balance(assessment).outstanding_yen == 0:
        return FeeState.SETTLED
    return FeeState.DUE_FIRST if first else FeeState.DUE


def state_after_correction(application: Application, answers: Mapping[str, Any], *, by: Actor) -> FeeState:
    """Changed answers may change the amount: then staff fix it anew; otherwise it stays as it is.

    Exemptions that they claim now are claimed, those not claimed any more are dropped. No SQL for a procedure without
    fees.
    """
    definition = application.version.definition
    if not definition.fees.lines:
        return FeeState(application.fee)
    asked = charges(definition, answers, timezone.localdate(application.submitted_at))
    assessment = assessment_of(application)
    if assessment is None:
        return FeeState.OPEN if any(charge.total for charge in asked) else FeeState.NONE
    if assessment.basis.get("asked") == written(asked):
        return FeeState(application.fee)
    claim_reliefs(assessment, asked, by=by)
    return FeeState.OPEN


def written(asked: Sequence[Charge]) -> list[list[Any]]:
    """What the answers lead to, as the claim's basis keeps it."""
    return [[charge.item.code, charge.quantity, charge.relief is not None] for charge in asked]


def due_after_fee(application: Application, fee: FeeState, day: date) -> date | None:
    """The promised date once `fee` is reached on a day: where the review waited for it, the days are counted from then.

    Ask before the application's own `fee` changes.
    """
    waited = application.fee in {FeeState.DUE_FIRST, FeeState.OPEN_FIRST} and application.state == State.RECEIVED
    if not waited or fee not in {FeeState.SETTLED, FeeState.NONE}:
        return application.due_on
    period = application.version.definition.standard_period
    start = max(day, timezone.localdate(application.submitted_at))
    return first_due_date(received=start, business_days=period.business_days if period else None)


def news_of(assessment: FeeAssessment, *, first: bool) -> Mapping[str, Any]:
    """What an event tells of something to be paid."""
    return {
        "yen": assessment.total_yen,
        "pay_by": assessment.due_on.isoformat() if assessment.due_on else None,
        "first": first,
    }

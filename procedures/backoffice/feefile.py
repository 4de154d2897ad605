"""What the pages of a case tell about its fee: revisions, payments, entries of the ledger, refunds, open exceptions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accessibility.components.formats import date_and_time, short_date, yen_amount
from identity.access.actors import Staff
from identity.people.models import Role
from payments.assessments.balances import Balance, balance
from payments.assessments.models import ExemptionClaim, ExemptionStatus, FeeAssessment, FeeLine
from payments.attempts.actions import load
from payments.attempts.models import PaymentAttempt, PaymentException, Refund, RefundState
from payments.gateways.contract import Method, ShowCode
from payments.ledger.models import INCOMING, EntryKind, LedgerEntry
from procedures.applications.models import Application
from procedures.applications.subjects import subject_of
from procedures.workflow.exemptions import claims_of

APPROVERS = frozenset({Role.APPROVER.value, Role.SUPERVISOR.value})
"""Who may decide about giving money back (決裁)."""


@dataclass(slots=True)
class FeeFile:
    revisions: Sequence[FeeAssessment]
    balance: Balance
    lines: Sequence[FeeLine]
    attempts: Sequence[PaymentAttempt] = field(default_factory=list)
    refunds: Sequence[Refund] = field(default_factory=list)
    entries: Sequence[LedgerEntry] = field(default_factory=list)
    exceptions: Sequence[PaymentException] = field(default_factory=list)
    claims: Sequence[ExemptionClaim] = field(default_factory=list)

    @property
    def assessment(self) -> FeeAssessment:
        """The newest revision."""
        return self.revisions[0]

    @property
    def open_exceptions(self) -> list[PaymentException]:
        return [one for one in self.exceptions if one.state == "open"]

    @property
    def waiting_refunds(self) -> list[Refund]:
        return [one for one in self.refunds if one.state == RefundState.REQUESTED]


def fee_file(application: Application) -> FeeFile | None:
    """None where nothing was assessed. Eight SQL statements, none for a procedure without fees."""
    if not application.version.definition.fees.lines:
        return None
    own = FeeAssessment.objects.of(subject_of(application)).select_related("assessed_by")
    revisions = list(own.order_by("-created_at", "-revision"))
    if not revisions:
        return None
    claims = {one.claim for one in revisions}
    attempts = PaymentAttempt.objects.filter(assessment__claim__in=claims)
    refunds = Refund.objects.filter(attempt__assessment__claim__in=claims)
    entries = LedgerEntry.objects.filter(claim__in=claims)
    exceptions = PaymentException.objects.filter(assessment__claim__in=claims)
    return FeeFile(
        revisions=revisions,
        balance=balance(revisions[0]),
        lines=list(FeeLine.objects.filter(assessment=revisions[0]).select_related("exemption").order_by("position")),
        attempts=list(attempts.order_by("created_at")),
        refunds=list(refunds.select_related("requested_by", "approved_by").order_by("requested_at")),
        entries=list(entries.select_related("recorded_by").order_by("occurred_at", "pk")),
        claims=claims_of(revisions[0].claim),
        exceptions=list(exceptions.select_related("owner").order_by("opened_at")),
    )


def may_approve(staff: Staff, application: Application, refund: Refund) -> bool:
    """決裁: an approver or supervisor of the department who did not ask for it."""
    approves = staff.has_role(application.department, APPROVERS)
    return approves and refund.state == RefundState.REQUESTED and refund.requested_by_id != staff.user_id


def exemption_rows(file: FeeFile, staff: Staff) -> list[dict[str, Any]]:
    """Every exemption that was asked for, and whether this person may decide it."""
    return [
        {
            "one": one,
            "label": one.rule.label,
            "much": _("%(percent)d％") % {"percent": one.rule.percent}
            if one.rule.percent is not None
            else yen_amount(one.rule.fixed_yen or 0),
            "basis": one.rule.basis,
            "status": one.get_status_display(),
            "by": one.decided_by.name if one.decided_by else "",
            "may_decide": one.status == ExemptionStatus.REQUESTED
            and (one.requested_by_id is None or one.requested_by_id != staff.user_id),
        }
        for one in file.claims
    ]


def revision_rows(file: FeeFile) -> list[dict[str, Any]]:
    """Every decision about the amount, newest first."""
    return [
        {
            "number": _("第%(number)d版") % {"number": one.revision},
            "amount": f"{one.total_yen:,}",
            "status": one.get_status_display(),
            "due": short_date(one.due_on) if one.due_on else "–",
            "by": one.assessed_by.name if one.assessed_by and one.assessed_by.is_staff else _("システム"),
            "reason": one.reason,
        }
        for one in file.revisions
    ]


def entry_rows(file: FeeFile) -> list[dict[str, Any]]:
    """Every movement of money, oldest first."""
    return [
        {
            "at": date_and_time(one.occurred_at),
            "kind": str(EntryKind(one.kind).label)
            + (_("（速報）") if one.provisional and one.kind in INCOMING else ""),
            "amount": f"{'' if one.kind in INCOMING else '-'}{one.amount_yen:,}",
            "method": method_name(one.method),
            "reference": one.provider_ref,
            "provider": one.provider,
            "by": one.recorded_by.name if one.recorded_by else _("システム"),
        }
        for one in file.entries
    ]


def method_name(code: str) -> str:
    return str(Method(code).label) if code in Method.values else code


def shown_number(attempt: PaymentAttempt) -> str:
    """The first of the numbers with which somebody pays (納付番号); empty where the payer goes to a page."""
    action = load(attempt.action)
    return action.numbers[0][1] if isinstance(action, ShowCode) and action.numbers else ""

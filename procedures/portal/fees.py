"""The fee of an application as its applicant meets it: what is owed for what, how to pay, what was paid."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.components.formats import long_date, yen_amount
from payments.assessments.balances import Balance, balance
from payments.assessments.models import AssessmentStatus, ExemptionClaim, ExemptionStatus, FeeAssessment, FeeLine
from payments.attempts.actions import shows_number
from payments.attempts.checks import Way
from payments.attempts.exceptions import blocks_payment
from payments.attempts.models import LIVE, AttemptState, PaymentAttempt, Refund, RefundState
from payments.attempts.payees import waits_for_payee
from payments.gateways.contract import Method
from payments.gateways.trustees import covering
from payments.ledger.entries import payments_of
from payments.ledger.models import LedgerEntry
from procedures.applications.models import Application
from procedures.applications.subjects import subject_of
from procedures.workflow.exemptions import claims_of

_HINTS: dict[str, Promise] = {
    Method.CARD: gettext_lazy("1回払いです。カード会社の画面で本人の確認があります。"),
    Method.WALLET: gettext_lazy("アプリの画面に移ります。"),
    Method.KONBINI: gettext_lazy(
        "番号を受け取り、店のレジで、現金で納めます。確認できるまで時間がかかることがあります。"
    ),
    Method.COUNTER: gettext_lazy("番号を受け取り、市の窓口で納めます。"),
    Method.BANK_TRANSFER: gettext_lazy(
        "番号と振込先を受け取り、銀行から振り込みます。振込の手数料がかかり、確認できるまで数日かかります。"
    ),
    Method.PAYEASY: gettext_lazy("番号を受け取り、インターネットバンキングかATMで納めます。"),
}
_REFUNDS: dict[str, Promise] = {
    RefundState.REQUESTED: gettext_lazy("返金の手続をしています"),
    RefundState.APPROVED: gettext_lazy("返金の手続をしています"),
    RefundState.SUBMITTING: gettext_lazy("返金の手続をしています"),
    RefundState.SUBMITTED: gettext_lazy("返金の手続をしています"),
    RefundState.FAILED: gettext_lazy("返金の方法を確かめています。担当の課から連絡します"),
    RefundState.MANUAL_TRANSFER: gettext_lazy("口座への振込を準備しています"),
    RefundState.SUCCEEDED: gettext_lazy("返金しました"),
    RefundState.TRANSFERRED: gettext_lazy("口座へ振り込みました"),
}
_MAY_BE_MONEY = frozenset({AttemptState.PAID, AttemptState.FAILED})


@dataclass(slots=True)
class Fee:
    """The claim in force with its lines, payments and refunds. Amounts in yen."""

    assessment: FeeAssessment
    lines: Sequence[FeeLine]
    balance: Balance
    attempts: Sequence[PaymentAttempt]
    refunds: Sequence[Refund] = field(default_factory=list)
    claims: Sequence[ExemptionClaim] = field(default_factory=list)

    @property
    def is_draft(self) -> bool:
        return self.assessment.status == AssessmentStatus.DRAFT

    @property
    def to_pay(self) -> int:
        """What may be paid now; 0 while staff fix the amount."""
        return 0 if self.is_draft else self.balance.outstanding_yen

    @property
    def is_overdue(self) -> bool:
        due_on = self.assessment.due_on
        return self.to_pay > 0 and due_on is not None and due_on < timezone.localdate()

    @property
    def is_paid(self) -> bool:
        return bool(self.paid) and self.to_pay == 0 and not self.balance.given_back

    @property
    def is_looked_at(self) -> bool:
        """Staff look at money of this fee, and nobody should pay on top of it. One SQL statement where money came."""
        return any(one.state in _MAY_BE_MONEY for one in self.attempts) and blocks_payment(self.assessment)

    @property
    def paid(self) -> list[PaymentAttempt]:
        return [attempt for attempt in self.attempts if attempt.state == AttemptState.PAID]

    @property
    def live(self) -> PaymentAttempt | None:
        return next((attempt for attempt in reversed(self.attempts) if attempt.state in LIVE), None)

    @property
    def has_number(self) -> bool:
        """The payment under way is a number that was given out, and may still be given up for another way."""
        return self.live is not None and shows_number(self.live.action)

    @property
    def is_moving(self) -> bool:
        """Money is on its way: nobody should begin another payment."""
        return self.live is not None and self.live.state == AttemptState.PROCESSING and not self.has_number

    @property
    def wanted_account(self) -> Refund | None:
        """A refund that waits for the citizen to say to which account it goes."""
        return next((refund for refund in self.refunds if waits_for_payee(refund)), None)

    @property
    def exemption_words(self) -> list[str]:
        """What became of the exemptions that were claimed, in a sentence each."""
        words = {
            ExemptionStatus.REQUESTED: _("減免の申出（%(label)s）を、担当の課が確かめています。"),
            ExemptionStatus.APPROVED: _("減免の申出（%(label)s）を認めました。"),
            ExemptionStatus.REFUSED: _("減免の申出（%(label)s）は認められませんでした。理由：%(reason)s"),
        }
        return [
            words[ExemptionStatus(one.status)] % {"label": one.rule.label, "reason": one.reason} for one in self.claims
        ]

    @property
    def refund_words(self) -> list[dict[str, Any]]:
        """Refunds for the citizen; one that nobody approved is not shown."""
        return [
            {"amount": refund.amount_yen, "words": str(_REFUNDS[refund.state]), "done_on": refund.done_on}
            for refund in self.refunds
            if refund.state in _REFUNDS
        ]


def fee_of(application: Application) -> Fee | None:
    """None where nothing was ever assessed. Five SQL statements; none for a procedure without fees."""
    if not application.version.definition.fees.lines:
        return None
    known = FeeAssessment.objects.of(subject_of(application)).latest_revisions().order_by("-created_at").first()
    if known is None:
        return None
    attempts = list(PaymentAttempt.objects.filter(assessment__claim=known.claim).order_by("created_at"))
    return Fee(
        assessment=known,
        lines=list(known.lines.select_related("item", "exemption").order_by("position")),
        balance=balance(known),
        attempts=attempts,
        claims=claims_of(known.claim) if application.version.definition.fees.exemptions else [],
        refunds=list(Refund.objects.filter(attempt__in=attempts).order_by("requested_at")) if attempts else [],
    )


def choices(ways: Sequence[Way]) -> list[dict[str, str]]:
    """For radio_group. Two companies with the same method are told apart by the trustee."""
    labels = [way.label for way in ways]
    rows = []
    for way in ways:
        label = way.label
        if labels.count(label) > 1 and way.trustee is not None:
            label = _("%(method)s（%(trustee)s）") % {"method": label, "trustee": way.trustee.name}
        rows.append({"value": way.value, "label": label, "hint": str(_HINTS.get(way.terms.method, ""))})
    return rows


def line_rows(lines: Sequence[FeeLine]) -> list[dict[str, Any]]:
    """The breakdown for its table."""
    return [
        {
            "label": line.label,
            "unit_yen": line.unit_yen,
            "quantity": line.quantity,
            "full": line.unit_yen * line.quantity,
            "amount": line.amount_yen,
            "reduced": line.reduction_yen > 0,
            "reason": line.exemption.label if line.exemption else "",
            "basis": line.item.basis if line.item else "",
            "is_sample": line.item.is_sample if line.item else False,
        }
        for line in lines
    ]


def records(fee: Fee) -> list[dict[str, Any]]:
    """What was paid, as rows for summary_list, one group for each payment. One SQL statement, and one for each.

    As it came in, by the ledger: a gateway may have taken another amount than was asked for, or two.
    """
    return [
        {
            "number": str(entry.attempt),
            "rows": [
                {"label": _("納付日"), "value": long_date(entry.occurred_on)},
                {"label": _("金額"), "value": yen_amount(entry.amount_yen)},
                {"label": _("方法"), "value": str(Method(entry.method).label)},
                {"label": _("納付番号"), "value": str(entry.attempt)},
                *_through(entry),
            ],
        }
        for entry in payments_of(fee.assessment.claim)
    ]


def _through(entry: LedgerEntry) -> list[dict[str, str]]:
    trustee = covering(gateway=entry.provider, revenue_code=entry.revenue_code, day=entry.occurred_on)
    return [{"label": _("指定納付受託者"), "value": trustee.name}] if trustee is not None else []

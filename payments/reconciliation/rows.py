"""The rows of the four books, as plain values by column. Which columns are written, and how, is a layout's matter.

Days are days in Japan; amounts are yen, negative where money or a claim went back. No names of citizens stand in any
book: the accounting system knows the payer as the applicant of an application number.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from payments.assessments.models import AssessmentStatus, FeeAssessment
from payments.attempts.models import PaymentAttempt, Refund
from payments.gateways.contract import Method
from payments.gateways.models import Trustee
from payments.ledger.models import INCOMING, Confirmation, EntryKind, LedgerEntry, ObjectKind, StateChange
from payments.money import JST, day_in_japan, fiscal_year
from payments.reconciliation.marks import Marks
from payments.reconciliation.models import Book, SettlementBatch, SettlementLine

Row = dict[str, Any]
_TAKINGS = (EntryKind.CHARGE, EntryKind.MANUAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days in Japan, both included. `marks`: how far the tables had grown; `before`: what earlier books covered."""

    starts_on: date
    ends_on: date
    marks: Marks
    before: Marks

    def moments(self) -> tuple[datetime, datetime]:
        """The first moment, and the first one after the end."""
        after = self.ends_on + timedelta(days=1)
        return datetime.combine(self.starts_on, time(), JST), datetime.combine(after, time(), JST)

    def late(self, table: str, day: str) -> Q:
        """Of earlier days, but heard of only after the book of those days was written."""
        known = self.before.get(table)
        return Q(**{f"{day}__lt": self.starts_on, "pk__gt": known}) if known is not None else Q(pk__in=[])


def rows_of(book: str, period: Period) -> Iterator[Row]:
    """In a stable order."""
    makers = {
        Book.ASSESSMENTS: assessment_rows,
        Book.RECEIPTS: receipt_rows,
        Book.REFUNDS: refund_rows,
        Book.PAYOUTS: payout_rows,
    }
    yield from makers[Book(book)](period)


def assessment_rows(period: Period) -> Iterator[Row]:
    """調定 (with 変更 and 取消): one row for each decision about what is owed, with the difference it makes."""
    start, end = period.moments()
    known = period.before.get("changes")
    late = Q(at__lt=start, pk__gt=known) if known is not None else Q(pk__in=[])
    changes = list(
        StateChange.objects.filter(object_kind=ObjectKind.ASSESSMENT, pk__lte=period.marks["changes"])
        .filter(Q(at__gte=start, at__lt=end) | late)
        .order_by("pk")
    )
    claims = _Claims([change.object_id for change in changes], period.marks["changes"])
    for change in changes:
        assessment = claims.assessments[change.object_id]
        amount, kind = claims.effect_of(change)
        if amount:
            day = day_in_japan(change.at)
            yield {
                **_claim_cells(assessment),
                "fiscal_year": assessment.fiscal_year,
                "day": day,
                "kind": kind,
                "count": 1,
                "amount": amount,
                "payer": _("申請者 1名"),
                "basis": "、".join(assessment.basis.get("bases", [])),
            }


class _Claims:
    """Assessments with what had been decided about each, to tell what a further decision changes."""

    def __init__(self, ids: Iterable[Any], mark: int) -> None:
        asked = FeeAssessment.objects.filter(pk__in=set(ids)).values("claim")
        self.assessments = {found.pk: found for found in FeeAssessment.objects.filter(claim__in=asked)}
        self._by_place = {(found.claim, found.revision): found for found in self.assessments.values()}
        decided = StateChange.objects.filter(
            object_kind=ObjectKind.ASSESSMENT, object_id__in=self.assessments, pk__lte=mark
        )
        self._owed_since: dict[Any, int] = {}
        for change in decided.filter(target_state=AssessmentStatus.ASSESSED).order_by("-pk"):
            self._owed_since[change.object_id] = change.pk

    def effect_of(self, change: StateChange) -> tuple[int, str]:
        """By how many yen the decision changes what is owed, and what the treasurer calls that."""
        assessment = self.assessments[change.object_id]
        first = self._owed_since.get(assessment.pk) == change.pk
        if (change.target_state == AssessmentStatus.ASSESSED and first) or (
            change.target_state == AssessmentStatus.WAIVED and assessment.pk not in self._owed_since
        ):
            before = self._owed_before(assessment, change)
            return assessment.total_yen - before, _("変更") if before else _("調定")
        if change.target_state == AssessmentStatus.VOID and self._was_owed(assessment, change):
            return -assessment.total_yen, _("取消")
        return 0, ""

    def _was_owed(self, assessment: FeeAssessment, change: StateChange) -> bool:
        return self._owed_since.get(assessment.pk, change.pk) < change.pk

    def _owed_before(self, assessment: FeeAssessment, change: StateChange) -> int:
        """The total of the last earlier revision that was decided."""
        for revision in range(assessment.revision - 1, 0, -1):
            earlier = self._by_place[assessment.claim, revision]
            if self._was_owed(earlier, change):
                return earlier.total_yen
        return 0


def _claim_cells(assessment: FeeAssessment) -> Row:
    return {
        "account": _("一般会計"),
        "department": assessment.basis.get("department", ""),
        "revenue_code": assessment.revenue_code,
        "number": assessment.number,
        "receipt": assessment.basis.get("receipt", ""),
    }


def _entries(period: Period) -> list[LedgerEntry]:
    within = Q(occurred_on__gte=period.starts_on, occurred_on__lte=period.ends_on)
    return list(
        LedgerEntry.objects.filter(within | period.late("entries", "occurred_on"), pk__lte=period.marks["entries"])
        .order_by("occurred_on", "pk")
        .all()
    )


def receipt_rows(period: Period) -> Iterator[Row]:
    """収納: one row for every movement of money, both ways, by the day on which the citizen paid."""
    entries = _entries(period)
    attempts = _attempts(entry.attempt for entry in entries)
    payouts = _payout_days([entry.provider_ref for entry in entries], period.marks["lines"])
    confirmed = set(
        Confirmation.objects.filter(
            entry__in=[entry for entry in entries if entry.provisional], pk__lte=period.marks["confirmations"]
        ).values_list("entry_id", flat=True)
    )
    trustees = list(Trustee.objects.order_by("gateway", "valid_from"))
    for entry in entries:
        attempt = attempts.get(entry.attempt)
        sign = 1 if entry.kind in INCOMING else -1
        yield {
            **(_claim_cells(attempt.assessment) if attempt else {}),
            "fiscal_year": entry.fiscal_year,
            "revenue_code": entry.revenue_code,
            "attempt": str(entry.attempt or ""),
            "reference": entry.provider_ref,
            "gateway": entry.provider,
            "method": _method(entry.method),
            "trustee": _trustee(trustees, entry),
            "day": entry.occurred_on,
            "payout_on": payouts.get((entry.provider_ref, entry.kind), ""),
            "amount": sign * entry.amount_yen,
            "kind": str(EntryKind(entry.kind).label),
            "certainty": _("速報") if entry.provisional and entry.pk not in confirmed else _("確報"),
        }


def _attempts(ids: Iterable[Any]) -> Mapping[Any, PaymentAttempt]:
    wanted = {one for one in ids if one is not None}
    return PaymentAttempt.objects.select_related("assessment").in_bulk(wanted)


def _payout_days(references: Iterable[str], mark: int) -> dict[tuple[str, str], date]:
    lines = SettlementLine.objects.filter(reference__in=set(references), pk__lte=mark).select_related("batch")
    return {(line.reference, line.kind): line.batch.payout_on for line in lines.order_by("-pk")}


def _method(code: str) -> str:
    return str(Method(code).label) if code in Method.values else code


def _trustee(trustees: list[Trustee], entry: LedgerEntry) -> str:
    for trustee in trustees:
        over = trustee.valid_until is not None and trustee.valid_until < entry.occurred_on
        if trustee.gateway == entry.provider and trustee.valid_from <= entry.occurred_on and not over:
            return trustee.name
    return ""


def refund_rows(period: Period) -> Iterator[Row]:
    """還付: money that went back, and where it stands in the books of which year (令165条の7, 出納整理期間)."""
    entries = [entry for entry in _entries(period) if entry.kind not in {*_TAKINGS, EntryKind.CHARGE_REVERSAL}]
    refunds = Refund.objects.in_bulk({entry.refund for entry in entries if entry.refund is not None})
    attempts = _attempts(entry.attempt for entry in entries)
    for entry in entries:
        refund = refunds.get(entry.refund) if entry.refund else None
        attempt = attempts.get(entry.attempt)
        approved = refund.approved_at if refund is not None else None
        year = fiscal_year(attempt.paid_on) if attempt is not None and attempt.paid_on else entry.fiscal_year
        yield {
            **(_claim_cells(attempt.assessment) if attempt else {}),
            "fiscal_year": year,
            "refund": str(entry.refund or ""),
            "original": attempt.payment_id if attempt else "",
            "reference": entry.provider_ref,
            "amount": entry.amount_yen if entry.kind not in INCOMING else -entry.amount_yen,
            "reason": refund.reason if refund is not None else "",
            "method": refund.get_method_display() if refund is not None else "",
            "approved_on": day_in_japan(approved) if approved else "",
            "item": _("歳入からの戻出") if entry.occurred_on <= closing_day(year) else _("歳出（償還金）"),
            "day": entry.occurred_on,
            "kind": str(EntryKind(entry.kind).label),
        }


def closing_day(year: int) -> date:
    """The end of 出納整理期間: 31 May after the fiscal year (地方自治法235条の5)."""
    return date(year + 1, 5, 31)


def payout_rows(period: Period) -> Iterator[Row]:
    """入金: what the gateway paid out, gross and fee apart."""
    within = Q(payout_on__gte=period.starts_on, payout_on__lte=period.ends_on)
    late = period.late("batches", "payout_on")
    for batch in SettlementBatch.objects.filter(within | late, pk__lte=period.marks["batches"]).order_by(
        "payout_on", "pk"
    ):
        yield {
            "fiscal_year": fiscal_year(batch.payout_on),
            "gateway": batch.gateway,
            "payout": batch.payout_id,
            "day": batch.payout_on,
            "gross": batch.gross_yen,
            "fee": batch.fee_yen,
            "amount": batch.net_yen,
            "count": batch.count,
            "difference": (batch.stated_net_yen - batch.net_yen) if batch.stated_net_yen is not None else 0,
        }

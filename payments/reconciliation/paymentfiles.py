"""Files of payments by hand (消込データ: accounting system, bank, eL-QR) compared with the portal, and recorded.

Reading and comparing are the manual gateway's (gateways/manual/files). Here each line gets its verdict: what taking the
file in would do. Recording ends in `apply_snapshot` like any gateway's news, so the same file twice records nothing
twice; whatever does not fit becomes an exception for a person, also once.

取消: what is only 速報 is taken back by a counter entry, when the treasurer takes the file in; files and lines may come
in any order. After a 確報, and before any 速報, it is for a person. A 速報 whose 取消 was there first is for a person
too; a 確報 is money, whatever was said before.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

import structlog
from django.db.models import CharField, F, Func, Value

from identity.access.actors import Staff
from payments.attempts.applying import apply_snapshot
from payments.attempts.exceptions import open_exception
from payments.attempts.models import LIVE, AttemptState, ExceptionKind, PaymentAttempt, PaymentException
from payments.attempts.taking_back import final_ref
from payments.gateways.contract import Method, Snapshot, Status
from payments.gateways.manual.files import Compared, Expected, Finding, Kind, Row, compare
from payments.gateways.manual.recording import recorded
from payments.ledger.models import EntryKind, LedgerEntry, Source
from payments.reconciliation.by_hand import gateway_by_hand
from payments.reconciliation.models import PaymentFile

MOST_ROWS = 1000
"""Of one file: each row is a transaction of its own, made while the treasurer waits."""

log = structlog.get_logger(__name__)


class Verdict(StrEnum):
    """What taking the file in does with a line."""

    RECORD = "record"
    RECORD_AND_TELL = "record_and_tell"  # money came in, but not as asked: recorded, and an exception
    CHOOSE = "choose"  # paid already, by another paper: the same payment noted before, or a second one
    TAKE_BACK = "take_back"  # the 速報 is taken back by a counter entry
    TELL = "tell"  # nothing can be recorded: an exception
    NOTHING = "nothing"  # stands in the ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of the file, the attempt it is about (None where no payment has its number), and the verdict."""

    row: Row
    finding: Finding
    verdict: Verdict
    attempt: PaymentAttempt | None = None
    snapshot: Snapshot | None = None


def examine(rows: Sequence[Row]) -> list[Line]:
    """What each row means, in the order of the file; nothing is written. Three SQL statements.

    Raises ValueError where the portal takes no money by hand.
    """
    gateway = gateway_by_hand()
    if gateway is None:
        raise ValueError("No payments are recorded by hand here.")
    attempts = _attempts(gateway.code, {row.number for row in rows})
    known = _Known.of(gateway.code, attempts.values())
    expected = [
        Expected(
            attempt=attempt.pk,
            number=number,
            amount_yen=attempt.amount_yen,
            method=Method(attempt.method),
            is_paid=attempt.state == AttemptState.PAID,
        )
        for number, attempt in attempts.items()
    ]
    coming = {_reference(row): row for row in rows if row.kind == Kind.PROVISIONAL}
    return [_line(one, attempts.get(one.row.number), known, coming) for one in compare(rows, expected)]


def take_in(rows: Sequence[Row], *, chosen: frozenset[int], by: Staff) -> PaymentFile:
    """Record what the file brings, and open an exception for what does not fit; call outside any transaction.

    `chosen`: places in `rows` (from 0) of verdict CHOOSE that the treasurer says are a second payment; the others
    become exceptions. A row that fails is counted as `failed` and may be tried again with the same file.
    """
    done: Counter[str] = Counter()
    lines = examine(rows)
    for place, line in sorted(enumerate(lines), key=lambda one: one[1].row.kind == Kind.CANCELLED):
        try:
            done[_carry_out(line, second=place in chosen, by=by)] += 1
        except Exception:
            log.exception("payment_file_row_failed", line=line.row.line)
            done["failed"] += 1
    return PaymentFile.objects.create(
        rows=len(lines),
        total_yen=sum(line.row.amount_yen for line in lines),
        recorded=done["recorded"],
        told=done["told"],
        unchanged=done["unchanged"],
        failed=done["failed"],
        imported_by_id=by.user_id,
    )


def _carry_out(line: Line, *, second: bool, by: Staff) -> str:
    attempt, snapshot = line.attempt, line.snapshot
    if line.verdict == Verdict.NOTHING:
        return "unchanged"
    if line.verdict == Verdict.TAKE_BACK:
        [line] = examine([line.row])  # its 速報 may stand in the same file
        attempt, snapshot = line.attempt, line.snapshot
    always = {Verdict.RECORD, Verdict.RECORD_AND_TELL, Verdict.TAKE_BACK}
    records = line.verdict in always or (line.verdict == Verdict.CHOOSE and second)
    if records and attempt is not None and snapshot is not None:
        applied = apply_snapshot(attempt_id=attempt.pk, snapshot=snapshot, source=Source.STAFF, by=by)
        if line.finding == Finding.METHOD_DIFFERS:
            _tell(line)
        return "recorded" if applied.entries else "unchanged"
    return "told" if _tell(line) else "unchanged"


def _tell(line: Line) -> bool:
    """An exception, once for each paper and finding."""
    row, attempt = line.row, line.attempt
    kind = ExceptionKind.ORPHAN_PAYMENT if attempt is None else ExceptionKind.SETTLEMENT_DIFF
    opened = open_exception(
        kind=kind,
        once=_once(row, line.finding),
        attempt=attempt,
        detail={
            "difference": line.finding.value,
            "reference": _reference(row),
            "reported_yen": row.amount_yen,
            "expected_yen": attempt.amount_yen if attempt is not None else None,
            "paid_on": row.paid_on.isoformat(),
        },
    )
    return opened is not None


def _attempts(gateway: str, numbers: Iterable[str]) -> dict[str, PaymentAttempt]:
    """The attempts with these payment numbers. Of two with one number (one in 100 billion) the one that waits."""
    number = Func(F("session_id"), Value(":"), Value(1), function="split_part", output_field=CharField())
    found = PaymentAttempt.objects.filter(gateway=gateway).exclude(session_id="").alias(number=number)
    rows = found.filter(number__in=list(numbers)).select_related("assessment").order_by("created_at")
    ordered = sorted(rows, key=lambda attempt: attempt.state in LIVE)
    return {attempt.session_id.partition(":")[0]: attempt for attempt in ordered}


@dataclass(frozen=True, slots=True)
class _Known:
    """What the ledger has of these attempts, and the papers of which a 取消 came before anything else."""

    charges: Mapping[UUID, list[LedgerEntry]]
    taken_back: frozenset[str]  # references
    announced: frozenset[str]  # keys of exceptions

    @classmethod
    def of(cls, gateway: str, attempts: Iterable[PaymentAttempt]) -> "_Known":
        """Two SQL statements."""
        ids = [attempt.pk for attempt in attempts]
        kinds = [EntryKind.CHARGE, EntryKind.CHARGE_REVERSAL]
        found = LedgerEntry.objects.filter(provider=gateway, attempt__in=ids, kind__in=kinds)
        charges: dict[UUID, list[LedgerEntry]] = {}
        taken_back = set()
        for entry in found.select_related("confirmation").order_by("pk"):
            if entry.kind == EntryKind.CHARGE_REVERSAL:
                taken_back.add(entry.provider_ref)
            elif entry.attempt is not None:
                charges.setdefault(entry.attempt, []).append(entry)
        told = PaymentException.objects.filter(attempt__in=ids, kind=ExceptionKind.SETTLEMENT_DIFF)
        return cls(charges, frozenset(taken_back), frozenset(told.values_list("once", flat=True)))

    def waiting(self, attempt: PaymentAttempt, yen: int) -> list[LedgerEntry]:
        """速報 of which nothing more is known."""
        return [
            entry
            for entry in self.charges.get(attempt.pk, [])
            if entry.amount_yen == yen and not _is_final(entry) and entry.provider_ref not in self.taken_back
        ]

    def same(self, attempt: PaymentAttempt, reference: str) -> LedgerEntry | None:
        return next((one for one in self.charges.get(attempt.pk, []) if one.provider_ref == reference), None)


def _line(one: Compared, attempt: PaymentAttempt | None, known: _Known, coming: Mapping[str, Row]) -> Line:
    row = one.row
    if attempt is None or one.finding == Finding.TWICE:
        return Line(row=row, finding=one.finding, verdict=Verdict.TELL, attempt=attempt)
    snapshot = _snapshot(row, attempt, known)
    if row.kind == Kind.CANCELLED:
        verdict = _verdict_of_cancellation(row, attempt, snapshot, known, coming)
    else:
        verdict = _verdict(one, attempt, snapshot, known)
    return Line(row=row, finding=one.finding, verdict=verdict, attempt=attempt, snapshot=snapshot)


def _snapshot(row: Row, attempt: PaymentAttempt, known: _Known) -> Snapshot:
    """As the paper says. The 確報 or 取消 of a payment whose 速報 had another number is that payment all the same."""
    snapshot = recorded(
        attempt.ref,
        amount_yen=row.amount_yen,
        paid_on=row.paid_on,
        evidence=row.evidence,
        method=Method(attempt.method),
        provisional=row.kind != Kind.FINAL,
        status=Status.CANCELLED if row.kind == Kind.CANCELLED else Status.PAID,
    )
    waiting = known.waiting(attempt, row.amount_yen)
    if row.kind != Kind.PROVISIONAL and known.same(attempt, snapshot.payment_id) is None and len(waiting) == 1:
        return replace(snapshot, payment_id=waiting[0].provider_ref)
    return snapshot


def _verdict_of_cancellation(
    row: Row, attempt: PaymentAttempt, snapshot: Snapshot, known: _Known, coming: Mapping[str, Row]
) -> Verdict:
    same = known.same(attempt, snapshot.payment_id)
    if same is None:
        if any(one.provider_ref in known.taken_back for one in known.charges.get(attempt.pk, [])):
            return Verdict.NOTHING  # that payment was taken back by another paper
        announced = coming.get(_reference(row))
        return Verdict.TAKE_BACK if announced and announced.amount_yen == row.amount_yen else Verdict.TELL
    if same.provider_ref in known.taken_back:
        return Verdict.NOTHING
    return Verdict.TAKE_BACK if same in known.waiting(attempt, row.amount_yen) else Verdict.TELL


def _verdict(one: Compared, attempt: PaymentAttempt, snapshot: Snapshot, known: _Known) -> Verdict:
    same = known.same(attempt, snapshot.payment_id)
    if same is None:
        announced = _once(replace(one.row, kind=Kind.CANCELLED), Finding.CANCELLED) in known.announced
        return _verdict_cancelled(snapshot) if announced else _verdict_of_new(one, attempt)
    if same.provider_ref in known.taken_back:
        again = known.same(attempt, final_ref(snapshot.payment_id))
        return Verdict.NOTHING if snapshot.provisional or again is not None else Verdict.RECORD_AND_TELL
    if same.amount_yen != snapshot.amount_yen:
        return Verdict.TELL
    return Verdict.NOTHING if snapshot.provisional or _is_final(same) else _verdict_of_new(one, attempt)


def _verdict_cancelled(snapshot: Snapshot) -> Verdict:
    """Of a paper whose 取消 came before it."""
    return Verdict.TELL if snapshot.provisional else Verdict.RECORD_AND_TELL


def _verdict_of_new(one: Compared, attempt: PaymentAttempt) -> Verdict:
    if attempt.state == AttemptState.PAID:
        return Verdict.CHOOSE
    if one.finding in {Finding.AMOUNT_DIFFERS, Finding.METHOD_DIFFERS}:
        return Verdict.RECORD_AND_TELL
    return Verdict.RECORD


def _is_final(entry: LedgerEntry) -> bool:
    return not entry.provisional or hasattr(entry, "confirmation")


def _once(row: Row, finding: Finding) -> str:
    return f"file:{_reference(row)}:{finding}:{row.kind.name}"


def _reference(row: Row) -> str:
    return f"{row.number}:{' '.join(row.evidence.split())}"[:200]

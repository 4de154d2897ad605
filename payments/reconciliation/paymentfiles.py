"""Files of payments by hand (消込データ: accounting system, bank, eL-QR) compared with the portal, and recorded.

Reading and comparing are the manual gateway's (gateways/manual/files). Here each line gets its verdict: what taking the
file in would do. Recording ends in `apply_snapshot` like any gateway's news, so the same file twice records nothing
twice; whatever does not fit becomes an exception for a person, also once.
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
from payments.attempts.models import LIVE, AttemptState, ExceptionKind, PaymentAttempt
from payments.gateways.contract import Method, Snapshot
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
    """What each row means, in the order of the file; nothing is written. Two SQL statements.

    Raises ValueError where the portal takes no money by hand.
    """
    gateway = gateway_by_hand()
    if gateway is None:
        raise ValueError("No payments are recorded by hand here.")
    attempts = _attempts(gateway.code, {row.number for row in rows})
    entries = _entries(gateway.code, attempts.values())
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
    return [_line(one, attempts.get(one.row.number), entries) for one in compare(rows, expected)]


def take_in(rows: Sequence[Row], *, chosen: frozenset[int], by: Staff) -> PaymentFile:
    """Record what the file brings, and open an exception for what does not fit; call outside any transaction.

    `chosen`: places in `rows` (from 0) of verdict CHOOSE that the treasurer says are a second payment; the others
    become exceptions. A row that fails is counted as `failed` and may be tried again with the same file.
    """
    done: Counter[str] = Counter()
    lines = examine(rows)
    for place, line in enumerate(lines):
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
    records = line.verdict in {Verdict.RECORD, Verdict.RECORD_AND_TELL} or (line.verdict == Verdict.CHOOSE and second)
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
        once=f"file:{_reference(row)}:{line.finding}:{row.kind.name}",
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


def _entries(gateway: str, attempts: Iterable[PaymentAttempt]) -> dict[UUID, list[LedgerEntry]]:
    found: dict[UUID, list[LedgerEntry]] = {}
    ids = [attempt.pk for attempt in attempts]
    entries = LedgerEntry.objects.filter(provider=gateway, attempt__in=ids, kind=EntryKind.CHARGE)
    for entry in entries.select_related("confirmation").order_by("pk"):
        if entry.attempt is not None:
            found.setdefault(entry.attempt, []).append(entry)
    return found


def _line(one: Compared, attempt: PaymentAttempt | None, entries: Mapping[UUID, list[LedgerEntry]]) -> Line:
    row = one.row
    if attempt is None or one.finding in {Finding.TWICE, Finding.CANCELLED}:
        return Line(row=row, finding=one.finding, verdict=Verdict.TELL, attempt=attempt)
    known = entries.get(attempt.pk, [])
    snapshot = _snapshot(row, attempt, known)
    return Line(
        row=row,
        finding=one.finding,
        verdict=_verdict(one, attempt, snapshot, known),
        attempt=attempt,
        snapshot=snapshot,
    )


def _snapshot(row: Row, attempt: PaymentAttempt, known: Sequence[LedgerEntry]) -> Snapshot:
    """As the paper says. The 確報 of a payment whose 速報 had another number is that payment all the same."""
    snapshot = recorded(
        attempt.ref,
        amount_yen=row.amount_yen,
        paid_on=row.paid_on,
        evidence=row.evidence,
        method=Method(attempt.method),
        provisional=row.kind == Kind.PROVISIONAL,
    )
    waiting = [entry for entry in known if not _is_final(entry) and entry.amount_yen == row.amount_yen]
    if row.kind == Kind.FINAL and len(waiting) == 1:
        return replace(snapshot, payment_id=waiting[0].provider_ref)
    return snapshot


def _verdict(one: Compared, attempt: PaymentAttempt, snapshot: Snapshot, known: Sequence[LedgerEntry]) -> Verdict:
    same = next((entry for entry in known if entry.provider_ref == snapshot.payment_id), None)
    if same is not None and same.amount_yen != snapshot.amount_yen:
        return Verdict.TELL
    if same is not None and (snapshot.provisional or _is_final(same)):
        return Verdict.NOTHING
    if attempt.state == AttemptState.PAID:
        return Verdict.CHOOSE
    if one.finding in {Finding.AMOUNT_DIFFERS, Finding.METHOD_DIFFERS}:
        return Verdict.RECORD_AND_TELL
    return Verdict.RECORD


def _is_final(entry: LedgerEntry) -> bool:
    return not entry.provisional or hasattr(entry, "confirmation")


def _reference(row: Row) -> str:
    return f"{row.number}:{' '.join(row.evidence.split())}"[:200]

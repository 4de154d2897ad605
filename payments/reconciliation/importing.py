"""Payouts of a gateway, line by line against the ledger (消込).

What the gateway has and the ledger has not is looked up at once: the settlement is one more hint at the truth. What
still differs afterwards is an exception for a person. Importing the same payout again changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.db import transaction

from payments.attempts.exceptions import open_exception
from payments.attempts.looking_up import look_up
from payments.attempts.models import ExceptionKind, PaymentAttempt
from payments.gateways.contract import GatewayError, SettlementKind, SettlementRow
from payments.ledger.models import EntryKind, LedgerEntry, Source
from payments.reconciliation.models import Match, SettlementBatch, SettlementLine

_TAKINGS = frozenset({SettlementKind.CHARGE})


@dataclass(slots=True)
class Imported:
    """What an import did: payouts that were new, and lines that did not agree with the ledger."""

    batches: list[SettlementBatch] = field(default_factory=list)
    known: int = 0
    differences: int = 0


def import_settlement(
    *,
    gateway: str,
    rows: Iterable[SettlementRow],
    source: str,
    imported_by_id: int | None = None,
    stated: Mapping[str, int] | None = None,
) -> Imported:
    """Keep each payout with its lines, and how each line agrees with the ledger. Call outside any transaction.

    `stated`: by payout, the sum that the bank's statement names, where somebody typed it in.
    """
    found = Imported()
    for payout_id, group in groupby(sorted(rows, key=_place), key=lambda row: row.payout_id):
        lines = list(group)
        if SettlementBatch.objects.filter(gateway=gateway, payout_id=payout_id).exists():
            found.known += 1
            continue
        matches = [_match(gateway, row) for row in lines]
        batch = _keep(gateway, lines, matches, source, imported_by_id, (stated or {}).get(payout_id))
        found.batches.append(batch)
        found.differences += sum(match not in {Match.MATCHED, Match.FEE} for match, _yen in matches)
    return found


def _place(row: SettlementRow) -> tuple[str, str, str, str]:
    return row.payout_id, row.happened_at.isoformat(), row.reference, row.kind


def _match(gateway: str, row: SettlementRow) -> tuple[Match, int | None]:
    """How a line agrees with the ledger, and the amount that stands there."""
    if row.kind == SettlementKind.FEE:
        return Match.FEE, None
    entry = _entry(gateway, row)
    if entry is None and _ask(gateway, row):
        entry = _entry(gateway, row)
    if entry is None:
        return Match.MISSING_HERE, None
    return (Match.MATCHED if entry.amount_yen == abs(row.gross_yen) else Match.AMOUNT_DIFFERS), entry.amount_yen


def _entry(gateway: str, row: SettlementRow) -> LedgerEntry | None:
    kinds = [EntryKind.CHARGE, EntryKind.MANUAL] if row.kind in _TAKINGS else [row.kind.value]
    return LedgerEntry.objects.filter(provider=gateway, provider_ref=row.reference, kind__in=kinds).first()


def _ask(gateway: str, row: SettlementRow) -> bool:
    """Look the payment up; what is true of it is applied. False where it is none of ours or the gateway is away."""
    attempts = PaymentAttempt.objects.filter(gateway=gateway)
    attempt = attempts.filter(pk=row.attempt).first() if row.attempt else None
    attempt = attempt or attempts.filter(payment_id=row.reference).first()
    if attempt is None:
        return False
    try:
        look_up(attempt_id=attempt.pk, source=Source.SETTLEMENT)
    except GatewayError:
        return False
    return True


def _keep(
    gateway: str,
    rows: Sequence[SettlementRow],
    matches: Sequence[tuple[Match, int | None]],
    source: str,
    imported_by_id: int | None,
    stated: int | None,
) -> SettlementBatch:
    with transaction.atomic():
        batch = SettlementBatch.objects.create(
            gateway=gateway,
            payout_id=rows[0].payout_id,
            payout_on=rows[0].payout_on,
            gross_yen=sum(row.gross_yen for row in rows),
            fee_yen=sum(row.fee_yen for row in rows),
            net_yen=sum(row.net_yen for row in rows),
            stated_net_yen=stated,
            count=len(rows),
            source=source,
            imported_by_id=imported_by_id,
        )
        SettlementLine.objects.bulk_create(
            SettlementLine(
                batch=batch,
                position=position,
                kind=row.kind.value,
                reference=row.reference,
                attempt=row.attempt,
                happened_at=row.happened_at,
                gross_yen=row.gross_yen,
                fee_yen=row.fee_yen,
                net_yen=row.net_yen,
                match=match,
                ledger_yen=ledger,
            )
            for position, (row, (match, ledger)) in enumerate(zip(rows, matches, strict=True), start=1)
        )
        for row, (match, ledger) in zip(rows, matches, strict=True):
            if match in {Match.AMOUNT_DIFFERS, Match.MISSING_HERE}:
                _raise(gateway, row, match, ledger)
        if stated is not None and stated != batch.net_yen:
            open_exception(
                kind=ExceptionKind.SETTLEMENT_DIFF,
                once=f"{gateway}:payout:{batch.payout_id}",
                detail={"payout": batch.payout_id, "expected_yen": batch.net_yen, "stated_yen": stated},
            )
    return batch


def _raise(gateway: str, row: SettlementRow, match: Match, ledger: int | None) -> None:
    attempt = PaymentAttempt.objects.filter(gateway=gateway, payment_id=row.reference).first()
    open_exception(
        kind=ExceptionKind.SETTLEMENT_DIFF,
        once=f"{gateway}:{row.kind}:{row.reference}",
        attempt=attempt,
        assessment=attempt.assessment if attempt is not None else None,
        detail={
            "difference": match.value,
            "reference": row.reference,
            "settled_yen": abs(row.gross_yen),
            "ledger_yen": ledger,
        },
    )

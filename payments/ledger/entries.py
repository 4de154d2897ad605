"""Writing the ledger, and summing what was received for one claim."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from payments.ledger.models import INCOMING, OUTGOING, Confirmation, EntryKind, LedgerEntry, Source
from payments.money import day_in_japan, fiscal_year, yen

_INSERT = """
    INSERT INTO payments_ledger_ledgerentry (
        kind, amount_yen, provider, provider_ref, method, claim, attempt, refund, occurred_at, occurred_on, fiscal_year,
        revenue_code, provisional, source, event, recorded_by_id, recorded_at
    ) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (provider, provider_ref, kind) DO NOTHING RETURNING id
"""
_SUMS = """
    WITH entry AS (
        SELECT kind, amount_yen, occurred_on,
            NOT provisional OR EXISTS (SELECT FROM payments_ledger_confirmation WHERE entry_id = e.id) AS counts
        FROM payments_ledger_ledgerentry e WHERE claim = %s
    )
    SELECT coalesce(sum(amount_yen) FILTER (WHERE counts AND kind = ANY(%s)), 0),
        coalesce(sum(amount_yen) FILTER (WHERE counts AND kind = ANY(%s)), 0),
        coalesce(sum(amount_yen) FILTER (WHERE NOT counts), 0),
        max(occurred_on) FILTER (WHERE counts AND kind = ANY(%s)),
        count(*) FILTER (WHERE counts AND kind = ANY(%s))
    FROM entry
"""
_INCOMING = [kind.value for kind in INCOMING]
_OUTGOING = [kind.value for kind in OUTGOING]
_PAYMENTS = [EntryKind.CHARGE.value, EntryKind.MANUAL.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One movement of money to be written down, as whoever moved it reported it. `occurred_at`: by their clock."""

    kind: EntryKind
    amount_yen: int
    provider: str
    provider_ref: str
    claim: UUID
    occurred_at: datetime
    revenue_code: str
    source: Source
    method: str = ""
    attempt: UUID | None = None
    refund: UUID | None = None
    provisional: bool = False
    event: int | None = None
    recorded_by: int | None = None


def record_entry(movement: Movement) -> int | None:
    """Write an entry in the caller's transaction; its id, or None if this movement is in the ledger already.

    The same movement is told by (provider, provider_ref, kind), however many webhooks, returns and polls report it.
    Raises ValueError for an amount that is no whole number of yen, or a time without a zone.
    """
    day = day_in_japan(movement.occurred_at)
    values: list[Any] = [
        movement.kind.value,
        yen(movement.amount_yen),
        movement.provider,
        movement.provider_ref,
        movement.method,
        movement.claim,
        movement.attempt,
        movement.refund,
        movement.occurred_at,
        day,
        fiscal_year(day),
        movement.revenue_code,
        movement.provisional,
        movement.source.value,
        movement.event,
        movement.recorded_by,
        timezone.now(),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        row = cursor.fetchone()
    return int(row[0]) if row is not None else None


def confirm(entry: LedgerEntry, source: Source) -> bool:
    """The 確報 of a provisional entry. False if it is final already."""
    if not entry.provisional:
        return False
    _confirmation, made = Confirmation.objects.get_or_create(entry=entry, defaults={"source": source})
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Of one claim, in yen: what came in, what went out, what is provisional; the last 納付日; how many payments."""

    incoming_yen: int
    outgoing_yen: int
    provisional_yen: int
    paid_on: date | None
    payments: int


def sums(claim: UUID) -> Sums:
    """One statement on the claim's index."""
    with connection.cursor() as cursor:
        values: list[Any] = [claim, _INCOMING, _OUTGOING, _PAYMENTS, _PAYMENTS]
        cursor.execute(_SUMS, values)
        incoming, outgoing, provisional, paid_on, payments = cursor.fetchone()
    return Sums(
        incoming_yen=int(incoming),
        outgoing_yen=int(outgoing),
        provisional_yen=int(provisional),
        paid_on=paid_on,
        payments=payments,
    )

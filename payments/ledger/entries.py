"""Writing the ledger, and summing what was received for one claim."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from payments.ledger.models import INCOMING, OUTGOING, Confirmation, EntryKind, LedgerEntry, Source
from payments.money import day_in_japan, fiscal_year, yen

# What a claim sums up to; `entry` is all of its entries.
_SUMMED = """
    SELECT coalesce(sum(amount_yen) FILTER (WHERE counts AND kind = ANY(%s)), 0),
        coalesce(sum(amount_yen) FILTER (WHERE counts AND kind = ANY(%s)), 0),
        coalesce(sum(CASE WHEN kind = ANY(%s) THEN -amount_yen ELSE amount_yen END) FILTER (WHERE NOT counts), 0),
        max(occurred_on) FILTER (WHERE counts AND kind = ANY(%s)),
        count(*) FILTER (WHERE counts AND kind = ANY(%s))
"""
_OF_CLAIM = """
    SELECT kind, amount_yen, occurred_on,
        NOT provisional OR EXISTS (SELECT FROM payments_ledger_confirmation WHERE entry_id = e.id) AS counts
    FROM payments_ledger_ledgerentry e WHERE claim = %s
"""
_SUMS = f"WITH entry AS ({_OF_CLAIM}) {_SUMMED} FROM entry"
_MADE = """
    made AS (
        INSERT INTO payments_ledger_ledgerentry (
            kind, amount_yen, provider, provider_ref, method, claim, attempt, refund, occurred_at, occurred_on,
            fiscal_year, revenue_code, provisional, source, event, recorded_by_id, recorded_at
        ) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (provider, provider_ref, kind) DO NOTHING
        RETURNING id, kind, amount_yen, occurred_on, NOT provisional AS counts
    )
"""
# A statement does not see the row it inserts itself: `made` is added to the entries there were.
_INSERT = f"""
    WITH {_MADE}, entry AS ({_OF_CLAIM} UNION ALL SELECT kind, amount_yen, occurred_on, counts FROM made)
    {_SUMMED}, (SELECT id FROM made) FROM entry
"""  # noqa: S608  no values in it
_IS_FIRST = """
    SELECT EXISTS (SELECT FROM made) AND NOT EXISTS (SELECT FROM payments_ledger_ledgerentry WHERE claim = %s)
"""
_INCOMING = [kind.value for kind in INCOMING]
_OUTGOING = [kind.value for kind in OUTGOING]
_PAYMENTS = [EntryKind.CHARGE.value, EntryKind.MANUAL.value]
_KINDS: list[Any] = [_INCOMING, _OUTGOING, _OUTGOING, _PAYMENTS, _PAYMENTS]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """`entry`: the new entry's id; None if the ledger had this movement. `sums`: of the claim, with it."""

    entry: int | None
    sums: Sums


def record_entry(movement: Movement) -> Recorded:
    """Write an entry in the caller's transaction, unless this movement is in the ledger already.

    The same movement is told by (provider, provider_ref, kind), however many webhooks, returns and polls report it.
    Raises ValueError for an amount that is no whole number of yen, or a time without a zone.
    """
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [*_values(movement), movement.claim, *_KINDS])
        *found, made = cursor.fetchone()
    return Recorded(entry=made, sums=_sums(found))


def record_first(movement: Movement, besides: Sequence[tuple[str, Sequence[Any]]]) -> bool:
    """Write an entry and, in the same statement, `besides`: statements that change data, with their values.

    False if the entry is not the first one of its claim, or the ledger had the movement: then `besides` was carried
    out all the same, and the caller must end the transaction.
    """
    named = ", ".join([_MADE, *(f"w{number} AS ({sql})" for number, (sql, _own) in enumerate(besides))])
    values = [*_values(movement), *(value for _sql, own in besides for value in own), movement.claim]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH {named} {_IS_FIRST}", values)
        return bool(cursor.fetchone()[0])


def sums_of_first(movement: Movement) -> Sums:
    """Of a claim whose one entry this final payment is."""
    return Sums(
        incoming_yen=movement.amount_yen,
        outgoing_yen=0,
        provisional_yen=0,
        paid_on=day_in_japan(movement.occurred_at),
        payments=1,
    )


def _values(movement: Movement) -> list[Any]:
    day = day_in_japan(movement.occurred_at)
    return [
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


def payments_of(claim: UUID) -> list[LedgerEntry]:
    """What was paid for a claim, as it came in: not what was asked for. Without what is provisional still."""
    paid = LedgerEntry.objects.filter(claim=claim, kind__in=_PAYMENTS)
    return list(paid.exclude(provisional=True, confirmation=None).order_by("occurred_at", "pk"))


def sums(claim: UUID) -> Sums:
    """One statement on the claim's index."""
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, [claim, *_KINDS])
        return _sums(cursor.fetchone())


def _sums(row: Sequence[Any]) -> Sums:
    incoming, outgoing, provisional, paid_on, payments = row
    return Sums(
        incoming_yen=int(incoming),
        outgoing_yen=int(outgoing),
        provisional_yen=int(provisional),
        paid_on=paid_on,
        payments=payments,
    )

"""The eighteen invariants of the payments, as SQL: each statement finds the rows that break one.

Most are constraints or triggers as well (docs/payments.md says where); this looks at what stands in the tables, whoever
wrote it. `manage.py verify_ledger` prints what it finds; it runs every night.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    """`sql` selects one text column: what names the row that breaks it."""

    number: int
    name: str
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An invariant that does not hold: how many rows, and the first of them."""

    number: int
    name: str
    count: int
    rows: tuple[str, ...]


_GUARDS = """
    SELECT t.tab || ' ' || t.trig FROM (VALUES {pairs}) AS t (tab, trig)
    WHERE NOT EXISTS (SELECT FROM pg_trigger g WHERE g.tgrelid = to_regclass(t.tab) AND g.tgname = t.trig
        AND g.tgenabled = 'O')
"""
_APPEND_ONLY = ("ledger_ledgerentry", "ledger_confirmation", "ledger_statechange", "assessments_feeline")
_UNDELETABLE = (
    "ledger_receipt",
    "ledger_receiptcounter",
    "assessments_feeassessment",
    "assessments_exemptionclaim",
    "attempts_paymentattempt",
    "attempts_refund",
    "attempts_paymentexception",
)


def _guards(tables: tuple[str, ...], trigger: str) -> str:
    """Each table's own trigger, and the one that keeps it from being emptied as a whole."""
    pairs = ", ".join(f"('payments_{table}', '{name}')" for table in tables for name in (trigger, "append_only_whole"))
    return _GUARDS.format(pairs=pairs)


_CLAIMS = """
    WITH entry AS (
        SELECT claim, kind, amount_yen FROM payments_ledger_ledgerentry e WHERE NOT provisional
            OR EXISTS (SELECT FROM payments_ledger_confirmation c WHERE c.entry_id = e.id)
    ), net AS (
        SELECT claim,
            coalesce(sum(amount_yen) FILTER (WHERE kind IN ('charge', 'manual', 'refund_reversal',
                'chargeback_reversal')), 0) - coalesce(sum(amount_yen) FILTER (WHERE kind IN ('refund', 'chargeback')),
                0) AS yen
        FROM entry GROUP BY claim
    ), explained AS (
        SELECT a.claim FROM payments_attempts_paymentexception x
            JOIN payments_assessments_feeassessment a ON a.id = x.assessment_id
    ), state AS (
        SELECT a.*, coalesce(net.yen, 0) AS received, a.claim IN (SELECT claim FROM explained) AS is_explained
        FROM payments_assessments_feeassessment a LEFT JOIN net USING (claim) WHERE a.status <> 'superseded'
    )
"""
_LATEST = """
    SELECT t.id::text FROM {table} t LEFT JOIN LATERAL (SELECT target_state FROM payments_ledger_statechange s
        WHERE s.object_id = t.id AND s.object_kind = '{kind}' ORDER BY s.id DESC LIMIT 1) last ON true
    WHERE last.target_state IS DISTINCT FROM t.{column}
"""
_JOURNALS = (
    ("payments_assessments_feeassessment", "assessment", "status"),
    ("payments_assessments_exemptionclaim", "exemption", "status"),
    ("payments_attempts_paymentattempt", "attempt", "state"),
    ("payments_attempts_refund", "refund", "state"),
    ("payments_attempts_paymentexception", "exception", "state"),
)

_LOST_CLAIMS = """
    SELECT 'entry ' || e.id FROM payments_ledger_ledgerentry e
    WHERE NOT EXISTS (SELECT FROM payments_assessments_feeassessment a WHERE a.claim = e.claim)
    UNION ALL SELECT 'entry ' || e.id FROM payments_ledger_ledgerentry e
    JOIN payments_attempts_paymentattempt t ON t.id = e.attempt
    JOIN payments_assessments_feeassessment a ON a.id = t.assessment_id WHERE a.claim <> e.claim
"""
_WRONG_AMOUNTS = """
    SELECT t.id::text FROM payments_attempts_paymentattempt t
    JOIN payments_assessments_feeassessment a ON a.id = t.assessment_id
    WHERE t.amount_yen + t.credited_yen <> a.total_yen
"""
_WRONG_TOTALS = """
    SELECT 'assessment ' || a.id FROM payments_assessments_feeassessment a LEFT JOIN (
        SELECT assessment_id, sum(amount_yen) AS yen FROM payments_assessments_feeline GROUP BY assessment_id
    ) line ON line.assessment_id = a.id WHERE a.total_yen <> coalesce(line.yen, 0)
"""


def _claims(select: str) -> str:
    """`select` over `state`: each claim's revision in force, with what the ledger says was received."""
    return f"{_CLAIMS} {select}"


INVARIANTS: tuple[Invariant, ...] = (
    Invariant(number=1, name="ledger rows are append-only", sql=_guards(_APPEND_ONLY, "append_only")),
    Invariant(
        number=2,
        name="money is positive integer yen, and no larger than a fee can be",
        sql="SELECT id::text FROM payments_ledger_ledgerentry WHERE amount_yen NOT BETWEEN 1 AND 10000000",
    ),
    Invariant(
        number=3,
        name="one movement at the gateway is one entry, and a counter entry takes back one provisional one",
        sql="SELECT provider || ':' || provider_ref || ' ' || kind FROM payments_ledger_ledgerentry"
        " GROUP BY provider, provider_ref, kind HAVING count(*) > 1"
        " UNION ALL SELECT 'entry ' || b.id FROM payments_ledger_ledgerentry b WHERE b.kind = 'charge_reversal'"
        " AND NOT EXISTS (SELECT FROM payments_ledger_ledgerentry e WHERE e.provider = b.provider"
        " AND e.provider_ref = b.provider_ref AND e.kind = 'charge' AND e.provisional AND e.amount_yen = b.amount_yen"
        " AND e.claim = b.claim"
        " AND NOT EXISTS (SELECT FROM payments_ledger_confirmation c WHERE c.entry_id = e.id))",
    ),
    Invariant(
        number=4,
        name="one webhook is one event",
        sql="SELECT gateway || ':' || event_id FROM payments_gateways_gatewayevent"
        " GROUP BY gateway, event_id HAVING count(*) > 1",
    ),
    Invariant(
        number=5,
        name="a claim has at most one live attempt",
        sql="SELECT claim::text FROM payments_attempts_paymentattempt t"
        " JOIN payments_assessments_feeassessment a ON a.id = t.assessment_id"
        " WHERE t.state IN ('created', 'open', 'processing') GROUP BY claim HAVING count(*) > 1",
    ),
    Invariant(
        number=6,
        name="an attempt is for what its revision asks, and that is the sum of its lines",
        sql=f"{_WRONG_AMOUNTS} UNION ALL {_WRONG_TOTALS}",
    ),
    Invariant(
        number=7,
        name="money that does not fit what was asked has an exception or goes back",
        sql=_claims(
            "SELECT id::text FROM state WHERE NOT is_explained AND (received < 0 OR"
            " (received > 0 AND status IN ('void', 'waived', 'draft')) OR (received > total_yen) OR"
            " (received > 0 AND received < total_yen AND status = 'assessed' AND settled_at IS NULL))"
            " AND NOT EXISTS (SELECT FROM payments_attempts_refund r"
            " JOIN payments_attempts_paymentattempt t ON t.id = r.attempt_id"
            " JOIN payments_assessments_feeassessment a ON a.id = t.assessment_id WHERE a.claim = state.claim)"
            " UNION ALL SELECT t.id::text FROM payments_attempts_paymentattempt t"
            " JOIN payments_ledger_ledgerentry e ON e.attempt = t.id AND e.kind = 'charge'"
            " WHERE e.amount_yen <> t.amount_yen AND NOT EXISTS ("
            "SELECT FROM payments_attempts_paymentexception x WHERE x.attempt_id = t.id)"
        ),
    ),
    Invariant(
        number=8,
        name="settled is what the ledger says is settled",
        sql=_claims(
            "SELECT id::text FROM state WHERE (status = 'assessed' AND received = total_yen)"
            " OR (status = 'settled' AND received < total_yen) OR (status = 'refunded' AND received > 0)"
            " OR (status = 'refunded_part' AND NOT (received > 0 AND received < total_yen))"
        ),
    ),
    Invariant(
        number=9,
        name="no more goes back than came in",
        sql="SELECT t.id::text FROM payments_attempts_paymentattempt t"
        " JOIN LATERAL (SELECT coalesce(sum(amount_yen), 0) AS yen FROM payments_attempts_refund r"
        " WHERE r.attempt_id = t.id AND r.state NOT IN ('refused', 'failed') AND r.origin <> 'external') asked ON true"
        " JOIN LATERAL (SELECT coalesce(sum(CASE kind WHEN 'charge_reversal' THEN -amount_yen ELSE amount_yen END), 0)"
        " AS yen FROM payments_ledger_ledgerentry e WHERE e.attempt = t.id"
        " AND e.kind IN ('charge', 'manual', 'charge_reversal')) got ON true WHERE asked.yen > got.yen",
    ),
    Invariant(
        number=10,
        name="a refund that was made has its entry, and an entry its refund",
        sql="SELECT r.id::text FROM payments_attempts_refund r WHERE r.state IN ('succeeded', 'transferred')"
        " AND NOT EXISTS (SELECT FROM payments_ledger_ledgerentry e WHERE e.refund = r.id AND e.kind = 'refund')"
        " UNION ALL SELECT 'entry ' || e.id FROM payments_ledger_ledgerentry e"
        " WHERE e.kind IN ('refund', 'refund_reversal') AND e.refund IS NULL",
    ),
    Invariant(
        number=11,
        name="an attempt whose money came in is paid, and stays so",
        sql="SELECT t.id::text FROM payments_attempts_paymentattempt t WHERE t.state <> 'paid' AND EXISTS ("
        "SELECT FROM payments_ledger_ledgerentry e WHERE e.attempt = t.id AND e.kind = 'charge' AND (NOT e.provisional"
        " OR EXISTS (SELECT FROM payments_ledger_confirmation c WHERE c.entry_id = e.id)))",
    ),
    Invariant(
        number=12,
        name="no attempt is paid without the gateway's word",
        sql="SELECT t.id::text FROM payments_attempts_paymentattempt t WHERE t.state = 'paid' AND NOT EXISTS ("
        "SELECT FROM payments_ledger_ledgerentry e WHERE e.attempt = t.id AND e.kind IN ('charge', 'manual'))",
    ),
    Invariant(
        number=13,
        name="every state was reached by a recorded change",
        sql=" UNION ALL ".join(
            _LATEST.format(table=table, kind=kind, column=column) for table, kind, column in _JOURNALS
        ),
    ),
    Invariant(
        number=14,
        name="every change starts where the one before ended",
        sql="SELECT object_id::text FROM (SELECT object_id, source_state, lag(target_state, 1, '') OVER ("
        "PARTITION BY object_kind, object_id ORDER BY id) AS was FROM payments_ledger_statechange) s"
        " WHERE source_state <> was",
    ),
    Invariant(
        number=15,
        name="dates and fiscal years are those of the payment in Japan",
        sql="SELECT 'entry ' || id FROM payments_ledger_ledgerentry"
        " WHERE occurred_on <> (occurred_at AT TIME ZONE 'Asia/Tokyo')::date"
        " OR fiscal_year <> extract(year FROM occurred_on - interval '3 months')"
        " UNION ALL SELECT t.id::text FROM payments_attempts_paymentattempt t WHERE t.state = 'paid' AND NOT EXISTS ("
        "SELECT FROM payments_ledger_ledgerentry e WHERE e.attempt = t.id AND e.kind IN ('charge', 'manual')"
        " AND e.occurred_on = t.paid_on)",
    ),
    Invariant(
        number=16,
        name="receipt numbers have no gap, and a refund voids the receipt",
        sql="SELECT 'year ' || c.fiscal_year FROM payments_ledger_receiptcounter c WHERE c.last <> ("
        "SELECT count(*) FROM payments_ledger_receipt r WHERE r.fiscal_year = c.fiscal_year AND r.number <= c.last)"
        " OR EXISTS (SELECT FROM payments_ledger_receipt r WHERE r.fiscal_year = c.fiscal_year AND r.number > c.last)"
        " UNION ALL SELECT 'receipt ' || r.id FROM payments_ledger_receipt r"
        " JOIN payments_ledger_ledgerentry e ON e.id = r.entry_id WHERE r.voided_at IS NULL AND EXISTS ("
        "SELECT FROM payments_ledger_ledgerentry b WHERE b.attempt = e.attempt AND b.kind IN ('refund', 'chargeback')"
        " AND NOT EXISTS (SELECT FROM payments_ledger_ledgerentry c WHERE c.provider = b.provider"
        " AND c.provider_ref = b.provider_ref AND c.kind = b.kind || '_reversal'))",
    ),
    Invariant(
        number=17,
        name="nothing with money is ever deleted",
        sql=" UNION ALL ".join((_guards(_UNDELETABLE, "no_deletion"), _LOST_CLAIMS)),
    ),
    Invariant(
        number=18,
        name="nobody is asked to pay nothing",
        sql="SELECT a.id::text FROM payments_assessments_feeassessment a WHERE a.total_yen = 0"
        " AND (a.status IN ('assessed', 'settled') OR EXISTS ("
        "SELECT FROM payments_attempts_paymentattempt t WHERE t.assessment_id = a.id))",
    ),
)


def differences() -> Iterator[Difference]:
    """Run every invariant; yields those that do not hold. Read-only; may take a minute on a long ledger."""
    with connection.cursor() as cursor:
        for invariant in INVARIANTS:
            cursor.execute(invariant.sql)
            rows = [row[0] for row in cursor.fetchall()]
            if rows:
                yield Difference(
                    number=invariant.number, name=invariant.name, count=len(rows), rows=tuple(rows[:_SHOWN])
                )

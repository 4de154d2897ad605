"""The ledger only grows, its dates are those of the payment, and its totals need no reading of it all."""

import json
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Count, Sum
from django.utils import timezone

from payments.ledger.entries import Movement, record_entry, sums
from payments.ledger.models import Confirmation, EntryKind, LedgerEntry, Source, StateChange
from payments.ledger.totals import Total, totals
from payments.money import day_in_japan, fiscal_year, yen

CLAIM = uuid4()


def enter(kind=EntryKind.CHARGE, amount=600, ref="pi_1", **changes):
    values = {
        "kind": kind,
        "amount_yen": amount,
        "provider": "fake",
        "provider_ref": ref,
        "claim": CLAIM,
        "occurred_at": timezone.now(),
        "revenue_code": "14-02-01",
        "source": Source.WEBHOOK,
    }
    return record_entry(Movement(**(values | changes))).entry


@pytest.mark.django_db
def test_one_movement_is_one_entry():
    assert (enter() is not None, enter(), enter(amount=700)) == (True, None, None)
    assert enter(EntryKind.REFUND) is not None  # the same reference of another kind
    assert enter(provider="other") is not None
    assert LedgerEntry.objects.count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["update", "delete", "save", "truncate"])
def test_nobody_changes_an_entry(change):
    enter()
    entry = LedgerEntry.objects.get()
    if change == "save":
        with pytest.raises(TypeError, match="never changed"):
            entry.save()
        return
    if change == "truncate":
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname = 'append_only_whole'")
            assert cursor.fetchall() != []
        return
    with pytest.raises(IntegrityError, match="append-only"):
        LedgerEntry.objects.update(amount_yen=1) if change == "update" else entry.delete()


@pytest.mark.django_db
@pytest.mark.parametrize("amount", [0, -1, 10_000_001])
def test_the_database_refuses_an_amount_out_of_range(amount):
    with pytest.raises(DatabaseError), transaction.atomic():
        _copy(amount_yen=amount)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"occurred_on": date(2027, 4, 1)},
        {"fiscal_year": 2027},
        {"kind": "gift"},
        {"source": "rumour"},
        {"provider_ref": ""},
        {"attempt": uuid4()},
        {"refund": uuid4()},
    ],
)
def test_the_database_refuses_what_does_not_fit(wrong):
    with pytest.raises(IntegrityError):
        _copy(**wrong)


def _copy(**changes):
    moment = datetime(2027, 3, 31, 14, 59, tzinfo=UTC)
    values = {
        "kind": "charge",
        "amount_yen": 600,
        "provider": "fake",
        "provider_ref": "pi_1",
        "claim": CLAIM,
        "occurred_at": moment,
        "occurred_on": date(2027, 3, 31),
        "fiscal_year": 2026,
        "source": "webhook",
    }
    LedgerEntry.objects.bulk_create([LedgerEntry(**(values | changes))])


@pytest.mark.parametrize("value", [1.0, "600", True, None, -1, 10_000_001])
def test_money_is_a_whole_number(value):
    with pytest.raises(ValueError, match="whole number"):
        yen(value)


def test_the_calendar_of_public_money():
    assert day_in_japan(datetime(2027, 3, 31, 15, 0, tzinfo=UTC)) == date(2027, 4, 1)
    assert [fiscal_year(day) for day in (date(2027, 3, 31), date(2027, 4, 1), date(2027, 1, 1))] == [2026, 2027, 2026]
    with pytest.raises(ValueError, match="time zone"):
        day_in_japan(datetime(2027, 3, 31))  # noqa: DTZ001  that is the fault


@pytest.mark.django_db
def test_sums_of_a_claim():
    enter(amount=600)
    enter(amount=300, ref="pi_2", provisional=True)
    enter(EntryKind.REFUND, 200, "re_1")
    enter(EntryKind.REFUND_REVERSAL, 200, "re_1")
    enter(EntryKind.CHARGEBACK, 600, "dp_1")
    enter(claim=uuid4(), ref="pi_3")
    found = sums(CLAIM)
    assert (found.incoming_yen, found.outgoing_yen, found.provisional_yen, found.payments) == (800, 800, 300, 1)
    Confirmation.objects.create(entry=LedgerEntry.objects.get(provisional=True), source=Source.SETTLEMENT)
    found = sums(CLAIM)
    assert (found.incoming_yen, found.provisional_yen, found.payments) == (1100, 0, 2)


@pytest.mark.django_db
def test_totals_of_a_period():
    today = timezone.localdate()
    enter(amount=600)
    enter(amount=300, ref="pi_2")
    enter(EntryKind.REFUND, 100, "re_1")
    enter(amount=1, ref="old", occurred_at=timezone.now() - timedelta(days=40))
    assert totals(first=today, last=today) == (
        Total(revenue_code="14-02-01", provider="fake", kind="charge", amount_yen=900, count=2),
        Total(revenue_code="14-02-01", provider="fake", kind="refund", amount_yen=100, count=1),
    )
    assert totals(first=date(2020, 1, 1), last=date(2020, 1, 2)) == ()


@pytest.mark.django_db
def test_changes_are_append_only_and_change_something():
    values = {"object_kind": "attempt", "object_id": CLAIM, "target_state": "open", "actor_kind": "system"}
    StateChange.objects.create(**values)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        StateChange.objects.update(reason="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        StateChange.objects.create(**values, source_state="open")
    with pytest.raises(IntegrityError), transaction.atomic():
        StateChange.objects.create(**{**values, "actor_kind": "staff"})


ROWS = """
    INSERT INTO payments_ledger_ledgerentry (kind, amount_yen, provider, provider_ref, method, claim, occurred_at,
        occurred_on, fiscal_year, revenue_code, provisional, source, recorded_at)
    SELECT CASE n % 20 WHEN 0 THEN 'refund' ELSE 'charge' END, 300 + n % 7, 'fake', 'pi_' || n, 'card',
        gen_random_uuid(), at, (at AT TIME ZONE 'Asia/Tokyo')::date,
        extract(year FROM (at AT TIME ZONE 'Asia/Tokyo')::date - interval '3 months'), '14-02-0' || n % 5, false,
        'webhook', at
    FROM (SELECT n, timestamptz '2026-03-17 00:00+09' + n * (interval '30 days' / 30000) AS at
        FROM generate_series(0, 29999) n) made
"""


@pytest.mark.django_db(transaction=True)
def test_totals_are_read_from_the_index_alone():
    """A thousand entries a day, as in a ledger of a million over three years (there: 9 MB of index, 0.25 s for all)."""
    whole, year = (date(2026, 3, 17), date(2026, 4, 15)), (date(2025, 4, 1), date(2026, 3, 31))
    with connection.cursor() as cursor:
        cursor.execute(ROWS)
        cursor.execute("VACUUM ANALYZE payments_ledger_ledgerentry")
        for period in (whole, year):
            sql, values = (
                LedgerEntry.objects.filter(occurred_on__range=period)
                .values("revenue_code", "provider", "kind")
                .annotate(amount=Sum("amount_yen"), entries=Count("*"))
                .order_by("revenue_code", "provider", "kind")
                .query.sql_with_params()
            )
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", values)
            plan = json.dumps(cursor.fetchone()[0])
            assert ("Index Only Scan" in plan, "ledger_totals" in plan, "Seq Scan" in plan) == (True, True, False)
    counts = [sum(total.count for total in totals(first=first, last=last)) for first, last in (whole, year)]
    assert counts == [30_000, 15_000]

"""A simulated month: its books balance with the ledger, and come out the same however often they are written."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.db.models import Sum

from identity.access.actors import Portal
from payments.assessments.services import void
from payments.attempts.applying import apply_snapshot
from payments.attempts.models import PaymentAttempt, PaymentException
from payments.gateways.contract import SettlementKind, SettlementRow
from payments.ledger.models import EntryKind, LedgerEntry, Source
from payments.money import JST
from payments.reconciliation.differences import missing_there
from payments.reconciliation.exports import BookDiffers, NotOverYet, content_of, export_book, file_name, rewrite
from payments.reconciliation.importing import import_settlement
from payments.reconciliation.layouts import LayoutRefused, change_layout, first_columns
from payments.reconciliation.models import BatchSource, Book, BookExport, Match, SettlementBatch, SettlementLine
from payments.reconciliation.writing import write_csv
from tests.payments.fake_gateway import FakeGateway
from tests.payments.scene import make_assessment, make_trustee, start

pytestmark = pytest.mark.django_db

MARCH = (date(2027, 3, 1), date(2027, 3, 31))
LATER = date(2027, 4, 20)


def at(day: int, hour: int = 12, minute: int = 0, *, month: int = 3) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=JST)


def paid(fake: FakeGateway, moment: datetime, *, quantity: int = 1, heard: datetime | None = None) -> PaymentAttempt:
    """Assessed and begun a minute before the payment; heard of at once, or later."""
    with time_machine.travel(moment - timedelta(minutes=1), tick=False):
        attempt = start(make_assessment(quantity=quantity))
    with time_machine.travel(heard or moment, tick=False):
        snapshot = fake.pay(attempt.pk, at=moment)
        apply_snapshot(attempt_id=attempt.pk, snapshot=snapshot, source=Source.WEBHOOK)
    attempt.refresh_from_db()
    return attempt


@pytest.fixture
def month(fake: FakeGateway, db: None) -> list[PaymentAttempt]:
    """Thirty payments in March, two refunds, one that nobody paid and was taken back, one a minute before midnight."""
    make_trustee(valid_from=date(2026, 4, 1))
    attempts = [paid(fake, at(day, 9 + day % 8), quantity=1 + day % 3) for day in range(1, 31)]
    attempts.append(paid(fake, at(31, 23, 59), quantity=2, heard=at(1, 0, 5, month=4)))
    for attempt in attempts[:2]:
        with time_machine.travel(at(15), tick=False):
            fake.refund_outside(attempt.pk, attempt.amount_yen, refund_id=f"re_{attempt.pk.hex}")
            apply_snapshot(attempt_id=attempt.pk, snapshot=fake.sessions[attempt.pk], source=Source.POLLER)
    with time_machine.travel(at(20), tick=False):
        unpaid = make_assessment(quantity=3)
        void(assessment_id=unpaid.pk, by=Portal(), reason="申請の取下げ")
    return attempts


def write(book: str, *, span: str = "month", day: date = MARCH[0], today: date = LATER) -> BookExport:
    return export_book(book=book, span=span, day=day, today=today)


def table(export: BookExport) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content_of(export).decode("utf-8-sig"))))


class TestTheMonth:
    def test_the_books_balance(self, month: list[PaymentAttempt]) -> None:
        taken = sum(attempt.amount_yen for attempt in month)
        returned = sum(attempt.amount_yen for attempt in month[:2])
        books = {book: write(book) for book in Book.values}
        assert books[Book.RECEIPTS].total_yen == taken - returned
        assert books[Book.REFUNDS].total_yen == returned
        assert books[Book.ASSESSMENTS].total_yen == taken, "what was taken back adds up to nothing"
        ledger = LedgerEntry.objects.filter(occurred_on__range=MARCH)
        assert ledger.filter(kind=EntryKind.CHARGE).aggregate(s=Sum("amount_yen"))["s"] == taken
        assert (books[Book.RECEIPTS].rows, books[Book.REFUNDS].rows, books[Book.ASSESSMENTS].rows) == (33, 2, 33)

    def test_a_payment_a_minute_before_midnight_is_of_the_old_year(self, month: list[PaymentAttempt]) -> None:
        last = table(write(Book.RECEIPTS))[-1]
        assert (last["納付日"], last["会計年度"], last["決済ID"]) == ("2027/03/31", "2026", month[-1].payment_id)

    @pytest.mark.parametrize(
        ("moment", "item"),
        [
            (datetime(2027, 5, 31, 14, 59, 59, tzinfo=UTC), "歳入からの戻出"),
            (datetime(2027, 5, 31, 15, 0, tzinfo=UTC), "歳出（償還金）"),
        ],
    )
    def test_until_31_may_in_japan_a_refund_is_of_the_old_year(
        self, month: list[PaymentAttempt], fake: FakeGateway, moment: datetime, item: str
    ) -> None:
        """出納整理期間: the day counts as it is in Japan, whenever the webhook comes."""
        last = month[-1]
        with time_machine.travel(moment, tick=False):
            fake.refund_outside(last.pk, 100, refund_id="re_late")
        with time_machine.travel(moment + timedelta(minutes=10), tick=False):
            apply_snapshot(attempt_id=last.pk, snapshot=fake.sessions[last.pk], source=Source.WEBHOOK)
        day = moment.astimezone(JST).date()
        (row,) = table(write(Book.REFUNDS, day=day, today=date(2027, 7, 2)))
        assert (row["支出科目"], row["会計年度"], row["金額"]) == (item, "2026", "100")

    @pytest.mark.parametrize(("day", "month_"), [(30, 4), (31, 3)])
    def test_a_second_before_midnight_is_of_that_month(self, fake: FakeGateway, day: int, month_: int) -> None:
        make_trustee(valid_from=date(2026, 4, 1))
        moment = at(day, 23, 59, month=month_)
        paid(fake, moment, heard=moment + timedelta(minutes=6))
        rows = table(write(Book.RECEIPTS, day=date(2027, month_, 1), today=date(2027, 6, 1)))
        assert [row["納付日"] for row in rows] == [f"2027/{month_:02}/{day}"]
        assert rows[0]["会計年度"] == ("2026" if month_ == 3 else "2027")

    def test_written_again_it_is_the_same_to_the_byte_and_marked(
        self, month: list[PaymentAttempt], fake: FakeGateway
    ) -> None:
        first = {book: write(book) for book in Book.values}
        paid(fake, at(30, 18), heard=at(19, month=4))  # heard of only after the books were written
        paid(fake, at(2, month=4))
        for book, export in first.items():
            again = write(book)
            assert (again.number, again.copy, content_of(again)) == (export.number, 2, content_of(export))
            assert file_name(again) == file_name(export).replace(".csv", "-copy2.csv")
            assert rewrite(export) == content_of(export)

    def test_what_is_heard_of_late_stands_in_the_next_book(
        self, month: list[PaymentAttempt], fake: FakeGateway
    ) -> None:
        write(Book.RECEIPTS)
        late = paid(fake, at(30, 18), heard=at(19, month=4))
        april = write(Book.RECEIPTS, day=date(2027, 4, 1), today=date(2027, 5, 2))
        assert [row["決済ID"] for row in table(april)] == [late.payment_id]

    def test_numbers_are_without_gaps_in_the_fiscal_year(self, month: list[PaymentAttempt]) -> None:
        made = [write(Book.RECEIPTS, span="day", day=date(2027, 3, day)) for day in (1, 2, 3)]
        april = write(Book.RECEIPTS, span="day", day=date(2027, 4, 1))
        assert [(one.fiscal_year, one.number) for one in [*made, april]] == [
            (2026, 1), (2026, 2), (2026, 3), (2027, 1),
        ]  # fmt: skip

    def test_a_month_that_is_not_over_has_no_book(self, month: list[PaymentAttempt]) -> None:
        with pytest.raises(NotOverYet):
            write(Book.RECEIPTS, today=date(2027, 3, 31))

    def test_rows_changed_behind_the_portals_back_show(self, month: list[PaymentAttempt]) -> None:
        export = write(Book.RECEIPTS)
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")  # no trigger sees it
            forge = "UPDATE payments_ledger_ledgerentry SET provider_ref = 'forged' WHERE attempt = %s"
            cursor.execute(forge, [month[5].pk])
            cursor.execute("SET session_replication_role = DEFAULT")
        with pytest.raises(BookDiffers):
            rewrite(export)


class TestLayouts:
    def test_columns_and_encoding_are_data(self, month: list[PaymentAttempt], clerk: Any) -> None:
        change_layout(
            book=Book.RECEIPTS,
            columns=[("amount", "金額"), ("day", "納付日")],
            encoding="cp932",
            changed_by_id=clerk.user.pk,
        )
        lines = content_of(write(Book.RECEIPTS)).decode("cp932").splitlines()
        assert lines[:2] == ["金額,納付日", "600,2027/03/01"]

    @pytest.mark.parametrize("columns", [[], [("nothing", "x")], [("day", "a"), ("day", "b")], [("day", " ")]])
    def test_what_is_no_layout(self, clerk: Any, columns: list[tuple[str, str]]) -> None:
        with pytest.raises(LayoutRefused):
            change_layout(book=Book.RECEIPTS, columns=columns, encoding="cp932", changed_by_id=clerk.user.pk)

    def test_every_first_column_has_a_value(self, month: list[PaymentAttempt]) -> None:
        for book in (Book.RECEIPTS, Book.ASSESSMENTS, Book.REFUNDS):
            row = table(write(book))[0]
            assert set(row) == {heading for _name, heading in first_columns(book)}

    def test_a_cell_is_never_a_formula_and_no_letter_is_lost(self) -> None:
        written = write_csv([{"a": "=1+1", "b": -5, "c": "𠮷"}], [("a", "A"), ("b", "B"), ("c", "C")], "cp932")
        assert written.decode("cp932") == "A,B,C\r\n'=1+1,-5,〓\r\n"

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠A"])
    def test_no_text_is_taken_for_a_formula_be_it_a_heading(self, text: str) -> None:
        rows = csv.reader(io.StringIO(write_csv([{"a": text}], [("a", text)], "utf-8").decode(), newline=""))
        assert list(rows) == [[f"'{text}"], [f"'{text}"]]

    @pytest.mark.parametrize(
        ("text", "written"),
        [
            ("髙橋﨑①㈱", "髙橋﨑①㈱"),  # of NEC and IBM
            ("1〜2−3—4", "1～2－3―4"),
            ("か\u3099き\u309a", "がき〓"),  # composed where there is such a letter
            ("葛\U000e0100城", "葛城"),  # a variant that the font chooses
            ("\ufa19社", "\ufa19社"),  # the old form stays
            ("𠮷野家", "〓野家"),
            ("禰󠄀豆子", "禰豆子"),
        ],
    )
    def test_letters_that_an_old_encoding_lacks(self, text: str, written: str) -> None:
        assert write_csv([{"a": text}], [("a", "A")], "cp932").decode("cp932") == f"A\r\n{written}\r\n"
        assert write_csv([{"a": text}], [("a", "A")], "utf-8").decode() == f"A\r\n{text}\r\n"


def line(attempt: PaymentAttempt, *, gross: int, payout: str = "po_1", fee: int = 10) -> SettlementRow:
    return SettlementRow(
        payout_id=payout,
        payout_on=date(2027, 4, 5),
        kind=SettlementKind.CHARGE,
        reference=attempt.payment_id,
        happened_at=datetime(2027, 3, 1, tzinfo=UTC),
        gross_yen=gross,
        fee_yen=fee,
        net_yen=gross - fee,
        attempt=attempt.pk,
    )


class TestPayouts:
    def test_one_missing_one_extra_one_different(self, month: list[PaymentAttempt], fake: FakeGateway) -> None:
        good, different, _missing = month[3:6]
        stranger = PaymentAttempt(id=uuid4(), payment_id="pi_stranger")
        rows = [line(good, gross=good.amount_yen), line(different, gross=1), line(stranger, gross=500)]
        done = import_settlement(gateway="fake", rows=rows, source=BatchSource.FILE)
        assert (len(done.batches), done.differences) == (1, 2)
        found = {row.reference: row.match for row in SettlementLine.objects.all()}
        assert found == {
            good.payment_id: Match.MATCHED,
            different.payment_id: Match.AMOUNT_DIFFERS,
            "pi_stranger": Match.MISSING_HERE,
        }
        assert PaymentException.objects.filter(kind="settlement_diff").count() == 2
        absent = set(missing_there(LATER).values_list("provider_ref", flat=True))
        assert good.payment_id not in absent
        assert {attempt.payment_id for attempt in month[5:]} <= absent

    def test_the_same_payout_again_changes_nothing(self, month: list[PaymentAttempt], fake: FakeGateway) -> None:
        rows = [line(month[3], gross=month[3].amount_yen)]
        import_settlement(gateway="fake", rows=rows, source=BatchSource.FILE)
        again = import_settlement(gateway="fake", rows=rows, source=BatchSource.FILE)
        assert (again.known, again.batches, SettlementBatch.objects.count()) == (1, [], 1)

    def test_what_only_the_gateway_knew_is_looked_up(self, fake: FakeGateway) -> None:
        make_trustee()
        attempt = start(make_assessment())
        fake.pay(attempt.pk)
        row = line(PaymentAttempt(id=attempt.pk, payment_id=f"pi_{attempt.pk.hex}"), gross=600)
        assert import_settlement(gateway="fake", rows=[row], source=BatchSource.GATEWAY).differences == 0
        assert LedgerEntry.objects.get(attempt=attempt.pk).source == Source.SETTLEMENT

    def test_gross_and_fees_stand_apart_in_the_book(self, month: list[PaymentAttempt]) -> None:
        import_settlement(gateway="fake", rows=[line(month[3], gross=month[3].amount_yen)], source=BatchSource.FILE)
        row = table(write(Book.PAYOUTS, day=date(2027, 4, 1), today=date(2027, 5, 1)))[0]
        gross = month[3].amount_yen
        assert (row["総額"], row["決済手数料"], row["振込額"]) == (str(gross), "10", str(gross - 10))

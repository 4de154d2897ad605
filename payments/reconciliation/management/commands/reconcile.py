from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from payments.reconciliation.daily import reconcile_day, write_books
from payments.reconciliation.exports import BookDiffers, rewrite
from payments.reconciliation.models import BookExport


class Command(BaseCommand):
    help = "Import payouts, tell what does not agree with the ledger, and write the books; safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--day", type=date.fromisoformat, help="up to which day payouts are imported; default today"
        )
        parser.add_argument("--write-books", action="store_true", help="write the books of the day before")
        parser.add_argument("--verify-books", action="store_true", help="make every book anew and compare its bytes")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Print one line a fact; leave with an error if anything does not agree."""
        today = timezone.localdate()
        report = reconcile_day(options["day"] or today)
        self.stdout.write(f"payouts imported: {report.batches}")
        self.stdout.write(f"lines not in the ledger as they are: {report.missing_here}")
        self.stdout.write(f"entries in no payout: {report.missing_there}")
        self.stdout.write(f"payouts with another sum: {report.unequal_payouts}")
        for away in report.away:
            self.stdout.write(f"could not be asked: {away}")
        if options["write_books"]:
            for book in write_books(today - timedelta(days=1), today=today):
                self.stdout.write(f"written: {book.book} {book.fiscal_year}-{book.number}, {book.rows} rows")
        if options["verify_books"]:
            self._verify()
        if not report.is_clean:
            raise CommandError("something does not agree: see /staff/books/payouts/")

    def _verify(self) -> None:
        for book in BookExport.objects.filter(copy=1).order_by("pk").iterator():
            try:
                rewrite(book)
            except BookDiffers as error:
                raise CommandError(f"a book does not come out as it was: {error}") from None
        self.stdout.write("books come out as they were")

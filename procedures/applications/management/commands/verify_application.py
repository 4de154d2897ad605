from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from identity.signatures.services import evidence_for
from procedures.applications.answers import Sent, is_what_was_signed, read_sent
from procedures.applications.events import ChainBroken, verify
from procedures.applications.models import Application
from procedures.applications.receipts import read_receipt, show_receipt


class Command(BaseCommand):
    help = (
        "Check an application by its receipt number: the chain of its events, and for every signed sending the"
        " signature, and that the answers kept are the ones that were signed. Prints no personal data. Exit status: 0"
        " all holds."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("receipt", help="in any writing, such as K7QF-3M9D-2")

    def handle(self, *_args: Any, **options: Any) -> None:
        application = Application.objects.filter(receipt=read_receipt(options["receipt"]) or "").first()
        if application is None:
            raise CommandError("There is no application under this receipt number.", returncode=2)
        self.stdout.write(f"{show_receipt(application.receipt)}: level {application.assurance_level}")
        try:
            verify(application.events.order_by("sequence"))
        except ChainBroken:
            raise CommandError("events        FAILED", returncode=1) from None
        self.stdout.write("  events       ok")
        for number in range(1, application.answers_number + 1):
            self._check(number, read_sent(application, number=number))

    def _check(self, number: int, sent: Sent) -> None:
        if sent.signed is None:
            self.stdout.write(f"  sending {number}    not signed")
            return
        evidence = evidence_for(subject=sent.signed.signed_as, digest=sent.signed.signed_digest)
        if evidence is None or not is_what_was_signed(evidence, sent.answers):
            raise CommandError(
                f"  sending {number}    FAILED: the answers are not the ones that were signed", returncode=1
            )
        self.stdout.write(f"  sending {number}    ok: the answers are the ones that were signed")
        call_command("verify_signature", evidence=evidence.pk, stdout=self.stdout)

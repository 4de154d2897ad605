from argparse import ArgumentParser
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from procedures.applications.events import ChainBroken, verify
from procedures.applications.models import Application, ApplicationEvent
from procedures.applications.receipts import read_receipt, show_receipt


class Command(BaseCommand):
    help = "Verify the hash chain of events of one application, or of all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("receipt", nargs="?", help="a receipt number; all applications without it")

    def handle(self, *_args: Any, **options: Any) -> None:
        events = ApplicationEvent.objects.order_by("application_id", "sequence")
        applications = Application.objects.all()
        if options["receipt"]:
            applications = applications.filter(receipt=read_receipt(options["receipt"]))
            events = events.filter(application__in=applications)
        without_events = set(applications.values_list("pk", flat=True))
        if not without_events and options["receipt"]:
            raise CommandError("There is no application with this receipt number.")
        broken = set()
        count = 0
        for application_id, chain in groupby(events.iterator(chunk_size=2000), key=attrgetter("application_id")):
            count += 1
            without_events.discard(application_id)
            try:
                verify(chain)
            except ChainBroken:
                broken.add(application_id)
        bad = Application.objects.filter(pk__in=broken | without_events).values_list("receipt", flat=True)
        if bad:
            raise CommandError("Broken chains: " + ", ".join(show_receipt(receipt) for receipt in sorted(bad)))
        self.stdout.write(f"{count} chains verified.")

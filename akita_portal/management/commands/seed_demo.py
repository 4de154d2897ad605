from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from akita_portal.demo.applications import make_applications
from akita_portal.demo.payments import make_trustees
from akita_portal.demo.people import make_people
from akita_portal.demo.slots import make_sample_slots
from identity.sandbox.ca.services import prepare_authority
from procedures.catalogue.seeding import load_seeds
from procedures.designer.library.blocks import load_blocks


class Command(BaseCommand):
    help = "Fill the demo: catalogue, sample people, sample applications. May run again."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("The sample city belongs to the demo; this is not one. Nothing was changed.")
        if settings.SANDBOX_CA:
            prepare_authority()
        published = load_seeds()
        load_blocks()
        make_sample_slots()
        make_people()
        make_trustees()
        waiting = make_applications()
        self.stdout.write(f"{published} procedures published, {waiting} applications.")

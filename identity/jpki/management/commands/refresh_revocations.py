from typing import Any

from django.core.management.base import BaseCommand, CommandError

from identity.jpki.revocation.refresh import refresh_revocations


class Command(BaseCommand):
    help = "Load the revocation lists that JPKI_CRLS names. Exit status 1 if one of them was not loaded."

    def handle(self, *_args: Any, **_options: Any) -> None:
        found = refresh_revocations()
        for loaded in found:
            outcome = loaded.fault or f"{loaded.size} entries{', new' if loaded.is_new else ''}"
            self.stdout.write(f"{loaded.address}: {outcome}")
        if not found:
            raise CommandError("JPKI_CRLS names no revocation list.")
        faults = sum(1 for loaded in found if loaded.fault)
        if faults:
            raise CommandError(f"{faults} of {len(found)} lists were not loaded.")

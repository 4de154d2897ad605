from typing import Any

from django.core.management.base import BaseCommand, CommandError

from payments.attempts.invariants import INVARIANTS, differences


class Command(BaseCommand):
    help = "Verify the invariants of the payments. Prints a line for each that does not hold, and fails."

    def handle(self, *_args: Any, **_options: Any) -> None:
        found = list(differences())
        for difference in found:
            self.stdout.write(
                f"{difference.number}. {difference.name}: {difference.count} ({', '.join(difference.rows)})"
            )
        if found:
            raise CommandError(f"{len(found)} of {len(INVARIANTS)} invariants do not hold.")
        self.stdout.write(f"All {len(INVARIANTS)} invariants hold.")

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from procedures.catalogue.exchange import FOLDER, write_files
from procedures.catalogue.models import Procedure


class Command(BaseCommand):
    help = "Write procedures as JSON files, with what they name: departments, fees, code lists, slot calendars."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("numbers", nargs="*", type=int, metavar="NUMBER")
        parser.add_argument("--all", action="store_true", help="every procedure that is not closed")
        parser.add_argument("--to", type=Path, required=True, metavar="FOLDER")

    def handle(self, *_args: Any, **options: Any) -> None:
        if bool(options["numbers"]) == options["all"]:
            raise CommandError("Give numbers, or --all.")
        found = Procedure.objects.select_related("department")
        if options["all"]:
            found = found.exclude(closes_at__lte=timezone.now())
        else:
            found = found.filter(number__in=options["numbers"])
        procedures = list(found)
        missing = set(options["numbers"]) - {one.number for one in procedures}
        if missing:
            raise CommandError(f"There is no procedure {', '.join(str(number) for number in sorted(missing))}.")
        folder: Path = options["to"]
        files = write_files(procedures)
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        self.stdout.write(f"{sum(path.startswith(FOLDER) for path in files)} procedures written to {folder}.")

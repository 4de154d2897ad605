from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from procedures.catalogue.errors import Refused
from procedures.catalogue.exchange import read_procedure
from procedures.catalogue.importing import newest_number, publish_procedure, warnings_about
from procedures.catalogue.reading import moment, read_file, told
from procedures.definitions import DefinitionError


class Command(BaseCommand):
    help = "Publish the procedure in a file, now or from a moment; every problem is told with its place."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--from", dest="moment", type=moment, help='JST, for instance "2027-04-01 09:00"')

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            text = read_file(path)
            expected = newest_number(read_procedure(text).number)
            done = publish_procedure(text, effective_from=options["moment"], expected=expected)
        except DefinitionError as error:
            raise CommandError(told(str(path), error.problems)) from None
        except (OSError, Refused) as error:
            raise CommandError(str(error)) from None
        version = done.version
        for warning in warnings_about(version.definition):
            self.stderr.write(told(str(path), [warning], "Warning: "))
        state = "published" if done.is_new else "is the same already"
        self.stdout.write(f"{version.procedure.number} {version.procedure.title}: version {version.number} {state}.")

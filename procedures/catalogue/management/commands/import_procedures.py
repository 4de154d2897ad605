from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from procedures.catalogue.enclosures import CALENDARS, LISTS
from procedures.catalogue.exchange import DEPARTMENTS, FEES, FOLDER
from procedures.catalogue.importing import ImportRefused, import_files, warnings_about
from procedures.catalogue.reading import moment, read_file, told
from procedures.definitions import DefinitionError


class Command(BaseCommand):
    help = "Publish the procedures of a folder that export_procedures wrote: all of them, or none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--from", dest="moment", type=moment, help='JST, for instance "2027-04-01 09:00"')

    def handle(self, *_args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        named = [folder / name for name in (DEPARTMENTS, FEES, CALENDARS)]
        paths = [*named, *sorted((folder / LISTS).glob("*.json")), *sorted((folder / FOLDER).glob("*.json"))]
        try:
            files = {path.relative_to(folder).as_posix(): read_file(path) for path in paths if path.exists()}
            if not any(path.startswith(f"{FOLDER}/") for path in files):
                raise CommandError(f"There is no procedure in {folder / FOLDER}.")
            done = import_files(files, effective_from=options["moment"])
        except DefinitionError as error:
            raise CommandError(told(str(folder), error.problems)) from None
        except OSError as error:
            raise CommandError(str(error)) from None
        except ImportRefused as refused:
            lines = [f"{one.file}: {one.place or '/'}: {one.message}" for one in refused.problems]
            raise CommandError("\n".join(lines)) from None
        new = [one.version for one in done if one.is_new]
        for version in new:
            for warning in warnings_about(version.definition):
                self.stderr.write(told(f"{version.procedure.number}", [warning], "Warning: "))
        self.stdout.write(f"{len(done)} procedures read, {len(new)} new versions.")

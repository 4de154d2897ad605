from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from procedures.applications.migration import migrate_drafts, preview_migration
from procedures.applications.models import Draft
from procedures.catalogue.models import Procedure, ProcedureVersion


class Command(BaseCommand):
    help = "Move open drafts of a procedure to another version: shows the effect on each; moves them with --apply."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, help="the procedure's number")
        parser.add_argument("--to", type=int, metavar="N", help="the version; the current one without it")
        parser.add_argument("--apply", action="store_true", help="move them")

    def handle(self, *_args: Any, **options: Any) -> None:
        version = self._version(options["number"], options["to"])
        drafts = (
            Draft.objects.open()
            .filter(version__procedure=version.procedure_id, corrects=None)
            .exclude(version=version)
            .select_related("version")
            .defer("version__document")
            .order_by("started_at", "pk")
        )
        shown = []
        for draft in drafts:
            effect = preview_migration(draft, version)
            shown.append(effect)
            self.stdout.write(f"{draft.pk} ({draft.version.number} → {version.number})")
            for sentence in effect.sentences:
                self.stdout.write(f"  {sentence}")
        if not options["apply"]:
            self.stdout.write(f"{len(shown)} drafts would move to version {version.number}. Use --apply to move them.")
            return
        ids = [effect.draft_id for effect in shown]
        results = migrate_drafts(ids, version, None, seen={effect.draft_id: effect.revision for effect in shown})
        for result in results:
            if result.refusal:
                self.stdout.write(f"{result.draft_id}: {result.refusal}")
        moved = sum(result.effect is not None for result in results)
        self.stdout.write(f"{moved} of {len(results)} drafts moved to version {version.number}.")

    def _version(self, number: int, to: int | None) -> ProcedureVersion:
        procedure = Procedure.objects.select_related("current").filter(number=number).first()
        if procedure is None:
            raise CommandError(f"There is no procedure {number}.")
        version = procedure.versions.filter(number=to).first() if to is not None else procedure.current
        if version is None:
            raise CommandError(f"Procedure {number} has no such version.")
        return version

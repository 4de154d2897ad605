"""`manage.py procedure_schema`: the JSON Schema of the procedure language, for editors and other tools."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from procedures.definitions import json_schema


class Command(BaseCommand):
    help = "Print the JSON Schema (draft 2020-12) of the procedure language."
    requires_system_checks = ()

    def handle(self, **_options: Any) -> None:
        schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **json_schema()}
        self.stdout.write(json.dumps(schema, ensure_ascii=False, indent=2))

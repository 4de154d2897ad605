"""`manage.py procedure_schema`."""

import json
from io import StringIO

from django.core.management import call_command

from procedures.definitions import json_schema


def test_the_schema_is_printed_as_json():
    out = StringIO()
    call_command("procedure_schema", stdout=out)
    printed = json.loads(out.getvalue())
    assert printed.pop("$schema") == "https://json-schema.org/draft/2020-12/schema"
    assert printed == json_schema()
    assert {"TextItem", "BankAccountItem", "QuantitiesItem", "Check"} <= set(printed["$defs"])

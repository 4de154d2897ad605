"""The examples of docs/procedure-language.md are true."""

import json
import re
from pathlib import Path

from procedures import definitions
from procedures.definitions import parse
from procedures.definitions.items import AskedItem, ListItem, SilentItem
from procedures.definitions.rules import ARITY
from procedures.definitions.sections import MESSAGE_PLACEHOLDERS
from tests.procedures.definitions.small import document

TEXT = (Path(definitions.__file__).parents[2] / "docs" / "procedure-language.md").read_text(encoding="utf-8")


def test_each_type_has_an_example_that_can_be_read():
    examples = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", TEXT, flags=re.DOTALL)]
    read = parse(document(pages=[{"id": "examples", "title": "例", "items": examples}]))
    shown = {item.type for item in read.pages[0].items}
    every = {member.model_fields["type"].annotation for member in (*AskedItem.__args__, *SilentItem.__args__, ListItem)}
    assert shown == {kind.__args__[0] for kind in every}


def test_every_section_operator_and_placeholder_is_named():
    sections = set(definitions.Definition.model_fields)
    assert {name for name in sections if f"`{name}`" not in TEXT} == set()
    assert {name for name in ARITY if f"`{name}`" not in TEXT} == set()
    assert {name for name in MESSAGE_PLACEHOLDERS if f"`{{{name}}}`" not in TEXT} == set()

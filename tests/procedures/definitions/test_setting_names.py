"""What the differences call things: a new setting, type or operator gets its word."""

import pytest

from procedures.definitions import json_schema, parse
from procedures.definitions.rule_words import rule_in_words
from procedures.definitions.rules import ARITY, Rule
from procedures.definitions.setting_names import NAMES, VALUES
from tests.procedures.definitions.small import document

_NO_SETTINGS = {"id", "items", "format", "pages", "ja", "ja-easy", "en", "zh-hans", "zh-hant", "ko"}


def properties():
    schema = json_schema()
    for part in [schema, *schema["$defs"].values()]:
        yield from part.get("properties", {}).items()


def test_every_setting_has_a_name():
    settings = {name for name, _ in properties()} - _NO_SETTINGS
    assert len(settings) > 60
    assert settings - NAMES.keys() == set()


def test_every_type_of_item_has_a_name():
    types = {part["const"] for name, part in properties() if name == "type" and "const" in part}
    assert len(types) > 15
    assert types - VALUES["type"].keys() == set()


@pytest.mark.parametrize("operator", sorted(ARITY))
def test_every_operator_has_words(operator):
    fewest, most = ARITY[operator]
    arguments = [{"var": "people"}] * min(max(fewest, 2), most)
    assert operator not in rule_in_words(Rule.read({operator: arguments}), parse(document())).replace("people", "")

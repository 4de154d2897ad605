"""Every rule can be opened in the builder, and comes out as it went in when nothing is changed."""

import json

import pytest
from django.template.loader import render_to_string
from hypothesis import assume, given, settings

from accessibility.checker.dom import parse as parse_html
from procedures.catalogue.seeding import SEEDS
from procedures.definitions import Definition, parse
from procedures.definitions.places import Expected, PlacedRule, placed_rules
from procedures.definitions.rules import Rule, RuleError
from procedures.designer.rules.forms import RuleForm, read_rule, show_rule
from procedures.designer.rules.names import Names
from tests.procedures.designer.rules.any_rule import rules
from tests.procedures.designer.rules.documents import with_everything
from tests.procedures.designer.rules.filling import sent

FILES = sorted((SEEDS / "procedures").glob("*.json"))
NAMES = Names.of(parse(with_everything()))
IN_ROW = Names.of(parse(with_everything()), "items/later", "when")


def written(rule: object) -> str:
    return json.dumps(rule, ensure_ascii=False)


def text_of(form: RuleForm) -> str:
    assert form.rule is not None, form.faults
    return written(form.rule_json)


def place_of(definition: Definition, placed: PlacedRule) -> tuple[str, str]:
    """The designer's place of a rule, where it stands in an item or a value."""
    *_rest, field = placed.place.split("/")
    for value in definition.values:
        if value.value is placed.rule:
            return f"values/{value.id}", field
    for item in definition.items():
        if placed.rows and getattr(item, field, None) is placed.rule:
            return f"items/{item.id}", field
    return (f"items/{placed.rows.id}/checks/x" if placed.rows else ""), field


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_rule_of_a_seed_comes_out_as_it_went_in(path):
    document = json.loads(path.read_text(encoding="utf-8"))["definition"]
    definition = parse(document)
    count = 0
    for placed in placed_rules(definition):
        source = placed.rule.to_json()
        names = Names.of(document, *place_of(definition, placed))
        form = show_rule(source, names, placed.expected)
        assert text_of(form) == written(source)
        assert form.words
        again = read_rule(sent(form), names, placed.expected)
        assert text_of(again) == written(source)
        assert again.errors == ()
        count += 1
    assert count > 3


@given(rules())
@settings(max_examples=150, deadline=None)
def test_any_rule_of_the_language_comes_out_as_it_went_in(source):
    same(source, NAMES)


@given(rules())
@settings(max_examples=50, deadline=None)
def test_any_rule_within_a_row(source):
    same(source, IN_ROW)


def same(source: object, names: Names) -> None:
    """What the form holds is the rule, before and after it was sent, be its types right or wrong."""
    assume(source is not None)  # no rule at all
    try:
        rule = Rule.read(source)
    except RuleError:
        assume(False)
    for expected in ("boolean", "number", "date"):
        form = show_rule(source, names, expected)
        again = read_rule(sent(form), names, expected)
        assert again.draft == form.draft
        assert again.said is not None
        assert written(again.said.to_json()) == written(rule.to_json())
        assert form.words or form.faults


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({"and": [{">=": [{"var": "people"}, 2]}, {"!": [{"or": [{"!": [{"var": "name"}]}, {"var": "married"}]}]}]},
         "boolean"),
        ({"or": [{"in": [{"var": "scope"}, ["none", "all"]]}, {"in": ["some", {"var": "tags"}]}]}, "boolean"),
        ({"some": [{"var": "rows"}, {"<": [{"age_on": [{"var": "item.child_birth"}]}, 18]}]}, "boolean"),
        ({"or": [{"<": [{"var": "day"}, "2026-04-01"]}, {">": [{"var": "hour"}, "09:30"]}]}, "boolean"),
        ({"==": [{"var": "memo"}, "一行\n「二行」 & <b>"]}, "boolean"),
        ({"==": [{"var": "scope"}, "gone"]}, "boolean"),
        ({"if": [{"var": "married"}, {"+": [{"var": ["people", 1]}, 0.5]}, {"sum": [{"var": "things"}]}]}, "number"),
        ({"count": [{"var": "rows"}, {"==": [{"var": "item.kind"}, "all"]}]}, "number"),
        ({"business_days_after": [{"today": []}, 3]}, "date"),
    ],
)  # fmt: skip
def test_the_page_sends_what_is_drawn(source, expected: Expected):
    """The inputs of the HTML, as a browser reads them, are those that the other tests send."""
    form = show_rule(source, NAMES, expected)
    page = parse_html(render_to_string("designer/rules/_form.html", {"rule": form}))
    found: dict[str, list[str]] = {}
    for element in page.walk():
        name, kind = element.attributes.get("name"), element.attributes.get("type")
        if name is None or element.tag == "button" or (kind == "checkbox" and "checked" not in element.attributes):
            continue
        if element.tag == "select":
            options = list(element.find("option"))
            value = next((one for one in options if "selected" in one.attributes), options[0]).attributes["value"]
        else:
            # The first line end of a text area is not part of what stands in it.
            typed = element.text().removeprefix("\n")
            value = typed if element.tag == "textarea" else element.attributes["value"]
        found.setdefault(name, []).append(value)
    wanted = {name: [value.replace("\r\n", "\n") for value in values] for name, values in sent(form).lists()}
    assert found == wanted
    again = read_rule(found, NAMES, expected)
    assert again.said is not None
    assert written(again.said.to_json()) == written(source)

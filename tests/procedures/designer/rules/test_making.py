"""Every rule of the language can be made with the form alone, by one who never saw a rule."""

import pytest

from procedures.definitions import parse
from procedures.definitions.places import Expected
from procedures.definitions.rules import ARITY
from procedures.designer.rules.forms import RuleForm, read_rule, show_rule
from procedures.designer.rules.names import Names
from tests.procedures.designer.rules.documents import with_everything
from tests.procedures.designer.rules.filling import sent, specs

NAMES = Names.of(parse(with_everything()))


def after(form: RuleForm, press: str = "", /, **typed: str | list[str]) -> RuleForm:
    return read_rule(sent(form, press, **typed), form.names, form.expected)


def condition(subject: str) -> RuleForm:
    """A new condition about something, with the boxes that fit it."""
    form = after(show_rule(None, NAMES, "boolean"), "add:rule")
    assert form.focus == "rule-0"
    form = after(form, "fit:rule-0", rule_0_0_what=subject)
    assert form.focus == "rule-0-how"
    return form


def said(subject: str, how: str, **typed: str | list[str]) -> object:
    """A condition is made in three steps: the subject, the relation, the value."""
    form = after(condition(subject), "fit:rule-0", rule_0_how=how)
    return done(after(form, **typed))


def done(form: RuleForm) -> object:
    assert form.errors == ()
    assert form.complete
    assert form.words
    return form.rule_json


@pytest.mark.parametrize(
    ("subject", "how", "typed", "rule"),
    [
        ("people", ">=", {"value": "２"}, {">=": [{"var": "people"}, 2]}),
        ("people", "<=", {"value": "1,000"}, {"<=": [{"var": "people"}, 1000]}),
        ("area", ">", {"value": "0.5"}, {">": [{"var": "area"}, 0.5]}),
        ("people", "<", {"value": "-3"}, {"<": [{"var": "people"}, -3]}),
        ("people", "==", {"value": "1"}, {"==": [{"var": "people"}, 1]}),
        ("people", "!=", {"value": "1"}, {"!=": [{"var": "people"}, 1]}),
        ("people", "answered", {}, {"!": [{"!": [{"var": "people"}]}]}),
        ("name", "not:bare", {}, {"!": [{"var": "name"}]}),
        ("name.family", "==", {"value": "秋田"}, {"==": [{"var": "name.family"}, "秋田"]}),
        ("memo", "has", {"value": "急"}, {"in": ["急", {"var": "memo"}]}),
        ("memo", "not:has", {"value": "急"}, {"!": [{"in": ["急", {"var": "memo"}]}]}),
        ("married", "yes", {}, {"==": [{"var": "married"}, True]}),
        ("married", "no", {}, {"==": [{"var": "married"}, False]}),
        ("married", "not:bare", {}, {"!": [{"var": "married"}]}),
        ("scope", "==", {"value": "all"}, {"==": [{"var": "scope"}, "all"]}),
        ("scope", "in", {"chosen": ["all", "none"]}, {"in": [{"var": "scope"}, ["all", "none"]]}),
        ("scope", "not:in", {"chosen": ["some"]}, {"!": [{"in": [{"var": "scope"}, ["some"]]}]}),
        ("tags", "has", {"value": "some"}, {"in": ["some", {"var": "tags"}]}),
        ("tags", "not:bare", {}, {"!": [{"var": "tags"}]}),
        ("day", "<", {"year": "２０２６", "month": "4", "day": "1"}, {"<": [{"var": "day"}, "2026-04-01"]}),
        ("hour", ">", {"value": "9時5分"}, {">": [{"var": "hour"}, "09:05"]}),
        ("pickup.date", ">=", {"year": "2026", "month": "12", "day": "31"},
         {">=": [{"var": "pickup.date"}, "2026-12-31"]}),
        ("things.sofa", ">", {"value": "0"}, {">": [{"var": "things.sofa"}, 0]}),
        ("total", "==", {"value": "0"}, {"==": [{"var": "total"}, 0]}),
        ("identity.level", ">=", {"value": "2"}, {">=": [{"var": "identity.level"}, 2]}),
        ("rows", "answered", {}, {"!": [{"!": [{"var": "rows"}]}]}),
    ],
)  # fmt: skip
def test_a_condition(subject, how, typed, rule):
    boxes = {f"rule_0_1_{name}": value for name, value in typed.items()}
    assert said(f"answer:{subject}", how, **boxes) == rule


def test_always_and_never():
    for what, rule in (("true", True), ("false", False)):
        assert done(condition(what)) is rule


@pytest.mark.parametrize(
    ("how", "rule"),
    [
        ("some", {"some": [{"var": "rows"}, {"==": [{"var": "item.kind"}, "all"]}]}),
        ("all", {"all": [{"var": "rows"}, {"==": [{"var": "item.kind"}, "all"]}]}),
        ("not:some", {"!": [{"some": [{"var": "rows"}, {"==": [{"var": "item.kind"}, "all"]}]}]}),
    ],
)
def test_a_condition_for_the_rows_of_a_list(how, rule):
    form = after(condition("answer:rows"), "fit:rule-0", rule_0_how=how)
    form = after(form, "fit:rule-0-1-0", rule_0_1_0_0_what="answer:item.kind")
    assert done(after(form, rule_0_1_0_1_value="all")) == rule


def test_a_condition_for_what_was_ticked():
    form = after(condition("answer:tags"), "fit:rule-0", rule_0_how="some")
    form = after(form, "fit:rule-0-1-0", rule_0_1_0_0_what="answer:item")
    form = after(form, "fit:rule-0-1-0", rule_0_1_0_how="in")
    rule = {"some": [{"var": "tags"}, {"in": [{"var": "item"}, ["all", "some"]]}]}
    assert done(after(form, rule_0_1_0_1_chosen=["all", "some"])) == rule


def test_another_answer_and_a_calculation_to_compare_with():
    form = after(condition("answer:day"), "choose:rule-0-1")
    assert form.focus == "rule-0-1"
    assert done(after(form, rule_0_1_what="today")) == {"<": [{"var": "day"}, {"today": []}]}
    assert done(after(form, rule_0_1_what="answer:birth")) == {"<": [{"var": "day"}, {"var": "birth"}]}
    form = after(form, "fit:rule-0", rule_0_1_what="+")
    form = after(form, "fit:rule-0", rule_0_1_0_what="today", rule_0_1_1_what="number")
    assert done(after(form, rule_0_1_1_value="14")) == {"<": [{"var": "day"}, {"+": [{"today": []}, 14]}]}


def test_what_was_typed_before_another_choice_comes_back():
    form = after(condition("answer:people"), "choose:rule-0-1", rule_0_1_value="12")
    assert done(after(form, rule_0_1_what="number")) == {">=": [{"var": "people"}, 12]}


def test_an_age_a_count_and_a_sum_as_subjects():
    form = after(condition("age_on"), rule_0_0_0_what="answer:birth")
    assert done(after(form, rule_0_1_value="18")) == {">=": [{"age_on": [{"var": "birth"}]}, 18]}
    assert done(after(condition("count:rows"), rule_0_1_value="2")) == {">=": [{"count": [{"var": "rows"}]}, 2]}
    assert done(after(condition("sum:things"), rule_0_1_value="2")) == {">=": [{"sum": [{"var": "things"}]}, 2]}


def test_groups_and_their_ways():
    form = condition("answer:married")
    form = after(form, "add:rule")
    form = after(form, "fit:rule-1", rule_1_0_what="answer:people")
    form = after(form, rule_1_1_value="2")
    married, people = {"==": [{"var": "married"}, True]}, {">=": [{"var": "people"}, 2]}
    assert done(form) == {"and": [married, people]}
    assert done(after(form, rule_join="or")) == {"or": [married, people]}
    assert done(after(form, rule_join="nor")) == {"!": [{"or": [married, people]}]}
    assert done(after(form, rule_join="nand")) == {"!": [{"and": [married, people]}]}
    form = after(form, "group:rule-1")
    assert form.focus == "rule-1-1"
    form = after(form, "fit:rule-1-1", rule_1_1_0_what="answer:day")
    form = after(form, rule_1_1_how="answered")
    inner = {"or": [people, {"!": [{"!": [{"var": "day"}]}]}]}
    assert done(form) == {"and": [married, inner]}
    assert done(after(after(form, "up:rule-1"))) == {"and": [inner, married]}
    assert done(after(after(form, "ungroup:rule-1"))) == {"and": [married, *inner["or"]]}
    assert done(after(after(form, "remove:rule-0"))) == inner


def test_taking_out_the_last_condition_leaves_none():
    form = after(condition("answer:married"), "remove:rule-0")
    assert (form.is_empty, form.focus, form.errors) == (True, "rule", ())


def calculation(expected: Expected, what: str, **typed: str) -> RuleForm:
    form = after(show_rule(None, NAMES, expected), "fit:rule", rule_what=what)
    return after(form, "fit:rule", **typed) if typed else form


@pytest.mark.parametrize("operator", ["+", "-", "*", "/", "min", "max"])
def test_a_calculation_with_two_numbers(operator):
    form = calculation("number", operator, rule_0_what="answer:people", rule_1_what="number")
    assert done(after(form, rule_1_value="2")) == {operator: [{"var": "people"}, 2]}


def test_a_calculation_is_built_around_what_stands_there():
    form = calculation("number", "answer:people")
    form = after(form, "fit:rule", rule_what="*")
    form = after(form, "fit:rule", rule_1_what="number")
    form = after(form, "add:rule", rule_1_value="300")
    assert form.focus == "rule-2"
    form = after(form, rule_2_what="answer:copies")
    assert done(form) == {"*": [{"var": "people"}, 300, {"var": "copies"}]}
    form = after(form, "remove:rule-1")
    assert done(after(form)) == {"*": [{"var": "people"}, {"var": "copies"}]}


def test_numbers_change_places():
    form = calculation("number", "-", rule_0_what="answer:people", rule_1_what="answer:copies")
    assert done(after(after(form, "up:rule-1"))) == {"-": [{"var": "copies"}, {"var": "people"}]}


def test_cases():
    form = calculation("number", "if")
    form = after(form, "fit:rule", rule_0_0_0_what="answer:scope", rule_1_what="number", rule_2_what="number")
    form = after(form, "add:rule", rule_0_0_1_value="all", rule_1_value="1", rule_2_value="0")
    assert form.focus == "rule-2"
    form = after(form, "fit:rule-2-0", rule_2_0_0_what="answer:married", rule_3_what="number")
    form = after(form, rule_3_value="2")
    scope, married = {"==": [{"var": "scope"}, "all"]}, {"==": [{"var": "married"}, True]}
    assert done(form) == {"if": [scope, 1, married, 2, 0]}
    assert done(after(after(form, "up:rule-2"))) == {"if": [married, 2, scope, 1, 0]}
    assert done(after(after(form, "remove:rule-0"))) == {"if": [married, 2, 0]}
    without = after(form, "remove:rule-4")
    assert done(after(without)) == {"if": [scope, 1, married, 2]}
    assert done(after(after(without, "else:rule"), rule_4_what="answer:people")) == {
        "if": [scope, 1, married, 2, {"var": "people"}]
    }


def test_counting_and_adding_up_rows():
    form = calculation("number", "count:rows")
    assert done(form) == {"count": [{"var": "rows"}]}
    form = after(form, "add:rule")
    form = after(form, "fit:rule-1-0", rule_1_0_0_what="answer:item.apart")
    assert done(form) == {"count": [{"var": "rows"}, {"==": [{"var": "item.apart"}, True]}]}
    assert done(after(after(form, "remove:rule-1"))) == {"count": [{"var": "rows"}]}
    form = calculation("number", "sum:rows", rule_1_what="answer:item.allowance")
    assert done(form) == {"sum": [{"var": "rows"}, {"var": "item.allowance"}]}
    assert done(calculation("number", "sum:things")) == {"sum": [{"var": "things"}]}


def test_dates():
    form = calculation("number", "age_on", rule_0_what="answer:birth")
    assert done(form) == {"age_on": [{"var": "birth"}]}
    form = after(form, "add:rule")
    assert done(after(form, rule_1_what="answer:day")) == {"age_on": [{"var": "birth"}, {"var": "day"}]}
    form = calculation("date", "business_days_after")
    assert done(after(form, rule_1_value="3")) == {"business_days_after": [{"today": []}, 3]}
    assert done(calculation("number", "fiscal_year")) == {"fiscal_year": []}
    form = after(calculation("number", "fiscal_year"), "add:rule")
    assert done(after(form, rule_0_what="answer:day")) == {"fiscal_year": [{"var": "day"}]}
    assert done(calculation("date", "today")) == {"today": []}
    form = calculation("number", "-", rule_0_what="answer:day", rule_1_what="today")
    assert done(form) == {"-": [{"var": "day"}, {"today": []}]}


def test_what_counts_where_an_answer_is_missing():
    form = calculation("number", "*", rule_0_what="answer:people", rule_1_what="number")
    form = after(form, "add:rule-0", rule_1_value="2")
    form = after(form, "fit:rule", rule_0_0_what="number")
    assert done(after(form, rule_0_0_value="1")) == {"*": [{"var": ["people", 1]}, 2]}
    assert done(after(after(form, "remove:rule-0-0", rule_0_0_value="1"))) == {"*": [{"var": "people"}, 2]}


def test_a_condition_as_a_value():
    form = after(condition("answer:married"), "fit:rule-0", rule_0_how="==")
    form = after(form, "fit:rule-0", rule_0_1_what="condition")
    form = after(form, "fit:rule-0", rule_0_1_0_0_0_what="answer:people")
    rule = {"==": [{"var": "married"}, {">=": [{"var": "people"}, 2]}]}
    assert done(after(form, rule_0_1_0_0_1_value="2")) == rule


def specs_of(form: RuleForm, name: str) -> list[dict[str, str]]:
    found = next(spec for spec in specs(form.shown.root) if spec["name"] == name)
    return list(found["choices"])


def test_all_operators_are_offered_somewhere():
    offered = {"==", "!", "and", "or", "in"}  # said by relations and by the way conditions go together
    for expected in ("boolean", "number", "date"):
        form = show_rule(None, NAMES, expected)
        form = after(form, "add:rule") if expected == "boolean" else form
        name = "rule-0-0-what" if expected == "boolean" else "rule-what"
        offered |= {one["value"].partition(":")[0] for one in specs_of(form, name)}
    for subject in ("answer:people", "answer:rows"):
        offered |= {one["value"].removeprefix("not:") for one in specs_of(condition(subject), "rule-0-how")}
    assert set(ARITY) - offered == set()


def test_another_subject_gets_fitting_boxes_and_keeps_what_fits():
    form = after(condition("answer:people"), rule_0_1_value="3")
    assert done(after(form, rule_0_0_what="answer:copies")) == {">=": [{"var": "copies"}, 3]}
    form = after(form, rule_0_0_what="answer:scope")  # sent as it is: the box does not fit any more
    assert [one["id"] for one in form.errors] == ["rule-0-1-value"]
    assert done(after(form, rule_0_1_value="some")) == {"==": [{"var": "scope"}, "some"]}


def test_one_value_and_several():
    form = after(condition("answer:scope"), rule_0_1_value="some")
    form = after(form, "fit:rule-0", rule_0_how="in")
    assert done(after(form)) == {"in": [{"var": "scope"}, ["some"]]}
    form = after(form, "fit:rule-0", rule_0_how="==")
    assert done(after(form)) == {"==": [{"var": "scope"}, "some"]}
    form = after(condition("answer:people"), "fit:rule-0", rule_0_how="in", rule_0_1_value="2")
    form = after(form, "add:rule-0-1")
    assert done(after(form, rule_0_1_1_value="4")) == {"in": [{"var": "people"}, [2, 4]]}

"""The rule engine against a corpus that people can read, and against rules nobody would write."""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.definitions import Rule, RuleError, evaluate, evaluate_row
from procedures.definitions.rules import ARITY, MAX_DEPTH, MAX_NODES

CASES = json.loads((Path(__file__).parent / "rule_cases.json").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_corpus(case):
    today = date.fromisoformat(case.get("today", "2026-11-23"))
    found = evaluate(case["rule"], case.get("scope", {}), today=today)
    expected = case["result"]
    if isinstance(expected, float):
        expected = Decimal(str(expected))
    assert (found, isinstance(found, bool)) == (expected, isinstance(expected, bool))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_rule_written_and_read_again_is_the_same(case):
    rule = Rule.read(case["rule"])
    assert Rule.read(json.loads(json.dumps(rule.to_json()))) == rule


def test_corpus_uses_every_operator():
    text = json.dumps([case["rule"] for case in CASES])
    assert {operator for operator in ["var", *ARITY] if f'"{operator}":' in text} == {"var", *ARITY}


def nested(depth):
    rule: Any = True
    for _ in range(depth):
        rule = {"!": [rule]}
    return rule


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ({"==": [1, 1], "!=": [1, 2]}, "rule_one_operator"),
        ({}, "rule_one_operator"),
        ({"exec": ["x"]}, "rule_unknown_operator"),
        ({"__class__": []}, "rule_unknown_operator"),
        ({"==": [1]}, "rule_arguments"),
        ({"and": []}, "rule_arguments"),
        ({"today": [1]}, "rule_arguments"),
        ({"var": []}, "rule_variable"),
        ({"var": [1]}, "rule_variable"),
        ({"var": ""}, "rule_variable"),
        ({"var": "a..b"}, "rule_variable"),
        ({"var": "a" * 201}, "rule_variable"),
        ({"some": [{"var": "a"}, {"count": [{"var": "item"}]}]}, "rule_nested_rows"),
        (nested(MAX_DEPTH), "rule_too_deep"),
        (nested(100_000), "rule_too_deep"),
        (list(range(MAX_NODES)), "rule_too_large"),
        ("x" * 501, "rule_string_too_long"),
        (10**16, "rule_number"),
        (float("nan"), "rule_number"),
        (float("inf"), "rule_number"),
        (object(), "rule_not_json"),
    ],
)
def test_unreadable_rules_are_refused(source, code):
    with pytest.raises(RuleError) as caught:
        Rule.read(source)
    assert caught.value.code == code


def test_a_rule_at_the_limits_is_read():
    assert evaluate(nested(MAX_DEPTH - 1), {}, today=TODAY) is False
    assert len(evaluate(list(range(MAX_NODES - 1)), {}, today=TODAY)) == MAX_NODES - 1


def test_variables_are_the_names_outside_rows():
    rule = Rule.read({"some": [{"var": "rows"}, {"==": [{"var": "item.n"}, {"var": ["limit", {"var": "other"}]}]}]})
    assert rule.variables == {"rows", "limit", "other"}


def test_row_rules_see_the_row_and_the_names_outside():
    rule = Rule.read({"and": [{"var": "asked"}, {"==": [{"var": "item.kind"}, "bed"]}]})
    assert evaluate_row(rule, {"asked": True}, {"kind": "bed"}, today=TODAY) is True
    assert evaluate_row(rule, {"asked": True}, {"kind": "desk"}, today=TODAY) is False
    assert evaluate_row(Rule.TRUE, {}, {}, today=TODAY) is True


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (float("nan"), None),
        (float("inf"), None),
        (Decimal("NaN"), None),
        (1.5, Decimal("1.5")),
        (2.0, 2),
        (date(2026, 4, 1), "2026-04-01"),
        (datetime(2026, 4, 1, 9, 30), "2026-04-01"),  # noqa: DTZ001 - only its date is read
        (object(), None),
        (b"bytes", None),
        (MappingProxyType({"n": 1}), {"n": 1}),
    ],
)
def test_foreign_values_in_the_scope(value, found):
    assert evaluate({"var": "a"}, {"a": value}, today=TODAY) == found


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.dates().map(date.isoformat),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
RULES = st.recursive(
    JSON_VALUES | st.sampled_from(["a", "b", "a.b", "item", "item.a"]).map(lambda name: {"var": name}),
    lambda inner: st.builds(
        lambda operator, arguments: {operator: arguments},
        st.sampled_from(sorted(ARITY)),
        st.lists(inner, max_size=3),
    ),
    max_leaves=12,
)


@given(RULES, st.dictionaries(st.sampled_from(["a", "b", "item"]), JSON_VALUES, max_size=3), st.dates())
def test_no_rule_and_no_scope_raises(source, scope, today):
    try:
        rule = Rule.read(source)
    except RuleError:
        return
    first = evaluate(rule, scope, today=today)
    assert repr(evaluate(rule, scope, today=today)) == repr(first)

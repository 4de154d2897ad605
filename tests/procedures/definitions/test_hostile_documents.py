"""Documents made to hurt: refused with a reason, in time and memory that do not depend on the malice."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.definitions import DefinitionError, check, parse
from procedures.definitions.parsing import MAX_BYTES, MAX_DEPTH
from procedures.definitions.problems import MAX_PROBLEMS
from tests.procedures.definitions.small import document, spoiled


def only_problem(whole):
    with pytest.raises(DefinitionError) as caught:
        parse(whole)
    assert len(caught.value.problems) == 1
    return caught.value.problems[0].place, caught.value.problems[0].code


def deep(depth, leaf=None):
    for _ in range(depth):
        leaf = [leaf]
    return leaf


def endless():
    whole = document()
    whole["pages"].append(whole)
    return whole


@pytest.mark.parametrize(
    ("whole", "code"),
    [
        ("", "json_invalid"),
        ('{"format": 1,}', "json_invalid"),
        ("\ud800", "json_invalid"),
        (b"\xff\xfe{\x00}\x00", "json_not_utf8"),
        (b"\x93\xfa\x96{", "json_not_utf8"),
        ("[]", "json_not_object"),
        ("null", "json_not_object"),
        ('"text"', "json_not_object"),
        ('{"format": NaN}', "json_number"),
        ('{"format": -Infinity}', "json_number"),
        ('{"format": 1e999}', "json_number"),
        ('{"format": ' + "9" * 30 + "}", "json_number"),
        ('{"format": ' + "9" * 100_000 + "}", "json_number"),
        ('{"format": 1, "format": 2}', "json_duplicate_key"),
        ('{"format": ' + "[" * 100_000, "json_too_deep"),
        ('{"a":' * 100_000, "json_too_deep"),
        (json.dumps({"format": deep(MAX_DEPTH)}), "json_too_deep"),
        ({"format": deep(100_000)}, "json_too_deep"),
        (endless(), "json_too_deep"),
        (" " * (MAX_BYTES + 1), "json_too_large"),
        (b" " * (MAX_BYTES + 1), "json_too_large"),
        ({"title": "あ" * (MAX_BYTES + 1)}, "json_too_large"),
        (json.dumps({"pages": [0] * 300_000}), "json_too_many"),
        ('{"title": "\\ud800"}', "json_bad_character"),
        ({"title": "\udfff"}, "json_bad_character"),
        ({"title": "a\x00b"}, "json_bad_character"),
        ({"title": "a\x1bb"}, "json_bad_character"),
        ({"ti\u0085tle": "a"}, "json_bad_character"),
        ({"title": object()}, "json_not_json"),
        ({"title": {1, 2}}, "json_not_json"),
        ({1: "title"}, "json_not_json"),
        ({"format": float("nan")}, "json_number"),
        ({"format": 10**20}, "json_number"),
        ({"format": 10**5000}, "json_number"),
    ],
)
def test_refused_before_its_shape_is_looked_at(whole, code):
    assert only_problem(whole)[1] == code


def many_items(count):
    items = [{"id": f"i{number}", "type": "text", "label": "項目"} for number in range(count)]
    return document(pages=[{"id": "p", "title": "頁", "items": items}])


def test_ten_thousand_items():
    assert only_problem(many_items(10_000)) == ("/pages", "too_many_items")


def test_more_items_than_a_page_takes():
    assert only_problem(many_items(400)) == ("/pages/0/items", "too_long")


def test_a_thousand_faults_are_told_up_to_a_limit():
    items = [{"id": f"i{number}", "type": "text", "wrong": 1} for number in range(290)]
    with pytest.raises(DefinitionError) as caught:
        parse(document(pages=[{"id": "p", "title": "頁", "items": items}]))
    assert len(caught.value.problems) == MAX_PROBLEMS


def test_a_deep_rule_is_refused_in_its_place():
    rule: Any = True
    for _ in range(25):
        rule = {"!": [rule]}
    assert only_problem(spoiled("/pages/1/items/1/when", rule)) == ("/pages/1/items/1/when", "rule_too_deep")


def test_keys_in_places_are_escaped_and_cut():
    assert only_problem(document() | {"a/b~" + "x" * 100: 1})[0] == "/a~1b~0" + "x" * 56


def test_a_long_chain_of_conditions_is_worked_out_without_a_deep_stack():
    items: list[dict[str, Any]] = [{"id": "i0", "type": "yes_no", "label": "はい"}]
    items += [
        {"id": f"i{number}", "type": "yes_no", "label": "はい", "when": {"var": f"i{number - 1}"}}
        for number in range(1, 290)
    ]
    items.reverse()
    items.append({"id": "email", "type": "email", "label": "メール"})
    pages = [{"id": "p", "title": "頁", "items": items}]
    assert check(parse(document(pages=pages, values=[], fees={}, statistics=[]))) == []


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=10,
)
PLACES = [
    "/title",
    "/pages",
    "/pages/0",
    "/pages/1/items",
    "/pages/1/items/0",
    "/pages/1/items/0/options",
    "/pages/1/items/1/min",
    "/pages/1/items/3/items/2/when",
    "/values/0/value",
    "/fees",
    "/workflow/stages/0",
    "/statistics",
]


@given(st.sampled_from(PLACES), JSON_VALUES)
def test_nothing_but_a_definition_error_comes_out(pointer, value):
    try:
        problems = check(parse(spoiled(pointer, value)))
    except DefinitionError as error:
        problems = list(error.problems)
    assert all(one.message_ja for one in problems)


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_no_text_is_read_as_a_definition_by_chance(text):
    with pytest.raises(DefinitionError):
        parse(text)

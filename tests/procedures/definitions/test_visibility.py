"""What is visible for given answers, and that nothing hidden counts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.definitions import Row, check, parse, rule_value, visible_answers, visible_row
from procedures.definitions.items import ListItem
from tests.procedures.definitions.small import document

TODAY = date(2026, 11, 23)


def yes_no(name, **more):
    return {"id": name, "type": "yes_no", "label": name, **more}


def page(name, *items, **more):
    return {"id": name, "title": name, "items": list(items), **more}


def definition(*pages, values=(), **more):
    email = page("mail", {"id": "email", "type": "email", "label": "メール"})
    whole = document(pages=[*pages, email], values=list(values), fees={}, statistics=[], **more)
    return parse(whole)


def see(read, answers, **more):
    return visible_answers(read, answers, TODAY, **more)


def test_a_hidden_item_has_no_value():
    read = definition(page("p", yes_no("a"), yes_no("b", when={"var": "a"}), yes_no("c", when={"var": "b"})))
    assert check(read) == []
    seen = see(read, {"a": True, "b": True, "c": False})
    assert (seen.item_ids["p"], dict(seen.answers)) == (("a", "b", "c"), {"a": True, "b": True, "c": False})
    seen = see(read, {"a": False, "b": True, "c": True})
    assert (seen.item_ids["p"], dict(seen.answers)) == (("a",), {"a": False})


def test_a_hidden_page_hides_its_items_from_rules_elsewhere():
    read = definition(
        page("p", yes_no("a")),
        page("q", yes_no("b"), when={"var": "a"}),
        page("r", yes_no("c", when={"!": [{"var": "b"}]})),
    )
    seen = see(read, {"a": False, "b": True})
    assert seen.page_ids() == ("p", "r", "mail")
    assert seen.item_ids["r"] == ("c",)
    assert dict(seen.answers) == {"a": False}


def test_rules_may_look_at_later_pages():
    read = definition(page("p", yes_no("a", when={"var": "b"})), page("q", yes_no("b")))
    assert check(read) == []
    assert see(read, {"b": True}).item_ids["p"] == ("a",)
    assert see(read, {"a": True}).item_ids["p"] == ()


def test_groups_hide_their_members_which_answer_under_their_own_names():
    group = {"id": "g", "type": "group", "label": "組", "when": {"var": "a"}, "items": [yes_no("b"), yes_no("c")]}
    read = definition(page("p", yes_no("a"), group))
    seen = see(read, {"a": True, "b": False})
    assert seen.item_ids["p"] == ("a", "g", "b", "c")
    assert dict(seen.answers) == {"a": True, "b": False}
    assert see(read, {"a": False, "b": False}).item_ids["p"] == ("a",)


ROWS = {
    "id": "rows",
    "type": "list",
    "label": "行",
    "item_label": "行",
    "min": 1,
    "max": 3,
    "items": [
        yes_no("apart", required=True),
        {
            "id": "where",
            "type": "group",
            "label": "住所",
            "when": {"var": "item.apart"},
            "items": [
                {"id": "town", "type": "text", "label": "町", "required": {"var": "strict"}},
                {"id": "floor", "type": "integer", "label": "階", "when": {"==": [{"var": "item.town"}, "山王"]}},
            ],
        },
    ],
}


def test_rows_are_seen_one_by_one():
    read = definition(page("p", yes_no("strict"), ROWS))
    assert check(read) == []
    given_rows = [{"apart": True, "town": "山王", "floor": 2}, {"apart": False, "town": "山王", "floor": 3}]
    seen = see(read, {"strict": True, "rows": given_rows})
    assert seen.answers["rows"] == [{"apart": True, "town": "山王", "floor": 2}, {"apart": False}]
    assert [row.item_ids for row in seen.rows["rows"]] == [("apart", "where", "town", "floor"), ("apart",)]
    assert [row.required for row in seen.rows["rows"]] == [{"apart", "town"}, {"apart"}]


def test_a_new_row_shows_what_an_empty_row_shows():
    read = definition(page("p", yes_no("strict"), ROWS))
    rows = read.item("rows")
    assert isinstance(rows, ListItem)
    row = visible_row(rows, {}, {"strict": True}, TODAY)
    assert row == Row(("apart",), frozenset({"apart"}), {})


def test_rows_beyond_the_most_and_rows_that_are_none_are_left_out():
    read = definition(page("p", yes_no("strict"), ROWS))
    assert len(see(read, {"rows": [{"apart": True}] * 9}).rows["rows"]) == 3
    assert see(read, {"rows": ["x", None, {"apart": True}]}).answers["rows"] == [{"apart": True}]
    assert "rows" not in see(read, {"rows": "x"}).answers


def test_required_by_constant_by_rule_and_by_rows():
    read = definition(
        page("p", yes_no("a", required=True), yes_no("b", required={"var": "a"}), yes_no("c"), yes_no("d"), ROWS)
    )
    assert see(read, {"a": True}).required == {"a", "b", "rows"}
    assert see(read, {"a": False}).required == {"a", "rows"}


def test_what_is_hidden_is_not_required():
    read = definition(page("p", yes_no("a"), yes_no("b", required=True, when={"var": "a"})))
    assert see(read, {}).required == frozenset()


def test_required_may_depend_on_later_answers():
    read = definition(page("p", yes_no("a", required={"var": "b"})), page("q", yes_no("b")))
    assert see(read, {"b": True}).required == {"a"}


def test_computed_values_are_typed_and_serve_rules():
    values = [
        {"id": "total", "type": "integer", "value": {"/": [{"var": "n"}, 2]}},
        {"id": "big", "type": "boolean", "value": {">": [{"var": "total"}, 2]}},
        {"id": "deadline", "type": "date", "value": {"business_days_after": [{"today": []}, 1]}},
        {"id": "ratio", "type": "decimal", "value": {"/": [{"var": "n"}, 2]}},
        {"id": "word", "type": "text", "value": {"if": [{"var": "big"}, "大", "小"]}},
    ]
    number = {"id": "n", "type": "integer", "label": "数"}
    read = definition(page("p", number, yes_no("a", when={"var": "big"})), values=values)
    assert check(read) == []
    seen = see(read, {"n": 7})
    assert {name: str(value) for name, value in seen.values.items()} == {
        "total": "3",
        "big": "True",
        "deadline": "2026-11-24",
        "ratio": "3.5",
        "word": "大",
    }
    assert seen.item_ids["p"] == ("n", "a")
    assert see(read, {}).values == {"total": None, "big": False, "deadline": "2026-11-24", "ratio": None, "word": "小"}


@pytest.mark.parametrize(
    ("kind", "value"), [("boolean", 1), ("date", "soon"), ("text", 1), ("integer", True), ("yen", "1")]
)
def test_a_value_of_the_wrong_type_is_missing(kind, value):
    read = definition(page("p", yes_no("a")), values=[{"id": "v", "type": kind, "value": value}])
    assert see(read, {}).values == {"v": None}
    assert "v" not in see(read, {}).scope


def test_facts_are_seen_under_their_two_names_only_as_known_now_or_as_sealed_when_sent():
    read = definition(page("p", yes_no("a", when={">=": [{"var": "identity.level"}, 2]})))
    assert check(read) == []
    assert see(read, {}, facts={"identity": {"level": 3}}).item_ids["p"] == ("a",)
    assert see(read, {}, facts={"level": 3}).item_ids["p"] == ()
    assert see(read, {"identity": {"level": 3}}).item_ids["p"] == ("a",)
    assert see(read, {"identity": {"level": 3}}, facts={"identity": {"level": 0}}).item_ids["p"] == ()
    assert see(read, {"level": 3}).item_ids["p"] == ()


def test_options_and_consents_as_rules_see_them():
    options = [{"value": "x", "label": "x"}]
    read = definition(
        page(
            "p",
            {"id": "one", "type": "choice", "label": "一つ", "options": options, "other": True},
            {"id": "many", "type": "choices", "label": "いくつか", "options": options, "other": True},
            {"id": "ok", "type": "consent", "label": "同意", "text": "同意します", "version": "1"},
        )
    )
    other = {"value": "other", "text": "ほか"}
    answers = {"one": other, "many": ["x", other], "ok": {"given": True, "version": "1"}}
    seen = see(read, answers)
    assert dict(seen.scope) == {"one": "other", "many": ["x", "other"], "ok": True}
    assert dict(seen.answers) == answers
    assert rule_value(read.item("ok"), {"given": False, "version": "1"}) is False
    assert rule_value(read.item("ok"), "yes") is None


def test_a_cycle_ends_with_what_is_not_worked_out_yet_missing():
    read = definition(page("p", yes_no("a", when={"!": [{"var": "b"}]}), yes_no("b", when={"!": [{"var": "a"}]})))
    assert [one.code for one in check(read)] == ["rule_cycle"]
    assert see(read, {"a": True, "b": True}).item_ids["p"] == ("b",)


def test_unknown_answers_are_ignored():
    read = definition(page("p", yes_no("a")))
    assert dict(see(read, {"x": 1, "p": 2, "mail": 3}).answers) == {}


@given(
    st.dictionaries(
        st.sampled_from(["scope", "copies", "day", "people", "name", "email", "x"]),
        st.none()
        | st.booleans()
        | st.integers()
        | st.text()
        | st.lists(st.dictionaries(st.sampled_from(["apart", "home"]), st.booleans())),
    )
)
def test_no_answers_raise_and_seeing_twice_changes_nothing(answers):
    read = parse(document())
    seen = see(read, answers)
    again = see(read, seen.answers)
    assert (again.item_ids, again.answers, again.required) == (seen.item_ids, seen.answers, seen.required)

"""Whether pages, items, stages and fees can be reached, and what is said of those that cannot."""

from typing import Any

import pytest

from procedures.definitions import advise, check, parse
from procedures.definitions.checks.reach import TRIES, findings
from tests.procedures.definitions.small import document

YES = {"id": "yes", "type": "yes_no", "label": "はい"}
KIND = {
    "id": "kind",
    "type": "choice",
    "label": "種類",
    "options": [{"value": value, "label": value} for value in ("a", "b", "c")],
}
COUNT = {"id": "count", "type": "integer", "label": "数", "min": 1, "max": 10}
TICKS = {**KIND, "id": "ticks", "type": "choices"}
DAY = {"id": "day", "type": "date", "label": "日", "min": "2026-04-01"}
BORN = {"id": "born", "type": "birth_date", "label": "生年月日"}
ROWS = {"id": "rows", "type": "list", "label": "行", "item_label": "行", "items": [{**YES, "id": "apart"}]}
THINGS = {**KIND, "id": "things", "type": "quantities"}
AT = {"id": "at", "type": "time", "label": "時刻"}
ACCOUNT = {"id": "account", "type": "bank_account", "label": "口座"}
NOTE = {"id": "note", "type": "text", "label": "備考"}
NAME = {"id": "name", "type": "person_name", "label": "氏名", "subject": "applicant"}
MAIL = {"id": "mail", "type": "email", "label": "メール", "subject": "applicant"}
FIRST = [MAIL, YES, KIND, COUNT, TICKS, DAY, BORN, ROWS, THINGS, AT, ACCOUNT, NAME]
A, B = {"==": [{"var": "kind"}, "a"]}, {"==": [{"var": "kind"}, "b"]}


def whole(when: Any, *, items: list[Any] | None = None, later: list[Any] | None = None, **changes: Any):
    pages = [
        {"id": "first", "title": "一", "items": items or FIRST},
        {
            "id": "second",
            "title": "二",
            "when": when,
            "items": later or [{"id": "note", "type": "text", "label": "備考"}],
        },
    ]
    plain: dict[str, Any] = {"values": [], "evidence": [], "statistics": [], "fees": {"timing": "none"}}
    return parse(document(pages=pages, **(plain | changes)))


def said(definition):
    return [(one.place, one.code) for one in check(definition)], [(one.place, one.code) for one in advise(definition)]


@pytest.mark.parametrize(
    "when",
    [
        A,
        {"!": [{"var": "kind"}]},
        {"and": [A, {"var": "yes"}]},
        {"or": [{"and": [A, B]}, {"var": "yes"}]},
        {">": [{"var": "count"}, 9]},
        {"and": [{">": [{"var": "count"}, 3]}, {"<": [{"var": "count"}, 5]}]},
        {"in": ["b", {"var": "ticks"}]},
        {"and": [{"in": ["a", {"var": "ticks"}]}, {"!": [{"in": ["b", {"var": "ticks"}]}]}]},
        {">": [{"var": "day"}, "2026-04-01"]},
        {">=": [{"age_on": [{"var": "born"}]}, 65]},
        {"<": [{"age_on": [{"var": "born"}]}, 18]},
        {"some": [{"var": "rows"}, {"var": "item.apart"}]},
        {"all": [{"var": "rows"}, {"!": [{"var": "item.apart"}]}]},
        {">": [{"count": [{"var": "rows"}]}, 2]},
        {">": [{"var": "things.b"}, 0]},
        {">": [{"sum": [{"var": "things"}]}, 3]},
        {">": [{"var": "at"}, "21:00"]},
        {"==": [{"var": "account.kind"}, "savings"]},
    ],
)
def test_pages_that_can_be_reached(when):
    assert said(whole(when)) == ([], [])


@pytest.mark.parametrize(
    "when",
    [
        {"and": [A, {"!": [A]}]},
        {"and": [A, {"!=": [{"var": "kind"}, "a"]}]},
        {"and": [{"or": [A, B]}, {"==": [{"var": "kind"}, "c"]}]},
        {"and": [{"var": "yes"}, {"!": [{"var": "yes"}]}]},
        {">": [{"var": "count"}, 10]},
        {"and": [{">": [{"var": "count"}, 3]}, {"<": [{"var": "count"}, 4]}]},
        {"<": [{"var": "day"}, "2026-04-01"]},
        {"and": [{"in": ["a", {"var": "ticks"}]}, {"!": [{"var": "ticks"}]}]},
    ],
)
def test_pages_that_can_be_proven_never_to_be_reached(when):
    errors, warnings = said(whole(when))
    assert errors == [("/pages/1/when", "never_reached")]
    assert {code for _place, code in warnings} <= {"option_never"}


def test_the_report_names_the_rules_that_stand_against_one_another():
    hidden = {"id": "more", "type": "yes_no", "label": "もっと", "when": A}
    found = check(whole({"and": [{"var": "more"}, B]}, items=[MAIL, KIND, hidden]))
    assert [(one.place, one.code) for one in found] == [("/pages/1/when", "never_reached")]
    assert "（/pages/1/when）" in found[0].message_ja
    assert "（/pages/0/items/2/when）" in found[0].message_ja


def test_an_item_within_a_page_that_stands_against_it():
    inner = {"id": "note", "type": "text", "label": "備考", "when": B}
    assert said(whole(A, later=[inner, MAIL | {"id": "mail2"}]))[0] == [("/pages/1/items/0/when", "never_reached")]


def test_an_item_within_a_group_that_stands_against_it():
    group = {"id": "both", "type": "group", "label": "組", "when": A, "items": [{**COUNT, "id": "inner", "when": B}]}
    assert said(whole(A, later=[group]))[0] == [("/pages/1/items/0/items/0/when", "never_reached")]


def test_required_questions_of_earlier_pages_are_answered():
    must = {**KIND, "required": True}
    unanswered = {"!": [{"var": "kind"}]}
    assert said(whole(unanswered, items=[MAIL, must]))[0] == [("/pages/1/when", "never_reached")]
    later = {**YES, "id": "later", "when": {"!": [{"var": "own"}]}}
    assert said(whole(A, later=[{**must, "id": "own"}, later])) == ([], [])


def test_who_is_stopped_does_not_get_further():
    stop = [{"when": A, "message": "受け付けられません。"}]
    assert said(whole(A, eligibility=stop))[0] == [("/pages/1/when", "never_reached")]
    assert said(whole(B, eligibility=stop)) == ([], [])


def test_values_are_worked_out():
    values = [{"id": "double", "type": "integer", "value": {"*": [{"var": "count"}, 2]}}]
    assert said(whole({">": [{"var": "double"}, 19]}, values=values)) == ([], [])
    assert said(whole({">": [{"var": "double"}, 20]}, values=values)) == ([], [("/pages/1/when", "reach_unproven")])


def test_what_registers_and_the_calendar_decide_is_not_proven():
    later = {">": [{"fiscal_year": []}, 2050]}
    assert said(whole(later)) == ([], [("/pages/1/when", "reach_unproven")])
    level = {">=": [{"var": "identity.level"}, 2]}
    assert said(whole(level)) == ([], [("/pages/1/when", "reach_unproven")])


def test_stages_and_fees():
    both = {"and": [A, B, {"var": "yes"}, {"!": [{"var": "yes"}]}, {"<": [1, 2]}]}
    never = {"and": [{"or": [A, B]}, {"==": [{"var": "kind"}, "c"]}]}
    workflow = {"stages": [{"id": "review", "title": "審査"}, {"id": "second", "title": "再審査", "when": never}]}
    fees = {"timing": "before_issue", "lines": [{"item": "certificate", "when": never}]}
    found = whole(A, workflow=workflow, fees=fees)
    assert said(found) == (
        [("/workflow/stages/1/when", "stage_never_reached")],
        [
            ("/fees/lines/0/when", "fee_never"),
            ("/pages/0/items/2/options/1", "option_never"),
            ("/pages/0/items/2/options/2", "option_never"),
        ],
    )
    assert said(whole(both))[0] == [("/pages/1/when", "never_shown")]


def test_a_search_has_an_end():
    many = [{**KIND, "id": f"kind_{number}"} for number in range(12)]
    all_c = [{"==": [{"var": f"kind_{number}"}, "c"]} for number in range(12)]
    contradiction = {"and": [*all_c, {"in": [{"var": "kind_0"}, ["a"]]}]}
    found = findings(whole(contradiction, items=[MAIL, NAME, *many]))
    assert [one.outcome for one in found] == ["too_large"]
    assert said(whole(contradiction, items=[MAIL, NAME, *many])) == ([], [("/pages/1/when", "reach_too_large")])
    assert TRIES < 3**12


def test_a_document_whose_rules_are_wrong_is_not_searched():
    assert said(whole({"==": [{"var": "kind"}, "z"]}))[0] == [("/pages/1/when", "rule_unknown_option")]

"""Answers judged before they are submitted, whatever wrote them."""

import pytest

from procedures.forms.completeness import faults_of
from tests.procedures.forms.samples import TODAY, form, page

FORM = form(
    page(
        "one",
        {"id": "note", "type": "text", "label": "備考", "max": 5},
        {"id": "copies", "type": "integer", "label": "通数", "required": True, "max": 10},
        {"id": "day", "type": "date", "label": "日", "min": {"today": []}},
    ),
    page(
        "two",
        {"id": "agree", "type": "consent", "label": "同意", "text": "文", "version": "2"},
        {
            "id": "people",
            "type": "list",
            "label": "方",
            "item_label": "方",
            "max": 2,
            "items": [{"id": "person", "type": "text", "label": "名前", "required": True}],
        },
    ),
)
GOOD = {
    "note": "短い",
    "copies": 3,
    "day": "2026-11-24",
    "agree": {"given": True, "version": "2"},
    "people": [{"person": "一"}],
}


def found(**changes):
    return {
        page_id: [(fault.id, fault.message) for fault in faults]
        for page_id, faults in faults_of(FORM, GOOD | changes, TODAY).items()
    }


def test_good_answers():
    assert found() == {}


def test_nothing_at_all():
    faults = faults_of(FORM, {}, TODAY)
    assert {page_id: [fault.id for fault in several] for page_id, several in faults.items()} == {
        "one": ["copies"],
        "two": ["agree"],
    }
    assert all(fault.missing for several in faults.values() for fault in several)


def test_an_answer_that_was_right_yesterday():
    assert found(day="2026-11-23") == {
        "one": [("day-year", "「日」は2026年11月24日以降の日付を入力してください。例）2026年11月24日")]
    }


def test_a_consent_to_an_older_text():
    assert found(agree={"given": True, "version": "1"}) == {
        "two": [("agree", "「同意」の内容が新しくなりました。読んでから、もう一度チェックを入れてください。")]
    }


@pytest.mark.parametrize("copies", ["3", 3.5, True, [3], {"value": 3}, 10**40])
def test_an_answer_of_another_shape(copies):
    assert list(found(copies=copies)) == ["one"]


def test_an_answer_that_no_field_would_give():
    assert found(note=" 空白 ") == {"one": [("note", "「備考」を読み取れません。もう一度入力してください。")]}
    assert found(agree={"given": True, "version": "2", "more": 1}) == {
        "two": [("agree", "「同意」を読み取れません。もう一度入力してください。")]
    }


def test_rows():
    assert found(people=[{"person": "一"}, {}]) == {"two": [("people-1-person", "方 2：「名前」を入力してください。")]}
    assert found(people=[{"person": " 一"}]) == {
        "two": [("people-0-person", "方 1：「名前」を読み取れません。もう一度入力してください。")]
    }
    assert found(people=[{}, {"person": " 一"}]) == {
        "two": [
            ("people-0-person", "方 1：「名前」を入力してください。"),
            ("people-1-person", "方 2：「名前」を読み取れません。もう一度入力してください。"),
        ]
    }
    assert found(people=[]) == {}


@pytest.mark.parametrize("people", ["x", 3, {"person": "一"}, ["x"], [None]])
def test_rows_of_another_shape_are_no_rows(people):
    assert found(people=people) == {}


def test_unknown_answers_do_not_matter():
    assert found(unknown="x") == {}

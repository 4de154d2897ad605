"""Buttons that change a page: nothing judged, nothing lost."""

import pytest

from procedures.forms.actions import Add, Postcode, Remove, list_action
from procedures.forms.binding import apply_action, bind, submit
from tests.procedures.forms.samples import TODAY, form, page

PEOPLE = {
    "id": "people",
    "type": "list",
    "label": "必要な方",
    "item_label": "必要な方",
    "max": 3,
    "items": [
        {"id": "person", "type": "text", "label": "名前", "required": True},
        {"id": "home", "type": "address", "label": "住所"},
    ],
}
FORM = form(
    page("one", {"id": "copies", "type": "integer", "label": "通数", "required": True}, PEOPLE),
    page("two", {"id": "here", "type": "address", "label": "今の住所", "scope": "city"}),
)
TWO = {"people-0-person": ["一"], "people-1-person": ["二"], "copies": ["x"]}


def pressed(data, action, page_id="one", answers=None):
    return apply_action(FORM, page_id, answers=answers or {}, data=data, action=action, today=TODAY)


@pytest.mark.parametrize(
    ("value", "action"),
    [
        ("add:people", Add("people")),
        ("remove:people:1", Remove("people", 1)),
        ("postcode:here", Postcode("here")),
        ("lookup:here", Postcode("here")),
        ("lookup:people-1-home", Postcode("people-1-home")),
        ("save", None),
        ("", None),
        ("add:", None),
        ("add:people:1", None),
        ("remove:people", None),
        ("remove:people:-1", None),
        ("remove:people:999", None),
        ("lookup:here:1", None),
        ("drop:people", None),
        ("add:people\n", None),
        ("\ud800", None),
        ("add:" + "a" * 100_000, None),
    ],
)
def test_what_button_was_pressed(value, action):
    assert list_action({"_action": [value]}) == action


def test_no_button():
    assert list_action({}) is None


def test_a_row_is_added_and_nothing_lost_or_judged():
    bound = pressed(TWO, Add("people"))
    assert (bound.faults, bound.is_valid, bound.focus) == ((), False, "people-2")
    rows = bound.specs[1]["rows"]
    assert [row["items"][0]["value"] for row in rows] == ["一", "二", ""]
    assert [row["title"] for row in rows] == ["必要な方 1", "必要な方 2", "必要な方 3"]
    assert bound.specs[0]["value"] == "x"
    assert bound.specs[1]["can_add"] is False


def test_the_new_row_is_still_there_when_the_page_is_fetched():
    typed = pressed(TWO, Add("people")).typed
    again = bind(FORM, "one", answers={}, typed=typed, today=TODAY)
    assert len(again.specs[1]["rows"]) == 3


def test_the_first_row_can_be_added():
    bound = pressed({"copies": ["1"]}, Add("people"))
    assert len(bound.specs[1]["rows"]) == 1


def test_no_more_rows_than_may_be():
    data = TWO | {"people-2-person": ["三"]}
    assert len(pressed(data, Add("people")).specs[1]["rows"]) == 3


def test_a_row_is_removed_and_the_others_move_up():
    data = TWO | {"people-2-person": ["三"], "people-2-home-town": ["山王"]}
    bound = pressed(data, Remove("people", 1))
    assert bound.typed == {
        "copies": ["x"],
        "people-0-person": ["一"],
        "people-1-person": ["三"],
        "people-1-home-town": ["山王"],
    }
    assert bound.focus == "people-1"


@pytest.mark.parametrize(
    ("rows", "removed", "focus"), [(3, 0, "people-0"), (3, 2, "people-1"), (2, 1, "people-0"), (1, 0, "people")]
)
def test_after_removing_a_row_one_is_at_what_stands_there_now(rows, removed, focus):
    data = {f"people-{index}-person": ["名前"] for index in range(rows)}
    assert pressed(data, Remove("people", removed)).focus == focus


def test_the_last_row_can_be_removed_for_good():
    answers = {"copies": 1, "people": [{"person": "一"}]}
    bound = pressed({"copies": ["1"], "people-0-person": ["一"]}, Remove("people", 0), answers=answers)
    assert bound.specs[1]["rows"] == []
    assert submit(FORM, "one", answers=answers, data=bound.typed, today=TODAY).answers == {"copies": 1}


@pytest.mark.parametrize(
    "action", [Add("copies"), Add("nothing"), Remove("people", 40), Postcode("copies"), Postcode("x")]
)
def test_a_button_that_the_page_does_not_have_changes_nothing(action):
    bound = pressed(TWO, action)
    assert bound.typed == TWO
    assert bound.faults == ()


def test_a_postcode_fills_in_the_address():
    bound = pressed({"here-postcode": ["０１０－０９５１"], "here-street": ["1-1"]}, Postcode("here"), "two")
    assert bound.specs[0]["value"] == {
        "postcode": "010-0951",
        "prefecture": "秋田県",
        "city": "秋田市",
        "town": "山王",
        "street": "1-1",
        "building": "",
    }
    assert (bound.faults, bound.focus) == ((), "here-street")


def test_a_postcode_in_a_row():
    bound = pressed(TWO | {"people-1-home-postcode": ["100-0001"]}, Postcode("people-1-home"))
    home = bound.specs[1]["rows"][1]["items"][1]["value"]
    assert (home["prefecture"], home["city"], home["town"]) == ("東京都", "千代田区", "千代田")


def test_several_towns_are_there_to_choose_from():
    bound = pressed({"here-postcode": ["011-0951"]}, Postcode("here"), "two")
    assert [town["value"] for town in bound.specs[0]["towns"]] == ["土崎港相染町", "土崎港古川町"]
    assert bound.focus == "here-town"


def test_an_unknown_postcode_is_said_at_its_box():
    bound = pressed({"here-postcode": ["000-0000"]}, Postcode("here"), "two")
    message = "郵便番号「000-0000」が見つかりません。番号を確かめるか、住所を直接入力してください。例）010-0951"
    assert [(fault.id, fault.message) for fault in bound.faults] == [("here-postcode", message)]
    assert bound.specs[0]["errors"] == {"postcode": message}
    assert bound.specs[0]["value"]["postcode"] == "000-0000"

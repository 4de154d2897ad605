import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.designer.documents import NoSuchPlace, container_of, find, place_of, placed_items, pointer_of
from procedures.designer.steps import (
    ABSENT,
    Insert,
    Remove,
    Set,
    StepRefused,
    apply,
    from_json,
    position_of,
    reversed_steps,
    to_json,
)
from tests.catalogue import small_document

GROUP = {"id": "home", "type": "group", "label": "住まい", "items": [{"id": "phone", "type": "phone", "label": "電話"}]}
SCOPE = {
    "id": "scope",
    "type": "choice",
    "label": "範囲",
    "options": [{"value": "all", "label": "全部"}, {"value": "part", "label": "一部"}],
}


def document():
    made = small_document(eligibility=[{"when": True, "message": "終わりました"}, {"when": False, "message": "まだ"}])
    made["pages"].append({"id": "home_page", "title": "住まい", "items": [copy.deepcopy(GROUP), copy.deepcopy(SCOPE)]})
    return made


@pytest.mark.parametrize(
    ("place", "pointer"),
    [
        ("", ""),
        ("pages/home_page", "/pages/1"),
        ("items/wish", "/pages/0/items/2"),
        ("items/phone", "/pages/1/items/0/items/0"),
        ("items/scope/options/part", "/pages/1/items/1/options/1"),
        ("eligibility/1", "/eligibility/1"),
        ("workflow", "/workflow"),
        ("workflow/stages/review", "/workflow/stages/0"),
        ("assurance", "/assurance"),
    ],
)
def test_a_place_is_a_pointer_and_back(place, pointer):
    made = document()
    assert pointer_of(made, place) == pointer
    assert place_of(made, pointer) == (place, "")


@pytest.mark.parametrize(
    "place", ["pages/none", "items", "items/none", "eligibility/2", "workflow/stages/x", "title/ja"]
)
def test_a_place_where_nothing_is(place):
    with pytest.raises(NoSuchPlace):
        find(document(), place)


@pytest.mark.parametrize(
    ("pointer", "place", "field"),
    [
        ("/title", "", "title"),
        ("/title/en", "", "title"),
        ("/pages/0/items/2/label", "items/wish", "label"),
        ("/pages/0/items/9", "pages/applicant", "items"),
        ("/pages/1/items/1/options/0/label", "items/scope/options/all", "label"),
        ("/assurance/reason", "assurance", "reason"),
        ("/fees/lines/0/quantity", "", "fees"),
        ("/eligibility/0/when", "eligibility/0", "when"),
        ("/pages/x", "", "pages"),
    ],
)
def test_a_pointer_leads_to_the_innermost_part_and_its_field(pointer, place, field):
    assert place_of(document(), pointer) == (place, field)


def test_where_a_part_stands():
    made = document()
    assert container_of(made, "items/wish") == ("pages/applicant", "items", "wish")
    assert container_of(made, "items/phone") == ("items/home", "items", "phone")
    assert container_of(made, "items/scope/options/all") == ("items/scope", "options", "all")
    assert container_of(made, "pages/applicant") == ("", "pages", "applicant")
    assert container_of(made, "workflow/stages/review") == ("workflow", "stages", "review")
    with pytest.raises(NoSuchPlace):
        container_of(made, "items/none")
    with pytest.raises(NoSuchPlace):
        container_of(made, "workflow")


def test_a_field_changes_only_from_what_was_seen():
    made = apply(document(), [Set("items/wish", "label", "希望", "ご希望")])
    assert find(made, "items/wish")["label"] == "ご希望"
    with pytest.raises(StepRefused):
        apply(made, [Set("items/wish", "label", "希望", "別の名前")])


def test_true_is_not_one_for_a_step():
    with pytest.raises(StepRefused):
        apply(document(), [Set("items/applicant_name", "required", 1, False)])


def test_a_section_begins_with_its_first_field_and_ends_with_its_last():
    step = Set("fees", "timing", ABSENT, "before_review")
    made = apply(document(), [step])
    assert made["fees"] == {"timing": "before_review"}
    assert "fees" not in apply(made, [step.reversed()])


def test_a_member_goes_behind_its_neighbour_wherever_that_stands_now():
    new = {"id": "new", "type": "text", "label": "新しい項目"}
    made = apply(document(), [Remove("pages/applicant", "items", "", document()["pages"][0]["items"][0])])
    made = apply(made, [Insert("pages/applicant", "items", "applicant_email", new)])
    assert [one["id"] for one in made["pages"][0]["items"]] == ["applicant_email", "new", "wish"]
    gone = apply(made, [Insert("pages/applicant", "items", "applicant_name", {**new, "id": "last"})])
    assert gone["pages"][0]["items"][-1]["id"] == "last"


def test_a_member_that_is_there_is_not_put_in_twice():
    with pytest.raises(StepRefused):
        apply(document(), [Insert("pages/applicant", "items", "", document()["pages"][0]["items"][2])])


def test_a_member_that_somebody_changed_is_not_taken_away():
    wish = document()["pages"][0]["items"][2]
    made = apply(document(), [Set("items/wish", "label", "希望", "ご希望")])
    with pytest.raises(StepRefused):
        apply(made, [Remove("pages/applicant", "items", "applicant_email", wish)])


def test_members_without_ids_are_told_apart_by_what_they_say():
    stops = document()["eligibility"]
    made = apply(document(), [Insert("", "eligibility", 0, {"when": False, "message": "先頭"})])
    made = apply(made, [Remove("", "eligibility", 1, stops[1])])
    assert [one["message"] for one in made["eligibility"]] == ["先頭", "終わりました"]


def test_a_list_that_is_empty_is_not_there():
    stops = document()["eligibility"]
    steps = [Remove("", "eligibility", 1, stops[1]), Remove("", "eligibility", 0, stops[0])]
    made = apply(document(), steps)
    assert "eligibility" not in made
    assert apply(made, reversed_steps(steps)) == document()


def test_steps_about_what_is_not_there_are_refused():
    for step in (
        Set("items/none", "label", "", "x"),
        Insert("pages/none", "items", "", {"id": "x"}),
        Remove("pages/applicant", "items", "", {"id": "none"}),
        Insert("items/wish", "label", "", {"id": "x"}),
        Set("title", "ja", ABSENT, "x"),
    ):
        with pytest.raises(StepRefused):
            apply(document(), [step])


def test_the_position_of_a_member():
    items = document()["pages"][0]["items"]
    stops = document()["eligibility"]
    assert [position_of(items, index) for index in range(4)] == ["", "applicant_name", "applicant_email", "wish"]
    assert [position_of(stops, index) for index in range(3)] == [0, 1, 2]
    assert position_of([], 0) == ""


@st.composite
def changes(draw):
    """A step that fits the document as it stands after those before it."""
    made, steps = document(), []
    for number in range(draw(st.integers(1, 6))):
        containers = ["pages/applicant", "pages/home_page", "items/home"]
        place = draw(st.sampled_from([one for one in containers if _is_there(made, one)]))
        members = find(made, place).get("items", [])
        kind = draw(st.sampled_from(["set", "insert", "remove"] if members else ["insert"]))
        index = draw(st.integers(0, max(len(members) - 1, 0)))
        if kind == "set":
            item = members[index]
            step: Set | Insert | Remove = Set(
                f"items/{item['id']}", "hint", item.get("hint", ABSENT), draw(st.sampled_from([ABSENT, "説明"]))
            )
        elif kind == "insert":
            value = {"id": f"new_{number}", "type": "text", "label": "新しい"}
            step = Insert(place, "items", position_of(members, index), value)
        else:
            step = Remove(place, "items", position_of(members, index), copy.deepcopy(members[index]))
        made = apply(made, [step])
        steps.append(step)
    return made, steps


def _is_there(made, place):
    try:
        find(made, place)
    except NoSuchPlace:
        return False
    return True


@settings(max_examples=60, deadline=None)
@given(changes())
def test_what_was_done_is_undone_exactly_and_survives_being_written_down(drawn):
    made, steps = drawn
    written = json.loads(json.dumps(to_json(steps), ensure_ascii=False))
    assert from_json(written) == tuple(steps)
    assert apply(document(), from_json(written)) == made
    assert apply(made, reversed_steps(steps)) == document()


def test_items_come_in_reading_order_with_where_they_stand():
    assert [(item["id"], pointer, place) for item, pointer, place in placed_items(document())] == [
        ("applicant_name", "/pages/0/items/0", "pages/applicant"),
        ("applicant_email", "/pages/0/items/1", "pages/applicant"),
        ("wish", "/pages/0/items/2", "pages/applicant"),
        ("home", "/pages/1/items/0", "pages/home_page"),
        ("phone", "/pages/1/items/0/items/0", "items/home"),
        ("scope", "/pages/1/items/1", "pages/home_page"),
    ]

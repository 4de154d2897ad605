"""Showing and submitting a page."""

import json

import pytest

from procedures.forms.binding import bind, submit
from tests.procedures.forms.samples import TODAY, form, page

COUNT = {"id": "copies", "type": "integer", "label": "通数", "required": True, "min": 1, "max": {"var": "limit"}}
LIMIT = {"id": "limit", "type": "integer", "label": "上限"}
SCOPE = {
    "id": "scope",
    "type": "choice",
    "label": "範囲",
    "required": True,
    "options": [{"value": "all", "label": "全員"}, {"value": "some", "label": "一部"}],
}
WHO = {"id": "who", "type": "text", "label": "だれ", "required": True, "when": {"==": [{"var": "scope"}, "some"]}}
HOW = {
    "id": "how",
    "type": "choices",
    "label": "方法",
    "options": [{"value": "a", "label": "甲"}, {"value": "b", "label": "乙"}],
    "when": {"==": [{"var": "scope"}, "some"]},
}
NOTE = {"id": "note", "type": "text", "label": "備考", "when": {"==": [{"var": "who"}, "父"]}}
CHILDREN = {
    "id": "children",
    "type": "list",
    "label": "お子さん",
    "item_label": "お子さん",
    "min": 1,
    "max": 3,
    "items": [
        {"id": "child", "type": "text", "label": "名前", "required": True},
        {"id": "apart", "type": "yes_no", "label": "別居"},
        {"id": "where", "type": "text", "label": "どこ", "required": True, "when": {"var": "item.apart"}},
        {"id": "age", "type": "integer", "label": "年", "min": 0, "max": {"+": [{"var": "limit"}, 0]}},
    ],
}
OTHER_PAGE = page("two", {"id": "mail", "type": "email", "label": "メール"})


def posted(definition, data, answers=None, page_id="one", **more):
    return submit(definition, page_id, answers=answers or {}, data=data, today=TODAY, **more)


def messages(bound):
    return [(fault.id, fault.message) for fault in bound.faults]


def test_a_good_page_replaces_its_answers_and_no_others():
    definition = form(page("one", LIMIT, COUNT), OTHER_PAGE)
    before = {"copies": 1, "limit": 3, "mail": "a@example.jp", "gone": "kept"}
    bound = posted(definition, {"copies": ["２"], "limit": [""]}, before)
    assert bound.is_valid
    assert bound.answers == {"copies": 2, "mail": "a@example.jp", "gone": "kept"}
    assert before["copies"] == 1


def test_bounds_see_the_answers_posted_with_them():
    definition = form(page("one", LIMIT, COUNT), OTHER_PAGE)
    bound = posted(definition, {"copies": ["5"], "limit": ["4"]}, {"limit": 9})
    assert messages(bound) == [("copies", "「通数」は1から4までの数字で入力してください。例）1")]
    assert not bound.is_valid


def test_what_is_wrong_is_kept_as_typed_and_has_no_answer():
    definition = form(page("one", LIMIT, COUNT), OTHER_PAGE)
    bound = posted(definition, {"copies": ["五"], "limit": ["４"]}, {"copies": 1, "limit": 9})
    assert bound.answers == {"limit": 4}
    assert bound.typed == {"copies": ["五"], "limit": ["４"]}
    assert [spec["value"] for spec in bound.specs] == ["４", "五"]
    assert bound.specs[1]["error"] == "「通数」は数字（整数）で入力してください。例）2"
    again = bind(definition, "one", answers=bound.answers, typed=bound.typed, today=TODAY, judge=True)
    assert (again.specs, again.faults) == (bound.specs, bound.faults)


def test_a_page_is_shown_without_faults_unless_asked():
    definition = form(page("one", COUNT), OTHER_PAGE)
    assert messages(bind(definition, "one", answers={}, today=TODAY)) == []
    assert not bind(definition, "one", answers={"copies": 1}, today=TODAY).is_valid
    assert messages(bind(definition, "one", answers={}, today=TODAY, judge=True)) == [
        ("copies", "「通数」を数字で入力してください。例）2")
    ]


def test_forged_names_and_values_that_are_no_texts_are_ignored():
    definition = form(page("one", LIMIT), OTHER_PAGE)
    data = {
        "limit": ["1"],
        "mail": ["x@example.jp"],
        "copies": ["9"],
        "is_admin": ["1"],
        "limit-x": ["1"],
        "a" * 9999: [""],
    }
    bound = posted(definition, data)
    assert bound.answers == {"limit": 1}
    assert bound.typed == {"limit": ["1"]}
    assert posted(definition, {"limit": [3, None, b"1"]}).answers == {}
    assert posted(definition, {"limit": "1"}).answers == {}


def test_values_are_bounded_in_number_and_length():
    definition = form(
        page("one", {"id": "note", "type": "long_text", "label": "備考"}, HOW | {"when": True}), OTHER_PAGE
    )
    bound = posted(definition, {"note": ["あ" * 1_000_000], "how": ["a"] * 100_000})
    assert messages(bound) == [("note", "「備考」は1000文字までです。短くしてください。例）要点だけを書く")]
    assert (len(bound.typed["note"][0]), len(bound.typed["how"])) == (20_000, 201)


def test_what_is_kept_can_be_stored_and_shown():
    definition = form(page("one", {"id": "note", "type": "text", "label": "備考"}), OTHER_PAGE)
    bound = posted(definition, {"note": ["あ\x00\ud800い"]})
    assert bound.typed == {"note": ["あ\ufffdい"]}
    json.dumps(bound.specs, ensure_ascii=False).encode()


def test_an_item_that_appears_by_the_same_post_is_judged():
    definition = form(page("one", SCOPE, WHO, NOTE), OTHER_PAGE)
    assert messages(posted(definition, {"scope": ["some"]})) == [("who", "「だれ」を入力してください。")]
    chain = posted(definition, {"scope": ["some"], "who": ["父"], "note": ["\ue000"]})
    assert [fault.id for fault in chain.faults] == ["note"]


def test_what_is_hidden_is_not_judged_and_keeps_its_old_answer():
    definition = form(page("one", SCOPE, WHO, NOTE), OTHER_PAGE)
    bound = posted(definition, {"scope": ["all"], "who": ["\ue000"], "note": ["x"]}, {"who": "母", "note": "古い"})
    assert bound.is_valid
    assert bound.answers == {"scope": "all", "who": "母", "note": "古い"}
    assert bound.typed["who"] == ["\ue000"]
    assert [spec["id"] for spec in bound.specs] == ["scope"]


def test_what_comes_back_after_it_was_hidden_has_its_old_answer():
    definition = form(page("one", SCOPE, WHO, HOW), OTHER_PAGE)
    before = {"scope": "all", "who": "母", "how": ["a"]}
    bound = posted(definition, {"scope": ["some"]}, before)
    assert bound.is_valid
    assert bound.answers == {"scope": "some", "who": "母", "how": ["a"]}


def test_boxes_that_were_shown_and_are_unticked_lose_their_answer():
    definition = form(page("one", SCOPE, WHO, HOW), OTHER_PAGE)
    bound = posted(definition, {"scope": ["some"], "who": ["母"]}, {"scope": "some", "who": "母", "how": ["a"]})
    assert bound.answers == {"scope": "some", "who": "母"}


def test_a_cleared_field_loses_its_answer():
    definition = form(page("one", LIMIT), OTHER_PAGE)
    assert posted(definition, {"limit": [""]}, {"limit": 3}).answers == {}


def test_a_consent_that_is_unticked_is_gone():
    consent = {"id": "agree", "type": "consent", "label": "同意", "text": "文", "version": "2"}
    definition = form(page("one", consent), OTHER_PAGE)
    bound = posted(definition, {}, {"agree": {"given": True, "version": "2"}})
    assert messages(bound) == [("agree", "「同意」の内容を読み、よければチェックを入れてください。")]
    assert bound.answers == {}


def test_required_by_rule():
    ask = {"id": "reason", "type": "text", "label": "理由", "required": {">": [{"var": "limit"}, 5]}}
    definition = form(page("one", LIMIT, ask), OTHER_PAGE)
    assert posted(definition, {"limit": ["5"], "reason": [""]}).is_valid
    bound = posted(definition, {"limit": ["6"], "reason": [""]})
    assert messages(bound) == [("reason", "「理由」を入力してください。")]
    assert [spec["required"] for spec in bound.specs] == [False, True]


def test_what_is_typed_wins_over_answers():
    definition = form(page("one", LIMIT, COUNT), OTHER_PAGE)
    bound = bind(definition, "one", answers={"limit": 9, "copies": 1}, typed={"copies": ["x"]}, today=TODAY)
    assert [spec["value"] for spec in bound.specs] == ["9", "x"]


def test_groups_and_texts():
    block = {"id": "read", "type": "text_block", "body": "読んでください。", "tone": "notice"}
    group = {"id": "contact", "type": "group", "label": "連絡先", "items": [LIMIT, COUNT]}
    definition = form(page("one", block, group), OTHER_PAGE)
    bound = posted(definition, {"limit": ["3"], "copies": ["4"]})
    assert [spec["component"] for spec in bound.specs] == ["text_block", "group"]
    assert bound.specs[0] == {"component": "text_block", "text": "読んでください。", "kind": "info"}
    assert [spec["id"] for spec in bound.specs[1]["items"]] == ["limit", "copies"]
    assert messages(bound) == [("copies", "「通数」は1から3までの数字で入力してください。例）1")]


def test_other_languages():
    wanted = LIMIT | {"label": {"ja": "上限", "en": "Limit"}}
    definition = form(page("one", wanted), OTHER_PAGE)
    assert bind(definition, "one", answers={}, today=TODAY, language="en").specs[0]["label"] == "Limit"


@pytest.fixture
def family():
    return form(page("one", LIMIT, CHILDREN), OTHER_PAGE)


def row(index, **values):
    return {f"children-{index}-{name}": [value] for name, value in values.items()}


def rows_of(bound):
    return [[item["id"] for item in one["items"]] for one in bound.specs[1]["rows"]]


def test_rows(family):
    bound = posted(
        family, row(0, child="一郎", apart="yes", where="東京") | row(1, child="二郎", apart="no", where="x")
    )
    assert bound.is_valid
    assert bound.answers == {
        "children": [{"child": "一郎", "apart": True, "where": "東京"}, {"child": "二郎", "apart": False}]
    }


def test_a_fault_in_a_row_names_the_row(family):
    bound = posted(family, row(0, child="一郎") | row(1, child="", apart="yes"))
    assert messages(bound) == [
        ("children-1-child", "お子さん 2：「名前」を入力してください。"),
        ("children-1-where", "お子さん 2：「どこ」を入力してください。"),
    ]
    assert rows_of(bound)[1] == ["children-1-child", "children-1-apart", "children-1-where", "children-1-age"]
    assert bound.specs[1]["rows"][1]["items"][2]["error"] == "お子さん 2：「どこ」を入力してください。"


def test_bounds_in_rows_see_the_page(family):
    bound = posted(family, {"limit": ["3"]} | row(0, child="一郎", age="4"))
    assert messages(bound) == [("children-0-age", "お子さん 1：「年」は0から3までの数字で入力してください。例）0")]


def test_as_many_rows_as_must_be_are_shown_and_asked(family):
    assert rows_of(bind(family, "one", answers={}, today=TODAY)) == [
        ["children-0-child", "children-0-apart", "children-0-age"]
    ]
    assert messages(posted(family, {})) == [("children-0-child", "お子さん 1：「名前」を入力してください。")]


def test_blank_rows_beyond_that_are_left_out_and_keep_their_place_while_shown(family):
    bound = posted(family, row(0, child="") | row(1, child="二郎") | row(2, child=""))
    assert bound.is_valid
    assert bound.answers == {"children": [{"child": "二郎"}]}
    assert len(rows_of(bound)) == 3
    wrong = posted(family, row(0, child="") | row(1, child="二郎", age="x"))
    assert [fault.id for fault in wrong.faults] == ["children-1-age"]


def test_too_many_rows(family):
    data: dict[str, list[str]] = {}
    for index in range(4):
        data |= row(index, child=f"{index}郎")
    assert messages(posted(family, data)) == [("children", "「お子さん」は3件までです。多い分を削除してください。")]


def test_rows_beyond_fifty_do_not_exist(family):
    bound = posted(
        family, row(49, child="x") | row(50, child="y") | {"children-100-child": ["z"], "children--1-child": ["z"]}
    )
    assert bound.answers["children"] == [{"child": "x"}]
    assert not any(name.startswith(("children-50", "children-100")) for name in bound.typed)


def test_a_list_whose_rows_ask_nothing_required_still_needs_its_rows():
    loose = CHILDREN | {"min": 2, "items": [{"id": "child", "type": "text", "label": "名前"}]}
    bound = posted(form(page("one", loose), OTHER_PAGE), row(0, child="一郎"))
    assert messages(bound) == [("children", "「お子さん」を2件以上入力してください。")]


def test_a_hidden_list_keeps_its_rows_and_a_removed_one_does_not():
    hidden = CHILDREN | {"min": 0, "when": {"==": [{"var": "scope"}, "some"]}}
    definition = form(page("one", SCOPE, hidden), OTHER_PAGE)
    before = {"scope": "all", "children": [{"child": "一郎"}]}
    assert posted(definition, {"scope": ["all"]}, before).answers == before
    assert posted(definition, {"scope": ["some"]}, before).answers == before | {"scope": "some"}
    assert posted(definition, {"scope": ["some"]}, before | {"scope": "some"}).answers == {"scope": "some"}


def test_an_unknown_page_is_the_callers_mistake(family):
    with pytest.raises(KeyError):
        posted(family, {}, page_id="three")


def test_a_page_that_is_hidden_shows_nothing():
    definition = form(page("one", LIMIT), page("two", COUNT, when={"==": [{"var": "limit"}, 1]}))
    bound = posted(definition, {"copies": ["x"]}, {"copies": 3}, page_id="two")
    assert (bound.specs, bound.faults, bound.answers) == ([], (), {"copies": 3})

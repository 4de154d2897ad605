"""Answers as people read them."""

from procedures.forms.summary import Difference, Row, Section, differences, summarise
from tests.procedures.forms.samples import TODAY, form, page

FORM = form(
    page(
        "one",
        {"id": "read", "type": "text_block", "body": "読む"},
        {"id": "note", "type": "long_text", "label": "備考"},
        {"id": "group", "type": "group", "label": "届出人", "items": [{"id": "day", "type": "date", "label": "日"}]},
        {"id": "apart", "type": "yes_no", "label": "別居"},
        {"id": "where", "type": "text", "label": "どこ", "when": {"var": "apart"}},
    ),
    page(
        "two",
        {
            "id": "people",
            "type": "list",
            "label": "必要な方",
            "item_label": "方",
            "items": [
                {"id": "person", "type": "text", "label": "名前"},
                {"id": "age", "type": "integer", "label": "年", "unit": "歳"},
            ],
        },
    ),
    page("three", {"id": "end", "type": "text_block", "body": "読む"}),
)
NOTHING = ("（記入なし）",)


def test_every_visible_question_has_a_line():
    answers = {
        "note": "一\n二",
        "day": "2026-11-23",
        "where": "隠れた",
        "people": [{"person": "甲", "age": 3}, {"age": 4}],
    }
    assert summarise(FORM, answers, TODAY) == (
        Section(
            "one",
            "ページone",
            (
                Row("note", "備考", ("一", "二")),
                Row("day", "届出人：日", ("2026年11月23日（月）（令和8年）",)),
                Row("apart", "別居", NOTHING, answered=False),
            ),
        ),
        Section(
            "two",
            "ページtwo",
            (
                Row(
                    "people",
                    "必要な方",
                    ("2件",),
                    (
                        Row(
                            "people-0",
                            "方 1",
                            (),
                            (Row("people-0-person", "名前", ("甲",)), Row("people-0-age", "年", ("3歳",))),
                        ),
                        Row(
                            "people-1",
                            "方 2",
                            (),
                            (
                                Row("people-1-person", "名前", NOTHING, answered=False),
                                Row("people-1-age", "年", ("4歳",)),
                            ),
                        ),
                    ),
                ),
            ),
        ),
        Section("three", "ページthree", ()),
    )


def test_a_list_without_rows():
    assert summarise(FORM, {}, TODAY)[1].rows == (Row("people", "必要な方", NOTHING, answered=False),)


def test_no_difference():
    assert differences(FORM, {"note": "一"}, {"note": "一"}, TODAY) == ()


def test_differences_in_the_order_of_the_pages():
    before = {"apart": True, "where": "東京", "people": [{"person": "甲"}]}
    after = {"apart": False, "note": "一", "people": [{"person": "乙"}, {"age": 3}]}
    assert differences(FORM, before, after, TODAY) == (
        Difference("one", "note", "備考", NOTHING, ("一",)),
        Difference("one", "apart", "別居", ("はい",), ("いいえ",)),
        Difference("one", "where", "どこ", ("東京",), ()),
        Difference("two", "people-0-person", "方 1：名前", ("甲",), ("乙",)),
        Difference("two", "people-1-age", "方 2：年", (), ("3歳",)),
    )


def test_a_removed_row_is_a_difference():
    before = {"people": [{"person": "甲"}, {"person": "乙"}]}
    assert differences(FORM, before, {"people": [{"person": "甲"}]}, TODAY) == (
        Difference("two", "people-1-person", "方 2：名前", ("乙",), ()),
    )


def test_all_rows_removed():
    assert differences(FORM, {"people": [{"person": "甲"}]}, {}, TODAY) == (
        Difference("two", "people-0-person", "方 1：名前", ("甲",), ()),
    )


def test_a_variant_of_a_character_is_a_difference():
    assert differences(FORM, {"note": "葛"}, {"note": "葛󠄀"}, TODAY) == (
        Difference("one", "note", "備考", ("葛",), ("葛󠄀",)),
    )

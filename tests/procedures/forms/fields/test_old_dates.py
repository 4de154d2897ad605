"""`date` and `birth_date` with `old`: days before 1873 as the 戸籍 writes them."""

import pytest

from procedures.definitions.rule_values import rule_value
from procedures.forms.fields.registry import field_type
from tests.procedures.forms.samples import CONTEXT, NAME, boxes, item, message, parsed, read, shown_again

EMPTY = {"era": "western", "year": "", "month": "", "day": ""}
IN_BOXES = "「項目」が明治6年1月1日以後の日付のときは、年・月・日の欄に入力してください。例）明治 6 1 1"
IN_TEXT = (
    "「項目」が明治5年12月2日以前のときは、年・月・日の欄を空にして、"
    "この欄に戸籍に書かれているとおりに入力してください。例）文久3年5月1日"
)
BOTH = (
    "「項目」は、年・月・日の欄か、明治5年12月2日以前の日付の欄の、どちらか一方だけに入力してください。"
    "例）文久3年5月1日"
)


@pytest.mark.parametrize("kind", ["date", "birth_date"])
@pytest.mark.parametrize(
    "written",
    ["文久3年5月1日", "明治5年12月2日", "明治弐年七月拾日", "慶應四年月日不詳", "M5.12.2年", "天保１０年閏３月"],
)
def test_what_the_register_says_stays_as_it_stands(kind, written):
    typed = EMPTY | {"text": f"  {written}\n"}
    assert read(kind, typed, old=True) == {"text": written}
    assert shown_again(kind, typed, old=True) == {"text": written}


def test_a_day_of_today_is_read_from_the_boxes_as_ever():
    typed = {"era": "showa", "year": "58", "month": "4", "day": "2", "text": " "}
    assert read("birth_date", typed, old=True) == "1983-04-02"
    assert shown_again("birth_date", typed, old=True) == "1983-04-02"
    assert parsed("date", EMPTY | {"text": ""}, old=True) == (None, ())


def test_without_the_option_the_text_is_not_looked_at():
    assert parsed("date", EMPTY | {"text": "文久3年5月1日"}) == (None, ())
    one = item("date")
    assert f"{NAME}-text" not in field_type(one).names(one, NAME)
    assert field_type(one).show(one, {"text": "文久3年5月1日"}, NAME)[f"{NAME}-year"] == [""]
    assert [fault.missing for fault in field_type(one).check(one, {"text": "文久3年"}, NAME, CONTEXT)] == [True]


@pytest.mark.parametrize(
    ("typed", "fault_id", "text"),
    [
        ({"text": "昭和58年4月2日"}, "it-text", IN_BOXES),
        ({"text": "昭和五十八年四月二日"}, "it-text", IN_BOXES),
        ({"text": "明治6年1月1日"}, "it-text", IN_BOXES),
        ({"text": "1983年4月2日"}, "it-text", IN_BOXES),
        ({"text": "S58.4.2"}, "it-text", IN_BOXES),
        (
            {"text": "わからない"},
            "it-text",
            "「項目」は、戸籍に書かれているとおりに、年号から入力してください。例）文久3年5月1日",
        ),
        (
            {"text": "文久3年" + "あ" * 40},
            "it-text",
            "「項目」は40文字までです。短くしてください。例）要点だけを書く",
        ),
        (
            {"text": "文久3年5月1日", "year": "1863"},
            "it-text",
            BOTH,
        ),
        ({"era": "meiji", "year": "5", "month": "12", "day": "2"}, "it-text", IN_TEXT),
        ({"year": "1863", "month": "5", "day": "1"}, "it-text", IN_TEXT),
    ],
)
def test_what_cannot_be_taken_is_explained(typed, fault_id, text):
    assert message("date", EMPTY | typed, old=True) == (fault_id, text)


def test_a_bound_of_the_calendar_of_today_refuses_it():
    one = item("date", old=True, min="1873-01-01")
    faults = field_type(one).check(one, {"text": "文久3年5月1日"}, NAME, CONTEXT)
    assert [(fault.id, fault.message) for fault in faults] == [
        ("it-text", "「項目」は1873年1月1日以降の日付を入力してください。例）1873年1月1日")
    ]
    for free in (item("date", old=True, max="2026-01-01"), item("birth_date", old=True)):
        assert field_type(free).check(free, {"text": "文久3年5月1日"}, NAME, CONTEXT) == ()


def test_in_words_columns_and_rules():
    one = item("birth_date", old=True)
    kind = field_type(one)
    assert kind.summarise(one, {"text": "文久3年5月1日"}) == ("文久3年5月1日",)
    assert kind.export(one, {"text": "文久3年5月1日"}) == {"it": "文久3年5月1日"}
    assert kind.export(one, "1983-04-02") == {"it": "1983-04-02"}
    assert rule_value(one, {"text": "文久3年5月1日"}) is None
    assert rule_value(one, "1983-04-02") == "1983-04-02"


def test_its_schema_takes_both_shapes():
    one = item("date", old=True)
    day, text = field_type(one).schema(one)["anyOf"]
    assert day == {"type": "string", "format": "date"}
    assert text["required"] == ["text"]
    assert "anyOf" not in field_type(item("date")).schema(item("date"))


def test_the_component_has_the_box_and_marks_it():
    one = item("date", old=True)
    raw = boxes(EMPTY | {"text": "昭和58年4月2日"})
    faults = field_type(one).parse(one, raw, NAME, CONTEXT).faults
    spec = field_type(one).spec(one, NAME, raw, faults, required=True)
    assert (spec["old"], spec["invalid"], spec["value"]["text"]) == (True, ("text",), "昭和58年4月2日")

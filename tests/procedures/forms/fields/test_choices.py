"""`yes_no`, `choice`, `choices`, `consent`."""

import pytest

from procedures.forms.fields.registry import field_type
from tests.procedures.forms.samples import CONTEXT, NAME, boxes, item, message, parsed, read, shown_again

FORGED = "「項目」で選択肢にないものが選ばれました。表示されている中から選び直してください。"


@pytest.mark.parametrize(("typed", "value"), [("yes", True), ("no", False), ("", None)])
def test_yes_no(typed, value):
    assert read("yes_no", {"": typed}) is value
    assert shown_again("yes_no", {"": typed}) is value


@pytest.mark.parametrize("typed", ["true", "はい", "1", "\x00"])
def test_a_forged_yes(typed):
    assert message("yes_no", {"": typed}) == ("it", "「項目」は「はい」か「いいえ」を選んでください。例）はい")


def test_yes_no_in_words():
    one = item("yes_no")
    kind = field_type(one)
    assert (kind.summarise(one, True), kind.summarise(one, False)) == (("はい",), ("いいえ",))
    assert (kind.export(one, True), kind.export(one, None)) == ({"it": "yes"}, {"it": ""})
    assert kind.spec(one, NAME, {NAME: ["no"]}, (), required=True)["value"] == "no"


def test_one_option():
    assert read("choice", {"": "a"}) == "a"
    assert parsed("choice", {"": ""}) == (None, ())
    assert shown_again("choice", {"": "b"}) == "b"


@pytest.mark.parametrize("typed", ["c", "other", "甲", "a ", "\ud800", "x" * 20_000])
def test_a_forged_option_is_refused(typed):
    assert message("choice", {"": typed}) == ("it", FORGED)


def test_something_else_in_own_words():
    other = {"": "other", "other": " 知人の家 "}
    assert read("choice", other, other=True) == {"value": "other", "text": "知人の家"}
    assert shown_again("choice", other, other=True) == {"value": "other", "text": "知人の家"}
    assert read("choice", {"": "a", "other": "知人の家"}, other=True) == "a"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" ", "「項目（その他）」の内容を入力してください。例）知人の家"),
        ("あ" * 101, "「項目（その他）」は100文字までです。短くしてください。例）要点だけを書く"),
        (
            "123456789018",
            (
                "「項目（その他）」に個人番号（マイナンバー）と思われる12桁の数字があります。"
                "このサイトは個人番号をお預かりしません。数字を消してください。"
            ),
        ),
    ],
)
@pytest.mark.parametrize("kind", ["choice", "choices"])
def test_something_else_needs_words(kind, text, words):
    assert message(kind, {"": "other", "other": text}, other=True) == ("it-other", words)


def test_a_choice_in_words_and_columns():
    one = item("choice", other=True)
    kind = field_type(one)
    assert kind.summarise(one, "a") == ("甲",)
    assert kind.summarise(one, {"value": "other", "text": "知人"}) == ("その他（知人）",)
    assert kind.export(one, {"value": "other", "text": "知人"}) == {"it": "other", "it.other": "知人"}
    fault = kind.missing(one, NAME, CONTEXT)
    assert (fault.id, fault.message) == ("it", "「項目」を選んでください。例）甲")


def test_the_fault_of_other_stands_at_its_own_box():
    one = item("choice", other=True)
    raw = boxes({"": "other", "other": ""})
    faults = field_type(one).parse(one, raw, NAME, CONTEXT).faults
    spec = field_type(one).spec(one, NAME, raw, faults, required=True)
    assert spec["component"] == "radio_group"
    assert spec["error"] == ""
    assert [choice["value"] for choice in spec["choices"]] == ["a", "b", "other"]
    assert spec["choices"][2]["text"]["id"] == "it-other"
    assert spec["choices"][2]["text"]["error"] == "「項目（その他）」の内容を入力してください。例）知人の家"


def test_many_options_are_searched():
    options = [{"value": f"o{number}", "label": f"選択肢{number}"} for number in range(16)]
    few, many = item("choice", options=options[:15]), item("choice", options=options)
    specs = [field_type(one).spec(one, NAME, {NAME: ["o3"]}, (), required=True) for one in (few, many)]
    assert [spec["component"] for spec in specs] == ["radio_group", "combobox_field"]
    assert specs[1]["chosen"] == [{"value": "o3", "label": "選択肢3"}]


def test_several_options_in_the_order_of_the_options():
    assert read("choices", {"": ["b", "a", "b"]}) == ["a", "b"]
    assert shown_again("choices", {"": ["b", "a"]}) == ["a", "b"]
    assert parsed("choices", {"": []}) == (None, ())
    assert parsed("choices", {"": [""]}) == (None, ())


def test_several_options_and_something_else():
    both = {"": ["other", "a"], "other": "犬"}
    assert read("choices", both, other=True) == ["a", {"value": "other", "text": "犬"}]
    assert shown_again("choices", both, other=True) == ["a", {"value": "other", "text": "犬"}]


def test_a_forged_option_among_several():
    assert message("choices", {"": ["a", "z"]}) == ("it", FORGED)


def test_how_many():
    assert message("choices", {"": ["a"]}, min=2) == ("it", "「項目」は2つ以上選んでください。")
    assert message("choices", {"": ["a", "b"]}, max=1) == ("it", "「項目」は1つまでです。選ぶ数を減らしてください。")


def test_choices_in_words_and_columns():
    one = item("choices", other=True)
    value = ["b", {"value": "other", "text": "犬"}]
    kind = field_type(one)
    assert kind.summarise(one, value) == ("乙", "その他（犬）")
    assert kind.export(one, value) == {"it.a": "no", "it.b": "yes", "it.other": "yes", "it.other_text": "犬"}
    assert kind.missing(one, NAME, CONTEXT).message == "「項目」を1つ以上選んでください。例）甲"
    assert kind.spec(one, NAME, {NAME: ["b"]}, (), required=False)["values"] == ("b",)


def test_a_consent_keeps_the_version():
    assert read("consent", {"": "2026-04"}) == {"given": True, "version": "2026-04"}
    assert shown_again("consent", {"": "2026-04"}) == {"given": True, "version": "2026-04"}
    assert parsed("consent", {"": ""}) == (None, ())


@pytest.mark.parametrize("typed", ["2025-04", "on", "\ud800"])
def test_a_consent_to_another_text_is_none(typed):
    assert message("consent", {"": typed}) == (
        "it",
        "「項目」の内容が新しくなりました。読んでから、もう一度チェックを入れてください。",
    )


def test_a_consent_in_words_and_columns():
    one = item("consent")
    kind, value = field_type(one), {"given": True, "version": "2026-04"}
    assert kind.summarise(one, value) == ("同意しました（2026-04版）",)
    assert kind.export(one, value) == {"it": "yes", "it.version": "2026-04"}
    spec = kind.spec(one, NAME, {NAME: ["2026-04"]}, (), required=True)
    assert (spec["component"], spec["value"], spec["checked"], spec["text"]) == (
        "checkbox",
        "2026-04",
        True,
        "同意の文",
    )

"""What is wrong stands beside the field, in words that help; what was typed stays."""

import re

import pytest
from django.http import QueryDict

from procedures.definitions import parse
from procedures.definitions.item_types import KIND_NAMES
from procedures.definitions.places import Expected
from procedures.definitions.rules import ARITY, MAX_DEPTH
from procedures.designer.rules.actions import pressed_button
from procedures.designer.rules.forms import RuleForm, read_rule, show_rule
from procedures.designer.rules.names import Names
from tests.procedures.designer.rules.documents import with_everything
from tests.procedures.designer.rules.filling import inputs, sent, specs

NAMES = Names.of(parse(with_everything()))


def saved(rule: object, expected: Expected = "boolean", /, **typed: str | list[str]) -> RuleForm:
    """The form of a rule, sent with something else in some boxes."""
    return read_rule(sent(show_rule(rule, NAMES, expected), **typed), NAMES, expected)


def told(form: RuleForm) -> tuple[str, str]:
    """The one error: the id of its field and its words. It stands at that field, which is there."""
    assert form.rule is None
    (error,) = form.errors
    at_field = [spec for spec in specs(form.shown.root) if error["id"].startswith(spec["id"]) and spec.get("error")]
    at_part = [part for part in parts(form.shown.root) if part.get("error") and part["key"] == error["id"]]
    assert [one["error"] for one in at_field + at_part] == [error["message"]]
    return error["id"], error["message"]


def parts(part: dict) -> list[dict]:
    inner = [part.get("subject"), part.get("value"), *part.get("members", ()), *part.get("parts", ())]
    return [part, *(found for one in inner if one for found in parts(one))]


PEOPLE = {">=": [{"var": "people"}, 2]}
DAY = {"<": [{"var": "day"}, "2026-04-01"]}


@pytest.mark.parametrize(
    ("rule", "typed", "at", "words"),
    [
        (PEOPLE, {"rule_0_1_value": ""}, "rule-0-1-value", "数を入力してください。例）2"),
        (PEOPLE, {"rule_0_1_value": "二人"}, "rule-0-1-value",
         "数字で入力してください。例）2　小数は 0.5 のように書きます。"),
        (PEOPLE, {"rule_0_1_value": "9" * 16}, "rule-0-1-value", "数が大きすぎます。桁数を確かめてください。"),
        (PEOPLE, {"rule_0_0_what": ""}, "rule-0-0-what", "何を使うか選んでください。"),
        (DAY, {"rule_0_1_month": ""}, "rule-0-1-date-month", "年・月・日を西暦で入力してください。例）2026年4月1日"),
        (DAY, {"rule_0_1_year": "令和8"}, "rule-0-1-date-year",
         "年・月・日は数字で入力してください。例）2026年4月1日"),
        (DAY, {"rule_0_1_month": "13"}, "rule-0-1-date-month", "月は1から12までの数字で入力してください。"),
        (DAY, {"rule_0_1_month": "2", "rule_0_1_day": "30"}, "rule-0-1-date-day",
         "カレンダーにない日です。年・月・日を確かめてください。"),
        ({">": [{"var": "hour"}, "09:00"]}, {"rule_0_1_value": "25:00"}, "rule-0-1-value",
         "時刻を入力してください。例）9:00"),
        ({"==": [{"var": "memo"}, "急ぎ"]}, {"rule_0_1_value": ""}, "rule-0-1-value",
         "比べる値を入力するか選んでください。"),
        ({"==": [{"var": "memo"}, "急ぎ"]}, {"rule_0_1_value": "あ" * 501}, "rule-0-1-value",
         "文字が長すぎます。500文字までにしてください。"),
        ({"==": [{"var": "scope"}, "all"]}, {"rule_0_1_value": ""}, "rule-0-1-value",
         "比べる値を入力するか選んでください。"),
        ({"in": [{"var": "scope"}, ["all"]]}, {"rule_0_1_chosen": []}, "rule-0-1-chosen",
         "選択肢を一つ以上選んでください。"),
        ({"==": [{"var": "scope"}, "gone"]}, {}, "rule-0-1-value",
         "選択肢「gone」はもうありません。選び直してください。"),
        ({"in": [{"var": "scope"}, ["gone", "all"]]}, {}, "rule-0-1-chosen",
         "選択肢「gone」はもうありません。選び直してください。"),
        ({"==": [{"var": "nowhere"}, 1]}, {}, "rule-0-0-what",
         "「nowhere」という質問や計算はありません。選び直してください。"),
        ({"==": [{"var": "things.table"}, 1]}, {}, "rule-0-0-what",
         "「things.table」はありません。選び直してください。"),
        ({"==": [{"var": "item.apart"}, True]}, {}, "rule-0-0-what",
         "一覧の行の中の質問は、ここでは使えません。選び直してください。"),
        ({"==": [{"var": "people"}, "多い"]}, {}, "rule-0-how",
         "「数」と「文字」は比べられません。同じ種類のものを選んでください。"),
        ({">": [{"var": "memo"}, {"var": "name.family"}]}, {}, "rule-0-how",
         "大小や前後を比べられるのは、数・日付・時刻だけです。「どうなら」を選び直してください。"),
        ({"==": [{"var": "name"}, "秋田"]}, {}, "rule-0-how",
         "一覧や、部分に分かれた答えは比べられません。その中の部分を選んでください。"),
        ({"==": [{"var": "people"}, None]}, {}, "rule-0-how",
         "「値なし」とは比べられません。「答えがない」を選んでください。"),
        ({"some": [{"var": "people"}, {"var": "item.x"}]}, {}, "rule-0-how",
         "ここには一覧が必要です。行のある質問を選んでください。"),
        ({"var": "people"}, {}, "rule",
         "ここには「はい・いいえ」が必要ですが、「数」になっています。選び直してください。"),
        ({"and": [PEOPLE, {"var": "people"}]}, {}, "rule",
         "ここには「はい・いいえ」が必要ですが、「数」になっています。選び直してください。"),
    ],
)  # fmt: skip
def test_a_fault_of_a_condition(rule, typed, at, words):
    assert told(saved(rule, **typed)) == (at, words)


@pytest.mark.parametrize(
    ("rule", "typed", "at", "words"),
    [
        ({"+": [{"var": "people"}, {"var": "memo"}]}, {}, "rule-what",
         "ここには「数」が必要ですが、「文字」になっています。選び直してください。"),
        ({"if": [{"var": "married"}, 1, "多い"]}, {}, "rule-what",
         "「数」と「文字」が混ざっています。どちらかにそろえてください。"),
        ({"today": []}, {}, "rule-what", "ここには「数」が必要ですが、「日付」になっています。選び直してください。"),
        ({"*": [{"var": "people"}, 2]}, {"rule_1_what": ""}, "rule-1-what", "何を使うか選んでください。"),
        ({"count": [{"var": "rows"}]}, {"rule_what": "no-such-thing"}, "rule-what", "何を使うか選んでください。"),
    ],
)  # fmt: skip
def test_a_fault_of_a_calculation(rule, typed, at, words):
    assert told(saved(rule, "number", **typed)) == (at, words)


def test_words_of_faults_know_no_machinery():
    """Nobody who writes a procedure has to know how rules are written down."""
    forms = [saved(rule) for rule in ({"==": [{"var": "nowhere"}, 1]}, {"==": [{"var": "people"}, "a"]})]
    words = " ".join(error["message"] for form in forms for error in form.errors)
    assert not re.search(r"==|var|JSON|null|boolean", words.replace("nowhere", ""))
    assert "record" not in KIND_NAMES.values()


def test_an_empty_group_asks_for_a_condition():
    form = read_rule({"rule-join": "", "rule-0-join": "or"}, NAMES, "boolean")
    assert told(form) == ("rule-0", "条件を一つ以上入れてください。「条件を追加」を押すと欄が出ます。")


def test_too_deep_and_too_large():
    deep: object = {"var": "people"}
    for _level in range(MAX_DEPTH - 1):
        deep = {"-": [deep]}
    form = show_rule(deep, NAMES, "number")
    assert form.complete
    wrapped = {f"rule-0{name.removeprefix('rule')}": value for name, value in inputs(form.shown.root)}
    form = read_rule({"rule-what": "-", "rule-shown": "-"} | wrapped, NAMES, "number")
    assert told(form)[1].startswith("入れ子が深すぎます（20段まで）。")
    many = {"+": [{"+": [{"+": [1] * 12}] * 12}] * 4}
    form = read_rule({"rule-what": "+", "rule-shown": "+"} | parts_of(many), NAMES, "number")
    assert told(form)[1].startswith("条件や計算が大きすぎます（500個まで）。")


def parts_of(rule: dict) -> dict[str, str]:
    """A rule too large to be read, as what a browser would send."""
    data: dict[str, str] = {}

    def write(node: object, key: str) -> None:
        what = "+" if isinstance(node, dict) else "number"
        data[f"{key}-what"] = data[f"{key}-shown"] = what
        if isinstance(node, dict):
            for index, part in enumerate(node["+"]):
                write(part, f"{key}-{index}")
        else:
            data[f"{key}-value"] = str(node)

    write(rule, "rule")
    return data


def test_more_than_fifty_side_by_side():
    rule = {"+": [1] * ARITY["+"][1]}
    form = show_rule(rule, NAMES, "number")
    full = read_rule(sent(form, "add:rule"), NAMES, "number")
    assert (full.rule_json, full.errors) == (rule, ())
    one_more = parts_of({"+": [1] * 51})
    assert told(read_rule(one_more, NAMES, "number"))[1] == "並べられるのは50個までです。いくつか外してください。"
    many = show_rule({"and": [{"var": "married"}] * 50}, NAMES, "boolean")
    assert read_rule(sent(many, "add:rule"), NAMES, "boolean").rule_json == many.rule_json


def test_rows_within_rows():
    inner = {"some": [{"var": "rows"}, {"==": [{"var": "item.kind"}, "all"]}]}
    form = show_rule(inner, NAMES, "boolean")
    data = sent(form)
    data["rule-0-1-0-0-what"] = "answer:rows"
    data["rule-0-1-0-how"] = "some"
    form = read_rule(data, NAMES, "boolean")
    assert told(form)[1].startswith("行の条件の中では、ほかの一覧を数えたり調べたりできません。")
    data["rule-0-1-0-0-what"] = "count:rows"
    form = read_rule(data, NAMES, "boolean")
    assert form.rule is None
    assert "行の条件の中では" in form.errors[0]["message"]


def test_nothing_is_told_while_it_is_put_together():
    form = read_rule(sent(show_rule(PEOPLE, NAMES, "boolean"), "add:rule", rule_0_1_value="x"), NAMES, "boolean")
    assert (form.errors, form.complete, form.words) == ((), False, "")
    assert sent(form)["rule-0-1-value"] == "x"


@pytest.mark.parametrize(
    "value", ["", "add", "add:other", "add:rule-x", "drop:rule", "add:rule-9999", "add:rule" + "-1" * 99, "fit:rule;"]
)
def test_other_buttons_are_not_of_this_form(value):
    assert pressed_button(QueryDict(f"_action={value}"), "rule") is None


@pytest.mark.parametrize("verb", ["add", "remove", "up", "down", "group", "ungroup", "choose", "else", "fit"])
@pytest.mark.parametrize("key", ["rule", "rule-0", "rule-0-0", "rule-0-1", "rule-7", "rule-0-0-0-0", "rule-1-0-1"])
def test_a_forged_button_does_no_harm(verb, key):
    rule = {"and": [PEOPLE, {"or": [DAY, {"some": [{"var": "rows"}, {"var": "item.apart"}]}]}]}
    data = sent(show_rule(rule, NAMES, "boolean"))
    data["_action"] = f"{verb}:{key}"
    form = read_rule(data, NAMES, "boolean")
    assert list(inputs(form.shown.root))
    again = read_rule(sent(form), NAMES, "boolean")
    assert again.draft == form.draft


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"rule-what": "+"},
        {"rule-join": "xor", "rule-0-how": "~", "rule-0-0-what": "answer:"},
        {"rule-join": "", "rule-0-how": "==", "rule-0-0-join": "and"},
        {"rule-join": "", "rule-0-how": "some", "rule-0-0-what": "answer:rows", "rule-0-1-what": "number"},
        {"rule-join": "", "rule-0-how": "", "rule-0-0-what": "list", "rule-0-0-0-how": "", "rule-0-0-0-0-what": "if"},
        {"rule-join": "", **{f"rule{'-0' * level}-join": "" for level in range(1, 90)}},
        {"rule-join": "", "rule-0-what": "count:", "rule-0-0-what": "sum:rows:"},
    ],
)
@pytest.mark.parametrize("expected", ["boolean", "number", "text"])
def test_forged_data_do_no_harm(data, expected):
    form = read_rule(data, NAMES, expected)
    assert form.shown.root["key"] == "rule"
    assert form.complete is False
    sent(form)

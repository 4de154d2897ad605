"""Checks across items of a page and of a row."""

from typing import Any

import pytest

from procedures.forms.binding import bind, submit
from procedures.forms.completeness import faults_of
from procedures.forms.journey import Journey
from tests.procedures.forms.samples import TODAY, form, page

START = {"id": "start", "type": "time", "label": "始まり", "required": True}
END = {"id": "end", "type": "time", "label": "終わり"}
SHARES: dict[str, Any] = {
    "id": "shares",
    "type": "list",
    "label": "持分",
    "item_label": "持分",
    "items": [
        {"id": "who", "type": "text", "label": "だれ"},
        {"id": "part", "type": "integer", "label": "割合", "required": {"!": [{"!": [{"var": "item.who"}]}]}},
        {"id": "most", "type": "integer", "label": "最大", "when": {">": [{"var": "item.part"}, 10]}},
    ],
    "checks": [
        {
            "id": "within",
            "when": {">": [{"var": "item.part"}, {"var": "item.most"}]},
            "message": "割合は最大までです。",
            "items": ["part", "most"],
        }
    ],
}
TOTAL = {"id": "total", "type": "integer", "label": "合計"}
FORM = form(
    page(
        "one",
        START,
        END,
        SHARES,
        TOTAL,
        checks=[
            {
                "id": "order",
                "when": {"<=": [{"var": "end"}, {"var": "start"}]},
                "message": "「終わり」は「始まり」より後の時刻にしてください。例）17:00",
                "items": ["end", "start"],
            },
            {
                "id": "sum",
                "when": {"!=": [{"sum": [{"var": "shares"}, {"var": "item.part"}]}, {"var": "total"}]},
                "message": "「合計」が割合の合計と違います。",
                "items": ["total", "shares"],
            },
        ],
    )
)
ORDER = "「終わり」は「始まり」より後の時刻にしてください。例）17:00"


def sent(**data):
    return submit(
        FORM, "one", answers={}, data={name.replace("__", "-"): [value] for name, value in data.items()}, today=TODAY
    )


def told(bound):
    return [(fault.id, fault.message) for fault in bound.faults]


def test_a_check_is_told_once_and_shown_at_each_item():
    bound = sent(start="10:00", end="9:00")
    assert told(bound) == [("end", ORDER)]
    assert [spec["error"] for spec in bound.specs[:2]] == [ORDER, ORDER]
    assert not bound.is_valid


def test_right_answers_and_missing_ones_pass():
    assert sent(start="9:00", end="10:00").is_valid
    assert sent(start="9:00").is_valid


@pytest.mark.parametrize("end", ["x", "25:00"])
def test_a_check_waits_until_its_items_are_right(end):
    bound = sent(start="10:00", end=end)
    assert [fault.id for fault in bound.faults] == ["end"]
    assert ORDER not in [fault.message for fault in bound.faults]


def test_sums_of_rows_and_their_total():
    rows = {"shares__0__who": "甲", "shares__0__part": "4", "shares__1__who": "乙", "shares__1__part": "3"}
    assert sent(start="9:00", total="7", **rows).is_valid
    assert told(sent(start="9:00", total="8", **rows)) == [("total", "「合計」が割合の合計と違います。")]
    faulty = sent(start="9:00", total="8", **{**rows, "shares__1__part": ""})
    assert told(faulty) == [("shares-1-part", "持分 2：「割合」を数字で入力してください。例）2")]


def test_checks_of_a_row_name_the_row():
    rows = {"shares__0__part": "20", "shares__0__most": "30", "shares__1__part": "20", "shares__1__most": "15"}
    bound = sent(start="9:00", total="40", **rows)
    assert told(bound) == [("shares-1-part", "持分 2：割合は最大までです。")]
    items = bound.specs[2]["rows"][1]["items"]
    assert [spec["error"] for spec in items[1:]] == ["持分 2：割合は最大までです。"] * 2


def test_checks_stand_against_submitting():
    answers = {"start": "10:00", "end": "09:00"}
    assert [fault.message for fault in faults_of(FORM, answers, TODAY)["one"]] == [ORDER]
    assert Journey(FORM, answers, TODAY).state("one") == "faulty"
    assert not bind(FORM, "one", answers=answers, today=TODAY).faults


def test_a_check_of_hidden_items_is_not_asked():
    hidden = form(
        page(
            "one",
            {"id": "more", "type": "yes_no", "label": "もっと"},
            {"id": "note", "type": "text", "label": "備考", "when": {"var": "more"}},
            checks=[
                {"id": "never", "when": {"!": [{"var": "note"}]}, "message": "書いてください。", "items": ["note"]}
            ],
        )
    )
    assert submit(hidden, "one", answers={}, data={"more": ["no"]}, today=TODAY).is_valid
    assert not submit(hidden, "one", answers={}, data={"more": ["yes"], "note": [""]}, today=TODAY).is_valid


def test_who_is_not_eligible_is_stopped_with_the_first_message():
    rules = [
        {"when": {"<": [{"age_on": [{"var": "born"}]}, 65]}, "message": "65歳からです。"},
        {"when": {"==": [{"var": "here"}, False]}, "message": "お住まいの市町村へお尋ねください。"},
    ]
    asked = form(
        page(
            "one",
            {"id": "born", "type": "birth_date", "label": "生年月日"},
            {"id": "here", "type": "yes_no", "label": "市内"},
        ),
        eligibility=rules,
    )

    def message(**answers):
        stopped = Journey(asked, answers, TODAY).stopped
        return str(stopped.message) if stopped else None

    assert message() is None
    assert message(born="1950-01-01", here=True) is None
    assert message(born="1990-01-01") == "65歳からです。"
    assert message(born="1950-01-01", here=False) == "お住まいの市町村へお尋ねください。"
    assert message(born="1990-01-01", here=False) == "65歳からです。"
    assert Journey(FORM, {}, TODAY).stopped is None

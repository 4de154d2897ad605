"""What is shown and not asked: results of calculations, facts of registers."""

from decimal import Decimal
from typing import Any

import pytest

from procedures.definitions import parse, visible_answers
from procedures.forms.binding import bind, submit
from procedures.forms.fields.shown import written
from procedures.forms.journey import Journey
from procedures.forms.summary import summarise
from tests.procedures.definitions.small import document
from tests.procedures.forms.samples import TODAY

ROWS: dict[str, Any] = {
    "id": "things",
    "type": "list",
    "label": "品物",
    "item_label": "品物",
    "items": [
        {"id": "price", "type": "yen", "label": "値段"},
        {"id": "pieces", "type": "integer", "label": "個数"},
        {
            "id": "subtotal",
            "type": "result",
            "label": "小計",
            "format": "yen",
            "formula": {"*": [{"var": "item.price"}, {"var": "item.pieces"}]},
        },
        {
            "id": "why",
            "type": "text",
            "label": "理由",
            "when": {">": [{"var": "item.subtotal"}, 10000]},
            "required": {">": [{"var": "item.subtotal"}, 20000]},
        },
    ],
}
FACTS = {
    "id": "known",
    "type": "register_facts",
    "label": "住民票の情報",
    "evidence": "residence",
    "facts": [
        {"claim": "address", "label": "住所", "type": "address"},
        {"claim": "since", "label": "住み始めた日", "type": "date"},
        {"claim": "single", "label": "ひとり暮らし", "type": "boolean"},
    ],
    "wrong": "違うときは、市民課へお電話ください。",
}
TOTAL = {"id": "total_shown", "type": "result", "label": "合計", "value": "total", "hint": "税込み"}
FORM = parse(
    document(
        pages=[{"id": "one", "title": "一", "items": [FACTS, ROWS, TOTAL]}],
        values=[{"id": "total", "type": "yen", "value": {"sum": [{"var": "things"}, {"var": "item.subtotal"}]}}],
        evidence=[{**document()["evidence"][0], "claims": ["address", "since", "single"]}],
        statistics=[],
        fees={"timing": "none"},
    )
)
THINGS = [{"price": 500, "pieces": 3}, {"price": 9000, "pieces": 3}, {"price": 100}]
KNOWN = {
    "evidence": {
        "residence": {
            "address": {
                "prefecture": "秋田県",
                "city": "秋田市",
                "town": "山王一丁目",
                "street": "1番1号",
                "building": "",
            },
            "since": "2020-04-01",
        }
    }
}


def test_results_of_rows_are_seen_by_what_follows_and_by_sums():
    seen = visible_answers(FORM, {"things": THINGS}, TODAY)
    assert [dict(row.results) for row in seen.rows["things"]] == [{"subtotal": 1500}, {"subtotal": 27000}, {}]
    assert [row.required for row in seen.rows["things"]] == [set(), {"why"}, set()]
    assert seen.values["total"] == 28500
    assert "subtotal" not in seen.answers["things"][0]


def test_results_stand_on_the_page():
    bound = bind(FORM, "one", answers={"things": THINGS}, today=TODAY)
    facts, rows, total = bound.specs
    assert facts["rows"] == []
    assert (total["component"], total["id"], total["value"]) == ("result_field", "total_shown", "28,500円")
    assert [row["items"][2]["value"] for row in rows["rows"]] == ["1,500円", "27,000円", ""]
    assert rows["rows"][0]["items"][2]["id"] == "things-0-subtotal"


def test_nothing_posted_replaces_a_result():
    data = {"things-0-price": ["500"], "things-0-pieces": ["2"], "things-0-subtotal": ["9"], "total_shown": ["9"]}
    bound = submit(FORM, "one", answers={}, data=data, today=TODAY)
    assert bound.answers == {"things": [{"price": 500, "pieces": 2}]}
    assert bound.is_valid
    assert Journey(FORM, bound.answers, TODAY).complete


def test_facts_of_registers_are_written_by_type():
    facts = bind(FORM, "one", answers={}, facts=KNOWN, today=TODAY).specs[0]
    assert facts == {
        "component": "fact_list",
        "title": "住民票の情報",
        "rows": [
            {"label": "住所", "value": "秋田県秋田市山王一丁目1番1号"},
            {"label": "住み始めた日", "value": "2020年4月1日（水）"},
        ],
        "note": "違うときは、市民課へお電話ください。",
    }


def test_facts_that_are_not_there_are_said_to_be_missing():
    nothing: list[dict[str, Any]] = [
        {},
        {"evidence": {}},
        {"evidence": {"residence": "x"}},
        {"evidence": {"residence": {"address": 3}}},
    ]
    for facts in nothing:
        spec = bind(FORM, "one", answers={}, facts=facts, today=TODAY).specs[0]
        assert spec["rows"] == []
        assert spec["note"] == "この項目の情報は、まだ市の台帳から届いていません。担当の課が確かめます。"


def test_results_and_facts_in_the_summary():
    rows = summarise(FORM, {"things": THINGS}, TODAY, facts=KNOWN)[0].rows
    assert [(row.label, row.lines) for row in rows] == [
        ("住民票の情報：住所", ("秋田県秋田市山王一丁目1番1号",)),
        ("住民票の情報：住み始めた日", ("2020年4月1日（水）",)),
        ("品物", ("3件",)),
        ("合計", ("28,500円",)),
    ]
    assert [row.lines for row in rows[2].children[0].children] == [("500円",), ("3",), ("1,500円",)]
    last = rows[2].children[2].children[2]
    assert (last.lines, last.answered) == (("（計算できません）",), False)
    assert [row.asked for row in rows] == [False, False, True, False]


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("integer", 1300, "1,300"),
        ("decimal", Decimal("12.5"), "12.5"),
        ("yen", 1300, "1,300円"),
        ("boolean", True, "はい"),
        ("boolean", False, "いいえ"),
        ("date", "2026-11-23", "2026年11月23日（月）"),
        ("text", "山王", "山王"),
        ("integer", True, ""),
        ("date", "2026", ""),
        ("yen", None, ""),
        ("text", {"x": 1}, ""),
    ],
)
def test_values_are_written_by_their_type(kind, value, text):
    assert written(kind, value, None, "ja") == text

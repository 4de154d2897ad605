"""What a rule may name at its place, and what things are called."""

import pytest

from procedures.definitions import parse
from procedures.definitions.places import placed_rules
from procedures.designer.rules.names import Names
from procedures.designer.rules.scope import Scope
from tests.procedures.designer.rules.documents import with_everything

DOCUMENT = with_everything()


def offered(place: str = "", field: str = "when", document: dict | None = None) -> dict[str, str]:
    names = Names.of(document or DOCUMENT, place, field)
    return {name.path: name.label for name in Scope.of(names).offered}


def test_a_definition_and_its_document_give_the_same():
    assert Names.of(parse(DOCUMENT)) == Names.of(DOCUMENT)


def test_answers_parts_calculations_and_facts():
    labels = offered()
    assert labels["people"] == "世帯の人数"
    assert labels["name.family_kana"] == "氏名の氏のフリガナ"
    assert labels["pickup.start"] == "収集の日の始まりの時刻"
    assert labels["things.sofa"] == "出すもののソファー"
    assert labels["total"] == "合計"
    assert labels["identity.birth_date"] == "本人確認でわかった生年月日"
    assert labels["evidence.residence.address"] == "住民票の写しの照会でわかった住所"
    assert not any(path.startswith("item") for path in labels)


def test_options_and_units():
    names = Names.of(DOCUMENT)
    assert names.known["scope"].options == (("all", "全員"), ("some", "一部"), ("none", "なし"))
    assert (names.known["people"].unit, names.known["income"].unit, names.known["things.bed"].unit) == (
        "人",
        "円",
        "個",
    )


def test_where_questions_stand():
    found = {name.path: name.group for name in Names.of(DOCUMENT, "items/last", "when").offered}
    assert (found["people"], found["rows"]) == ("前のページの質問", "同じページの質問")
    found = {name.path: name.group for name in Names.of(DOCUMENT, "pages/first", "when").offered}
    assert found["rows"] == "後のページの質問"
    found = {name.path: name.group for name in Names.of(DOCUMENT, "workflow/stages/review", "when").offered}
    assert (found["people"], found["total"], found["identity.level"]) == (
        "質問への答え",
        "計算した値",
        "市が知っていること",
    )


@pytest.mark.parametrize(
    ("place", "field", "gone"),
    [
        ("items/people", "when", {"people", "total", "twice"}),  # two calculations wait for it
        ("items/people", "min", {"people"}),
        ("values/total", "value", {"total", "twice"}),
        ("values/twice", "value", {"twice"}),
        ("items/last", "when", {"last"}),
        ("items/married", "when", {"married", "last"}),
        ("pages/second", "when", {"rows", "last"}),
        ("items/rows", "when", {"rows"}),
        ("items/kind", "when", {"rows"}),
        ("eligibility/0", "when", set()),
        ("pages/first/checks/one", "when", set()),
    ],
)
def test_nothing_that_waits_for_the_place_itself(place, field, gone):
    usable = {path for path in offered(place, field) if "." not in path}
    assert {path for path in offered() if "." not in path} - usable == gone


def test_the_row_around_a_question():
    assert [path for path in offered("items/kind") if path.startswith("item")] == ["item.child_birth", "item.apart"]
    everything = ["item.child_birth", "item.apart", "item.kind", "item.allowance", "item.later"]
    assert [path for path in offered("items/kind", "required") if path.startswith("item")] == everything
    assert [path for path in offered("items/rows/checks/twice") if path.startswith("item")] == everything
    assert Names.of(DOCUMENT, "items/kind", "when").find("item.apart").label == "離れて住んでいますか"


def test_what_is_not_written_yet():
    document = {
        "pages": [
            {"id": "first", "title": {"ja": "はじめ"}, "items": [
                {"id": "rows", "type": "list", "label": {"ja": "人"}, "items": []},
                {"id": "group", "type": "group", "label": "組", "items": [{"id": "a", "type": "text", "label": "文"}]},
                {"id": "half", "type": "choice", "label": "まだ"},
                "?",
            ]},
            {"id": "second"},
        ],
        "values": [{"id": "x", "type": "integer", "value": 1}, {"id": "y"}],
        "evidence": "?",
    }  # fmt: skip
    asked = {path for path in offered(document=document) if not path.startswith("identity.")}
    assert asked == {"rows", "a", "half", "x"}
    assert offered(document={}, place="items/none").keys() == offered(document={}).keys()


def test_types_are_those_of_the_check_before_publishing():
    """A rule that the builder accepts is accepted when the procedure is published."""
    definition = parse(DOCUMENT)
    assert len(list(placed_rules(definition))) > 3
    names = Names.of(definition)
    assert names.types["things"].is_numbers
    assert names.types["rows"].element.parts.keys() == {"child_birth", "apart", "kind", "allowance", "later"}

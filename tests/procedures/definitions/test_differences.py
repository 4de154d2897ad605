import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from procedures.catalogue.seeding import SEEDS
from procedures.definitions import DefinitionError, dump, parse
from procedures.definitions.differences import changes
from procedures.definitions.rule_words import rule_in_words
from procedures.definitions.rules import Rule
from tests.procedures.definitions.small import REMOVE, document, spoiled

SEEDED = [
    json.loads(path.read_text(encoding="utf-8"))["definition"] for path in sorted((SEEDS / "procedures").glob("*.json"))
]


def said(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [change.sentence for change in changes(parse(before), parse(after))]


def said_of(pointer: str, value: Any) -> list[str]:
    return said(document(), spoiled(pointer, value))


REQUEST = "/pages/1/items"


@pytest.mark.parametrize(
    ("pointer", "value", "sentences"),
    [
        ("/pages/0/items/1/required", True, ["項目「メール」を必須にした"]),
        ("/pages/0/items/0/required", False, ["項目「氏名」を任意にした"]),
        ("/pages/0/items/1/label", "電子メール", ["項目「メール」の名前を変えた"]),
        ("/pages/0/items/1/hint", "例）a@example.jp", ["項目「メール」の補足を加えた"]),
        (f"{REQUEST}/2", REMOVE, ["ページ「内容」から項目「日」を削除した"]),
        (f"{REQUEST}/0/options/1/label", "一部の方", ["項目「範囲」の選択肢「一部」の名前を変えた"]),
        (f"{REQUEST}/0/options/2", {"value": "none", "label": "なし"}, ["項目「範囲」の選択肢「なし」を追加した"]),
        (f"{REQUEST}/0/options/0", REMOVE, ["項目「範囲」の選択肢「全員」を削除した"]),
        (f"{REQUEST}/1/max", 20, ["項目「通数」の最大を変えた"]),
        (f"{REQUEST}/3/when", REMOVE, ["項目「必要な方」の表示条件をなくした"]),
        (f"{REQUEST}/2/when", {"var": "copies"}, ["項目「日」の表示条件を加えた"]),
        (f"{REQUEST}/2/type", "birth_date", ["項目「日」の種類を「日付」から「生年月日」に変えた"]),
        ("/pages/1/title", "請求の内容", ["ページ「内容」の名前を変えた"]),
        ("/title/en", "A certificate", ["名前（英語）を変えた"]),
        ("/fees/lines/0/item", "other", ["手数料の項目「certificate」の手数料を「certificate」から「other」に変えた"]),
        ("/standard_period/business_days", 5, ["標準処理期間の開庁日数を「3」から「5」に変えた"]),
        ("/workflow/four_eyes", True, ["審査の二人での確認を「いいえ」から「はい」に変えた"]),
        ("/workflow/stages/0/when", {"var": "copies"}, ["審査の段階「審査」の進む条件を加えた"]),
        ("/appeal", REMOVE, ["不服申立てをなくした"]),
        ("/accepts", {"until": "2027-03-31"}, ["受付の終わりを加えた"]),
        ("/keywords", ["証明"], ["検索の言葉を加えた"]),
        (
            "/legal_basis/1",
            {"law": "秋田市手数料条例", "source": "ordinance"},
            ["根拠法令「秋田市手数料条例」を追加した"],
        ),
    ],
)
def test_a_change_in_words(pointer, value, sentences):
    assert said_of(pointer, value) == sentences


def test_before_and_after_of_a_condition_can_be_read():
    after = spoiled(f"{REQUEST}/3/when", {"and": [{"!=": [{"var": "scope"}, "all"]}, {">": [{"var": "copies"}, 1]}]})
    (change,) = changes(parse(document()), parse(after))
    assert (change.before, change.after) == (
        "「範囲」が「一部」である",
        "「範囲」が「全員」以外、かつ「通数」が1より大きい",
    )
    assert (change.place, change.sentence) == ("items/people/when", "項目「必要な方」の表示条件を変えた")


def test_rules_that_read_alike_are_shown_as_they_are_written():
    after = spoiled(f"{REQUEST}/3/when", {"==": [{"var": "scope"}, "一部"]})
    (change,) = changes(parse(document()), parse(after))
    assert change.before != change.after


def test_an_item_on_another_page_has_moved():
    after = document()
    item = after["pages"][1]["items"].pop(2)
    after["pages"][0]["items"].append(item)
    assert said(document(), after) == ["項目「日」をページ「内容」からページ「申請する方」へ移した"]


def test_an_item_in_a_group_has_moved_there():
    after = document()
    item = after["pages"][1]["items"].pop(2)
    after["pages"][1]["items"].append({"id": "when_group", "type": "group", "label": "日時", "items": [item]})
    assert said(document(), after) == [
        "ページ「内容」に項目「日時」を追加した",
        "項目「日」をページ「内容」から「日時」へ移した",
    ]


def test_as_few_as_possible_have_moved():
    after = document()
    items = after["pages"][1]["items"]
    items.insert(0, items.pop(2))
    assert said(document(), after) == ["項目「日」を先頭へ動かした"]
    items.append(items.pop(1))
    assert said(document(), after) == ["項目「日」を先頭へ動かした", "項目「範囲」を項目「必要な方」の後ろへ動かした"]


def test_a_new_page_and_one_that_is_gone():
    after = document()
    after["pages"].append({"id": "end", "title": "おわり", "items": [{"id": "memo", "type": "text", "label": "備考"}]})
    sentences = ["ページ「おわり」を追加した", "ページ「おわり」に項目「備考」を追加した"]
    assert said(document(), after) == sentences
    assert said(after, document()) == ["ページ「おわり」を削除した", "ページ「おわり」から項目「備考」を削除した"]


def test_equal_versions_do_not_differ():
    for one in SEEDED:
        assert changes(parse(one), parse(copy.deepcopy(one))) == ()


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"in": [{"var": "scope"}, ["all", "some"]]}, "「範囲」が「全員」、「一部」のどれかである"),
        ({"or": [{"!": {"var": "day"}}, {"<": [{"age_on": [{"var": "day"}]}, 18]}]},
         "「日」に答えがない、または「日」から計算した年齢が18未満"),
        ({"if": [{"var": "copies"}, 1, 0]}, "「通数」が0以外のときは1、そうでなければ0"),
        ({"+": [1, {"*": [2, {"var": "copies"}]}]}, "1＋（2×「通数」）"),
        ({"some": [{"var": "people"}, {"var": "item.apart"}]}, "「必要な方」の中に、「別居」が「はい」のものがある"),
        ({"sum": [{"var": "people"}, {"var": "item.apart"}]}, "「必要な方」の「別居」の合計"),
        ({"business_days_after": [{"today": []}, 3]}, "今日の3開庁日後"),
        ({"min": [{"var": "copies"}, 10]}, "「通数」と10の小さいほう"),
        ({"==": [{"var": ["copies", 1]}, None]}, "「通数」（なければ1）がなしである"),
        ({"==": [{"var": "nowhere.city"}, "秋田市"]}, "「nowhere」の市区町村が「秋田市」である"),
    ],
)  # fmt: skip
def test_rules_in_words(rule, words):
    assert rule_in_words(Rule.read(rule), parse(document())) == words


def places(node: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [place] if place else []
    parts = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, part in parts:
        found += places(part, (*place, key))
    return found


OTHERS = [
    None,
    True,
    False,
    0,
    1,
    7,
    "x",
    "all",
    "新しい文",
    "2026-04-01",
    [],
    {},
    {"var": "copies"},
    ["moving"],
    {"ja": "文", "en": "x"},
]


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_no_change_goes_untold(data):
    """A document with one or two places spoiled: either it is the same definition, or something is said."""
    base = data.draw(st.sampled_from([document(), *SEEDED]))
    changed = copy.deepcopy(base)
    for _ in range(data.draw(st.integers(1, 2))):
        *path, key = data.draw(st.sampled_from(places(changed)))
        node = changed
        for part in path:
            node = node[part]
        match data.draw(st.sampled_from(["other", "remove", "repeat", "turn"])):
            case "other":
                node[key] = data.draw(st.sampled_from(OTHERS))
            case "remove":
                del node[key]
            case "repeat" if isinstance(node, list):
                node.append(copy.deepcopy(node[key]))
            case "turn" if isinstance(node, list):
                node.reverse()
    try:
        before, after = parse(base), parse(changed)
    except DefinitionError:
        assume(False)
    assert (changes(before, after) == ()) == (dump(before) == dump(after))
    assert (changes(after, before) == ()) == (dump(before) == dump(after))

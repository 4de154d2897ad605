"""Everyday words, readings and slips lead to the right procedure among all of them."""

import pytest

from procedures.catalogue.search import search

pytestmark = pytest.mark.django_db


def numbers(query: str) -> list[int]:
    return [procedure.number for procedure in search(query)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("こども", {2001, 2002, 2003, 2005}),
        ("子ども 医療費", {2002}),
        ("ごみ", {4002}),
        ("ゴミを捨てる", {4002}),
        ("そうしき", {3007}),
        ("お葬式", {3007}),
        ("こせき", {1003, 1004}),
        ("せきとり", {1003}),
        ("戸籍を取る", {1003}),
        ("住民税", {1009}),
        ("じゅうみんぜい", {1009}),
        ("車検", {1010}),
        ("しゃけん", {1010}),
        ("実印", {1006}),
        ("はんこ", {1006}),
        ("保険証 なくした", {3002, 3006}),
        ("国保", {3005, 3006, 3007}),
        ("会社をやめた", {3005}),
        ("ほいくえん", {2003}),
        ("母子手帳", {2004}),
        ("にんしん", {2004}),
        ("給食費", {2005}),
        ("バス", {3004}),
        ("障害者手帳", {3003}),
        ("団地", {6003}),
        ("家賃", {6003}),
        ("看板", {6004}),
        ("花見", {6005}),
        ("体育館", {6006}),
        ("やたい", {7002}),
        ("情報公開", {8001}),
        ("議事録", {8001}),
        ("人口", {8002}),
        ("婚活", {1005}),
        ("海外", {1007}),
        ("車の名義変更", {1004}),
        ("相続登記", {1011}),
        ("会社に出す証明", {1002}),
    ],
)
def test_everyday_words(catalogue, query, expected):
    assert expected <= set(numbers(query)[: len(expected) + 1])


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("転出届", 1007),
        ("印鑑登録証明書", 1006),
        ("納税証明書", 1010),
        ("市営住宅", 6003),
        ("葬祭費", 3007),
        ("就学援助", 2005),
        ("道路占用", 6004),
        ("オープンデータ", 8002),
        ("ほいくしょお", 2003),
        ("しえいじゆたく", 6003),
        ("そうさいひい", 3007),
        ("固定資産表価証明", 1011),
    ],
)
def test_names_and_slips_find_it_first(catalogue, query, first):
    assert numbers(query)[:1] == [first]


@pytest.mark.parametrize("query", ["飛行機の切符", "zzzz", "選挙の立候補"])
def test_what_the_city_does_not_offer_is_not_found(catalogue, query):
    assert numbers(query) == []

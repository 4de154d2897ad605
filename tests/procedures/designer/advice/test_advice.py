"""The whole: every code has words, the order is that of the document, and anything can be read."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedures.catalogue.seeding import SEEDS
from procedures.designer.advice import Advice, advice_on
from procedures.designer.advice.messages import WORDINGS
from procedures.designer.advice.words import glossary, patterns
from procedures.designer.advice.words.kanji import JOYO
from tests.procedures.designer.advice.documents import asked, codes, with_items
from tests.procedures.designer.advice.test_questions import CASES as QUESTION_CASES
from tests.procedures.designer.advice.test_texts import CASES as TEXT_CASES

ELSEWHERE = {"page_title_repeated", "purpose_missing"}
"""Codes with a test of their own in test_questions.py."""


def test_every_code_has_a_test_and_words():
    tested = {case[0] for case in (*TEXT_CASES, *QUESTION_CASES)} | ELSEWHERE
    assert tested == set(WORDINGS)
    for code, wording in WORDINGS.items():
        assert wording.kind in {"accessibility", "language", "data"}, code
        assert str(wording.message).endswith(("。", "」")), code
        assert str(wording.source), code


def test_an_advice_says_all_there_is_to_say():
    assert advice_on({"summary": "書いて下さい。"}) == [
        Advice(
            place="/summary",
            code="kana_instead",
            message="「て下さい」は仮名で「てください」と書きます。",
            suggestion="書いてください。",
            kind="language",
            source="公用文における漢字使用等について（平成22年内閣訓令第1号）",
        )
    ]


def test_advice_comes_in_the_order_of_the_document():
    document = with_items(
        asked("integer", "住む人数"),
        asked("text", "個人番号", hint="㈱"),
        title="㈱",
        messages={"received": "㈱"},
        values=[{"id": "v", "label": "㈱"}],
    )
    document = {name: document[name] for name in ("title", "legal_basis", "pages", "values", "messages")}
    assert [one.place for one in advice_on(document)] == [
        "/title",
        "/pages/0/items/0/unit",
        "/pages/0/items/1",
        "/pages/0/items/1/hint",
        "/values/0/label",
        "/messages/received",
    ]


def test_what_citizens_do_not_read_is_left_alone():
    document = {
        "title": {"ja": "申請", "en": "㈱", "ja-easy": "当該 しょるい"},
        "keywords": ["㈱"],
        "legal_basis": [{"law": "㈱"}],
        "workflow": {"stages": [{"title": "㈱", "checks": [{"label": "当該書類"}]}]},
        "values": [{"id": "v", "value": {"==": [{"var": "a"}, "㈱"]}}],
        "pages": [{"items": [asked("choice", "区分", options=[{"value": "㈱", "label": "会社"}])]}],
    }
    assert advice_on(document) == []


@pytest.mark.parametrize("document", [None, [], "文", 3, {}, {"pages": None}, {"pages": [None, 3, {"items": "x"}]}])
def test_what_is_no_document_gives_no_advice(document):
    assert advice_on(document) == []


_NAMES = """
title summary pages items label hint body type options ja en when var id required evidence register assurance level
legal_basis statistics pattern subject unit text long_text list group text_block choice integer applicant needed
message personal
"""
_WORDS = st.sampled_from(_NAMES.split())
_FAULTY = st.sampled_from([case[2] for case in TEXT_CASES])
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | _WORDS | _FAULTY
_JSON = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS | st.text(max_size=5), inner, max_size=6),
    max_leaves=40,
)


@given(_JSON)
def test_any_json_can_be_read(value):
    for document in (value, {"pages": [{"items": [value]}]}, {"pages": [value], "title": value, "eligibility": value}):
        for advice in advice_on(document):
            assert advice.code in WORDINGS
            assert "%(" not in advice.message


def test_a_document_of_any_depth_can_be_read():
    rule: object = {"var": "a"}
    items: list = []
    for _ in range(500):
        rule = {"!": [rule]}
        items = [{"type": "group", "label": "㈱", "items": items}]
    assert set(codes({"pages": [{"items": items, "when": rule}]})) == {"machine_dependent"}


def test_a_huge_document_is_read_in_bounded_parts():
    page = {"items": [asked("text", "㈱" + "あ" * 10_000) for _ in range(1500)]}
    found = advice_on({"pages": [page]})
    assert len(found) == 1000


def test_seeded_procedures_need_little_advice():
    found = {}
    for path in sorted((SEEDS / "procedures").glob("*.json")):
        seed = json.loads(path.read_text(encoding="utf-8"))
        if advice := [(one.place, one.code) for one in advice_on(seed["definition"])]:
            found[seed["number"]] = advice
    # 転入: the household is not in the city's register yet, which no rule can tell.
    assert found == {1008: [("/pages/2/items/0/items/2", "register_knows")]}


def test_the_table_of_kanji_is_whole():
    assert len(JOYO) == 2136 + 4 + 2
    assert {"鬱", "塡", "填", "頰", "頬", "々"} <= JOYO
    assert not JOYO & set("罹浚髙あア")


def test_words_offered_are_not_hard_themselves():
    hard = {term.word for term in glossary.HARD_WORDS}
    for term in (*glossary.HARD_WORDS, *glossary.FOREIGN_WORDS, *glossary.KANA_INSTEAD, *glossary.READINGS):
        assert term.easy not in hard
        assert set(term.easy) <= JOYO or not set(patterns.KANJI_WORD.findall(term.easy)) - _within(JOYO, term.easy)


def _within(letters: frozenset[str], words: str) -> set[str]:
    return {word for word in patterns.KANJI_WORD.findall(words) if set(word) <= letters}


def test_how_long_a_large_document_takes(capsys):
    pages = [
        {
            "id": f"p{page}",
            "title": f"{page}番目の話題",
            "items": [
                asked(
                    "text",
                    f"{page}の{number}番目の会社の名前",
                    id=f"i{page}_{number}",
                    hint=f"{number}番目に契約した会社の名前を、登記のとおりに書いてください。",
                    when={"and": [{"==": [{"var": f"i{page}_{number - 1}"}, "a"]}, {">": [{"var": "n"}, number]}]},
                )
                for number in range(20)
            ],
        }
        for page in range(15)
    ]
    document = {"title": "届出", "pages": pages, "legal_basis": [{"law": "法"}]}
    started = time.perf_counter()
    first = advice_on(document)
    middle = time.perf_counter()
    assert advice_on(document) == first == []
    again = time.perf_counter() - middle
    with capsys.disabled():
        print(f"advice on 300 items: {(middle - started) * 1000:.0f} ms, again {again * 1000:.0f} ms")

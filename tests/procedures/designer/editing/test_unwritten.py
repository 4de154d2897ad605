"""What is still to be written is asked for in the words of the form, never by the name of a key."""

import re

import pytest

from procedures.definitions.messages import TEXTS
from procedures.designer.checking import find_all
from procedures.designer.editing.unwritten import unwritten

# What only a file can have wrong, or a rule that was written in one: its reader knows the keys.
_OF_FILES = re.compile(
    r"json_|rule_|wrong_type|unknown_key|too_|bad_format|not_a_choice|(missing|unknown)_item_type|html_"
)
_LATIN = re.compile(r"[A-Za-z]")


@pytest.mark.parametrize(
    ("place", "field", "asked"),
    [
        ("", "kind", "「手続の種類」を選んでください。"),
        ("", "summary", "「概要」を入力してください。"),
        ("", "who", "「手続ができる方」を入力してください。"),
        ("", "pages", "ページがまだありません。一つ以上追加してください。"),
        ("", "workflow", "段階がまだありません。一つ以上追加してください。"),
        (
            "",
            "assurance",
            "「本人確認」がまだ決まっていません。「本人確認のレベル」「このレベルにする理由」を決めてください。",
        ),
        ("", "retention", "「保存期間」がまだ決まっていません。「保存する年数」を決めてください。"),
        ("pages/owner", "items", "項目がまだありません。一つ以上追加してください。"),
        ("pages/owner", "nothing_of_the_kind", ""),
        ("nowhere", "items", ""),
    ],
)
def test_the_form_is_quoted(place: str, field: str, asked: str) -> None:
    assert unwritten({}, place, field) == asked


@pytest.mark.django_db
def test_a_blank_sheet_asks_in_japanese_only() -> None:
    document = {"title": "犬の登録", "pages": [{"id": "owner", "title": "飼い主"}]}

    found = [one.message for one in find_all(document)]

    assert len(found) > 5
    assert [message for message in found if _LATIN.search(message)] == []


def test_no_sentence_about_a_design_names_a_key() -> None:
    said = {code: re.sub(r"\{\w+\}", "", text) for code, text in TEXTS.items() if not _OF_FILES.match(code)}

    assert {code: text for code, text in said.items() if _LATIN.search(text)} == {}

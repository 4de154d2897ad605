"""What is to be mended: beside the part, in the outline, in one list; and taking a suggested text."""

import pytest

from procedures.designer.checking import findings_of
from procedures.designer.editing.addresses import address_of
from procedures.designer.editing.sheets import home_of
from tests.catalogue import small_document
from tests.designs import make_design
from tests.html_forms import untouched
from tests.procedures.backoffice.pages import text
from tests.procedures.designer.editing.desk import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def design(administrator):
    document = small_document()
    document["pages"][0]["items"][2] |= {"hint": "くわしくは、こちら", "when": {"==": [{"var": "nothing"}, 1]}}
    del document["appeal"]
    return make_design(administrator.user, document=document)


def test_without_a_script_what_was_found_last_is_shown(editor, design):
    assert "確認してください" not in text(editor.client.get(editor.address("items/wish")))
    findings_of(design)
    said = text(editor.client.get(editor.address("items/wish")))
    assert "確認してください 直すところ 規則が使う名前「nothing」の項目や計算はありません。" in said


def test_the_script_gets_those_of_the_part_and_all_marks(editor):
    response = editor.client.get("/designer/9001/problems/beside/?at=legal_basis")
    said = text(response)
    assert "申請と交付請求には、審査請求の相手が必要です。" in said
    assert "nothing" not in said
    assert "根拠と期間 直すところ 1" in said
    assert "希望 直すところ 1" in said
    assert 'hx-swap-oob="innerHTML:#outline"' in response.content.decode()


def test_one_list_with_links(editor):
    response = editor.client.get("/designer/9001/problems/")
    said = text(response)
    assert "直すところ（" in said
    assert 'href="/designer/9001/at/items/wish/#when"' in response.content.decode()
    assert 'href="/designer/9001/at/legal_basis/#appeal"' in response.content.decode()


def test_nothing_to_mend(administrator, editor):
    make_design(administrator.user, number=9002, document=small_document())
    said = text(editor.client.get("/designer/9002/problems/"))
    assert " 直すところ（" not in said
    assert "見直すところ（" in said


def test_a_suggested_text_is_taken_and_can_be_taken_back(administrator, editor):
    document = small_document()
    document["pages"][0]["items"][2]["hint"] = "①から選んでください。"
    design = make_design(administrator.user, number=9002, document=document)
    wanted = next(one for one in findings_of(design) if one.suggestion)
    home = address_of(9002, home_of(wanted.place, wanted.field))
    page = editor.client.get(home).content.decode()
    assert "文案を使う" in page
    sent = {"place": wanted.place, "field": wanted.field, "suggestion": wanted.suggestion}
    forms = untouched(page)
    assert sent in [
        dict(zip(sent, one, strict=True))
        for one in zip(forms["place"][2:], forms["field"], forms["suggestion"], strict=True)
    ]  # behind the two of undo and redo
    response = editor.client.post("/designer/9002/problems/suggestion/", sent)
    assert "文案を使いました。" in editor.said(response)
    design.refresh_from_db()
    assert wanted.suggestion in design.document
    assert "この文案はもう使えません。" in editor.said(editor.client.post("/designer/9002/problems/suggestion/", sent))


@pytest.mark.parametrize("given", [{}, {"place": "items/wish", "field": "hint", "suggestion": "勝手な文"}])
def test_only_what_is_advised_is_taken(editor, given):
    assert "この文案はもう使えません。" in editor.said(editor.client.post("/designer/9001/problems/suggestion/", given))
    assert now("items/wish")["hint"] == "くわしくは、こちら"

"""The citizen's page inside the editor."""

import pytest

from procedures.applications.models import Draft
from tests.designs import make_design
from tests.procedures.backoffice.pages import text

pytestmark = pytest.mark.django_db
PAGE = "/designer/9001/preview/first/"


@pytest.fixture
def design(administrator):
    document = {
        "title": "写しの請求",
        "pages": [
            {
                "id": "first",
                "title": "通数",
                "intro": "## 書く前に",
                "items": [
                    {"id": "copies", "type": "integer", "label": "通数", "required": True},
                    {"id": "why", "type": "text", "label": "多い理由", "when": {">": [{"var": "copies"}, 3]}},
                    {"id": "rows", "type": "list", "label": "一覧", "item_label": "一件"}
                    | {"items": [{"id": "name", "type": "text", "label": "名前"}]},
                ],
            },
            {"id": "second", "title": "つぎ"},
        ],
        "eligibility": [{"when": {">": [{"var": "copies"}, 100]}, "message": "窓口へお越しください。"}],
    }
    return make_design(administrator.user, document=document)


def test_the_page_as_it_would_be(editor):
    response = editor.client.get(PAGE)
    said = text(response)
    assert "全2ステップ中1ステップ目 通数 書く前に 次へ進む 通数 ※必須" in said
    assert "多い理由" not in said
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-store"


def test_no_other_page_may_be_framed(editor):
    response = editor.client.get("/designer/9001/")
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert 'src="/designer/9001/preview/first/"' in response.content.decode()


def test_the_item_that_is_edited_is_shown_whatever_its_condition(editor):
    said = text(editor.client.get(f"{PAGE}?at=why"))
    assert "多い理由" in said
    assert "編集中の項目は、条件に当てはまらないときも表示しています。" in said
    assert (
        'src="/designer/9001/preview/first/?at=why"' in editor.client.get(editor.address("items/why")).content.decode()
    )
    assert editor.client.get(f"{PAGE}?at=nothing").status_code == 200


def test_conditions_follow_what_is_typed_and_nothing_is_kept(editor, design):
    before = design.document
    assert "多い理由" in text(editor.client.post(PAGE, {"copies": "4", "_action": "refresh"}))
    assert "多い理由" not in text(editor.client.post(PAGE, {"copies": "3", "_action": "refresh"}))
    design.refresh_from_db()
    assert (design.document, Draft.objects.count()) == (before, 0)


def test_faults_rows_and_the_word_that_stops(editor):
    assert "エラー：通数" in text(editor.client.post(PAGE, {"copies": "たくさん"}))
    assert "名前" in text(editor.client.post(PAGE, {"copies": "1", "_action": "add:rows"}))
    assert "窓口へお越しください。" in text(editor.client.post(PAGE, {"copies": "101", "_action": "refresh"}))


def test_a_page_without_items_says_so(editor):
    assert "（項目はまだありません）" in text(editor.client.get("/designer/9001/preview/second/"))


def test_pages_that_are_not_there(editor, administrator):
    assert editor.client.get("/designer/9001/preview/third/").status_code == 404
    make_design(administrator.user, number=9002, document={"title": "x"})
    said = text(editor.client.get("/designer/9002/"))
    assert "ページを追加すると、ここに表示します。" in said


def test_a_list_that_may_be_empty_is_shown_with_a_row(editor):
    shown = editor.client.get(f"{PAGE}?at=name").content.decode()

    assert 'name="rows-0-name"' in shown
    assert "一覧 ※任意" in text(editor.client.get(PAGE))

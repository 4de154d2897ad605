"""The members of lists: moved, copied, deleted; all by buttons and forms."""

import pytest

from procedures.designer.editing.dependents import dependents
from procedures.designer.editing.moves import copied, targets, with_names
from procedures.designer.models import DesignOperation
from procedures.designer.showable import showable
from procedures.designer.steps import apply
from tests.designs import make_design
from tests.procedures.backoffice.pages import text
from tests.procedures.designer.editing.copies import a_document, ids
from tests.procedures.designer.editing.desk import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def design(administrator):
    return make_design(administrator.user, document=a_document())


class TestMoving:
    def test_up_and_down(self, editor):
        editor.press("pages/first", "down:items/copies")
        assert ids("pages/first") == ["why", "copies", "rows"]
        editor.press("items/copies", "up:items/copies")
        assert ids("pages/first") == ["copies", "why", "rows"]
        editor.press("items/copies", "up:items/copies")  # it is the first already
        assert DesignOperation.objects.count() == 2

    def test_a_button_saves_the_form_first(self, editor):
        response = editor.press("pages/first", "down:items/copies", title="新しい題")
        assert (now("pages/first")["title"], response["Location"]) == ("新しい題", "/designer/9001/at/pages/first/")

    def test_a_fault_keeps_the_button_from_acting(self, editor):
        assert editor.press("pages/first", "down:items/copies", title="").status_code == 200
        assert ids("pages/first") == ["copies", "why", "rows"]

    def test_to_another_page_and_into_a_list(self, editor):
        page = editor.client.get("/designer/9001/move/items/why/")
        assert "ページ「つぎ」のはじめ" in text(page)
        answer = editor.client.post("/designer/9001/move/items/why/", {"to": "pages/second:items:total"})
        assert answer["Location"] == "/designer/9001/at/items/why/"
        assert (ids("pages/first"), ids("pages/second")) == (["copies", "rows"], ["total", "why"])
        editor.client.post("/designer/9001/move/items/why/", {"to": "items/rows:items:name"})
        assert ids("items/rows") == ["name", "why", "more"]

    def test_a_page(self, editor):
        editor.client.post("/designer/9001/move/pages/second/", {"to": ":pages:"})
        assert ids("", "pages") == ["second", "first"]

    def test_where_it_cannot_go(self, editor):
        answer = editor.client.post("/designer/9001/move/items/rows/", {"to": "items/rows:items:name"})
        assert "どこへ動かすかを選んでください。" in text(answer)
        assert DesignOperation.objects.count() == 0
        assert editor.client.get("/designer/9001/move/items/nothing/").status_code == 404
        assert editor.client.get("/designer/9001/move/values/").status_code == 404

    def test_a_list_is_no_place_for_a_list(self):
        places = {(one.container, one.after) for one in targets(a_document(), "items/rows")}
        assert places == {("pages/first", ""), ("pages/first", "copies"), ("pages/first", "why")} | {
            ("pages/second", ""),
            ("pages/second", "total"),
        }

    def test_what_has_no_name_must_be_what_was_seen(self, editor, other):
        form = editor.form("eligibility")
        other.press("eligibility", "down:eligibility/0")
        response = editor.send("eligibility", form=form, _do="delete:eligibility/0")
        assert "ほかの人が先に変えました。" in editor.said(response)
        assert [one["message"] for one in now("eligibility")] == ["二つめ", "一つめ"]
        editor.press("eligibility", "delete:eligibility/1")
        assert [one["message"] for one in now("eligibility")] == ["二つめ"]

    def test_a_forged_button(self, editor):
        said = editor.said(editor.press("pages/first", "delete:nothing/here"))
        assert "今の内容を確かめて、もう一度操作してください。" in said
        assert editor.press("pages/first", "explode:items/why").status_code == 302
        assert DesignOperation.objects.count() == 0


class TestCopying:
    def test_a_copy_speaks_of_itself(self, editor):
        response = editor.press("items/rows", "copy:items/rows")
        assert response["Location"] == "/designer/9001/at/items/rows_1/"
        twin = now("items/rows_1")
        assert twin["label"] == "一覧（写し）"
        assert [one["id"] for one in twin["items"]] == ["name_1", "more_1"]
        assert twin["items"][1]["when"] == {"==": [{"var": "item.name_1"}, "あ"]}
        assert ids("pages/first") == ["copies", "why", "rows", "rows_1"]

    def test_a_page_with_its_check(self):
        document = a_document()
        moved = copied(document, "pages/first")
        twin = apply(document, moved.steps)["pages"][1]
        assert moved.place == "pages/first_1"
        assert twin["checks"][0] == {
            "id": "check_2",
            "when": {"var": "copies_1"},
            "message": "だめです",
            "items": ["copies_1", "why_1"],
        }
        assert len(list(showable(document).items())) == 11

    def test_defaults_of_variables_are_values(self):
        rule = {"+": [{"var": ["a.b", {"var": "c"}]}, {"var": "item.a"}]}
        assert with_names(rule, {"a": "x", "c": "y"}) == {"+": [{"var": ["x.b", {"var": "y"}]}, {"var": "item.x"}]}


class TestDeleting:
    def test_what_speaks_of_it_is_told_first(self, editor):
        response = editor.press("pages/first", "delete:items/copies")
        assert response["Location"] == "/designer/9001/delete/items/copies/"
        said = editor.said(response)
        assert "次のところが、これを使っています。" in said
        for words in ("項目「理由」 条件", "確かめること「だめです」 条件", "計算 値", "保存期間と統計"):
            assert words in said
        assert now("items/copies")
        done = editor.client.post("/designer/9001/delete/items/copies/")
        assert done["Location"] == "/designer/9001/at/pages/first/"
        assert "項目「通数」を削除した。「元に戻す」で取り消せます。" in editor.said(done)
        assert ids("pages/first") == ["why", "rows"]
        editor.client.post("/designer/9001/undo/")
        assert now() == a_document()

    def test_what_nothing_speaks_of_goes_at_once(self, editor):
        assert editor.press("pages/first", "delete:items/rows")["Location"] == "/designer/9001/at/pages/first/"
        assert ids("pages/first") == ["copies", "why"]

    def test_in_order_and_once(self):
        found = [one.place for one in dependents(a_document(), "items/copies")]
        assert found == [
            "items/why",
            "pages/first/checks/check_1",
            "pages/first/checks/check_1",
            "values/sum",
            "retention",
        ]
        assert [one.place for one in dependents(a_document(), "values/sum")] == ["items/total"]
        assert dependents(a_document(), "items/rows") == []

    @pytest.mark.parametrize("place", ["items/nothing", "accepts", "title"])
    def test_what_cannot_be_deleted(self, editor, place):
        assert editor.client.get(f"/designer/9001/delete/{place}/").status_code == 404

    def test_the_last_member_leaves_nothing_behind(self, editor):
        editor.press("pages/second", "delete:items/total")
        assert "items" not in now("pages/second")
        assert "まだありません。" in text(editor.client.get(editor.address("pages/second")))

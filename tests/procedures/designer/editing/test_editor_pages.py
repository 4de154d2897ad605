"""The editor's pages: saving, faults, two editors at once, undo."""

import json

import pytest

from procedures.designer.designs import end_design
from procedures.designer.models import Design, DesignOperation, Ending
from tests.catalogue import make_procedure
from tests.designs import make_design
from tests.html_forms import untouched
from tests.procedures.backoffice.pages import text
from tests.procedures.designer.editing.desk import Editor, now

pytestmark = pytest.mark.django_db


def operations():
    return list(DesignOperation.objects.order_by("number").values_list("kind", "place", "words"))


class TestSaving:
    def test_a_changed_field_is_kept_with_what_was_done(self, editor):
        response = editor.send("items/wish", label="ご希望", hint="例）早めに")
        assert response.status_code == 302
        assert (now("items/wish")["label"], now("items/wish")["hint"]) == ("ご希望", "例）早めに")
        assert operations() == [("change", "items/wish", "項目「希望」の「質問の文」「補足」を変えた")]
        assert "保存しました。" in editor.said(response)

    def test_an_untouched_form_does_nothing(self, editor, design):
        before = Design.objects.get().document
        for place in ("", "legal_basis", "assurance", "pages/applicant", "items/wish", "workflow", "retention"):
            assert editor.send(place).status_code == 302
        assert Design.objects.get().document == before
        assert operations() == []

    def test_required_or_not(self, editor):
        editor.send("items/wish", required="yes")
        assert now("items/wish")["required"] is True
        editor.send("items/wish", required="no")
        assert "required" not in now("items/wish")

    def test_a_rule_stays_a_rule(self, administrator):
        document = {"title": "x", "pages": [{"id": "a", "title": "A", "items": [item("n", required=RULE)]}]}
        make_design(administrator.user, document=document)
        editor = Editor(administrator.client())
        assert "条件で決まる" in text(editor.client.get(editor.address("items/n")))
        editor.send("items/n", label="新しい名前")
        assert now("items/n")["required"] == RULE

    def test_what_is_the_default_is_left_out(self, editor):
        editor.send("items/wish", max="50", personal=[])
        assert (now("items/wish")["max"], now("items/wish")["personal"]) == (50, False)
        editor.send("items/wish", max="100", personal="yes")
        assert {"max", "personal"} & now("items/wish").keys() == set()

    def test_translations_stay(self, administrator):
        label = {"ja": "希望", "en": "Wish"}
        document = {"title": "x", "pages": [{"id": "a", "title": "A", "items": [item("n", label=label)]}]}
        make_design(administrator.user, document=document)
        Editor(administrator.client()).send("items/n", label="ご希望")
        assert now("items/n")["label"] == {"ja": "ご希望", "en": "Wish"}

    def test_a_section_that_is_not_there_yet_begins_and_ends(self, editor):
        editor.send("messages", **{"messages-received": "受け付けました。"})
        assert now("messages") == {"received": "受け付けました。"}
        editor.send("messages", **{"messages-received": ""})
        assert "messages" not in now()

    def test_an_optional_section_can_be_emptied(self, editor):
        editor.send("legal_basis", **{"appeal-authority": ""})
        assert "appeal" not in now()

    def test_dates_in_any_width(self, editor):
        editor.send("accepts", **{"accepts-from-year": "２０２７", "accepts-from-month": "4", "accepts-from-day": "1"})
        assert now("accepts") == {"from": "2027-04-01"}

    def test_without_javascript_a_fault_is_shown_and_the_rest_is_kept(self, editor):
        response = editor.send("items/wish", label="", hint="例）早めに", max="千")
        said = text(response)
        assert response.status_code == 200
        assert said.startswith(" エラー：") or "エラー：項目「希望」" in said
        assert "「質問の文」を入力してください。" in said
        assert "「最大の文字数」は1から1000までの数字で入力してください。" in said
        assert untouched(response.content.decode(), "part-form")["max"] == ["千"]
        assert (now("items/wish")["label"], now("items/wish")["hint"]) == ("希望", "例）早めに")

    def test_the_script_hears_only_what_changed(self, editor):
        response = editor.send("items/wish", htmx=True, label="ご希望", max="0")
        body = response.content.decode()
        assert (response["X-Saved"], response["HX-Trigger"]) == ("1", "designer:saved")
        assert 'data-fault="max"' in body
        assert "まだ保存していないところがあります" in body
        assert 'name="_seen" value="1"' in body
        assert "項目「ご希望」" in body
        assert "<html" not in body

    def test_nothing_new_triggers_nothing(self, editor):
        response = editor.send("items/wish", htmx=True)
        assert "HX-Trigger" not in response
        assert "保存済み" in text(response)

    @pytest.mark.parametrize("seen", ["", "x", "-1", "99999999999999", "７"])
    def test_a_forged_revision_overwrites_nothing(self, editor, seen):
        editor.send("items/wish", label="ご希望")
        form = editor.form("items/wish") | {"_seen": seen, "label": "別の名前"}
        response = editor.send("items/wish", form=form)
        if seen == "99999999999999":
            assert response.status_code == 409
        assert response.status_code == 409
        assert now("items/wish")["label"] == "ご希望"

    def test_a_field_that_was_not_sent_is_left_alone(self, editor):
        editor.client.post(editor.address("items/wish"), {"_seen": "0", "_fields": "label hint max"})
        assert operations() == []

    def test_an_ended_design(self, editor, design, administrator):
        form = editor.form("items/wish")
        end_design(design=design, by=administrator.user, ending=Ending.DISCARDED)
        assert editor.send("items/wish", form=form, label="x").status_code == 404


class TestTwoEditors:
    def test_changes_of_different_fields_both_survive(self, editor, other):
        form = editor.form("items/wish")
        other.send("items/wish", hint="例）早めに")
        editor.send("items/wish", form=form, label="ご希望")
        assert (now("items/wish")["label"], now("items/wish")["hint"]) == ("ご希望", "例）早めに")

    def test_the_same_change_is_no_conflict(self, editor, other):
        form = editor.form("items/wish")
        other.send("items/wish", label="ご希望")
        assert editor.send("items/wish", form=form, label="ご希望").status_code == 302

    def test_the_same_field_is_asked_about_and_the_rest_kept(self, editor, other):
        form = editor.form("items/wish")
        other.send("items/wish", label="相手の名前")
        response = editor.send("items/wish", form=form, label="自分の名前", hint="例）早めに")
        said = text(response)
        assert response.status_code == 409
        assert "小野 実さんが" in said
        assert "相手の内容 相手の名前 自分の内容 自分の名前" in said
        assert (now("items/wish")["label"], now("items/wish")["hint"]) == ("相手の名前", "例）早めに")

    @pytest.mark.parametrize(("choice", "expected"), [("theirs", "相手の名前"), ("label", "自分の名前")])
    def test_settling(self, editor, other, choice, expected):
        form = editor.form("items/wish")
        other.send("items/wish", label="相手の名前")
        page = editor.send("items/wish", form=form, label="自分の名前")
        data = untouched(page.content.decode()) | {"_settle-label": choice, "_do": "settle"}
        assert editor.client.post(editor.address("items/wish"), data).status_code == 302
        assert now("items/wish")["label"] == expected

    def test_the_script_gets_the_choice_beside_the_form(self, editor, other):
        form = editor.form("items/wish")
        other.send("items/wish", label="相手の名前")
        response = editor.send("items/wish", form=form, htmx=True, label="自分の名前")
        assert "自分の内容にする" in text(response)
        assert 'name="_seen" value="1"' in response.content.decode()

    def test_who_else_is_here(self, editor, other):
        other.client.get(other.address("items/wish"))
        assert "小野 実さんも、ここを開いています。" in text(editor.client.get(editor.address("items/wish")))
        assert "小野 実さんが、項目「希望」を開いています。" in text(editor.client.get(editor.address()))

    def test_a_part_that_was_deleted_meanwhile(self, editor, other):
        form = editor.form("items/wish")
        other.press("items/wish", "delete:items/wish")
        response = editor.send("items/wish", form=form, label="書いた名前")
        assert "この部分は削除されました" in text(response)
        assert "書いた名前" in text(response)
        response = editor.send("items/wish", form=form, htmx=True, label="書いた名前")
        assert (response["X-Saved"], "写し取ってください" in text(response)) == ("1", True)

    def test_somebody_between_reading_and_saving(self, editor, other, monkeypatch):
        from procedures.designer.editing import saving

        change = saving.change
        turns: list[int] = []

        def late(**given):
            if not turns:
                turns.append(1)
                other.send("items/wish", hint="例）早めに")
                other.send("items/wish", label="相手の名前")
            return change(**given)

        monkeypatch.setattr(saving, "change", late)
        assert editor.send("items/wish", label="自分の名前").status_code == 409
        assert now("items/wish")["label"] == "相手の名前"


class TestUndo:
    def test_back_and_again(self, editor):
        editor.send("items/wish", label="ご希望")
        response = editor.client.post("/designer/9001/undo/")
        assert "元に戻した：項目「希望」の「質問の文」を変えた。" in editor.said(response)
        assert (response["Location"], now("items/wish")["label"]) == ("/designer/9001/at/items/wish/", "希望")
        editor.client.post("/designer/9001/redo/")
        assert now("items/wish")["label"] == "ご希望"

    def test_nothing_to_take_back(self, editor):
        response = editor.client.post("/designer/9001/undo/", {"place": "items/wish"})
        assert response["Location"] == "/designer/9001/at/items/wish/"
        assert "元に戻すものはありません。" in editor.said(response)
        assert "やり直すものはありません。" in editor.said(editor.client.post("/designer/9001/redo/", {"place": "no"}))

    def test_what_somebody_else_changed_since(self, editor, other):
        editor.send("items/wish", label="ご希望")
        other.send("items/wish", label="相手の名前")
        said = editor.said(editor.client.post("/designer/9001/undo/"))
        assert "小野 実さんが同じところをあとから変えたので、元に戻せません。" in said
        assert now("items/wish")["label"] == "相手の名前"

    def test_what_was_deleted_comes_back(self, editor):
        editor.press("items/wish", "delete:items/wish")
        response = editor.client.post("/designer/9001/undo/")
        assert (response["Location"], now("items/wish")["label"]) == ("/designer/9001/at/items/wish/", "希望")
        response = editor.client.post("/designer/9001/redo/")
        assert response["Location"] == "/designer/9001/at/pages/applicant/"


class TestBeginning:
    def test_from_the_live_version(self, administrator):
        version = make_procedure()
        client = administrator.client()
        assert "この手続の下書きはありません。" in text(client.get("/designer/9001/"))
        assert client.post("/designer/9001/begin/")["Location"] == "/designer/9001/"
        design = Design.objects.get()
        assert (design.decoded(), design.base) == (json.loads(version.document), version)
        assert client.post("/designer/9001/begin/").status_code == 302
        assert Design.objects.count() == 1
        assert "公開中の版：版1" in text(client.get("/designer/9001/"))

    def test_a_number_of_nothing(self, administrator):
        assert administrator.client().get("/designer/9009/").status_code == 404
        assert administrator.client().post("/designer/9009/begin/").status_code == 404

    def test_the_list_tells_of_designs(self, editor, administrator):
        make_procedure(number=9002)
        said = text(editor.client.get("/designer/"))
        assert "9001 小さな手続 市民課 なし 公開前 編集する 作成中" in said
        assert "渡辺 光" in said
        assert "9002 小さな手続 市民課 版1 公開中 編集する なし 0件" in said


@pytest.mark.parametrize("place", ["items/nothing", "nothing", "items/wish/options/a", "evidence/e/ground", "title"])
def test_what_is_not_there(editor, place):
    assert editor.client.get(editor.address(place)).status_code == 404


def test_a_design_with_nothing_in_it_opens_everywhere(administrator):
    make_design(administrator.user, document={"title": "新しい手続"})
    editor = Editor(administrator.client())
    for place in ("", "legal_basis", "accepts", "eligibility", "assurance", "pages", "values", "evidence", "fees"):
        assert editor.client.get(editor.address(place)).status_code == 200
        assert editor.send(place).status_code == 302
    for place in ("workflow", "documents", "messages", "retention"):
        assert editor.send(place).status_code == 302
    assert now() == {"title": "新しい手続"}


RULE = {"==": [{"var": "m"}, True]}


def item(item_id: str, **given):
    return {"id": item_id, "type": "text", "label": "希望"} | given

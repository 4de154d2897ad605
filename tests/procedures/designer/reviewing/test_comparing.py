"""The comparison with the version in force."""

import pytest

from procedures.designer.reviewing.comments import comment
from procedures.designer.reviewing.services import approve
from tests.catalogue import make_procedure, small_document, unproven_document
from tests.designs import ask, make_design
from tests.procedures.backoffice.pages import text
from tests.procedures.designer.reviewing.pages import HERE, PHONE, many_pages

pytestmark = pytest.mark.django_db


class TestCompare:
    def test_by_page_with_before_and_after(self, client, author):
        pages = small_document()["pages"]
        pages[0]["items"].append(PHONE)
        make_design(author, base=make_procedure(), pages=pages, title="新しい名前", fees={"timing": "before_issue"})
        said = text(client.get(f"{HERE}compare/"))
        assert "公開中の版1と比べて変わることです。" in said
        assert "手続の説明 手続の説明 変わること 前 後 名前を変えた 小さな手続 新しい名前" in said
        assert "ページ「申請者」に項目「電話番号」を追加した" in said
        assert said.index("手続の説明") < said.index("ページ「申請者」 ページ「申請者」") < said.index("納める時期")

    def test_an_item_that_has_gone_stands_with_its_page(self, client, author):
        pages = small_document()["pages"]
        del pages[0]["items"][2]
        make_design(author, base=make_procedure(), pages=pages)
        said = text(client.get(f"{HERE}compare/"))
        assert "ページ「申請者」 ページ「申請者」 変わること 前 後 ページ「申請者」から項目「希望」を削除した" in said

    def test_what_a_new_procedure_contains(self, client, author):
        make_design(author)
        said = text(client.get(f"{HERE}compare/"))
        assert "新しい手続の内容" in said
        assert "ページと項目 1ページ、3項目" in said
        assert "希望 一行の文字 任意 いつも" in said

    def test_an_unfinished_one(self, client, author):
        make_design(author, document={"format": 1, "title": "まだ"})
        assert "（まだ書いていません）" in text(client.get(f"{HERE}compare/"))

    def test_another_version_came_after_its_base(self, client, author):
        make_design(author, base=make_procedure(), title="別の名前")
        make_procedure(title="ほかの人の名前")
        said = text(client.get(f"{HERE}compare/"))
        assert "この作成は版1から始めました。今公開しているのは版2です。" in said

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, author, rows, django_assert_num_queries):
        make_design(author, base=make_procedure(), pages=many_pages(rows))
        client.get(f"{HERE}compare/")
        with django_assert_num_queries(7):  # session, user, roles, design, procedure, version in force, base
            client.get(f"{HERE}compare/")


class TestWaysOn:
    def test_the_editor_says_what_a_change_would_undo(self, client, author, second):
        design = make_design(author)
        assert "取り消されます" not in text(client.get(HERE))
        request = ask(design, author)
        assert "確認の依頼は取り消されます" in text(client.get(HERE))
        approve(design=design, by=second, note="", seen=0, newest=request.newest)
        assert "承認は取り消されます" in text(client.get(HERE))

    def test_findings_and_comments_lead_to_their_part(self, client, author):
        design = make_design(author, document=unproven_document())
        comment(design=design, by=author, place="items/wish", text="直す")
        comment(design=design, by=author, place="items/gone", text="直す")
        assert (
            '<a href="/designer/9001/at/items/wish/">項目「希望」</a>' in client.get(f"{HERE}publish/").content.decode()
        )
        assert client.get(f"{HERE}comments/").content.decode().count("この場所を編集する") == 1

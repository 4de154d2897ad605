"""The pages of blocks."""

import pytest

from procedures.designer.library.blocks import (
    load_blocks,
)
from procedures.designer.library.models import BlockVersion
from procedures.designer.library.using import copies_in
from procedures.designer.models import DesignOperation
from tests.catalogue import make_procedure, small_document
from tests.designs import make_design
from tests.procedures.backoffice.pages import text
from tests.procedures.designer.library.shelf import (
    NUMBER_OF_BLOCKS,
    label_of,
    newest,
    next_version,
    put,
    relabel,
    text_names,
)

pytestmark = pytest.mark.django_db


class TestPages:
    def test_an_empty_library_offers_the_standard_blocks(self, client):
        assert "備え付けの部品を8件入れる" in text(client.get("/designer/blocks/"))
        answer = client.post("/designer/blocks/", follow=True)
        assert "備え付けの部品を8件入れました。" in text(answer)
        assert "申請者 氏名・生年月日・住所" in text(answer)
        assert "件入れる" not in text(answer)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements_of_the_library(self, client, administrator, rows, django_assert_num_queries):
        load_blocks()
        for row in range(rows):
            next_version("agent", administrator.user, lambda document, row=row: relabel(document, label=f"名{row}"))
        client.get("/designer/blocks/")
        with django_assert_num_queries(6):  # session, user, roles, newest versions, uses, codes
            client.get("/designer/blocks/")

    def test_a_block_and_its_history(self, client, administrator):
        load_blocks()
        next_version("agent", administrator.user, relabel)
        said = text(client.get("/designer/blocks/agent/"))
        assert "代わりの方の氏名 氏名 必須" in said
        assert "渡辺 光 直した" in said
        assert "備え付け" in said
        assert client.get("/designer/blocks/nobody/").status_code == 404

    def test_changing_words_and_what_is_required(self, client):
        load_blocks()
        page = client.get("/designer/blocks/contact/edit/").content.decode()
        names = dict(zip(("phone", "phone_hint", "mail", "mail_hint"), text_names(page), strict=True))
        data = {
            "title": "連絡先",
            "summary": "二つ",
            "note": "短くした",
            "expected": "1",
            names["phone"]: "電話",
            names["phone_hint"]: "",
            "required-applicant_email": "yes",
        }
        assert "版2を作りました。" in text(client.post("/designer/blocks/contact/edit/", data, follow=True))
        phone, mail = newest("contact").decoded()["pages"][0]["items"]
        assert phone["label"] == {"ja": "電話", "ja-easy": "でんわばんごう", "en": "Telephone number"}
        assert ("hint" in phone, "required" in phone, mail["required"]) == (False, False, True)
        assert (newest("contact").note, newest("contact").summary) == ("短くした", "二つ")

    def test_what_keeps_a_block_from_being_changed(self, client):
        load_blocks()
        data = {"title": "代理人", "summary": "", "note": "", "expected": "1", "leave-by_agent": "yes"}
        assert "外せません" in text(client.post("/designer/blocks/agent/edit/", data))
        names = text_names(client.get("/designer/blocks/contact/edit/").content.decode())
        data = {"title": "", "summary": "あ" * 201, "expected": "1", names[0]: " "}
        said = text(client.post("/designer/blocks/contact/edit/", data))
        assert "部品の名前を入力してください" in said
        assert "200文字まで" in said
        assert "言葉を入力してください" in said
        data = {"title": "連絡先", "summary": "別", "note": "", "expected": "7"}
        assert "先にほかの人が" in text(client.post("/designer/blocks/contact/edit/", data))
        assert BlockVersion.objects.count() == NUMBER_OF_BLOCKS

    def test_putting_one_in(self, client, design):
        assert "備え付けの部品を入れてください" in text(client.get("/designer/9001/blocks/"))
        load_blocks()
        data = {"block": newest("agent").pk, "where": "page:applicant"}
        answer = client.post("/designer/9001/blocks/", data, follow=True)
        assert "部品「代理人」を入れました。" in text(answer)
        assert "代理人 ページ「代理人」 版1 ありません" in text(answer)
        said = text(client.post("/designer/9001/blocks/", {"block": "x", "where": "y"}))
        assert "入れる部品を選んでください。" in said
        assert "入れる場所を選んでください。" in said
        said = text(client.post("/designer/9001/blocks/", data | {"where": "in:items/nobody:"}))
        assert "入れる場所がなくなりました" in said

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements_of_the_blocks_in_a_design(self, client, design, administrator, rows, django_assert_num_queries):
        for _row in range(rows):
            put(design, "agent", administrator.user)
        client.get("/designer/9001/blocks/")
        # session, user, roles, design, newest versions, presence; uses, operations taken back, newest versions
        with django_assert_num_queries(9):
            client.get("/designer/9001/blocks/")

    def test_a_newer_version_is_offered_and_taken_over(self, client, design, administrator):
        put(design, "agent", administrator.user)
        next_version("agent", administrator.user, relabel)
        copy = copies_in(design)[0]
        address = f"/designer/9001/blocks/{copy.id}/"
        assert "版2を見る" in text(client.get("/designer/9001/blocks/"))
        said = text(client.get(address))
        assert "代理人の氏名 代わりの方の氏名" in said
        assert "直した" in said
        stale = client.post(address, {"step": "accept", "expected": "1"}, follow=True)
        assert "もっと新しい版ができました" in text(stale)
        assert DesignOperation.objects.count() == 1
        answer = client.post(address, {"step": "accept", "expected": "2"}, follow=True)
        assert "部品「代理人」を新しい版にしました。" in text(answer)
        assert client.get(address).status_code == 404

    def test_saying_no(self, client, design, administrator):
        put(design, "agent", administrator.user)
        next_version("agent", administrator.user, relabel)
        address = f"/designer/9001/blocks/{copies_in(design)[0].id}/"
        answer = client.post(address, {"step": "decline", "expected": "2"}, follow=True)
        assert "版2にしないことにしました" in text(answer)
        assert label_of(design, "agent_name")["ja"] == "代理人の氏名"

    def test_making_a_block_out_of_a_page(self, client, design, administrator):
        address = "/designer/9001/blocks/register/?place=pages/applicant"
        assert 'value="申請者"' in client.get(address).content.decode()
        data = {"target": "new", "title": "うちの申請者", "summary": "課で使う"}
        assert "部品「うちの申請者」の版1を登録しました。" in text(client.post(address, data, follow=True))
        made = BlockVersion.objects.get()
        assert (made.by, made.decoded()["pages"]) == (administrator.user, small_document()["pages"])
        assert "部品の名前を入力してください" in text(client.post(address, data | {"title": " "}))
        assert "もう一度選んでください" in text(client.post(address, data | {"target": "0"}))
        assert client.get("/designer/9001/blocks/register/?place=pages/nobody").status_code == 404
        assert client.get("/designer/9001/blocks/register/").status_code == 404

    def test_a_copy_becomes_the_next_version_under_the_names_of_the_block(self, client, design, administrator):
        by = administrator.user
        put(design, "agent", by)
        put(design, "agent", by)
        address = "/designer/9001/blocks/register/?place=pages/agent_2"
        data = {"target": newest("agent").pk, "title": "代理の方", "summary": "", "note": "名を変えた"}
        client.post(address, data)
        assert newest("agent").number == 2
        assert [item["id"] for item in newest("agent").decoded()["pages"][0]["items"]] == [
            *("by_agent", "agent_name", "agent_relation", "agent_phone")
        ]

    def test_what_cannot_be_a_block_is_told(self, client, administrator):
        document = small_document()
        document["pages"].append(
            {
                "id": "more",
                "title": "続き",
                "items": [{"id": "why", "type": "text", "label": "理由", "when": {"==": [{"var": "wish"}, "x"]}}],
            }
        )
        make_design(administrator.user, document=document)
        said = text(client.get("/designer/9001/blocks/register/?place=pages/more"))
        assert "部品にできません" in said
        assert "登録する" not in said.partition("部品にできません")[2]

    def test_a_design_that_is_not_there(self, client):
        make_procedure()
        assert client.get("/designer/9001/blocks/").status_code == 404

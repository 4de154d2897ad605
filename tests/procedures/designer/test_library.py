"""Blocks: the library, copies in designs, newer versions, making one."""

import json
import re

import pytest
from django.db import IntegrityError, transaction

from procedures.catalogue.models import Procedure
from procedures.catalogue.services import publish
from procedures.definitions import check, parse
from procedures.designer.designs import change, end_design, find_design, redo, undo
from procedures.designer.documents import find, placed_items
from procedures.designer.library.blocks import (
    BlockRefused,
    load_blocks,
    make_block,
    new_version,
    standard_blocks,
)
from procedures.designer.library.copies import Where
from procedures.designer.library.models import Block, BlockUse, BlockVersion
from procedures.designer.library.placing import choices, where
from procedures.designer.library.taking import take
from procedures.designer.library.using import accept, copies_in, decline, insert, proposal
from procedures.designer.models import Design, DesignOperation, Ending, OperationKind
from procedures.designer.starting.beginning import begin_copy
from procedures.designer.steps import Set
from tests.catalogue import make_department, make_procedure, small_document
from tests.designs import make_design
from tests.procedures.backoffice.pages import text

pytestmark = pytest.mark.django_db
NUMBER_OF_BLOCKS = 8


@pytest.fixture
def design(administrator):
    return make_design(administrator.user)


@pytest.fixture
def client(administrator):
    return administrator.client()


def newest(code):
    return BlockVersion.objects.newest().get(block__code=code)


def put(design, code, by, container="", after="applicant"):
    load_blocks()
    return insert(design=design, by=by, version=newest(code), where=Where(container, after))


def next_version(code, by, mend):
    last = newest(code)
    document = last.decoded()
    mend(document)
    return new_version(
        block=last.block,
        title=last.title,
        summary=last.summary,
        document=document,
        note="直した",
        by=by,
        expected=last.number,
    )


def label_of(design, item):
    return find(find_design(design.number).decoded(), f"items/{item}")["label"]


def relabel(document, item="agent_name", label="代わりの方の氏名"):
    find(document, f"items/{item}")["label"] = label


class TestLibrary:
    def test_the_standard_blocks_are_loaded_once(self):
        assert (load_blocks(), load_blocks(), Block.objects.count()) == (NUMBER_OF_BLOCKS, 0, NUMBER_OF_BLOCKS)
        assert {one.number for one in BlockVersion.objects.all()} == {1}

    @pytest.mark.parametrize("code", list(standard_blocks()))
    def test_each_can_be_put_into_a_document_and_published(self, design, administrator, code):
        put(design, code, administrator.user)
        put(design, code, administrator.user)
        assert check(parse(find_design(9001).decoded())) == []

    def test_versions_are_never_changed(self):
        load_blocks()
        for forbidden in (BlockVersion.objects.all().delete, lambda: BlockVersion.objects.update(title="x")):
            with pytest.raises(IntegrityError), transaction.atomic():
                forbidden()

    def test_of_two_who_change_a_block_the_second_is_refused(self, administrator):
        load_blocks()
        next_version("agent", administrator.user, relabel)
        last = newest("agent")
        with pytest.raises(BlockRefused, match="先にほかの人"):
            new_version(
                block=last.block,
                title="x",
                summary="",
                document=last.decoded(),
                note="",
                by=administrator.user,
                expected=1,
            )
        with pytest.raises(BlockRefused, match="変わったところ"):
            next_version("agent", administrator.user, lambda _document: None)

    def test_what_is_no_block(self, administrator):
        broken = {"pages": [{"id": "p", "title": "頁", "items": [{"id": "a", "type": "text"}]}]}
        unknown = {
            "pages": [
                {
                    "id": "p",
                    "title": "頁",
                    "items": [{"id": "a", "type": "text", "label": "あ", "when": {"var": "nobody"}}],
                }
            ]
        }
        for document in (broken, unknown):
            with pytest.raises(BlockRefused):
                make_block(code="x", title="x", summary="", document=document, by=administrator.user)
        with pytest.raises(BlockRefused, match="符号"):
            make_block(code="X", title="x", summary="", document={"pages": []}, by=administrator.user)


class TestInserting:
    def test_a_page_of_its_own(self, design, administrator):
        operation = put(design, "agent", administrator.user)
        document = find_design(9001).decoded()
        assert [page["id"] for page in document["pages"]] == ["applicant", "agent"]
        assert (operation.kind, operation.words) == (OperationKind.ADD, "部品「代理人」を入れた")
        use = BlockUse.objects.get()
        assert (use.version, use.operation, use.names["pages"]) == (newest("agent"), operation, {"agent": "agent"})

    def test_names_that_are_taken_get_a_number_in_rules_too(self, design, administrator):
        by = administrator.user
        put(design, "account", by)
        put(design, "account", by)
        document = find_design(9001).decoded()
        assert [page["id"] for page in document["pages"]] == ["applicant", "account_2", "account"]
        assert find(document, "items/payee_account_2")["when"] == {"==": [{"var": "use_public_account_2"}, False]}
        assert [one["id"] for one in document["evidence"]] == ["public_account"]  # the same look-up, once

    def test_calculations_come_with_names_of_their_own(self, design, administrator):
        by = administrator.user
        put(design, "household", by)
        put(design, "household", by)
        document = find_design(9001).decoded()
        assert find(document, "values/household_size_2")["value"] == {
            "+": [1, {"count": [{"var": "household_members_2"}]}]
        }
        assert find(document, "items/household_size_shown_2")["value"] == "household_size_2"
        assert len({item["id"] for item, _pointer, _place in placed_items(document)}) == 13

    def test_items_behind_an_item_of_a_page(self, design, administrator):
        put(design, "contact", administrator.user, "pages/applicant", "applicant_name")
        page = find_design(9001).decoded()["pages"][0]
        assert [item["id"] for item in page["items"]] == [
            "applicant_name",
            "applicant_phone",
            "applicant_email_2",
            "applicant_email",
            "wish",
        ]

    def test_items_as_a_page_of_their_own(self, design, administrator):
        put(design, "contact", administrator.user)
        assert find_design(9001).decoded()["pages"][1]["title"] == "連絡先"

    def test_an_empty_design(self, administrator):
        design = make_design(administrator.user, document={"format": 1, "title": "白紙"})
        put(design, "household", administrator.user, after="")
        assert list(find_design(9001).decoded()) == ["format", "title", "pages", "values"]

    def test_what_does_not_fit(self, administrator):
        document = small_document()
        document["pages"][0]["items"].append(
            {"id": "box", "type": "group", "label": "箱", "items": [{"id": "in_box", "type": "text", "label": "中"}]}
        )
        design = make_design(administrator.user, document=document)
        with pytest.raises(BlockRefused, match="ページに入れて"):
            put(design, "household", administrator.user, "items/box", "")
        with pytest.raises(BlockRefused, match="なくなりました"):
            put(design, "contact", administrator.user, "items/nobody", "")
        put(design, "contact", administrator.user, "items/box", "in_box")
        assert len(find(find_design(9001).decoded(), "items/box")["items"]) == 3

    def test_taking_it_back_and_making_it_again(self, design, administrator):
        by = administrator.user
        put(design, "agent", by)
        undo(design=design, by=by)
        assert (copies_in(design), design.decoded()) == ([], small_document())
        redo(design=design, by=by)
        assert [one.version.title for one in copies_in(design)] == ["代理人"]

    def test_every_place_that_is_offered_is_one(self, design):
        for one in choices(design.decoded()):
            place = where(one["value"])
            assert place is not None
            assert find(design.decoded(), place.container) is not None
        assert [where(value) for value in ("", "in:", "in::x", "x:y")] == [None, None, None, None]


class TestNewerVersions:
    def test_what_nobody_touched_follows_the_block(self, design, administrator):
        by = administrator.user
        put(design, "agent", by)
        next_version("agent", by, relabel)
        copy = copies_in(find_design(9001))[0]
        assert copy.is_offered
        operation = accept(design=find_design(9001), by=by, copy=copy)
        assert operation.words == "部品「代理人」を版2にした"
        assert label_of(design, "agent_name") == "代わりの方の氏名"
        assert not copies_in(find_design(9001))[0].is_old
        undo(design=find_design(9001), by=by)
        assert copies_in(find_design(9001))[0].is_offered

    def test_what_the_design_changed_stays_and_is_told(self, design, administrator):
        by = administrator.user
        put(design, "agent", by)
        before = label_of(design, "agent_name")
        steps = [Set("items/agent_name", "label", before, "わたしの名前")]
        change(design=design, by=by, kind=OperationKind.CHANGE, place="items/agent_name", steps=steps, words="名")
        next_version("agent", by, relabel)
        found = proposal(design, copies_in(design)[0])
        assert (found.steps, found.kept) == ([], ["項目「わたしの名前」：名前"])
        assert accept(design=design, by=by, copy=copies_in(design)[0]) is None
        assert label_of(design, "agent_name") == "わたしの名前"
        assert not copies_in(design)[0].is_old

    def test_items_come_and_go(self, design, administrator):
        def come_and_go(document):
            items = document["pages"][0]["items"]
            items[1:2] = [{"id": "agent_kana", "type": "kana", "label": "フリガナ"}]
            items.append({"id": "applicant_name", "type": "text", "label": "名"})

        by = administrator.user
        put(design, "agent", by)
        next_version("agent", by, come_and_go)
        accept(design=design, by=by, copy=copies_in(design)[0])
        assert [item["id"] for item in find_design(9001).decoded()["pages"][1]["items"]] == [
            *("by_agent", "agent_kana", "agent_relation", "agent_phone", "applicant_name_2")
        ]
        undo(design=find_design(9001), by=by)
        assert len(find_design(9001).decoded()["pages"][1]["items"]) == 4

    def test_an_item_that_went_but_was_changed_here_stays(self, design, administrator):
        by = administrator.user
        put(design, "contact", by, "pages/applicant", "wish")
        before = label_of(design, "applicant_phone")
        steps = [Set("items/applicant_phone", "label", before, "携帯電話")]
        change(design=design, by=by, kind=OperationKind.CHANGE, place="items/applicant_phone", steps=steps, words="名")
        next_version("contact", by, lambda document: document["pages"][0]["items"].pop(0))
        found = proposal(design, copies_in(design)[0])
        assert (found.steps, found.kept) == ([], ["項目「携帯電話」"])

    def test_saying_no_is_remembered_until_the_next_version(self, design, administrator):
        by = administrator.user
        put(design, "agent", by)
        next_version("agent", by, relabel)
        decline(design=design, by=by, copy=copies_in(design)[0])
        copy = copies_in(design)[0]
        assert (copy.is_old, copy.is_offered, copy.version.number) == (True, False, 1)
        next_version("agent", by, lambda document: relabel(document, label="また別の名前"))
        assert copies_in(design)[0].is_offered

    def test_the_origin_survives_publishing_and_copying(self, design, administrator):
        by = administrator.user
        put(design, "agent", by)
        published = publish(number=9001, department=make_department(), document=find_design(9001).decoded(), by=by)
        end_design(design=design, by=by, ending=Ending.PUBLISHED)
        after = make_design(by, document=json.loads(published.document), base=published)
        assert [one.version for one in copies_in(after)] == [newest("agent")]
        source = Procedure.objects.get().versions.get()
        copied = begin_copy(number=9002, department=make_department(), title="", source=source, by=by)
        assert [one.version for one in copies_in(copied)] == [newest("agent")]

    def test_what_was_given_up_leaves_nothing(self, design, administrator):
        put(design, "agent", administrator.user)
        end_design(design=design, by=administrator.user, ending=Ending.DISCARDED)
        after = make_design(administrator.user, document=find_design_document(design))
        assert copies_in(after) == []


def find_design_document(design: Design):
    return Design.objects.get(pk=design.pk).decoded()


class TestTaking:
    def test_calculations_and_look_ups_come_along(self, design, administrator):
        put(design, "household", administrator.user)
        put(design, "account", administrator.user)
        document = find_design(9001).decoded()
        assert [one["id"] for one in take(document, "pages/household")["values"]] == ["household_size"]
        assert list(take(document, "pages/applicant")) == ["pages"]

    def test_conditions_about_what_stands_elsewhere(self):
        document = small_document()
        document["pages"].append(
            {
                "id": "more",
                "title": "続き",
                "items": [{"id": "why", "type": "text", "label": "理由", "when": {"==": [{"var": "wish"}, "x"]}}],
            }
        )
        with pytest.raises(BlockRefused, match="項目「希望」"):
            take(document, "pages/more")

    def test_an_empty_page(self):
        with pytest.raises(BlockRefused, match="まだない"):
            take({"pages": [{"id": "one", "title": "一"}]}, "pages/one")


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
        with django_assert_num_queries(5):  # session, user, roles, newest versions, codes
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


def text_names(page: str) -> list[str]:
    return re.findall(r'<textarea[^>]* name="(t\w{16})"', page)

"""Asking for review, publishing, giving up, and what waits."""

import pytest

from procedures.catalogue.models import ProcedureVersion
from procedures.designer.designs import find_design
from procedures.designer.models import Design, DesignState, Ending, ReviewStep
from procedures.designer.reviewing.services import send_back
from tests.catalogue import make_department, make_procedure, unproven_document
from tests.designs import approved, ask, make_design, rename
from tests.factories.applications import make_draft
from tests.factories.cases import received
from tests.procedures.backoffice.pages import text
from tests.procedures.designer.reviewing.pages import HERE, IN_SPRING, asked, later, many_pages

pytestmark = pytest.mark.django_db


class TestPublish:
    def test_what_is_left_to_do(self, client, author):
        document = unproven_document()
        del document["retention"]
        make_design(author, document=document)
        said = text(client.get(f"{HERE}publish/"))
        assert "直すところが1件あります" in said
        assert "確認を依頼する" not in said
        assert "もう一人の管理者が承認すると、ここから公開できます。" in said

    def test_effect_on_drafts_and_applications(self, client, author):
        base = make_procedure()
        make_draft(version=base)
        received(base)
        make_design(author, base=base, title="新しい名前")
        said = text(client.get(f"{HERE}publish/"))
        assert "作成中の下書きが1件あります。" in said
        assert "版1の下書き：1件" in said
        assert "審査中の申請が1件あります。送られたときの版のまま審査を続けます。" in said

    def test_from_asking_to_publishing(self, client, other, author, second):
        make_design(author)
        answer = client.post(f"{HERE}publish/", asked(), follow=True)
        assert "確認を依頼しました。" in text(answer)
        assert "ほかの管理者の確認を待っています。" in text(answer)
        assert "確認のページを開く" in text(other.get(f"{HERE}publish/"))
        form = {"decision": "approve", "seen": "0", "newest": "0", "note": "よいと思います"}
        answer = other.post(f"{HERE}review/", form, follow=True)
        assert "承認しました。" in text(answer)
        assert "よいと思います" in text(answer)
        answer = client.post(
            f"{HERE}publish/", {"step": "publish", "note": "議会で可決", "start_when": "now"}, follow=True
        )
        assert "版1を公開しました。" in text(answer)
        assert Design.objects.get().ending == Ending.PUBLISHED
        assert list(ReviewStep.objects.order_by("pk").values_list("kind", "note")) == [
            ("asked", "条例の改正のため"),
            ("approved", "よいと思います"),
            ("published", "議会で可決"),
        ]

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"note": ""}, "理由がありません。"),
            ({"seen": "7"}, "内容を変更しました"),
            ({"seen": "x"}, "内容を変更しました"),
            (later(year="2020"), "開始日時が過ぎています"),
            (later(month="13"), "年・月・日の数字で"),
        ],
    )
    def test_what_is_refused_and_nothing_typed_is_lost(self, client, author, given, words):
        make_design(author)
        answer = client.post(f"{HERE}publish/", asked(note="消えないでほしい理由") | given)
        assert words in text(answer)
        assert "<title>エラー：" in answer.content.decode()
        assert given.get("note", "消えないでほしい理由") in answer.content.decode()
        assert find_design(9001).state == DesignState.EDITING

    def test_warnings_are_to_be_read(self, client, author):
        make_design(author, document=unproven_document())
        form = asked()
        del form["warnings_read"]
        answer = client.post(f"{HERE}publish/", form)
        assert "「読みました」にチェックを入れてください" in text(answer)
        assert 'href="#warnings_read"' in answer.content.decode()

    def test_the_moment_that_was_asked_for_is_filled_in(self, client, author, second):
        approved(make_design(author), author, second, effective_from=IN_SPRING)
        page = client.get(f"{HERE}publish/").content.decode()
        assert all(f'value="{part}"' in page for part in ("2099", "09:30"))
        answer = client.post(f"{HERE}publish/", {"step": "publish", "start_when": "now", "note": "急ぐ"})
        assert "承認された開始日時（2099/4/1 9:30）より前には公開できません。" in text(answer)
        assert "急ぐ" in answer.content.decode()
        answer = client.post(f"{HERE}publish/", {"step": "publish"} | later(), follow=True)
        assert "版1の公開を予約しました。2099/4/1 9:30から公開されます。" in text(answer)

    def test_another_version_came_since_the_approval(self, client, other, author, second):
        approved(make_design(author, title="別の名前"), author, second)
        make_procedure()
        answer = client.post(f"{HERE}publish/", {"step": "publish", "start_when": "now", "note": "急ぐ"})
        assert "先にほかの人が" in text(answer)
        assert "承認のあとに、別の版が公開または予約されました" in text(answer)
        assert "急ぐ" in answer.content.decode()
        assert "確認を依頼しました。" in text(client.post(f"{HERE}publish/", asked(), follow=True))
        form = {"decision": "approve", "seen": "0", "newest": "1"}
        other.post(f"{HERE}review/", form)
        client.post(f"{HERE}publish/", {"step": "publish", "start_when": "now"})
        assert ProcedureVersion.objects.count() == 2

    def test_what_the_text_refers_to_has_gone(self, client, author, second):
        stages = {"stages": [{"id": "review", "title": "審査", "department": "health-inspection"}]}
        department = make_department("health-inspection", "保健予防課")
        approved(make_design(author, workflow=stages), author, second)
        department.delete()
        answer = client.post(f"{HERE}publish/", {"step": "publish", "start_when": "now"})
        assert "段階「審査」：課「health-inspection」はありません。" in text(answer)
        assert not ProcedureVersion.objects.exists()

    def test_without_approval(self, client, author):
        make_design(author)
        answer = client.post(f"{HERE}publish/", {"step": "publish", "start_when": "now"})
        assert "もう一人の管理者の承認が必要です" in text(answer)
        assert not ProcedureVersion.objects.exists()

    def test_taking_the_request_back(self, client, other, author):
        ask(make_design(author), author)
        assert "依頼した人だけ" in text(other.post(f"{HERE}publish/", {"step": "withdraw"}))
        assert "確認の依頼を取り下げました。" in text(client.post(f"{HERE}publish/", {"step": "withdraw"}, follow=True))

    def test_returned_and_lapsed_are_told(self, client, author, second):
        design = make_design(author)
        ask(design, author)
        send_back(design=design, by=second, note="対象の方の説明が足りません", seen=0)
        said = text(client.get(f"{HERE}publish/"))
        assert "阿部 学さんが差し戻しました" in said
        assert "対象の方の説明が足りません" in said
        approved(design, author, second)
        rename(design, author)
        assert "前の依頼と承認は取り消されました" in text(client.get(f"{HERE}publish/"))

    def test_nonsense_does_nothing(self, client, author):
        make_design(author)
        assert client.post(f"{HERE}publish/", {"step": "no such step"}).status_code == 302
        assert not ReviewStep.objects.exists()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, other, author, second, rows, django_assert_num_queries):
        base = make_procedure()
        design = make_design(author, base=base, pages=many_pages(rows))
        for row in range(rows):
            make_draft(version=base)
            rename(design, author, f"名前{row}")
        ask(design, author)
        other.get(f"{HERE}publish/")
        # session, user, roles, design, last step, findings, newest, threads, drafts, applications, authors,
        # procedure, version in force, base
        with django_assert_num_queries(14):
            other.get(f"{HERE}publish/")


class TestWaiting:
    def test_in_the_list_and_on_the_first_page(self, client, other, clerk, author):
        ask(make_design(author), author)
        said = text(other.get("/designer/"))
        assert "確認待ち" in said
        assert "9001 小さな手続" in said
        assert "条例の改正のため" in said
        assert "自分の依頼" in text(client.get("/designer/"))
        assert "確認を待っている手続が1件あります" in text(other.get("/staff/"))
        assert "確認を待っている手続" not in text(client.get("/staff/"))
        assert "確認を待っている手続" not in text(clerk.client().get("/staff/"))

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, author, rows, django_assert_num_queries):
        for row in range(rows):
            ask(make_design(author, number=9001 + row), author)
        client.get("/designer/")
        with django_assert_num_queries(8):
            client.get("/designer/")


class TestGivingUp:
    def test_asked_first_and_then_the_way_back(self, client, author):
        design = make_design(author)
        rename(design, author, "途中の名前")
        assert "もう一度始められます" in text(client.get(f"{HERE}give-up/"))
        answer = client.post(f"{HERE}give-up/", {"note": "制度が延びたため"}, follow=True)
        assert "作成をやめました。" in text(answer)
        assert "作成の中止" in text(answer)
        assert "制度が延びたため" in text(answer)
        assert client.get(f"{HERE}give-up/").status_code == 404
        state = f"{HERE}history/{design.pk}/1/"
        assert "終わったときの内容です。" in text(client.get(state))
        answer = client.post(state, follow=True)
        assert "この状態から作成を始めました。" in text(answer)
        assert find_design(9001).title == "途中の名前"

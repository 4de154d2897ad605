from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from procedures.catalogue.models import ProcedureVersion
from procedures.designer.designs import find_design
from procedures.designer.models import Design, DesignComment, DesignState, Ending, ReviewStep
from procedures.designer.reviewing.comments import comment
from procedures.designer.reviewing.services import approve, discard, send_back
from tests.catalogue import make_department, make_procedure, small_document, unproven_document
from tests.designs import approved, ask, make_design, publish, rename
from tests.factories.applications import make_draft
from tests.factories.cases import received
from tests.procedures.backoffice.pages import text

pytestmark = pytest.mark.django_db
HERE = "/designer/9001/"
IN_SPRING = datetime(2099, 4, 1, 9, 30, tzinfo=timezone.get_default_timezone())
PHONE = {"id": "phone", "type": "phone", "label": "電話番号", "required": True}


@pytest.fixture
def client(administrator):
    return administrator.client()


@pytest.fixture
def other(reviewer):
    return reviewer.client()


def asked(**given: str) -> dict[str, str]:
    return {"step": "ask", "seen": "0", "note": "条例の改正のため", "warnings_read": "yes", "start_when": "now"} | given


def later(**changes: str) -> dict[str, str]:
    day = {"year": "2099", "month": "4", "day": "1"} | changes
    return {"start_when": "later", "start_time": "9:30"} | {f"start_day-{part}": one for part, one in day.items()}


def many_pages(count: int) -> list[dict[str, object]]:
    """The first page as it is, and some more."""
    first = small_document()["pages"][0]
    more = [
        {
            "id": f"page_{at}",
            "title": f"ページ{at}",
            "items": [{"id": f"item_{at}", "type": "text", "label": f"項目{at}", "required": False}],
        }
        for at in range(count)
    ]
    return [first, *more]


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


class TestReview:
    def test_what_is_asked_and_what_changes(self, other, author):
        make_design(author, base=make_procedure(), title="新しい名前")
        ask(find_design(9001), author, effective_from=timezone.now() + timedelta(days=30))
        said = text(other.get(f"{HERE}review/"))
        assert "渡辺 光" in said
        assert "条例の改正のため" in said
        assert "名前を変えた 小さな手続 新しい名前" in said
        assert "承認する" in said

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, other, author, second, rows, django_assert_num_queries):
        design = make_design(author, base=make_procedure(), pages=many_pages(rows))
        ask(design, author)
        for row in range(rows):
            comment(design=design, by=second, place=f"items/item_{row}", text="直す")
        other.get(f"{HERE}review/")
        # session, user, roles, design, last step, procedure, version in force, base, authors, newest, findings, threads
        with django_assert_num_queries(12):
            other.get(f"{HERE}review/")

    def test_whoever_asked_has_no_buttons(self, client, author):
        ask(make_design(author), author)
        said = text(client.get(f"{HERE}review/"))
        assert "確認を依頼した人は、自分では確認できません。" in said
        assert "承認する" not in said.replace("承認するには", "")
        form = {"decision": "approve", "seen": "0", "newest": "0"}
        assert "自分では確認できません" in text(client.post(f"{HERE}review/", form))
        assert find_design(9001).state == DesignState.IN_REVIEW

    def test_sent_back_without_a_reason(self, other, author):
        ask(make_design(author), author)
        answer = other.post(f"{HERE}review/", {"decision": "return", "seen": "0", "note": " "})
        assert "理由がありません。何を直してほしいのかを" in text(answer)
        answer = other.post(f"{HERE}review/", {"decision": "return", "seen": "0", "note": "題がかたい"}, follow=True)
        assert "差し戻しました。" in text(answer)

    def test_changed_while_it_was_read(self, other, author):
        design = make_design(author)
        ask(design, author)
        rename(design, author)
        form = {"decision": "approve", "seen": "0", "newest": "0", "note": "よい"}
        answer = other.post(f"{HERE}review/", form)
        assert "画面を開いたあとに渡辺 光さんが内容を変更しました。" in text(answer)
        assert "確認の依頼はありません" in text(answer)

    def test_nothing_waits(self, other, author):
        make_design(author)
        assert "確認の依頼はありません" in text(other.get(f"{HERE}review/"))


class TestComments:
    def test_written_answered_and_settled(self, client, other, author):
        make_design(author)
        assert "コメントはまだありません" in text(client.get(f"{HERE}comments/"))
        other.post(f"{HERE}comments/", {"place": "items/wish", "text": "説明を足してください"})
        page = client.get(f"{HERE}comments/?place=items/wish")
        assert "項目「希望」 未解決" in text(page)
        assert '<option value="items/wish" selected' in page.content.decode()
        client.post(f"{HERE}comments/", {"place": "items/wish", "text": "足しました"})
        answer = other.post(f"{HERE}comments/", {"place": "items/wish", "step": "settle"}, follow=True)
        assert "項目「希望」 解決済み" in text(answer)
        assert "解決していないもの：0件" in text(answer)

    def test_empty_and_strange_ones(self, client, author):
        make_design(author)
        answer = client.post(f"{HERE}comments/", {"place": "items/wish", "text": " "})
        assert "コメントがありません。" in text(answer)
        client.post(f"{HERE}comments/", {"place": "x" * 900, "text": "<script>" + "あ" * 9000})
        assert (len(DesignComment.objects.get().place), len(DesignComment.objects.get().text)) == (300, 2000)
        assert "<script>あ" not in client.get(f"{HERE}comments/").content.decode()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, author, second, rows, django_assert_num_queries):
        design = make_design(author, pages=many_pages(rows))
        for row in range(rows):
            comment(design=design, by=second, place=f"items/item_{row}", text="直す")
        client.get(f"{HERE}comments/")
        with django_assert_num_queries(5):  # session, user, roles, design, comments
            client.get(f"{HERE}comments/")


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


class TestNotice:
    def test_of_a_new_procedure(self, client, author, settings):
        settings.MAYOR_NAME = "秋田 太郎"
        make_design(author)
        said = text(client.get(f"{HERE}notice/"))
        assert "小さな手続の手続を次のとおり定め、" in said
        assert "秋田市長 秋田 太郎" in said
        assert "住民基本台帳法 第12条" in said
        assert "改める内容" not in said

    def test_of_a_change_from_the_moment_that_is_asked_for(self, client, author):
        design = make_design(author, base=make_procedure(), title="新しい名前", audience="both")
        ask(design, author, effective_from=IN_SPRING)
        said = text(client.get(f"{HERE}notice/"))
        assert "対象を「個人」から「個人と事業者」に変えた " in said
        assert "新しい名前の手続を次のとおり改め、令和81年4月1日から行うので、告示する。" in said
        assert "名前を変えた（改める前：小さな手続 改めた後：新しい名前）" in said
        assert "秋田市長 （市長の氏名）" in said

    def test_of_published_versions(self, client):
        make_procedure()
        make_procedure(title="新しい名前")
        assert "改める内容" not in text(client.get(f"{HERE}versions/1/notice/"))
        assert "名前を変えた" in text(client.get(f"{HERE}versions/2/notice/"))
        assert client.get(f"{HERE}versions/3/notice/").status_code == 404

    def test_statements(self, client, author, django_assert_num_queries):
        make_design(author, base=make_procedure(), title="新しい名前")
        client.get(f"{HERE}notice/")
        with django_assert_num_queries(7):  # session, user, roles, design, last step, procedure, version in force
            client.get(f"{HERE}notice/")


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


class TestHistory:
    def test_everything_that_was_done_and_why(self, client, author, second):
        design = make_design(author, base=make_procedure())
        rename(design, author)
        comment(design=design, by=second, place="items/wish", text="説明を足してください")
        said = text(client.get(f"{HERE}history/"))
        assert "渡辺 光 版1 1回 – 作成中" in said
        assert "名前を新しい名前に" in said
        assert "説明を足してください" in said
        assert "公開（版1）" in said

    def test_an_ended_design_can_be_read(self, client, author, second):
        first = make_design(author)
        publish(approved(first, author, second), author)
        later_one = make_design(author, base=ProcedureVersion.objects.get(), title="次の名前")
        rename(later_one, author)
        said = text(client.get(f"{HERE}history/?design={first.pk}"))
        assert "確認の依頼 " in said
        assert "市議会で可決" in said
        assert "変更はまだありません。" in said
        state = f"{HERE}history/{first.pk}/0/"
        assert "この手続は、別に作成中です。" in text(client.get(state))
        assert "ほかの人の操作で変わりました" in text(client.post(state))

    def test_of_a_procedure_without_designs(self, client):
        make_procedure()
        assert "公開（版1）" in text(client.get(f"{HERE}history/"))

    def test_paging(self, client, author):
        design = make_design(author)
        for at in range(51):
            rename(design, author, f"名前{at}")
        first = text(client.get(f"{HERE}history/"))
        assert "改訂51" in first
        assert "改訂1 " not in first
        assert "2ページのうち1ページ目" in first
        second = text(client.get(f"{HERE}history/?design={design.pk}&page=2"))
        assert "改訂1 " in second
        assert "改訂2 " not in second
        for strange in ("x", "-1", "99999", "9" * 30, "١"):
            assert client.get(f"{HERE}history/?page={strange}").status_code == 200

    def test_what_is_not_there(self, client, author):
        design = make_design(author)
        for rest in ("history/?design=0", "history/?design=x", "history/0/0/", f"history/{design.pk}/1/"):
            assert client.get(HERE + rest).status_code == 404
        assert client.get("/designer/9002/history/").status_code == 404
        assert client.get(f"/designer/9002/history/{design.pk}/0/").status_code == 404

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, author, second, rows, django_assert_num_queries):
        for _ in range(rows):
            ended = make_design(author)
            rename(ended, author)
            discard(design=ended, by=author, note="")
        design = make_design(author)
        for at in range(rows):
            rename(design, author, f"名前{at}")
            comment(design=design, by=second, place="pages/applicant" if at else "items/wish", text="直す")
        ask(design, author)
        client.get(f"{HERE}history/")
        # session, user, roles, designs, procedure, operations, steps, comments
        with django_assert_num_queries(8):
            client.get(f"{HERE}history/")


class TestRestoring:
    def test_what_would_change_first_and_then_back(self, client, author):
        design = make_design(author)
        rename(design, author, "一つ目の名前")
        rename(design, author, "二つ目の名前")
        state = f"{HERE}history/{design.pk}/1/"
        said = text(client.get(state))
        assert "名前を変えた 小さな手続 一つ目の名前" in said
        assert "名前を変えた 二つ目の名前 一つ目の名前" in said
        assert "改訂1の状態に戻しました。" in text(client.post(state, follow=True))
        assert find_design(9001).title == "一つ目の名前"

    def test_the_first_state_and_the_present_one(self, client, author):
        design = make_design(author)
        assert "今の内容です。" in text(client.get(f"{HERE}history/{design.pk}/0/"))
        assert "今の内容と同じです。" in text(client.post(f"{HERE}history/{design.pk}/0/"))

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, author, rows, django_assert_num_queries):
        design = make_design(author)
        for at in range(rows + 1):
            rename(design, author, f"名前{at}")
        client.get(f"{HERE}history/{design.pk}/1/")
        # session, user, roles, design, the state, the operation, the state before it, another open design
        with django_assert_num_queries(8):
            client.get(f"{HERE}history/{design.pk}/1/")


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

"""The second person's page, comments, the draft of the notice."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from payments.fees.models import FeeItem
from procedures.designer.designs import find_design
from procedures.designer.models import DesignComment, DesignState
from procedures.designer.reviewing.comments import comment
from tests.catalogue import make_procedure
from tests.designs import ask, make_design, rename
from tests.procedures.backoffice.pages import text
from tests.procedures.designer.reviewing.pages import HERE, IN_SPRING, many_pages

pytestmark = pytest.mark.django_db


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

    def test_fees_with_their_amounts(self, client, author):
        made = {"valid_from": date(2024, 4, 1), "basis": "手数料条例 別表"}
        FeeItem.objects.create(code="copies", label="写し", unit="通", amount=300, verification="verified", **made)
        FeeItem.objects.create(code="post", label="郵送", amount=1100, verification="sample", **made)
        lines = [{"item": "copies", "quantity": 1}, {"item": "post", "quantity": 1}]
        make_design(author, fees={"timing": "before_issue", "lines": lines})
        said = text(client.get(f"{HERE}notice/"))
        assert "写し 1通につき300円（手数料条例 別表） 郵送 1,100円（金額は見本。条例で確かめること）" in said
        assert "に納める。" in said

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

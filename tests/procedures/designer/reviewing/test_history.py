"""The history, and the way back to an earlier state."""

import pytest

from procedures.catalogue.models import ProcedureVersion
from procedures.designer.designs import find_design
from procedures.designer.reviewing.comments import comment
from procedures.designer.reviewing.services import discard
from tests.catalogue import make_procedure
from tests.designs import approved, ask, make_design, publish, rename
from tests.procedures.backoffice.pages import text
from tests.procedures.designer.reviewing.pages import HERE

pytestmark = pytest.mark.django_db


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

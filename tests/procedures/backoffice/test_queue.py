import re
from datetime import timedelta
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.utils import timezone

from identity.disclosure.models import DisclosureEntry
from procedures.applications import queries
from procedures.applications.models import Application, ApplicationEvent
from procedures.applications.receipts import draw_receipt, show_receipt
from procedures.workflow import commands
from tests.catalogue import SMALL_ANSWERS, make_procedure
from tests.factories.cases import completed, corrected, do, in_review, received, refused, waiting
from tests.procedures.backoffice.pages import follow, listed, part, text

pytestmark = pytest.mark.django_db

ICHIRO = {"family": "土崎", "given": "一郎", "family_kana": "ツチザキ", "given_kana": "イチロウ"}


def due(application: Application, days: int | None) -> Application:
    day = None if days is None else timezone.localdate() + timedelta(days=days)
    Application.objects.filter(pk=application.pk).update(due_on=day)
    return application


class TestList:
    def test_an_empty_view_says_so(self, clerk):
        client = clerk.client()
        for view in ("unassigned", "mine", "due_soon", "overdue", "waiting", "decided", "closed"):
            response = client.get(f"/staff/queue/{view}/")
            assert response.status_code == 200
            assert "表示する申請はありません" in text(response)

    def test_a_row_says_what_the_next_step_needs(self, clerk, version):
        case = corrected(version, clerk.staff)
        due(case, 0)
        said = text(clerk.client().get("/staff/queue/mine/"))
        assert f"{show_receipt(case.receipt)} 小さな手続 山王 花子" in said
        assert re.search(r"今日 審査中 修正あり 自分", said)

    def test_dates_that_press_and_dates_that_stand_still(self, clerk, version):
        due(received(version), -3)
        due(waiting(version, clerk.staff), -3)
        client = clerk.client()
        assert "3日過ぎた" in text(client.get("/staff/queue/overdue/"))
        assert "停止中" in text(client.get("/staff/queue/waiting/"))
        due(received(version), None)
        assert "なし" in text(client.get("/staff/queue/unassigned/"))

    def test_an_anonymous_report_has_a_row(self, clerk):
        what = {"id": "what", "type": "text", "label": "内容", "required": True}
        pages = [{"id": "what", "title": "内容", "items": [what]}]
        level = {"level": 0, "reason": "匿名でよいため"}
        report = make_procedure(number=9004, kind="report", pages=pages, contact_confirmation=False, assurance=level)
        received(report, answers={"what": "道路の穴"})
        assert "（氏名なし）" in text(clerk.client().get("/staff/queue/unassigned/"))

    def test_decided_and_closed_say_their_outcome(self, clerk, version):
        refused(version, clerk.staff)
        completed(version, clerk.staff)
        client = clerk.client()
        assert "決定済み（認めない）" in text(client.get("/staff/queue/decided/"))
        assert "完了（認める）" in text(client.get("/staff/queue/closed/"))

    def test_an_unknown_view_is_no_page(self, clerk):
        assert clerk.client().get("/staff/queue/everything/").status_code == 404

    def test_reading_a_list_writes_nothing(self, clerk, version):
        received(version)
        clerk.client().get("/staff/queue/unassigned/")
        assert (DisclosureEntry.objects.count(), ApplicationEvent.objects.count()) == (0, 1)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, clerk, version, django_assert_num_queries, rows):
        for _ in range(rows):
            received(version)
        client = clerk.client()
        # session, user, roles, counts, rows, procedures, departments
        with django_assert_num_queries(7):
            client.get("/staff/queue/unassigned/")

    def test_an_administrator_handles_none_and_sees_none(self, administrator, version):
        received(version)
        assert listed(administrator.client().get("/staff/queue/unassigned/")) == []


class TestPages:
    @pytest.fixture(autouse=True)
    def _three_a_page(self, monkeypatch):
        defaults = queries.queue_page.__kwdefaults__ or {}
        monkeypatch.setattr(queries.queue_page, "__kwdefaults__", {**defaults, "size": 3})

    def turn(self, client, response, rel: str):
        found = re.search(rf'rel="{rel}" href="([^"]+)"', response.content.decode())
        return client.get(found[1].replace("&amp;", "&")) if found else None

    def test_to_the_end_and_back(self, clerk, version):
        made = [due(received(version), days).receipt for days in (1, 2, 3, 4, 5, 6, None)]
        client = clerk.client()
        first = client.get("/staff/queue/unassigned/")
        second = self.turn(client, first, "next")
        third = self.turn(client, second, "next")
        assert [listed(page) for page in (first, second, third)] == [made[:3], made[3:6], made[6:]]
        assert self.turn(client, third, "next") is None
        assert self.turn(client, first, "prev") is None
        assert listed(self.turn(client, third, "prev")) == made[3:6]
        assert listed(self.turn(client, self.turn(client, third, "prev"), "prev")) == made[:3]

    def test_filters_stay_while_turning(self, clerk, version):
        other = make_procedure(number=9003)
        made = [
            due(received(one), days).receipt
            for days, one in ((1, other), (2, version), (3, other), (4, other), (5, other))
        ]
        client = clerk.client()
        first = client.get("/staff/queue/unassigned/?procedure=9003")
        assert "担当者なし 4件" in text(first)
        assert listed(first) + listed(self.turn(client, first, "next")) == [made[0], made[2], made[3], made[4]]

    @pytest.mark.parametrize("cursor", ["after=x", "before=2026-99-99_1_0", "after=%00", "after=&before=y"])
    def test_a_forged_cursor_is_the_first_page(self, clerk, version, cursor):
        made = [due(received(version), days).receipt for days in (1, 2, 3, 4)]
        assert listed(clerk.client().get(f"/staff/queue/unassigned/?{cursor}")) == made[:3]

    def test_a_page_worked_off_meanwhile_shows_the_beginning(self, clerk, version):
        made = [due(received(version), days) for days in (1, 2, 3, 4)]
        client = clerk.client()
        link = part(client.get("/staff/queue/unassigned/"), r'rel="next" href="([^"]+)"')
        do(commands.claim, made[3], clerk.staff)
        assert listed(client.get(link)) == [one.receipt for one in made[:3]]


class TestSearch:
    @pytest.mark.parametrize("write", [str, str.lower, show_receipt, lambda r: f" {show_receipt(r)} "])
    def test_a_receipt_number_in_any_writing_opens_the_case(self, clerk, version, write):
        case = completed(version, clerk.staff)
        response = clerk.client().post("/staff/search/", {"q": write(case.receipt)})
        assert response["Location"] == f"/staff/cases/{case.receipt}/"

    def test_a_name_finds_cases_in_every_state(self, clerk, version):
        made = {received(version).receipt, completed(version, clerk.staff).receipt}
        received(version, answers=SMALL_ANSWERS | {"applicant_name": ICHIRO})
        client = clerk.client()
        for typed in ("山王花子", "山王　花子", "さんのう はなこ", "ｻﾝﾉｳ ﾊﾅｺ"):
            response = client.post("/staff/search/", {"q": typed})
            assert set(listed(client.get(response["Location"]))) == made

    def test_the_address_holds_no_personal_data(self, clerk, version):
        case = received(version)
        client = clerk.client()
        location = client.post("/staff/search/", {"q": "山王 花子"})["Location"]
        assert re.fullmatch(r"/staff/queue/search/\?who=n[0-9a-f]{32}\.k[0-9a-f]{32}", location)
        assert "山王" not in unquote(location)
        assert f"/staff/cases/{case.receipt}/?from=search&amp;who=n" in client.get(location).content.decode()

    def test_the_procedure_stays(self, clerk, version):
        location = clerk.client().post("/staff/search/", {"q": "山王花子", "procedure": "9001"})["Location"]
        assert location.startswith("/staff/queue/search/?procedure=9001&who=n")

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("", "探す言葉を入力してください"),
            ("---", "探す言葉を入力してください"),
            ("K7PF-3M9D-3", "受付番号に間違った文字があります"),
            (draw_receipt(), "所属する課にありません"),
        ],
        ids=["empty", "signs", "wrong check character", "unknown"],
    )
    def test_what_cannot_be_sought(self, clerk, typed, said):
        client = clerk.client()
        assert said in follow(client, client.post("/staff/search/", {"q": typed}))

    def test_no_result_says_what_to_try(self, clerk):
        client = clerk.client()
        said = follow(client, client.post("/staff/search/", {"q": "架空 太郎"}))
        assert "姓と名の両方が同じ申請だけが見つかります" in said

    def test_a_search_without_words_is_no_list_of_everything(self, clerk, version):
        received(version)
        for address in ("/staff/queue/search/", "/staff/queue/search/?who=x"):
            assert clerk.client().get(address)["Location"] == "/staff/queue/unassigned/"

    def test_it_takes_a_post(self, clerk):
        assert clerk.client().get("/staff/search/?q=x")["Location"] == "/staff/queue/unassigned/"


class TestClaiming:
    def claim(self, client, key=None, **data):
        return client.post("/staff/claim/?from=unassigned", {"key": key or uuid4().hex, **data})

    def token(self, case) -> str:
        return f"{case.receipt}:{case.revision}"

    def test_one_by_its_button(self, clerk, version):
        case = received(version)
        client = clerk.client()
        said = follow(client, self.claim(client, one=self.token(case)))
        assert f"{show_receipt(case.receipt)}：担当にしました。" in said
        case.refresh_from_db()
        assert (case.state, case.assignee_id) == ("in_review", clerk.user.pk)

    def test_several_each_with_its_result(self, clerk, colleague, version):
        free, taken = received(version), in_review(version, colleague.staff)
        gone = received(make_procedure(number=9005, department="nowhere"))
        said = text(self.claim(clerk.client(), case=[self.token(free), f"{taken.receipt}:1", self.token(gone)]))
        assert f"{show_receipt(free.receipt)} 担当にしました。" in said
        assert re.search(
            rf"{show_receipt(taken.receipt)} できません 先に、高橋 進さんが.+に「担当の開始」を行いました。", said
        )
        assert show_receipt(gone.receipt) not in said
        assert "1件を担当にしました" in said
        assert "1件は担当にできませんでした" in said

    def test_a_double_click_claims_once(self, clerk, version):
        case = received(version)
        client, key = clerk.client(), uuid4().hex
        for _ in range(2):
            assert "担当にしました。" in text(self.claim(client, key=key, case=self.token(case)))
        assert list(ApplicationEvent.objects.values_list("verb", flat=True)) == ["submit", "claim"]

    def test_nothing_chosen(self, clerk):
        client = clerk.client()
        assert "申請が選ばれていません" in follow(client, self.claim(client))

    @pytest.mark.parametrize("token", ["x", ":", "AAAAAAAAA:1", "' OR 1"])
    def test_forged_tokens_claim_nothing(self, clerk, version, token):
        received(version)
        assert self.claim(clerk.client(), case=token).status_code == 200
        assert list(ApplicationEvent.objects.values_list("verb", flat=True)) == ["submit"]

    @pytest.mark.parametrize("revision", ["", "0", "99999999999", "９", "-1"])
    def test_a_forged_revision_is_refused(self, clerk, version, revision):
        case = received(version)
        assert "できません" in text(self.claim(clerk.client(), case=f"{case.receipt}:{revision}"))

    def test_whoever_handles_nothing_finds_nothing_to_claim(self, administrator, version):
        case = received(version)
        assert "見つかりませんでした" in text(self.claim(administrator.client(), case=self.token(case)))

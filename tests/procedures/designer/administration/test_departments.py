from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from identity.people.models import RightChange, StaffRole
from procedures.applications.models import Application
from procedures.catalogue.department_keeping import BadDepartment, Details, change_details, end_department, keep_up
from procedures.catalogue.errors import DepartmentEnded
from procedures.catalogue.models import Department, DepartmentName, DepartmentRecord, Procedure, SlotCalendar
from procedures.catalogue.search import search
from procedures.catalogue.seeding import load_seeds
from procedures.catalogue.services import publish
from procedures.definitions import DefinitionError
from tests.cast import BEGAN
from tests.catalogue import make_department, make_procedure, small_document
from tests.factories.cases import received
from tests.procedures.backoffice.pages import text
from tests.slots import make_calendar

pytestmark = pytest.mark.django_db
DETAILS = {"name": "市民生活部戸籍課", "kana": "ｺｾｷｶ", "phone": "０１８ー８８８ー１２３４"}


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def client(administrator):
    make_department()
    return administrator.client()


@pytest.fixture
def tax() -> Department:
    return make_department("city-tax", "市民税課")


def affairs() -> Department:
    return Department.objects.get(code="citizen-affairs")


def kinds(department: Department) -> list[str]:
    return list(department.records.order_by("pk").values_list("kind", flat=True))


class TestList:
    def test_those_that_go_on_and_those_that_ended(self, client, tax):
        make_procedure()
        Department.objects.filter(pk=tax.pk).update(valid_from=today(-9), valid_until=today(-1), successor=affairs())
        said = text(client.get("/settings/departments/"))
        assert "市民課 citizen-affairs 018-888-0000" in said
        assert "1件" in said
        assert "市民税課" not in said
        assert "市民税課 統合 → 市民課 city-tax" in text(client.get("/settings/departments/?show=ended"))

    def test_nothing_yet(self, administrator):
        client = administrator.client()
        assert "課はまだありません" in text(client.get("/settings/departments/"))
        assert "廃止した課はありません。" in text(client.get("/settings/departments/?show=ended"))

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, rows, django_assert_num_queries):
        for row in range(rows):
            department = make_department(f"d{row}", f"課{row}")
            make_procedure(number=9001 + row, department=department.code)
        client.get("/settings/departments/")
        with django_assert_num_queries(4):  # session, user, roles, departments
            client.get("/settings/departments/")


class TestNew:
    def test_made_with_a_record(self, client, administrator):
        data = DETAILS | {"code": "koseki", "valid_from": "2099年4月1日"}
        said = text(client.post("/settings/departments/new/", data, follow=True))
        assert "課を登録しました。" in said
        assert "市民生活部戸籍課 これから" in said
        made = Department.objects.get(code="koseki")
        assert (made.kana, made.phone, made.valid_from) == ("コセキカ", "018-888-1234", date(2099, 4, 1))
        record = DepartmentRecord.objects.get()
        assert (record.kind, record.by, record.data["after"]["name"]) == ("made", administrator.user, made.name)

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"code": "citizen-affairs"}, "符号「citizen-affairs」は「市民課」が使っています"),
            ({"code": "Koseki 1"}, "英小文字で始まる"),
            ({"name": " "}, "「名称」を入力してください"),
            ({"kana": "こせき"}, "カタカナで"),
            ({"phone": "1234"}, "市外局番から"),
            ({"valid_from": "4月"}, "日付を入力してください。例）"),
        ],
    )
    def test_what_cannot_be(self, client, wrong, words):
        data = DETAILS | {"code": "koseki", "valid_from": "2027-04-01"} | wrong
        answer = client.post("/settings/departments/new/", data)
        assert answer.status_code == 400
        assert words in text(answer)
        assert "<title>エラー：" in answer.content.decode()
        assert Department.objects.count() == 1
        assert not DepartmentRecord.objects.exists()


class TestChange:
    def change(self, client, day: date, **changes: str):
        data = DETAILS | {"valid_from": day.isoformat()} | changes
        return client.post("/settings/departments/citizen-affairs/change/", data, follow=True)

    def test_at_once_and_search_finds_the_new_name(self, client):
        make_procedure()
        self.change(client, today())
        assert affairs().name == "市民生活部戸籍課"
        assert [one.number for one in search("戸籍課")] == [9001]

    def test_from_a_day_on(self, client, administrator):
        said = text(self.change(client, today(3)))
        assert "変更の予定" in said
        assert "市民課 なし 018-888-0000" in said
        assert "名称：市民課 → 市民生活部戸籍課" in said
        assert affairs().name == "市民課"
        assert keep_up() == 0
        assert keep_up(today(2)) == 0
        assert keep_up(today(3)) == 1
        assert keep_up(today(3)) == 0
        assert affairs().name == "市民生活部戸籍課"
        assert affairs().code == "citizen-affairs"

    def test_called_off(self, client):
        self.change(client, today(3))
        address = "/settings/departments/citizen-affairs/call-off/"
        assert "変更を取り消しました。" in text(client.post(address, {"day": today(3).isoformat()}, follow=True))
        assert "すでに始まったか" in text(client.post(address, {"day": today(3).isoformat()}, follow=True))
        assert client.post(address, {"day": "x"}).status_code == 404
        assert keep_up(today(9)) == 0
        assert kinds(affairs()) == ["changed", "called_off"]

    def test_two_changes_in_their_order(self, client):
        self.change(client, today(5), name="後の課")
        self.change(client, today(3), name="前の課")
        keep_up(today(4))
        assert affairs().name == "前の課"
        keep_up(today(5))
        assert affairs().name == "後の課"

    @pytest.mark.parametrize(
        ("days", "changes", "words"),
        [
            (-1, {}, "今日からあとの日に"),
            (0, {"name": "市民課", "kana": "", "phone": "018-888-0000"}, "今の内容と同じです"),
            (99, {}, "この日に、この課はありません"),
        ],
    )
    def test_what_cannot_be(self, client, days, changes, words):
        Department.objects.update(valid_until=today(50))
        answer = self.change(client, today(days), **changes)
        assert answer.status_code == 400
        assert words in text(answer)
        assert not DepartmentName.objects.exists()

    def test_what_held_stays(self, client):
        Department.objects.update(valid_from=today(-9))
        self.change(client, today())
        for act in (lambda row: row.delete(), lambda row: row.save()):
            with pytest.raises(DatabaseError, match="a name that held stays"), transaction.atomic():
                act(DepartmentName.objects.earliest("valid_from"))
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            DepartmentRecord.objects.update(at=timezone.now())

    def test_a_seed_leaves_what_an_administrator_changed(self, client):
        load_seeds()
        self.change(client, today())
        load_seeds()
        assert affairs().name == "市民生活部戸籍課"


class TestEnd:
    ADDRESS = "/settings/departments/citizen-affairs/end/"

    def end(self, client, successor: str = "", days: int = 0, reason: str = "組織改正"):
        data = {"last_day": today(days).isoformat(), "successor": successor, "reason": reason}
        return client.post(self.ADDRESS, data, follow=True)

    def test_what_belongs_to_it_is_shown_and_stands_against_it(self, client, clerk):
        case = received(make_procedure())
        make_calendar()
        said = text(client.get(self.ADDRESS))
        assert "手続 1件 9001 小さな手続" in said
        assert "予約枠の表 1件" in said
        assert "職員の役割 2件" in said
        assert f"処理中の申請 1件 {case.receipt[:4]}-" in said
        answer = self.end(client)
        assert answer.status_code == 400
        assert "「市民課」には、手続1件、予約枠の表1件、職員の役割2件、処理中の申請1件が残っています。" in text(answer)
        assert affairs().valid_until is None

    def test_a_stage_of_another_departments_procedure_stands_against_it_too(self, client, tax):
        stages = {"stages": [{"id": "review", "title": "審査", "department": "citizen-affairs"}]}
        make_procedure(department="city-tax", workflow=stages)
        assert "手続 1件 9001" in text(client.get(self.ADDRESS))

    def test_without_anything_left(self, client, administrator, tax):
        answer = client.post(
            "/settings/departments/city-tax/end/", {"last_day": today(1).isoformat(), "reason": "廃止"}, follow=True
        )
        assert "市民税課 廃止の予定" in text(answer)
        assert "理由：廃止" in text(answer)
        tax.refresh_from_db()
        assert (tax.valid_until, tax.successor) == (today(1), None)
        assert keep_up(today(2)) == 0

    def test_taken_back(self, client, tax):
        self.end(client, "city-tax", days=3)
        assert "廃止を取り消しました。" in text(client.post("/settings/departments/citizen-affairs/keep/", follow=True))
        answer = client.post("/settings/departments/citizen-affairs/keep/", follow=True)
        assert "取り消せる廃止の予定がありません" in text(answer)
        assert (affairs().valid_until, affairs().successor) == (None, None)
        assert kinds(affairs()) == ["ended", "kept"]

    def test_everything_passes_to_the_successor(self, client, administrator, clerk, tax):
        case = received(make_procedure())
        make_calendar()
        assert self.end(client, "city-tax").status_code == 200
        assert keep_up(today()) == 0
        assert keep_up(today(1)) == 1
        assert keep_up(today(1)) == 0
        assert Procedure.objects.get().department == tax
        assert SlotCalendar.objects.get().department == tax
        assert Application.objects.get(pk=case.pk).department == "city-tax"
        roles = StaffRole.objects.filter(user=clerk.user).order_by("valid_from")
        assert [(one.department, one.valid_from, one.valid_until) for one in roles] == [
            ("citizen-affairs", BEGAN, today()),
            ("city-tax", today(1), None),
        ]
        changes = RightChange.objects.filter(person=clerk.user).order_by("pk")
        assert [(one.action, one.department, one.by) for one in changes] == [
            ("ended", "citizen-affairs", administrator.user),
            ("granted", "city-tax", administrator.user),
        ]
        assert not RightChange.objects.filter(person=administrator.user).exists()
        record = affairs().records.latest("pk")
        assert (record.kind, record.by) == ("handed_over", None)
        assert record.data["counts"] == {"procedures": 1, "calendars": 1, "roles": 2, "applications": 1}

    def test_a_version_of_the_old_department_is_the_successors(self, client, tax):
        version = make_procedure()
        make_procedure(title="次")
        self.end(client, "city-tax")
        keep_up(today(1))
        publish(number=9001, department=affairs(), document=version.document)
        assert Procedure.objects.get().title == "小さな手続"
        assert Procedure.objects.get().department == tax

    def test_what_was_sent_in_meanwhile_follows(self, client, tax):
        version = make_procedure()
        self.end(client, "city-tax")
        keep_up(today(1))
        case = received(version)
        Application.objects.filter(pk=case.pk).update(department="citizen-affairs")
        keep_up(today(1))
        assert Application.objects.get(pk=case.pk).department == "city-tax"

    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"successor": "citizen-affairs"}, "正しく選択してください"),
            ({"days": -1, "successor": "city-tax"}, "最後の日は、今日からあとの日に"),
            ({"successor": "city-tax", "reason": " "}, "「理由」を入力してください"),
        ],
    )
    def test_what_cannot_be(self, client, tax, given, words):
        answer = self.end(client, **given)
        assert answer.status_code == 400
        assert words in text(answer)
        assert affairs().valid_until is None

    def test_twice_into_one_that_ends_and_before_a_planned_name(self, client, administrator, tax):
        later = make_department("later", "後の課")
        details = Details("先の名", "", "018-888-0000")
        change_details(department=later, details=details, valid_from=today(5), by=None)
        self.end(client, "city-tax", days=3)
        assert "すでに決まっています" in text(self.end(client, "city-tax"))
        for department, successor, words in (
            (tax, affairs(), "次の日"),
            (tax, tax, "次の日"),
            (later, tax, "名称の変更の予定があります"),
        ):
            with pytest.raises(BadDepartment, match=words):
                end_department(department=department, last_day=today(3), successor=successor, reason="改正", by=None)

    def test_one_that_waits_for_another(self, client, tax):
        self.end(client, "city-tax", days=1)
        with pytest.raises(BadDepartment, match="引き継がれる予定"):
            end_department(department=tax, last_day=today(1), successor=None, reason="改正", by=None)

    def test_a_chain_of_successors(self, client, tax):
        """On one day 市民課 passes to 市民税課, and 市民税課 to a third."""
        make_procedure()
        third = make_department("third", "第三課")
        self.end(client, "city-tax")
        end_department(department=tax, last_day=today(), successor=third, reason="改正", by=None)
        assert keep_up(today(1)) == 2
        assert Procedure.objects.get().department == third


class TestPublishingAfterTheEnd:
    def test_a_department_that_nobody_follows(self, tax):
        Department.objects.filter(pk=tax.pk).update(valid_from=today(-9), valid_until=today())
        tax.refresh_from_db()
        publish(number=9001, department=tax, document=small_document())
        later = timezone.now() + timedelta(days=1)
        with pytest.raises(DepartmentEnded, match="「市民税課」は、この版が始まる日にはありません"):
            publish(number=9001, department=tax, document=small_document(title="次"), effective_from=later)

    def test_a_stage_of_one_that_ended(self, tax):
        Department.objects.filter(pk=tax.pk).update(valid_from=today(-9), valid_until=today(-1))
        stages = {"stages": [{"id": "review", "title": "審査", "department": "city-tax"}]}
        with pytest.raises(DefinitionError) as refused:
            make_procedure(workflow=stages)
        assert [one.code for one in refused.value.problems] == ["unknown_department"]


class TestOne:
    def test_nobody_there(self, client):
        assert client.get("/settings/departments/moon/").status_code == 404

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, rows, django_assert_num_queries):
        for row in range(rows):
            make_procedure(number=9001 + row)
            details = Details(f"名{row}", "", "018-888-0000")
            change_details(department=affairs(), details=details, valid_from=today(row + 1), by=None)
        client.get("/settings/departments/citizen-affairs/")
        # session, user, roles, department, names, own procedures, coming versions, stages, calendars, roles,
        # applications twice, history
        with django_assert_num_queries(13):
            client.get("/settings/departments/citizen-affairs/")


def test_a_department_to_which_much_belongs(client):
    for row in range(7):
        make_procedure(number=9001 + row, **small_document())
    assert "9005 小さな手続 ほか" in text(client.get("/settings/departments/citizen-affairs/end/"))

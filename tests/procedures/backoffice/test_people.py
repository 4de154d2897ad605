import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from identity.people.models import RightAction, RightChange, Role, StaffRole, User
from procedures.workflow import commands
from tests.cast import CITIZEN_AFFAIRS, PUBLIC_HEALTH, make_staff
from tests.catalogue import FOUR_EYES, make_procedure
from tests.factories.cases import do, in_review
from tests.procedures.backoffice.pages import buttons, listed, text

pytestmark = pytest.mark.django_db

WHY = "12月1日付けの異動"


def page(player, action: str = "") -> str:
    return reverse("backoffice:person", args=[player.user.pk]) + (f"{action}/" if action else "")


class TestList:
    def test_roles_of_the_departments_one_answers_for(self, supervisor, clerk, outsider, version):
        said = text(supervisor.client().get("/staff/people/"))
        assert re.search(r"佐藤 恵 sato@city\.example\.jp 市民課 担当 \d{4}/\d+/\d+–期限なし", said)
        assert "田中 明" in said
        assert "伊藤 さくら" not in said

    def test_what_ended_is_left_out_and_what_begins_is_named(self, administrator, clerk, colleague, version):
        today = timezone.localdate()
        StaffRole.objects.filter(user=clerk.user).update(
            valid_from=today - timedelta(days=9), valid_until=today - timedelta(days=1)
        )
        StaffRole.objects.filter(user=colleague.user).update(
            valid_from=today + timedelta(days=1), valid_until=today + timedelta(days=30)
        )
        said = text(administrator.client().get("/staff/people/"))
        assert "佐藤 恵" not in said
        assert re.search(r"高橋 進 \S+ 市民課 担当 \S+ これから", said)

    def test_an_account_that_is_off_is_named(self, supervisor, clerk, version):
        clerk.user.is_active = False
        clerk.user.save(update_fields=["is_active"])
        assert "佐藤 恵 利用停止" in text(supervisor.client().get("/staff/people/"))

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, supervisor, version, django_assert_num_queries, rows):
        for role in list(Role)[:rows]:
            StaffRole.objects.create(
                user=supervisor.user,
                department="citizen-affairs",
                role=role,
                valid_from=timezone.localdate() - timedelta(days=1),
            )
        client = supervisor.client()
        # session, user, roles, roles of the departments, departments for the list and for the frame
        with django_assert_num_queries(6):
            client.get("/staff/people/")


class TestPerson:
    def test_roles_second_factor_and_record(self, supervisor, clerk, version):
        client = supervisor.client()
        today = timezone.localdate().isoformat()
        answer = client.post(
            page(clerk, "grant"),
            {"department": CITIZEN_AFFAIRS, "role": "approver", "valid_from": today, "valid_until": "", "reason": WHY},
        )
        assert answer["Location"] == page(clerk)
        said = text(client.get(page(clerk)))
        assert "役割を付けました。" in said
        assert "二段階認証 登録していません" in said
        assert re.search(r"佐藤 恵 役割を付与 市民課 決裁者 \S+期限なし 12月1日付けの異動 田中 明", said)

    def test_somebody_of_another_department_is_found_by_the_whole_address(self, supervisor, outsider, version):
        client = supervisor.client()
        answer = client.post("/staff/people/find/", {"email": " ITO@city.example.jp "})
        assert answer["Location"] == page(outsider)
        client.post("/staff/people/find/", {"email": "nobody@city.example.jp"})
        assert "登録されていません" in text(client.get("/staff/people/"))

    def test_a_citizen_is_nobody_here(self, supervisor, citizen, version):
        client = supervisor.client()
        assert client.get(page(citizen)).status_code == 404
        answer = client.post("/staff/people/find/", {"email": citizen.user.email})
        assert answer["Location"] == "/staff/people/"

    def test_the_own_page_has_no_buttons(self, supervisor, version):
        said = text(supervisor.client().get(page(supervisor)))
        assert "自分の権限は変えられません" in said
        assert "役割を付ける" not in said

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, supervisor, clerk, outsider, version, django_assert_num_queries, rows):
        for role in list(Role)[1 : rows + 1]:
            StaffRole.objects.create(
                user=clerk.user, department=CITIZEN_AFFAIRS, role=role, valid_from=timezone.localdate()
            )
            RightChange.objects.create(
                by=supervisor.user,
                person=clerk.user,
                action=RightAction.GRANTED,
                department=CITIZEN_AFFAIRS,
                role=role,
                reason=WHY,
            )
        client = supervisor.client()
        # session, user, roles; the person, its roles, its changes, departments, factors; departments for the frame
        with django_assert_num_queries(9):
            client.get(page(clerk))


class TestChanges:
    @pytest.mark.parametrize(
        ("data", "fault"),
        [
            ({"department": ""}, "「課」を選んでください"),
            ({"role": "administrator"}, "正しく選択してください"),
            ({"department": PUBLIC_HEALTH}, "正しく選択してください"),
            ({"valid_from": "きのう"}, "日付を入力してください"),
            ({"valid_from": "2020-01-01"}, "今日からあとの日に"),
            ({"reason": ""}, "「理由」を入力してください"),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, supervisor, clerk, version, data, fault):
        given = {"department": CITIZEN_AFFAIRS, "role": "approver", "valid_from": "2099-04-01", "reason": WHY}
        answer = supervisor.client().post(page(clerk, "grant"), given | data)
        assert answer.status_code == 400
        assert fault in text(answer)
        assert (data.get("valid_from") or "2099-04-01") in answer.content.decode()
        assert not StaffRole.objects.filter(user=clerk.user, role="approver").exists()

    def test_days_may_be_written_in_japanese(self, supervisor, clerk, version):
        given = {"department": CITIZEN_AFFAIRS, "role": "approver", "valid_from": "令和99年4月1日", "reason": WHY}
        supervisor.client().post(page(clerk, "grant"), given)
        assert StaffRole.objects.get(user=clerk.user, role="approver").valid_from.isoformat() == "2117-04-01"

    def test_a_role_is_ended(self, supervisor, clerk, version):
        held = StaffRole.objects.get(user=clerk.user)
        client = supervisor.client()
        assert "市民課　担当" in client.get(page(clerk, "end")).content.decode()
        client.post(page(clerk, "end"), {"held": str(held.pk), "reason": WHY})
        assert clerk.staff.roles == frozenset()

    def test_suspending_and_resuming(self, supervisor, clerk, version):
        client = supervisor.client()
        client.post(page(clerk, "suspend"), {"reason": WHY})
        assert "利用を再開する" in text(client.get(page(clerk)))
        client.post(page(clerk, "resume"), {"reason": WHY})
        assert User.objects.get(pk=clerk.user.pk).is_active

    def test_a_supervisor_s_refused_change_says_why(self, supervisor, outsider, version):
        answer = supervisor.client().post(page(outsider, "suspend"), {"reason": WHY})
        assert (answer.status_code, "権限がありません" in text(answer)) == (400, True)

    def test_the_second_factor_is_reset_by_an_administrator(self, administrator, clerk, version):
        client = administrator.client()
        client.post(page(clerk, "factor"), {"reason": WHY})
        assert "二段階認証を解除しました。" in text(client.get(page(clerk)))

    def test_no_other_change_is_known(self, supervisor, clerk, version):
        assert supervisor.client().get(page(clerk, "promote")).status_code == 404

    def test_registering(self, administrator, version):
        client = administrator.client()
        answer = client.post(
            "/staff/people/new/", {"name": "工藤 望", "email": "kudo@city.example.jp", "reason": "新任"}, follow=True
        )
        assert "工藤 望" in text(answer)
        assert "役割がないため" in text(answer)
        again = client.post(
            "/staff/people/new/", {"name": "工藤 望", "email": "kudo@city.example.jp", "reason": "新任"}
        )
        assert (again.status_code, "すでに登録されています" in text(again)) == (400, True)

    def test_supervisors_do_not_register(self, supervisor, version):
        assert supervisor.client().get("/staff/people/new/").status_code == 403


class TestRecord:
    def test_supervisors_read_their_department_s_and_administrators_all(self, supervisor, administrator, version):
        for number, department in enumerate((CITIZEN_AFFAIRS, PUBLIC_HEALTH)):
            RightChange.objects.create(
                by=administrator.user,
                person=make_staff(f"n{number}@city.example.jp", f"職員{number}", department).user,
                action=RightAction.GRANTED,
                department=department,
                role=Role.CLERK,
                reason=WHY,
            )
        found = [
            re.findall(r"職員\d", text(p.client().get("/staff/people/changes/"))) for p in (supervisor, administrator)
        ]
        assert found == [["職員0"], ["職員1", "職員0"]]

    def test_none_yet(self, supervisor, version):
        assert "まだ変更はありません" in text(supervisor.client().get("/staff/people/changes/"))


class TestCover:
    @pytest.fixture
    def case(self, supervisor, clerk, outsider, version):
        """A case of 佐藤, who is on leave; 伊藤 stands in."""
        case = in_review(version, clerk.staff)
        today = timezone.localdate()
        supervisor.client().post(
            page(clerk, "cover"),
            {
                "cover": str(outsider.user.pk),
                "department": CITIZEN_AFFAIRS,
                "valid_from": today.isoformat(),
                "valid_until": (today + timedelta(days=7)).isoformat(),
                "reason": "育児休業",
            },
        )
        return case

    def test_the_stand_in_finds_the_case_under_the_own_and_may_work_on_it(self, outsider, case):
        client = outsider.client()
        assert listed(client.get("/staff/queue/mine/")) == [case.receipt]
        response = client.get(f"/staff/cases/{case.receipt}/")
        assert buttons(response) == {"決定する", "修正を依頼する", "担当を外す"}
        assert "佐藤 恵さんの代行として処理できます。" in text(response)
        do(commands.release, case, outsider.staff)
        assert case.state == "received"

    def test_a_colleague_who_does_not_stand_in_may_not(self, colleague, case):
        assert buttons(colleague.client().get(f"/staff/cases/{case.receipt}/")) == set()

    def test_four_eyes_stay_four(self, supervisor, clerk, approver):
        """Who stands in for the assignee does not approve, whatever other role there is."""
        case = in_review(make_procedure(number=9009, workflow=FOUR_EYES), clerk.staff)
        assert "決定する" in buttons(approver.client().get(f"/staff/cases/{case.receipt}/"))
        today = timezone.localdate()
        StaffRole.objects.create(
            user=approver.user,
            department=CITIZEN_AFFAIRS,
            role=Role.CLERK,
            valid_from=today,
            valid_until=today,
            covers=clerk.user,
        )
        assert "決定する" not in buttons(approver.client().get(f"/staff/cases/{case.receipt}/"))

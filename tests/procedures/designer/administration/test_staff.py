from datetime import timedelta

import pytest
from django.utils import timezone

from identity.people.models import RightChange, Role, StaffRole, User
from procedures.applications.effects import run
from procedures.applications.models import Effect
from procedures.workflow import commands
from tests.cast import make_staff
from tests.catalogue import make_department, make_procedure
from tests.factories.cases import do, in_review
from tests.procedures.backoffice.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(administrator):
    make_department()
    return administrator.client()


def without_password() -> User:
    person = make_staff("abe@city.example.jp", "阿部 望", "health-inspection", Role.CLERK).user
    person.set_password(None)
    person.save()
    return person


def invitations() -> list[int]:
    found = Effect.objects.filter(kind="notifications.send_staff_invitation").order_by("created_at")
    return [one.payload["person_id"] for one in found]


class TestList:
    def test_of_all_departments_with_their_state(self, client, clerk, outsider):
        in_review(make_procedure(), clerk.staff)
        outsider.user.is_active = False
        outsider.user.save(update_fields=["is_active"])
        StaffRole.objects.filter(user=outsider.user).delete()
        without_password()
        said = text(client.get("/settings/staff/"))
        assert "佐藤 恵 sato@city.example.jp 市民課 担当" in said
        assert "1件" in said
        assert "伊藤 さくら 利用停止 役割なし" in said
        assert "阿部 望 初めてのログイン待ち abe@city.example.jp health-inspection 担当 まだありません 0件" in said

    def test_somebody_of_many_departments(self, client, clerk):
        for place in range(4):
            StaffRole.objects.create(
                user=clerk.user, department=f"d{place}", role=Role.CLERK, valid_from=timezone.localdate()
            )
        assert "市民課 担当、d0 担当、d1 担当 ほか2件" in text(client.get("/settings/staff/"))

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("?q=佐藤", ["佐藤 恵"]),
            ("?q=city.example.jp 市民課", ["佐藤 恵", "渡辺 光"]),
            ("?show=waiting", ["阿部 望"]),
            ("?show=idle", ["伊藤 さくら"]),
            ("?show=suspended", []),
            ("?show=x&q=月", []),
        ],
    )
    def test_narrowed(self, client, clerk, outsider, query, found):
        StaffRole.objects.filter(user=outsider.user).delete()
        without_password()
        said = text(client.get(f"/settings/staff/{query}"))
        names = ["佐藤 恵", "伊藤 さくら", "阿部 望"]
        assert [name for name in names if f"{name} " in said] == [name for name in names if name in found]
        assert ("見つかりません。" in said) == (not found)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, rows, django_assert_num_queries):
        for row in range(rows):
            make_staff(f"s{row}@city.example.jp", f"職員{row}", "citizen-affairs", Role.CLERK)
        client.get("/settings/staff/")
        with django_assert_num_queries(7):  # session, user, roles, departments, people, their roles, cases
            client.get("/settings/staff/?q=市民課")


class TestInvitation:
    def test_a_new_account_gets_a_mail(self, client, administrator):
        data = {"name": "阿部 望", "email": "abe@city.example.jp", "reason": "採用"}
        said = text(client.post("/staff/people/new/", data, follow=True))
        assert "案内のメールを送りました" in said
        person = User.objects.get(email="abe@city.example.jp")
        assert invitations() == [person.pk]
        actions = RightChange.objects.filter(person=person).order_by("pk").values_list("action", "by")
        assert list(actions) == [("registered", administrator.user.pk), ("invited", administrator.user.pk)]

    def test_once_more(self, client):
        person = without_password()
        address = f"/settings/staff/{person.pk}/invite/"
        assert "案内をもう一度送る" in text(client.get("/settings/staff/"))
        for _ in range(2):
            assert "阿部 望さんに案内のメールを送りました。" in text(client.post(address, follow=True))
        assert invitations() == [person.pk] * 2

    def test_not_to_somebody_who_has_a_password(self, client, clerk, citizen):
        answer = client.post(f"/settings/staff/{clerk.user.pk}/invite/", follow=True)
        assert "すでにパスワードを決めているか" in text(answer)
        assert client.post(f"/settings/staff/{citizen.user.pk}/invite/").status_code == 404
        assert invitations() == []

    @pytest.mark.django_db(transaction=True)
    def test_what_the_mail_says(self, client, smtp):
        person = without_password()
        client.post(f"/settings/staff/{person.pk}/invite/")
        assert run(Effect.objects.get(kind="notifications.send_staff_invitation").pk)
        [sent] = smtp.mails
        assert sent["To"] == "abe@city.example.jp"
        assert "/accounts/password/reset/" in sent.get_content()

    def test_not_sent_where_a_password_was_chosen_meanwhile(self, client, smtp):
        person = without_password()
        client.post(f"/settings/staff/{person.pk}/invite/")
        person.set_password("a-long-enough-password")
        person.save()
        assert run(Effect.objects.get(kind="notifications.send_staff_invitation").pk)
        assert smtp.mails == []


class TestLeaving:
    def leave(self, client, person: User, days: int = 0, reason: str = "退職"):
        day = (timezone.localdate() + timedelta(days=days)).isoformat()
        return client.post(f"/staff/people/{person.pk}/leave/", {"last_day": day, "reason": reason}, follow=True)

    def test_every_role_ends_with_the_day(self, client, clerk, administrator):
        today = timezone.localdate()
        StaffRole.objects.create(
            user=clerk.user, department="later", role=Role.CLERK, valid_from=today + timedelta(days=9)
        )
        assert "退職・異動を登録しました。" in text(self.leave(client, clerk.user, 3))
        left = StaffRole.objects.get(user=clerk.user)
        assert left.valid_until == today + timedelta(days=3)
        changes = RightChange.objects.filter(person=clerk.user).values_list("action", "department", "by")
        assert sorted(changes) == [
            ("left", "citizen-affairs", administrator.user.pk),
            ("left", "later", administrator.user.pk),
        ]
        assert "この日よりあとまで続く役割はありません。" in text(self.leave(client, clerk.user, 3))

    def test_what_cannot_be(self, client, clerk, administrator, supervisor):
        assert "最後の日は、今日からあとの日に" in text(self.leave(client, clerk.user, -1))
        assert "「理由」を入力してください" in text(self.leave(client, clerk.user, 0, " "))
        assert "自分の権限は変えられません" in text(self.leave(client, administrator.user))
        assert "管理者だけができます" in text(self.leave(supervisor.client(), clerk.user))
        assert StaffRole.objects.filter(valid_until=None).count() == 3

    def test_the_cases_in_hand_stay_with_the_person_until_somebody_stands_in(self, client, clerk):
        case = in_review(make_procedure(), clerk.staff)
        self.leave(client, clerk.user, 3)
        assert do(commands.release, case, clerk.staff).state == "received"

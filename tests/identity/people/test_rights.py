"""Giving and ending rights: who may, what is refused, and that each change is written down."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import IntegrityError, transaction
from django.utils import timezone

from identity.people import rights
from identity.people.models import RightAction, RightChange, Role, StaffRole, User
from identity.people.rights import Granter, RightRefused
from tests.cast import CITIZEN_AFFAIRS, PUBLIC_HEALTH

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
WHY = "12月1日付けの異動"


@pytest.fixture(autouse=True)
def _today(time_machine_at):
    time_machine_at("2026-11-24T09:00:00+09:00")


@pytest.fixture
def time_machine_at():
    import time_machine

    travellers = []

    def travel(moment: str) -> None:
        traveller = time_machine.travel(moment, tick=False)
        traveller.start()
        travellers.append(traveller)

    yield travel
    for traveller in reversed(travellers):
        traveller.stop()


def of(player) -> Granter:
    staff = player.staff
    return Granter(
        user_id=staff.user_id, supervises=staff.departments([Role.SUPERVISOR]), administers=staff.administers
    )


def give(by: Granter, person: User, role: str = Role.CLERK, department: str = CITIZEN_AFFAIRS, **period) -> StaffRole:
    return rights.grant(
        by=by,
        person=person,
        department=department,
        role=role,
        valid_from=period.get("valid_from", TODAY),
        valid_until=period.get("valid_until"),
        reason=period.get("reason", WHY),
    )


def changes() -> list[tuple]:
    return list(RightChange.objects.order_by("pk").values_list("action", "person__email", "role", "reason"))


class TestGrant:
    def test_a_supervisor_gives_a_handling_role_with_an_end(self, supervisor, outsider):
        given = give(of(supervisor), outsider.user, valid_until=TODAY + timedelta(days=30))
        assert outsider.staff.has_role(CITIZEN_AFFAIRS, [Role.CLERK])
        assert given.valid_until == date(2026, 12, 24)
        assert changes() == [(RightAction.GRANTED, "ito@city.example.jp", "clerk", WHY)]

    def test_after_its_last_day_it_is_gone(self, supervisor, outsider, time_machine_at):
        give(of(supervisor), outsider.user, valid_until=TODAY)
        time_machine_at("2026-11-25T00:00:00+09:00")
        assert not outsider.staff.has_role(CITIZEN_AFFAIRS, [Role.CLERK])

    @pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMINISTRATOR, Role.TREASURER, "mayor"])
    def test_a_supervisor_gives_no_higher_role(self, supervisor, outsider, role):
        with pytest.raises(RightRefused, match="権限がありません"):
            give(of(supervisor), outsider.user, role=role)
        assert changes() == []

    def test_a_supervisor_gives_nothing_in_another_department(self, supervisor, clerk):
        with pytest.raises(RightRefused, match="権限がありません"):
            give(of(supervisor), clerk.user, department=PUBLIC_HEALTH)

    def test_a_clerk_gives_nothing(self, clerk, outsider):
        with pytest.raises(RightRefused, match="権限がありません"):
            give(of(clerk), outsider.user)

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
    def test_an_administrator_gives_every_role_anywhere(self, administrator, clerk, role):
        give(of(administrator), clerk.user, role=role, department=PUBLIC_HEALTH)
        assert clerk.staff.has_role(PUBLIC_HEALTH, [role])

    def test_nobody_gives_to_oneself(self, administrator):
        with pytest.raises(RightRefused, match="自分の権限"):
            give(of(administrator), administrator.user)

    @pytest.mark.parametrize(
        ("period", "field"),
        [
            ({"valid_from": TODAY - timedelta(days=1)}, "valid_from"),
            ({"valid_until": TODAY - timedelta(days=1)}, "valid_until"),
            ({"reason": "  "}, "reason"),
            ({"reason": "長" * 201}, "reason"),
        ],
    )
    def test_what_is_wrong_names_its_box(self, supervisor, outsider, period, field):
        with pytest.raises(RightRefused) as refused:
            give(of(supervisor), outsider.user, **period)
        assert refused.value.field == field

    @pytest.mark.parametrize(
        ("first", "second", "fits"),
        [
            ((0, None), (10, 20), False),
            ((0, 5), (6, None), True),
            ((0, 5), (5, None), False),
            ((10, 20), (0, 9), True),
            ((10, 20), (0, None), False),
        ],
    )
    def test_the_same_role_is_not_held_twice_at_a_time(self, supervisor, outsider, first, second, fits):
        def days(span):
            start, stop = span
            return {
                "valid_from": TODAY + timedelta(days=start),
                "valid_until": None if stop is None else TODAY + timedelta(days=stop),
            }

        give(of(supervisor), outsider.user, **days(first))
        if fits:
            give(of(supervisor), outsider.user, **days(second))
            assert StaffRole.objects.filter(user=outsider.user, department=CITIZEN_AFFAIRS).count() == 2
        else:
            with pytest.raises(RightRefused, match="すでにあります"):
                give(of(supervisor), outsider.user, **days(second))


class TestEnd:
    def test_it_holds_no_longer_and_stays_on_record(self, supervisor, clerk, time_machine_at):
        time_machine_at("2026-11-25T09:00:00+09:00")
        role = StaffRole.objects.get(user=clerk.user)
        rights.end(by=of(supervisor), role_id=role.pk, reason=WHY)
        assert clerk.staff.roles == frozenset()
        role.refresh_from_db()
        assert role.valid_until == TODAY
        assert changes() == [(RightAction.ENDED, "sato@city.example.jp", "clerk", WHY)]

    def test_one_that_began_today_is_gone(self, supervisor, clerk):
        StaffRole.objects.filter(user=clerk.user).update(valid_from=timezone.localdate())
        rights.end(by=of(supervisor), role_id=StaffRole.objects.get(user=clerk.user).pk, reason=WHY)
        assert not StaffRole.objects.filter(user=clerk.user).exists()

    def test_twice_is_refused(self, supervisor, clerk):
        role = StaffRole.objects.get(user=clerk.user).pk
        rights.end(by=of(supervisor), role_id=role, reason=WHY)
        with pytest.raises(RightRefused, match="すでに終わっています"):
            rights.end(by=of(supervisor), role_id=role, reason=WHY)

    def test_not_the_own(self, supervisor):
        with pytest.raises(RightRefused, match="自分の権限"):
            rights.end(by=of(supervisor), role_id=StaffRole.objects.get(user=supervisor.user).pk, reason=WHY)

    def test_not_an_administrator_s_by_a_supervisor(self, supervisor, administrator):
        with pytest.raises(RightRefused, match="権限がありません"):
            rights.end(by=of(supervisor), role_id=StaffRole.objects.get(user=administrator.user).pk, reason=WHY)


class TestCover:
    def lend(self, by, absent, stand_in, **more):
        return rights.cover(
            by=of(by),
            absent=absent.user,
            cover_id=stand_in.user.pk,
            department=more.get("department", CITIZEN_AFFAIRS),
            valid_from=more.get("valid_from", TODAY),
            valid_until=more.get("valid_until", TODAY + timedelta(days=14)),
            reason=WHY,
        )

    def test_the_stand_in_has_the_roles_until_the_day(self, supervisor, clerk, outsider, time_machine_at):
        self.lend(supervisor, clerk, outsider)
        assert outsider.staff.has_role(CITIZEN_AFFAIRS, [Role.CLERK])
        assert outsider.staff.covers == {(CITIZEN_AFFAIRS, clerk.user.pk)}
        assert changes() == [(RightAction.COVERED, "ito@city.example.jp", "clerk", WHY)]
        time_machine_at("2026-12-09T00:00:00+09:00")
        assert outsider.staff.covers == frozenset()

    def test_cover_needs_an_end_within_a_year(self, supervisor, clerk, outsider):
        for until in (None, TODAY + timedelta(days=367)):
            with pytest.raises(RightRefused) as refused:
                self.lend(supervisor, clerk, outsider, valid_until=until)
            assert refused.value.field == "valid_until"

    def test_nobody_stands_in_for_the_same_person_or_for_oneself_twice(self, supervisor, clerk, outsider):
        with pytest.raises(RightRefused, match="本人のほかから"):
            self.lend(supervisor, clerk, clerk)
        self.lend(supervisor, clerk, outsider)
        with pytest.raises(RightRefused, match="この期間にすでに"):
            self.lend(supervisor, clerk, outsider, valid_from=TODAY + timedelta(days=7))

    def test_a_role_nobody_has_is_not_lent(self, supervisor, outsider, clerk):
        with pytest.raises(RightRefused, match="本人が持っていません"):
            self.lend(supervisor, outsider, clerk)

    def test_a_supervisor_s_right_is_not_lent(self, administrator, supervisor, clerk):
        with pytest.raises(RightRefused, match="本人が持っていません"):
            self.lend(administrator, supervisor, clerk)

    def test_a_supervisor_lends_in_the_own_department_only(self, supervisor, outsider, clerk):
        with pytest.raises(RightRefused, match="権限がありません"):
            self.lend(supervisor, outsider, clerk, department=PUBLIC_HEALTH)

    def test_nobody_lends_to_oneself(self, supervisor, clerk):
        with pytest.raises(RightRefused, match="自分の権限"):
            self.lend(supervisor, clerk, supervisor)


class TestAccounts:
    def test_an_administrator_registers_somebody_who_has_no_password_yet(self, administrator):
        made = rights.register(by=of(administrator), email=" Kudo@city.example.jp ", name="工藤　 望", reason=WHY)
        assert (made.email, made.name, made.is_staff, made.has_usable_password()) == (
            "kudo@city.example.jp",
            "工藤 望",
            True,
            False,
        )
        assert changes() == [(RightAction.REGISTERED, "kudo@city.example.jp", "", WHY)]

    @pytest.mark.parametrize(
        ("email", "name", "field"),
        [
            ("kudo", "工藤 望", "email"),
            ("sato@city.example.jp", "佐藤 望", "email"),
            ("k@city.example.jp", " ", "name"),
        ],
    )
    def test_what_cannot_be_registered(self, administrator, clerk, email, name, field):
        with pytest.raises(RightRefused) as refused:
            rights.register(by=of(administrator), email=email, name=name, reason=WHY)
        assert refused.value.field == field

    def test_only_administrators_register(self, supervisor):
        with pytest.raises(RightRefused, match="管理者だけ"):
            rights.register(by=of(supervisor), email="kudo@city.example.jp", name="工藤 望", reason=WHY)

    def test_a_suspended_account_opens_nothing_at_once_and_can_be_resumed(self, supervisor, clerk):
        client = clerk.client()
        assert client.get("/staff/").status_code == 200
        rights.suspend(by=of(supervisor), person=clerk.user, reason=WHY)
        assert client.get("/staff/")["Location"].startswith("/staff/login/")
        rights.resume(by=of(supervisor), person=clerk.user, reason=WHY)
        assert clerk.client().get("/staff/").status_code == 200
        assert [action for action, *_rest in changes()] == [RightAction.SUSPENDED, RightAction.RESUMED]

    def test_a_supervisor_suspends_nobody_of_another_department(self, supervisor, outsider):
        with pytest.raises(RightRefused, match="権限がありません"):
            rights.suspend(by=of(supervisor), person=outsider.user, reason=WHY)

    def test_a_lost_telephone(self, administrator, supervisor, clerk):
        TOTP.activate(clerk.user, generate_totp_secret())
        with pytest.raises(RightRefused, match="管理者だけ"):
            rights.reset_second_factor(by=of(supervisor), person=clerk.user, reason=WHY)
        rights.reset_second_factor(by=of(administrator), person=clerk.user, reason=WHY)
        assert not Authenticator.objects.filter(user=clerk.user).exists()
        assert changes() == [(RightAction.FACTOR_RESET, "sato@city.example.jp", "", WHY)]


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_record_cannot_be_changed(supervisor, outsider, change):
    give(of(supervisor), outsider.user)
    found = RightChange.objects.all()
    with pytest.raises(IntegrityError, match="append-only"):
        found.update(reason="別の理由") if change == "update" else found.delete()


def test_the_database_refuses_a_change_of_the_own_rights_and_one_without_a_reason(supervisor, clerk):
    for by, reason in ((clerk.user, WHY), (supervisor.user, "")):
        with pytest.raises(IntegrityError), transaction.atomic():
            RightChange.objects.create(by=by, person=clerk.user, action=RightAction.SUSPENDED, reason=reason)


def test_the_database_refuses_cover_without_end_and_for_oneself(clerk, outsider):
    for covers, until in ((clerk.user, None), (outsider.user, timezone.localdate())):
        with pytest.raises(IntegrityError), transaction.atomic():
            StaffRole.objects.create(
                user=outsider.user,
                department=CITIZEN_AFFAIRS,
                role=Role.CLERK,
                valid_from=timezone.localdate(),
                valid_until=until,
                covers=covers,
            )

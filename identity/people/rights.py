"""Rights of staff: who gives them to whom, until when, and the record of it.

An administrator registers staff and gives every role in every department. A supervisor gives the handling roles in the
own departments and arranges cover for colleagues on leave. Nobody changes the own rights (職務分離).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.people.models import Kind, RightAction, RightChange, Role, StaffRole, User

SUPERVISED = (Role.CLERK, Role.APPROVER)
LONGEST_COVER_DAYS = 366


class RightRefused(Exception):
    """What stands against it, in Japanese, for the person who asked; `field` names the box it is about."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class Granter:
    """Who gives rights: the departments in which this person is supervisor, and whether administrator anywhere."""

    user_id: int
    supervises: frozenset[str]
    administers: bool

    def may_give(self, role: str, department: str) -> bool:
        return self.administers or (department in self.supervises and role in SUPERVISED)

    def answers_for(self, departments: Collection[str]) -> bool:
        """Whether this person may see and suspend somebody who works in these departments."""
        return self.administers or bool(self.supervises.intersection(departments))


def register(*, by: Granter, email: str, name: str, reason: str) -> User:
    """Make a staff account without a password; the person sets one by a code mailed to the address.

    Raises RightRefused.
    """
    if not by.administers:
        raise RightRefused(_("職員の登録は、管理者だけができます。"))
    address, known_as = email.strip().lower(), " ".join(name.split())
    try:
        validate_email(address)
    except ValidationError:
        raise RightRefused(_("職場のメールアドレスを入力してください。例）akita@city.example.jp"), "email") from None
    if not 0 < len(known_as) <= 60:
        raise RightRefused(_("氏名を60文字までで入力してください。例）秋田 花子"), "name")
    words = _words(reason)
    with transaction.atomic():
        if User.objects.filter(email=address).exists():
            raise RightRefused(_("このメールアドレスは、すでに登録されています。"), "email")
        user = User.objects.create_user(email=address, kind=Kind.STAFF, name=known_as)
        EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
        RightChange.objects.create(by_id=by.user_id, person=user, action=RightAction.REGISTERED, reason=words)
    return user


def grant(
    *, by: Granter, person: User, department: str, role: str, valid_from: date, valid_until: date | None, reason: str
) -> StaffRole:
    """Give a role from a day (JST) on, to the end of another or without end. Raises RightRefused."""
    _refuse_own(by, person)
    if role not in Role.values or not by.may_give(role, department):
        raise RightRefused(_("この課のこの役割を付ける権限がありません。"), "role")
    words = _words(reason)
    _check_period(valid_from, valid_until)
    with transaction.atomic():
        _lock(person)
        if _overlaps(person, department, role, valid_from, valid_until):
            raise RightRefused(_("同じ課の同じ役割が、この期間にすでにあります。"), "valid_from")
        given = StaffRole.objects.create(
            user=person, department=department, role=role, valid_from=valid_from, valid_until=valid_until
        )
        _record(by, RightAction.GRANTED, given, words)
    return given


def end(*, by: Granter, role_id: int, reason: str) -> StaffRole:
    """End a role today: it holds for the last time yesterday; one that has not begun is gone. Raises RightRefused."""
    words = _words(reason)
    with transaction.atomic():
        role = StaffRole.objects.select_for_update(of=("self",)).select_related("user").filter(pk=role_id).first()
        today = timezone.localdate()
        if role is None or (role.valid_until is not None and role.valid_until < today):
            raise RightRefused(_("この役割は、すでに終わっています。"))
        _refuse_own(by, role.user)
        if not by.may_give(role.role, role.department):
            raise RightRefused(_("この課のこの役割を終わらせる権限がありません。"))
        _record(by, RightAction.ENDED, role, words)
        yesterday = today - timedelta(days=1)
        if role.valid_from >= today:
            role.delete()
        else:
            role.valid_until = yesterday
            role.save(update_fields={"valid_until"})
    return role


def cover(
    *,
    by: Granter,
    absent: User,
    cover_id: int,
    department: str,
    valid_from: date,
    valid_until: date | None,
    reason: str,
) -> list[StaffRole]:
    """Lend a colleague the handling roles that somebody on leave has in a department, until a day. Raises RightRefused.

    Four eyes stay: who stands in for the person a case is assigned to never approves it.
    """
    words = _words(reason)
    if valid_until is None:
        raise RightRefused(_("代行の終了日を入力してください。例）2026年12月28日"), "valid_until")
    _check_period(valid_from, valid_until)
    if (valid_until - valid_from).days > LONGEST_COVER_DAYS:
        raise RightRefused(_("代行の期間は1年までにしてください。"), "valid_until")
    with transaction.atomic():
        stand_in = User.objects.filter(pk=cover_id, kind=Kind.STAFF, is_active=True).first()
        if stand_in is None or stand_in.pk == absent.pk:
            raise RightRefused(_("代わりをする職員を、本人のほかから選んでください。"), "cover")
        _refuse_own(by, stand_in)
        _lock(stand_in)
        held = StaffRole.objects.filter(user=absent, department=department, covers=None, role__in=SUPERVISED)
        roles = sorted({role.role for role in held.valid_on(valid_from)})
        if not roles:
            raise RightRefused(_("この課で代行できる役割（担当、決裁者）を、本人が持っていません。"), "department")
        if not all(by.may_give(role, department) for role in roles):
            raise RightRefused(_("この課の代行を登録する権限がありません。"), "department")
        if StaffRole.objects.filter(
            user=stand_in,
            covers=absent,
            department=department,
            valid_from__lte=valid_until,
            valid_until__gte=valid_from,
        ).exists():
            raise RightRefused(_("同じ職員の代行が、この期間にすでにあります。"), "valid_from")
        period = {"valid_from": valid_from, "valid_until": valid_until}
        lent = [
            StaffRole.objects.create(user=stand_in, department=department, role=role, covers=absent, **period)
            for role in roles
        ]
        for role_lent in lent:
            _record(by, RightAction.COVERED, role_lent, words)
    return lent


def leave(*, by: Granter, person: User, last_day: date, reason: str) -> list[StaffRole]:
    """End every role of somebody who goes, after a day (JST), today the earliest; those that begin later are gone.

    The account stays, with what was done by it; without a role it opens no page. Raises RightRefused.
    """
    _refuse_own(by, person)
    if not by.administers:
        raise RightRefused(_("退職・異動の登録は、管理者だけができます。"))
    words = _words(reason)
    if last_day < timezone.localdate():
        raise RightRefused(_("最後の日は、今日からあとの日にしてください。"), "last_day")
    with transaction.atomic():
        _lock(person)
        going_on = Q(valid_until=None) | Q(valid_until__gt=last_day)
        roles = list(StaffRole.objects.select_for_update().filter(going_on, user=person).order_by("pk"))
        if not roles:
            raise RightRefused(_("この日よりあとまで続く役割はありません。"), "last_day")
        for role in roles:
            if role.valid_from > last_day:
                _record(by, RightAction.LEFT, role, words)
                role.delete()
                continue
            role.valid_until = last_day
            role.save(update_fields={"valid_until"})
            _record(by, RightAction.LEFT, role, words)
    return roles


def record_invitation(*, by: Granter, person: User) -> None:
    """Note that the mail for the first sign-in is sent. Inside the caller's transaction. Raises RightRefused."""
    _refuse_own(by, person)
    if not by.administers:
        raise RightRefused(_("案内の送付は、管理者だけができます。"))
    if person.has_usable_password() or not person.is_active:
        raise RightRefused(_("この職員は、すでにパスワードを決めているか、利用を止められています。"))
    RightChange.objects.create(
        by_id=by.user_id, person=person, action=RightAction.INVITED, reason=_("初めてのログインの案内")
    )


def suspend(*, by: Granter, person: User, reason: str) -> None:
    """Close the account: no page opens from the next request on. Raises RightRefused."""
    _switch(by, person, reason, active=False)


def resume(*, by: Granter, person: User, reason: str) -> None:
    _switch(by, person, reason, active=True)


def reset_second_factor(*, by: Granter, person: User, reason: str) -> None:
    """Forget every second factor of somebody who lost the telephone; a new one must be set up before the next page."""
    _refuse_own(by, person)
    if not by.administers:
        raise RightRefused(_("二段階認証の解除は、管理者だけができます。"))
    words = _words(reason)
    with transaction.atomic():
        _lock(person)
        Authenticator.objects.filter(user=person).delete()
        RightChange.objects.create(by_id=by.user_id, person=person, action=RightAction.FACTOR_RESET, reason=words)


def _switch(by: Granter, person: User, reason: str, *, active: bool) -> None:
    _refuse_own(by, person)
    words = _words(reason)
    if not by.answers_for(set(StaffRole.objects.filter(user=person).values_list("department", flat=True))):
        raise RightRefused(_("この職員の利用を止めたり再開したりする権限がありません。"))
    with transaction.atomic():
        _lock(person)
        if User.objects.filter(pk=person.pk).update(is_active=active):
            action = RightAction.RESUMED if active else RightAction.SUSPENDED
            RightChange.objects.create(by_id=by.user_id, person=person, action=action, reason=words)


def _refuse_own(by: Granter, person: User) -> None:
    if person.pk == by.user_id:
        raise RightRefused(_("自分の権限は変えられません。ほかの管理者か管理職に頼んでください。"))


def _words(reason: str) -> str:
    words = " ".join(reason.split())
    if not 0 < len(words) <= 200:
        raise RightRefused(_("理由を200文字までで入力してください。例）12月1日付けの異動"), "reason")
    return words


def _check_period(valid_from: date, valid_until: date | None) -> None:
    if valid_from < timezone.localdate():
        raise RightRefused(_("開始日は、今日からあとの日にしてください。"), "valid_from")
    if valid_until is not None and valid_until < valid_from:
        raise RightRefused(_("終了日は、開始日と同じ日か、あとの日にしてください。"), "valid_until")


def _overlaps(person: User, department: str, role: str, valid_from: date, valid_until: date | None) -> bool:
    same = StaffRole.objects.filter(user=person, department=department, role=role, covers=None)
    same = same.exclude(valid_until__lt=valid_from)
    return (same if valid_until is None else same.filter(valid_from__lte=valid_until)).exists()


def _lock(person: User) -> None:
    User.objects.select_for_update().get(pk=person.pk)


def _record(by: Granter, action: str, role: StaffRole, reason: str) -> None:
    RightChange.objects.create(
        by_id=by.user_id,
        person_id=role.user_id,
        action=action,
        department=role.department,
        role=role.role,
        valid_from=role.valid_from,
        valid_until=role.valid_until,
        covers_id=role.covers_id,
        reason=reason,
    )

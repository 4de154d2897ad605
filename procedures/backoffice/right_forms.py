"""What is asked before rights of a colleague change, and what is done with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.components.days import DayField
from identity.access.actors import Staff
from identity.people import rights
from identity.people.models import Kind, Role, StaffRole, User
from identity.people.rights import Granter, RightRefused
from procedures.backoffice.pages import department_names
from procedures.catalogue.models import Department


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=200,
        help_text=gettext_lazy("記録に残ります。例）12月1日付けの異動"),
    )


class PersonForm(ReasonForm):
    name = forms.CharField(label=gettext_lazy("氏名"), max_length=60, help_text=gettext_lazy("例）秋田 花子"))
    email = forms.EmailField(
        label=gettext_lazy("職場のメールアドレス"), help_text=gettext_lazy("例）akita@city.example.jp")
    )
    field_order = ("name", "email", "reason")


class PeriodForm(ReasonForm):
    department = forms.ChoiceField(label=gettext_lazy("課"))
    valid_from = DayField(label=gettext_lazy("開始日"), help_text=gettext_lazy("例）2026-12-01、令和8年12月1日"))
    valid_until = DayField(
        label=gettext_lazy("終了日"),
        required=False,
        help_text=gettext_lazy("この日までです。期限がないときは空のままにします。"),
    )


class GrantForm(PeriodForm):
    role = forms.ChoiceField(label=gettext_lazy("役割"), choices=Role.choices)
    field_order = ("department", "role", "valid_from", "valid_until", "reason")


class CoverForm(PeriodForm):
    cover = forms.ChoiceField(label=gettext_lazy("代わりをする職員"))
    valid_until = DayField(label=gettext_lazy("終了日"), help_text=gettext_lazy("代行は1年までです。"))
    field_order = ("cover", "department", "valid_from", "valid_until", "reason")


class LeaveForm(ReasonForm):
    last_day = DayField(label=gettext_lazy("最後の日"), help_text=gettext_lazy("この日まで働きます。例）2027-03-31"))
    field_order = ("last_day", "reason")


class EndForm(ReasonForm):
    held = forms.ChoiceField(label=gettext_lazy("終わらせる役割"))
    field_order = ("held", "reason")


def granter_of(staff: Staff) -> Granter:
    return Granter(
        user_id=staff.user_id, supervises=staff.departments([Role.SUPERVISOR]), administers=staff.administers
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One change of rights: what its page says, and what is asked on it."""

    title: str | Promise
    text: str | Promise
    button: str | Promise
    form: type[forms.Form]
    done: str | Promise
    danger: bool = False


CHANGES: Mapping[str, Change] = {
    "grant": Change(
        gettext_lazy("役割を付ける"),
        gettext_lazy("応援の職員には、終了日を入力してください。終了日の翌日から使えなくなります。"),
        gettext_lazy("役割を付ける"),
        GrantForm,
        gettext_lazy("役割を付けました。"),
    ),
    "end": Change(
        gettext_lazy("役割を終わらせる"),
        gettext_lazy("すぐに使えなくなります。処理した記録は残ります。"),
        gettext_lazy("役割を終わらせる"),
        EndForm,
        gettext_lazy("役割を終わらせました。"),
        danger=True,
    ),
    "cover": Change(
        gettext_lazy("休暇などの代行を登録する"),
        gettext_lazy("期間のあいだ、本人が担当している申請を、代わりの職員が処理できます。"),
        gettext_lazy("代行を登録する"),
        CoverForm,
        gettext_lazy("代行を登録しました。"),
    ),
    "leave": Change(
        gettext_lazy("退職・異動を登録する"),
        gettext_lazy(
            "すべての課の役割が、最後の日で終わります。その次の日から、職員の画面を開けません。"
            "担当している申請は、最後の日までにほかの職員に代わってください。異動先の役割は、あとで付けてください。"
        ),
        gettext_lazy("退職・異動を登録する"),
        LeaveForm,
        gettext_lazy("退職・異動を登録しました。"),
        danger=True,
    ),
    "suspend": Change(
        gettext_lazy("利用を止める"),
        gettext_lazy("ログインしていても、次の画面から開けなくなります。役割と記録は残り、あとで再開できます。"),
        gettext_lazy("利用を止める"),
        ReasonForm,
        gettext_lazy("利用を止めました。"),
        danger=True,
    ),
    "resume": Change(
        gettext_lazy("利用を再開する"),
        gettext_lazy("元の役割でログインできるようになります。"),
        gettext_lazy("利用を再開する"),
        ReasonForm,
        gettext_lazy("利用を再開しました。"),
    ),
    "factor": Change(
        gettext_lazy("二段階認証を解除する"),
        gettext_lazy(
            "電話機をなくした職員のための操作です。本人であることを対面で確かめてから行ってください。"
            "本人は、新しい電話機を登録するまで職員の画面を開けません。"
        ),
        gettext_lazy("二段階認証を解除する"),
        ReasonForm,
        gettext_lazy("二段階認証を解除しました。"),
        danger=True,
    ),
}


def offer(form: forms.Form, *, person: User, staff: Staff) -> None:
    """Fill the choices of a form with what this staff member may choose for this person."""
    if isinstance(form, PeriodForm):
        _choices(form, "department", _departments(staff))
    if isinstance(form, GrantForm) and not staff.administers:
        _choices(form, "role", [(role.value, role.label) for role in rights.SUPERVISED])
    if isinstance(form, CoverForm):
        others = User.objects.filter(kind=Kind.STAFF, is_active=True).exclude(pk__in=[person.pk, staff.user_id])
        listed = others.order_by("name", "email").values_list("pk", "name", "email")
        _choices(form, "cover", [(str(pk), f"{name}（{email}）") for pk, name, email in listed])
    if isinstance(form, EndForm):
        _choices(form, "held", _held(person))


def _choices(form: forms.Form, name: str, listed: list[tuple[str, Any]]) -> None:
    chosen = form.fields[name]
    assert isinstance(chosen, forms.ChoiceField)
    chosen.choices = [("", _("選んでください")), *listed]


def _departments(staff: Staff) -> list[tuple[str, Any]]:
    if staff.administers:
        return [(code, name) for code, name in _going_on().values_list("code", "name")]
    return list(department_names(staff.departments([Role.SUPERVISOR])).items())


def _going_on() -> QuerySet[Department]:
    """Departments that have not ended; those to come are prepared before their first day."""
    return Department.objects.exclude(valid_until__lt=timezone.localdate()).order_by("code")


def _held(person: User) -> list[tuple[str, Any]]:
    roles = StaffRole.objects.filter(user=person).exclude(valid_until__lt=timezone.localdate())
    listed = list(roles.order_by("department", "role"))
    names = department_names({role.department for role in listed})
    return [(str(role.pk), f"{names[role.department]}　{Role(role.role).label}") for role in listed]


def carry_out(action: str, *, by: Granter, person: User, data: Mapping[str, Any]) -> None:
    """Do what the valid form says. Raises RightRefused."""
    reason = data["reason"]
    match action:
        case "grant":
            rights.grant(
                by=by,
                person=person,
                department=data["department"],
                role=data["role"],
                valid_from=data["valid_from"],
                valid_until=data["valid_until"],
                reason=reason,
            )
        case "end":
            rights.end(by=by, role_id=int(data["held"]), reason=reason)
        case "cover":
            rights.cover(
                by=by,
                absent=person,
                cover_id=int(data["cover"]),
                department=data["department"],
                valid_from=data["valid_from"],
                valid_until=data["valid_until"],
                reason=reason,
            )
        case "leave":
            rights.leave(by=by, person=person, last_day=data["last_day"], reason=reason)
        case "suspend":
            rights.suspend(by=by, person=person, reason=reason)
        case "resume":
            rights.resume(by=by, person=person, reason=reason)
        case _:
            rights.reset_second_factor(by=by, person=person, reason=reason)


def note(form: forms.Form, refused: RightRefused) -> None:
    """Put a refusal beside the box it is about."""
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))

"""The mail with which a new staff member signs in for the first time."""

from dataclasses import dataclass
from typing import ClassVar

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from identity.people import rights
from identity.people.models import Kind, RightAction, RightChange, User
from identity.people.rights import Granter
from procedures.applications.effects import Finish, Run, handles, write_effect
from procedures.notifications.mail import compose, post


@dataclass(frozen=True)
class SendStaffInvitation:
    """Mail a staff member how to choose a password. The mail holds no secret: a code comes when it is asked for."""

    kind: ClassVar[str] = "notifications.send_staff_invitation"
    person_id: int


def invite(*, by: Granter, person: User) -> None:
    """Have the mail sent, and record it; asking again sends another. Raises RightRefused."""
    with transaction.atomic():
        rights.record_invitation(by=by, person=person)
        count = RightChange.objects.filter(person=person, action=RightAction.INVITED).count()
        write_effect(SendStaffInvitation(person.pk), once=f"{person.pk}:{count}")


@handles(SendStaffInvitation)
def mail_invitation(effect: SendStaffInvitation, run: Run) -> Finish:
    """Mail it; who has a password by now, or was suspended, gets none."""
    person = User.objects.filter(pk=effect.person_id, kind=Kind.STAFF, is_active=True).first()
    if person is None or person.has_usable_password() or not person.email:
        return None
    lines = [
        _("秋田市デジタル市役所に、職員として登録されました。"),
        "",
        _("次のページで、このメールアドレスを入力して、パスワードを決めてください。"),
        f"{settings.SITE_URL}{reverse('account_reset_password')}",
        "",
        _("続けて、職員のログインのページからログインし、二段階認証を登録してください。"),
        f"{settings.SITE_URL}{reverse('identity:staff_login')}",
        "",
        _("心当たりがないときは、このメールを削除して、情報システムの担当にお知らせください。"),
        _("このメールは送信専用のアドレスから送っています。返信は届きません。"),
    ]
    subject = _("職員の登録のお知らせ（秋田市デジタル市役所）")
    return post(compose(to=person.email, subject=subject, lines=lines, effect_id=run.effect_id))

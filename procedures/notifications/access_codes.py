"""The mail with a code that opens an application in one more browser."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.applications.access_codes import make_code, read_code
from procedures.applications.answers import read_digest
from procedures.applications.effects import EffectFailed, Finish, Run, handles, write_effect
from procedures.applications.models import AccessCode, Application
from procedures.notifications.mail import closing_lines, compose, post


@dataclass(frozen=True)
class SendAccessCode:
    """Mail an access code. The code itself stays sealed in its row."""

    kind: ClassVar[str] = "notifications.send_access_code"
    code_id: str


def send_access_code(application: Application) -> AccessCode:
    """Make a code for the application and have it mailed to the address the application was sent with."""
    with transaction.atomic():
        access_code = make_code(application)
        write_effect(SendAccessCode(str(access_code.pk)), once=str(access_code.pk), application=application)
        return access_code


@handles(SendAccessCode)
def mail_access_code(effect: SendAccessCode, run: Run) -> Finish:
    """Mail it; a code that can no longer be used is not sent."""
    access_code = (
        AccessCode.objects.select_related("application__procedure__department").filter(pk=effect.code_id).first()
    )
    if access_code is None or access_code.used_at or access_code.expires_at <= timezone.now():
        return None
    email = read_digest(access_code.application).email
    if not email:
        raise EffectFailed("no address", permanent=True)
    lines = [
        _("秋田市デジタル市役所で申請を見るための確認コードです。"),
        "",
        read_code(access_code),
        "",
        _("10分以内に、コードを求めている画面に入力してください。1回だけ使えます。"),
        _("操作に心当たりがないときは、このメールを削除してください。申請は開かれていません。"),
        "",
        *closing_lines(access_code.application.procedure.department),
    ]
    subject = _("確認コードのお知らせ（秋田市デジタル市役所）")
    return post(compose(to=email, subject=subject, lines=lines, effect_id=run.effect_id))

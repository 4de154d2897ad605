"""The mail with a code that opens an application in one more browser."""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from django.db import transaction
from django.utils import timezone

from procedures.applications.access_codes import make_code, read_code
from procedures.applications.answers import read_digest
from procedures.applications.effects import EffectFailed, Finish, Run, handles, write_effect
from procedures.applications.models import AccessCode, Application
from procedures.notifications.mail import closing_lines, compose, post
from procedures.notifications.texts import phrase, texts_now


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
    department = access_code.application.procedure.department
    values = {"department": department.name, "phone": department.phone}
    say = partial(phrase, "access_code", texts=texts_now("access_code"), values=values)
    lines = [
        say(part="opening"),
        "",
        read_code(access_code),
        "",
        say(part="use"),
        say(part="unknown"),
        "",
        *closing_lines(department),
    ]
    return post(compose(to=email, subject=say(part="subject"), lines=lines, effect_id=run.effect_id))

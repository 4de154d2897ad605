"""The mail with a code that confirms the address of a draft."""

from dataclasses import dataclass, replace
from functools import partial
from typing import ClassVar

from django.db import transaction
from django.utils.translation import gettext as _

from accessibility.components.context import HELP_HOURS, HELP_PHONE
from identity.methods.contact.codes import LIFETIME, digits_of, new_code
from procedures.applications.drafts import Contents, read_draft, save_draft
from procedures.applications.effects import Finish, Run, handles, write_effect
from procedures.applications.models import Draft
from procedures.notifications.mail import compose, post
from procedures.notifications.texts import phrase, texts_now


@dataclass(frozen=True)
class SendContactCode:
    """Mail the code that the draft waits for. `salt` tells which one: asking again makes another."""

    kind: ClassVar[str] = "notifications.send_contact_code"
    draft_id: str
    salt: str


def send_contact_code(draft: Draft, contents: Contents, *, address: str) -> Contents:
    """Have a new code mailed to `address`; one sent before no longer fits. Raises DraftChanged."""
    code = new_code(address)
    waiting = replace(contents, code=code)
    with transaction.atomic():
        save_draft(draft, waiting, expected_revision=draft.revision)
        write_effect(SendContactCode(str(draft.pk), code.salt), once=f"{draft.pk}:{code.salt}")
    return waiting


@handles(SendContactCode)
def mail_contact_code(effect: SendContactCode, run: Run) -> Finish:
    """Mail it; a code that no longer fits is not sent. The mail names no procedure: its reader may be a stranger."""
    draft = Draft.objects.open().filter(pk=effect.draft_id).first()
    code = read_draft(draft).code if draft else None
    if code is None or code.salt != effect.salt or code.is_over:
        return None
    values = {"minutes": str(int(LIFETIME.total_seconds() // 60))}
    say = partial(phrase, "contact_code", texts=texts_now("contact_code"), values=values)
    lines = [
        say(part="opening"),
        say(part="use"),
        "",
        digits_of(code),
        "",
        say(part="careful"),
        say(part="unknown"),
        "",
        _("お問い合わせ"),
        _("秋田市デジタル市役所　電話 %(phone)s（%(hours)s）") % {"phone": HELP_PHONE, "hours": HELP_HOURS},
        "",
        _("このメールは送信専用のアドレスから送っています。返信は届きません。"),
    ]
    return post(compose(to=code.address, subject=say(part="subject"), lines=lines, effect_id=run.effect_id))

"""What workers do for this room. Each fetches, composes and posts; what is gone or has no address is done."""

from procedures.applications.effects import Finish, Run, handles
from procedures.notifications.drafts import find_draft, link_mail, reminder_mail
from procedures.notifications.effects import SendDraftLink, SendDraftReminder, SendNotice
from procedures.notifications.mail import post
from procedures.notifications.models import Message
from procedures.notifications.wording import mail_for


@handles(SendNotice)
def send_notice(effect: SendNotice, run: Run) -> Finish:
    """One SQL statement besides the claim and its end."""
    try:
        message = Message.objects.readable().get(pk=effect.message_id)
    except Message.DoesNotExist:
        return None
    mail = mail_for(message, effect_id=run.effect_id)
    return post(mail) if mail else None


@handles(SendDraftLink)
def send_draft_link(effect: SendDraftLink, run: Run) -> Finish:
    draft = find_draft(effect.draft_id)
    mail = link_mail(draft, effect_id=run.effect_id) if draft else None
    return post(mail) if mail else None


@handles(SendDraftReminder)
def send_draft_reminder(effect: SendDraftReminder, run: Run) -> Finish:
    """A draft saved since the notice was written has time again."""
    draft = find_draft(effect.draft_id)
    if draft is None or draft.reminded_at is None:
        return None
    mail = reminder_mail(draft, effect_id=run.effect_id)
    return post(mail) if mail else None

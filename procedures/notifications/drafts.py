"""Mail about drafts: the link that opens one again, and the notice that one is about to expire."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accessibility.components.formats import long_date
from procedures.applications.drafts import read_draft
from procedures.applications.effects import write_effect
from procedures.applications.models import Draft
from procedures.applications.resume import make_resume_token
from procedures.notifications.effects import SendDraftLink, SendDraftReminder
from procedures.notifications.mail import closing_lines, compose
from procedures.notifications.texts import phrase, texts_now

REMINDED_BEFORE = timedelta(days=3)
_BATCH = 200


def address_of(draft: Draft) -> str:
    """Where mail about a draft goes: the address given for its link, or the account's; empty if there is none.

    An address typed as an answer is not used: nobody asked for mail there yet.
    """
    return read_draft(draft).email or (draft.owner and draft.owner.email) or ""


def find_draft(draft_id: str) -> Draft | None:
    """An open draft with all that its mails need; None once it was sent or has expired."""
    return (
        Draft.objects.open()
        .select_related("owner", "version__procedure__department")
        .defer("version__document")
        .filter(pk=draft_id)
        .first()
    )


def request_draft_link(draft: Draft) -> None:
    """Have the resume link mailed; asking again without having saved in between sends nothing more.

    Call within a transaction. The draft's contents hold the address.
    """
    write_effect(SendDraftLink(str(draft.pk)), once=f"{draft.pk}:{draft.revision}")


def link_mail(draft: Draft, *, effect_id: UUID) -> EmailMessage | None:
    """The mail with the resume link. It opens the draft for whoever reads it, so it says nothing else of the draft."""
    return _mail(draft, "draft_link", effect_id)


def reminder_mail(draft: Draft, *, effect_id: UUID) -> EmailMessage | None:
    """The notice before expiry."""
    return _mail(draft, "draft_reminder", effect_id)


def _mail(draft: Draft, letter: str, effect_id: UUID) -> EmailMessage | None:
    to = address_of(draft)
    if not to:
        return None
    procedure, department = draft.version.definition.title.ja, draft.version.procedure.department
    signed_in = draft.owner_id is not None
    values = {"procedure": procedure, "department": department.name, "phone": department.phone}
    say = partial(phrase, letter, texts=texts_now(letter), values=values)
    lines = [
        phrase("mail", "greeting", texts_now("mail"), values),
        "",
        say(part="opening"),
        f"{settings.SITE_URL}/applications/" if signed_in else resume_address(draft),
        say(part="account" if signed_in else "careful"),
        "",
        _("手続　　：%(procedure)s") % {"procedure": procedure},
        _("保存期限：%(day)s") % {"day": long_date(draft.expires_at)},
        "",
        say(part="not_yet"),
        "",
        *closing_lines(department),
    ]
    return compose(to=to, subject=say(part="subject"), lines=lines, effect_id=effect_id)


def resume_address(draft: Draft) -> str:
    return f"{settings.SITE_URL}/resume/{make_resume_token(draft.pk)}/"


def remind_expiring() -> int:
    """Have a notice sent for each draft that expires within three days, once. Returns how many.

    Saving a draft puts off its expiry and clears `reminded_at`, so the next end of its time has a notice of its own.
    Batches in transactions of their own; rows that another run holds are left to it.
    """
    reminded = 0
    while batch := _remind_batch():
        reminded += sum(batch)
    return reminded


def _remind_batch() -> list[bool]:
    now = timezone.now()
    with transaction.atomic():
        drafts = list(
            Draft.objects.open(now)
            .filter(expires_at__lte=now + REMINDED_BEFORE, reminded_at=None)
            .select_for_update(skip_locked=True)
            # Read after the rows are locked: a joined one would be the owner of before somebody signed in.
            .prefetch_related("owner")
            .order_by("expires_at")[:_BATCH]
        )
        reachable = [bool(address_of(draft)) for draft in drafts]
        for draft, has_address in zip(drafts, reachable, strict=True):
            if has_address:
                write_effect(SendDraftReminder(str(draft.pk)), once=f"{draft.pk}:{draft.expires_at.isoformat()}")
        Draft.objects.filter(pk__in=[draft.pk for draft in drafts]).update(reminded_at=now)
        return reachable

"""From a draft that was checked, and signed where it must be, to the application."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from procedures.applications.bookings import SlotGone
from procedures.applications.models import Application, Draft
from procedures.portal.desk import Desk
from procedures.workflow.commands import resubmit, submit
from procedures.workflow.errors import (
    AlreadySent,
    AnswersIncomplete,
    LevelMissing,
    MandateMissing,
    NotAccepting,
    NotAllowed,
    NotEligible,
    Overtaken,
    SignatureMissing,
)


def send(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Send the draft, and lead to the page that says so, or to the one that says what is missing.

    Raises NothingChanged for a correction without a change.
    """
    try:
        if desk.draft.corrects is not None:
            return _send_correction(request, desk, desk.draft.corrects)
        sent = submit(actor=desk.visitor, draft_id=desk.draft.pk)
    except AlreadySent as stands:
        messages.warning(request, _("この手続は一度だけ申請できます。すでに受け付けた申請を表示しています。"))
        return redirect("portal:application", receipt=stands.receipt)
    except AnswersIncomplete:
        # A rule about today (an age, a period) can turn between showing and sending.
        messages.warning(request, _("入力を直す必要のあるページがあります。このページから続けてください。"))
        return redirect(desk.place)
    except (NotAccepting, NotEligible, SlotGone, LevelMissing, MandateMissing, SignatureMissing):
        # Closed, a rule about today turned, a slot was taken, or what was proved or signed is too old, since it was
        # shown: the page itself says which.
        return redirect("portal:check", draft=desk.draft.pk)
    except Draft.DoesNotExist:
        # Sent or thrown away from another tab in this very moment: the draft's own address tells which.
        return redirect("portal:check", draft=desk.draft.pk)
    return redirect("portal:done", receipt=sent.receipt)


def _send_correction(request: HttpRequest, desk: Desk, corrects: Application) -> HttpResponse:
    """Raises AnswersIncomplete, NothingChanged, SlotGone, LevelMissing, SignatureMissing and Draft.DoesNotExist."""
    try:
        resubmit(
            actor=desk.visitor,
            application_id=corrects.pk,
            draft_id=desk.draft.pk,
            expected_revision=corrects.revision,
        )
    except (NotAllowed, Overtaken):
        messages.warning(
            request, _("修正した内容は送れませんでした。申請の状況が変わっています。状況を確かめてください。")
        )
    else:
        messages.success(request, _("修正した内容を送りました。担当の課が確認を続けます。"))
    return redirect("portal:application", receipt=corrects.receipt)

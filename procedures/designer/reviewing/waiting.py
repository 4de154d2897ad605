"""What waits for a second person: the list for administrators, and its count for the staff's first page."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from identity.access.actors import Staff
from identity.people.models import User
from procedures.designer.listing import short
from procedures.designer.models import ReviewStep
from procedures.designer.reviewing.shown import moment_in_words
from procedures.designer.reviewing.standing import waiting_for_review, waiting_steps


def waiting_items(by: User) -> list[dict[str, Any]]:
    """For `plain_list`, the oldest first. One SQL statement."""
    return [_item(one, by) for one in waiting_for_review()]


def _item(step: ReviewStep, by: User) -> dict[str, Any]:
    design = step.design
    words = {"name": step.by.name, "at": short(step.at), "moment": moment_in_words(step)}
    return {
        "title": f"{design.number} {design.title}",
        "url": reverse("designer:review", args=[design.number]),
        "text": step.note,
        "meta": _("%(at)s　%(name)sさんが依頼　公開の希望：%(moment)s") % words,
        "badges": [{"label": _("自分の依頼"), "kind": "mute"}] if step.by_id == by.pk else [],
    }


def waiting_count(request: HttpRequest) -> dict[str, object]:
    """Context processor: `reviews_waiting`, how much others ask to be looked at. No SQL unless a page asks."""
    return {"reviews_waiting": SimpleLazyObject(lambda: _count(getattr(request, "staff", None)))}


def _count(staff: Staff | None) -> int:
    if staff is None or not staff.administers:
        return 0
    return waiting_steps().exclude(by=staff.user_id).count()

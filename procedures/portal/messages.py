"""Notices as rows of a list."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accessibility.components.formats import date_and_time
from procedures.notifications.models import Message
from procedures.notifications.wording import render_message


def message_row(message: Message) -> dict[str, Any]:
    """For plain_list. `message` comes from Message.objects.readable()."""
    return {
        "title": render_message(message).subject,
        "url": reverse("portal:message", args=[message.pk]),
        "meta": date_and_time(message.created_at),
        "badges": [{"label": _("未読"), "kind": "accent"}] if message.read_at is None else [],
    }

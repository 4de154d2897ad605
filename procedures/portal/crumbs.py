"""The way up from a page, for the breadcrumb."""

from django.urls import reverse
from django.utils.translation import gettext as _

from procedures.applications.models import Application
from procedures.portal.desk import Desk

Crumb = dict[str, str]


def to_procedures() -> list[Crumb]:
    return [{"label": _("手続を探す"), "url": reverse("portal:procedures")}]


def to_procedure(number: int, title: str) -> list[Crumb]:
    return [*to_procedures(), {"label": title, "url": reverse("portal:procedure", args=[number])}]


def to_draft(desk: Desk) -> list[Crumb]:
    """A new application hangs under its procedure, a correction under the application it mends."""
    if desk.draft.corrects is not None:
        return to_application(desk.draft.corrects, str(desk.definition.title))
    return to_procedure(desk.draft.version.procedure.number, str(desk.definition.title))


def to_applications() -> list[Crumb]:
    return [{"label": _("自分の申請"), "url": reverse("portal:applications")}]


def to_application(application: Application, title: str) -> list[Crumb]:
    address = reverse("portal:application", args=[application.receipt])
    return [*to_applications(), {"label": title, "url": address}]


def to_inbox() -> list[Crumb]:
    return [{"label": _("お知らせ"), "url": reverse("portal:inbox")}]

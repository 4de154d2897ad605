"""What every page of /settings/ has."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accessibility.components.tags.forms import field_error
from identity.access.staff import StaffRequest
from procedures.designer.pages import show


def settings_page(
    request: StaffRequest, template: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page of templates/designer/administration/."""
    return show(request, template, {"nav_current": "settings", **context}, status=status)


def form_page(
    request: StaffRequest, form: forms.Form, *, title: str, back: tuple[str, str], button: str, **more: Any
) -> HttpResponse:
    """A page that asks one thing. `back`: address and words of the way back; `more`: see the template."""
    context = {"form": form, "title": title, "back_url": back[0], "back_label": back[1], "button": button, **more}
    status = 400 if form.is_bound and not form.is_valid() else 200
    return settings_page(request, "designer/administration/form.html", context, status=status)


def note(form: forms.Form, part: str, message: str) -> None:
    """Put a refusal beside the box it is about."""
    form.add_error(part if part in form.fields else None, message)


def day(value: date) -> str:
    return date_format(value, "Y/n/j")


def period(first: date, last: date | None) -> str:
    """「2020/4/1–期限なし」."""
    return _("%(first)s–%(last)s") % {"first": day(first), "last": day(last) if last else _("期限なし")}


def columns_of(*labels: str) -> list[dict[str, str]]:
    return [{"label": label} for label in labels]


def changed(label: str, before: str | None, after: str | None) -> str:
    """One line of a history: from what to what."""
    if before is None or after is None:
        return _("%(label)s：%(value)s") % {"label": label, "value": before or after or _("なし")}
    words = {"label": label, "before": before or _("なし"), "after": after or _("なし")}
    return _("%(label)s：%(before)s → %(after)s") % words


def errors_of(form: forms.Form) -> list[dict[str, str]]:
    """For `error_summary`, where a form stands beside other questions."""
    visible = form.visible_fields()
    first = visible[0].auto_id
    whole = [{"id": first, "message": str(error)} for error in form.non_field_errors()]
    return whole + [{"id": bound.auto_id, "message": words} for bound in visible if (words := field_error(bound))]


def number_in(request: StaffRequest, name: str, otherwise: int) -> int:
    """A small number that was posted; `otherwise` where there is none."""
    written = request.POST.get(name, "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 9 else otherwise

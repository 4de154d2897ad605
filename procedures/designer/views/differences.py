"""Two versions side by side, in words."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from identity.access.staff import StaffRequest
from procedures.definitions import Definition
from procedures.definitions.differences import changes
from procedures.designer.listing import Row
from procedures.designer.pages import administrator_page, find_procedure, find_version, show


def change_rows(before: Definition, after: Definition) -> list[Row]:
    """Every change as a row: what, before, after."""
    return [
        {"cells": [{"value": one.sentence, "header": True}, one.before or "–", one.after or "–"]}
        for one in changes(before, after)
    ]


def change_columns() -> list[dict[str, str]]:
    return [{"label": label} for label in (_("変わったこと"), _("前"), _("後"))]


@administrator_page
@require_safe
def differences(request: StaffRequest, number: int) -> HttpResponse:
    found = find_procedure(number)
    numbers = list(found.versions.order_by("number").values_list("number", flat=True))
    last = numbers[-1] if numbers else 1
    before = find_version(found, request.GET.get("before", max(last - 1, 1)))
    after = find_version(found, request.GET.get("after", last))
    context = {
        "procedure": found,
        "before": before.number,
        "after": after.number,
        "choices": [{"value": str(one), "label": _("版%(number)d") % {"number": one}} for one in numbers],
        "columns": change_columns(),
        "rows": change_rows(before.definition, after.definition),
    }
    return show(request, "designer/differences.html", context)

"""Publishing an earlier version again, and taking back a scheduled one."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from identity.access.staff import StaffRequest
from procedures.catalogue.errors import Refused
from procedures.catalogue.importing import newest_number
from procedures.catalogue.models import ProcedureVersion
from procedures.catalogue.services import call_off, publish_again
from procedures.definitions import DefinitionError, Problem
from procedures.designer.listing import short
from procedures.designer.moments import MomentAsked
from procedures.designer.pages import administrator_page, find_procedure, find_version, show
from procedures.designer.views.differences import change_columns, change_rows


def _moment() -> MomentAsked:
    return MomentAsked("start", _("いつから公開するか"), _("すぐに公開する"), _("日時を決めて公開する"))


def _expected(request: StaffRequest, known: int) -> int:
    written = request.POST.get("expected", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else known


def _say(request: StaffRequest, version: ProcedureVersion, moment: MomentAsked) -> None:
    if moment.moment is None:
        text = _("版%(number)dを公開しました。") % {"number": version.number}
    else:
        words = {"number": version.number, "moment": short(moment.moment)}
        text = _("版%(number)dの公開を予約しました。%(moment)sから公開されます。") % words
    messages.success(request, text)


def _problems(problems: Sequence[Problem]) -> list[str]:
    """Each with its place in the file."""
    whole = _("全体")
    return [_("%(place)s：%(message)s") % {"place": one.place or whole, "message": one.message_ja} for one in problems]


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: StaffRequest, number: int, version: int) -> HttpResponse:
    """Roll back: the difference first, then the text of the earlier version as a new one."""
    found = find_procedure(number)
    earlier = find_version(found, version)
    moment, problems = _moment(), list[str]()
    newest = newest_number(number)
    if request.method == "POST" and not moment.read(request.POST.dict()).errors:
        expected = _expected(request, newest)
        try:
            done = publish_again(version=earlier, by=request.user, effective_from=moment.moment, expected=expected)
        except Refused as refused:
            problems = [str(refused)]
        except DefinitionError as error:
            problems = _problems(error.problems)
        else:
            _say(request, done, moment)
            return redirect("designer:procedure", number=number)
    rows = change_rows(found.current.definition, earlier.definition) if found.current else []
    errors = moment.errors + [{"id": "start_when", "message": one} for one in problems]
    context = {"procedure": found, "version": earlier, "moment": moment, "expected": newest}
    context |= {"columns": change_columns(), "rows": rows, "errors": errors}
    return show(request, "designer/publish_again.html", context)


@administrator_page
@require_POST
def take_back(request: StaffRequest, number: int, version: int) -> HttpResponse:
    """Call off a scheduled version."""
    try:
        call_off(version=find_version(find_procedure(number), version), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("版%(number)dの予約を取り消しました。") % {"number": version})
    return redirect("designer:procedure", number=number)

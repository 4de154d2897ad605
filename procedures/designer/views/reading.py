"""`/designer/import/`: read the file of a procedure, see what it holds, and start a design from it."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from identity.access.staff import StaffRequest
from identity.people.models import Role
from procedures.definitions import DefinitionError
from procedures.designer.designs import DesignExists
from procedures.designer.pages import administrator_page, show
from procedures.designer.starting.beginning import begin_from_file
from procedures.designer.starting.forms import PlaceForm
from procedures.designer.starting.numbers import procedure_with
from procedures.designer.starting.previews import preview
from procedures.designer.starting.questions import errors_of, place_specs
from procedures.designer.starting.reading import ReadFile, read_file, told
from procedures.designer.views.starting import started, written_already

LARGEST = 2 * 1024 * 1024


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def read_in(request: StaffRequest) -> HttpResponse:
    text, problems = _text(request)
    read: ReadFile | None = None
    if request.method == "POST" and not problems:
        try:
            read = read_file(text)
        except DefinitionError as error:
            problems = told(error.problems)
    if read is None:
        return _page(request, text, problems)
    own = read.department.code if read.department else min(request.staff.departments([Role.ADMINISTRATOR]))
    begins = request.POST.get("step") == "begin"
    form = PlaceForm(request.POST if begins else None, own=own, initial={"number": read.number or None})
    form.offer_number()
    if begins and form.is_valid():
        try:
            return started(request, begin_from_file(read=read, by=request.user, **form.cleaned_data))
        except DesignExists as exists:
            form.add_error("number", written_already(exists.design))
    return _page(request, text, [], _previewed(read, form))


def _previewed(read: ReadFile, form: PlaceForm) -> dict[str, Any]:
    procedure = procedure_with(read.number) if read.number else None
    return {"read": preview(read, procedure), "specs": place_specs(form), "errors": errors_of(form)}


def _page(
    request: StaffRequest, text: str, problems: list[str], previewed: dict[str, Any] | None = None
) -> HttpResponse:
    count = _("%(count)d件の問題があります。ページの初めの一覧を見て直してください。") % {"count": len(problems)}
    context = {
        "text": text,
        "errors": [{"id": "text", "message": one} for one in problems],
        "error": count if problems else "",
    }
    return show(request, "designer/import.html", context | (previewed or {"read": None}))


def _text(request: StaffRequest) -> tuple[str, list[str]]:
    """What was chosen or pasted, a chosen file first; and what is wrong with it."""
    upload = request.FILES.get("file")
    if upload is None:
        return request.POST.get("text", ""), []
    if (upload.size or 0) > LARGEST:
        return "", [_("ファイルが大きすぎます。2MBまでのファイルにしてください。")]
    try:
        return upload.read().decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return "", [_("ファイルを読めません。このシステムから書き出したJSONのファイル（UTF-8）を選んでください。")]

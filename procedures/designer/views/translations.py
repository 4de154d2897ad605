"""`/designer/<number>/translations/`: every text beside its translation, and files for translators."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from identity.access.staff import StaffRequest
from procedures.designer.designs import DesignEnded, Overtaken, arrive
from procedures.designer.models import Design
from procedures.designer.pages import administrator_page, find_open_design, show
from procedures.designer.tabs import frame
from procedures.designer.translating.files import LARGEST, FileRead, FileRefused, read_file, write_file
from procedures.designer.translating.languages import html_language, language_name
from procedures.designer.translating.saving import Outcome, confirm, save
from procedures.designer.translating.showing import Chosen, page_of, typed_again
from procedures.designer.translating.standing import TARGETS, standings_of
from procedures.designer.translating.texts import is_text_name
from procedures.designer.translating.wording import text_called


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def translations(request: StaffRequest, number: int) -> HttpResponse:
    design = find_open_design(number)
    chosen = Chosen.of(request.GET)
    outcome = Outcome()
    typed: dict[str, str] = {}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in request.POST if is_text_name(name)}
        try:
            outcome = _save(request, design, chosen, typed)
        except (DesignEnded, Overtaken):
            messages.error(request, _("作成が終わったか、ほかの人が同時に変えました。もう一度開いてください。"))
            return redirect(_address(number, chosen))
        if not outcome.faults:
            return redirect(_address(number, chosen))
    arrive(design=design, user=request.user, place="")
    standings = standings_of(design)
    shown = typed_again(standings, typed, outcome) if outcome.faults else None
    context = frame(design, "translations") | page_of(design, standings, chosen, shown)
    return show(request, "designer/translations.html", context)


def _save(request: StaffRequest, design: Design, chosen: Chosen, typed: dict[str, str]) -> Outcome:
    seen = _revision(request, design)
    agreed = {name[3:] for name in request.POST if name.startswith("ok-")}
    outcome = save(design=design, by=request.user, language=chosen.language, typed=typed, seen=seen)
    looked_at = confirm(design=design, by=request.user, language=chosen.language, names=agreed, seen=seen)
    if outcome.saved:
        messages.success(request, _("%(count)d件の訳を保存しました。") % {"count": outcome.saved})
    if looked_at:
        messages.success(request, _("%(count)d件を見直し済みにしました。") % {"count": looked_at})
    if not (outcome.saved or looked_at or outcome.faults):
        messages.info(request, _("変わったところはありません。"))
    return outcome


def _revision(request: StaffRequest, design: Design) -> int:
    written = request.POST.get("_seen", "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else design.revision


def _address(number: int, chosen: Chosen) -> str:
    return f"{reverse('designer:translations', args=[number])}?{urlencode(chosen.query())}"


@administrator_page
@require_safe
def export(request: StaffRequest, number: int) -> HttpResponse:
    """One language of all texts."""
    design = find_open_design(number)
    language = Chosen.of(request.GET).language
    content = write_file(design.decoded(), standings_of(design), language)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{number}-{language}.csv"'
    return response


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def read_in(request: StaffRequest, number: int) -> HttpResponse:
    """A translator's file: what it would change first, then saved as if it had been typed."""
    design = find_open_design(number)
    language = Chosen.of(request.GET).language
    read: FileRead | None = None
    error = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            error = _("ファイルを選んでください。")
        elif (upload.size or 0) > LARGEST:
            error = _("ファイルが大きすぎます。2MBまでのファイルにしてください。")
        else:
            try:
                read = read_file(upload.read(), design, language)
            except FileRefused as refused:
                error = str(refused)
    return show(request, "designer/translations_file.html", _file_context(design, language, read, error))


def _file_context(design: Design, language: str, read: FileRead | None, error: str) -> dict[str, Any]:
    document = design.decoded()
    rows = [
        {"name": text.name, "called": text_called(document, text), "japanese": text.japanese}
        | {"before": text.words.get(language, ""), "after": words}
        for text, words in (read.changed if read else ())
    ]
    return {
        "design": design,
        "language": language,
        "language_name": language_name(language),
        "lang": html_language(language),
        "languages": [{"value": one, "label": language_name(one)} for one in TARGETS],
        "read": read,
        "rows": rows,
        "error": error,
        "errors": [{"id": "file", "message": error}] if error else [],
    }

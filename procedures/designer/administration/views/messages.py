"""`/settings/messages/`: the sentences of the portal's messages and mails."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from identity.access.staff import StaffRequest
from procedures.designer.administration import text_rows
from procedures.designer.administration.pages import columns_of, errors_of, form_page, note, number_in, settings_page
from procedures.designer.administration.text_forms import ReasonForm, TextsForm
from procedures.designer.moments import MomentAsked
from procedures.designer.pages import administrator_page
from procedures.notifications import texts
from procedures.notifications.letter_parts import Letter
from procedures.notifications.letters import LETTERS
from procedures.notifications.models import TextVersion
from procedures.notifications.text_samples import previews
from procedures.notifications.texts import BadText


@administrator_page
@require_safe
def letters(request: StaffRequest) -> HttpResponse:
    columns = columns_of(_("お知らせ"), _("送るとき"), _("件名・はじめの文"))
    context = {"rows": text_rows.letter_rows(), "columns": columns}
    return settings_page(request, "designer/administration/letters.html", context)


@administrator_page
@require_safe
def letter(request: StaffRequest, letter: str) -> HttpResponse:
    """One message: its sentences in use, how it looks, what was changed."""
    found = _find(letter)
    listed = texts.versions(letter)
    own = texts.in_force(listed, timezone.now())
    context = {
        "letter": found,
        "rows": text_rows.part_rows(found, own),
        "columns": columns_of(_("文"), _("内容")),
        "own": bool(own),
        "coming": text_rows.coming(listed),
        "previews": previews(letter, own),
        "history": text_rows.history(found, listed),
    }
    return settings_page(request, "designer/administration/letter.html", context)


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, letter: str) -> HttpResponse:
    """Write the sentences, look at them with sample facts, keep them from a moment on."""
    found = _find(letter)
    listed = texts.versions(letter)
    form = TextsForm(found, request.POST if request.method == "POST" else None, texts=_beginning(request, listed))
    asked = MomentAsked("start", _("いつから使うか"), _("すぐに使う"), _("日時を決めて使う"))
    newest = listed[-1].number if listed else 0
    expected = number_in(request, "expected", newest)
    if form.is_bound:
        asked.read(request.POST.dict())
    good = form.is_valid() and not asked.errors
    if good and request.POST.get("step") == "store":
        good = _store(request, form, found, asked, expected)
        if good:
            messages.success(request, _("文面を登録しました。"))
            return redirect("administration:letter", letter)
    context = {
        "letter": found,
        "form": form,
        "asked": asked,
        "errors": [*errors_of(form), *asked.errors],
        "expected": expected,
        "previews": previews(letter, form.texts) if good else [],
        "checked": good,
    }
    status = 400 if form.is_bound and not good else 200
    return settings_page(request, "designer/administration/letter_edit.html", context, status=status)


def _beginning(request: StaffRequest, listed: list[TextVersion]) -> texts.Texts:
    """What the boxes hold at first: the sentences in use, or those of the version that was asked for."""
    wanted = request.GET.get("from", "")
    found = next((one for one in listed if str(one.number) == wanted), None)
    return found.texts if found else texts.in_force(listed, timezone.now())


def _store(request: StaffRequest, form: TextsForm, found: Letter, asked: MomentAsked, expected: int) -> bool:
    """Whether they could be kept; otherwise the reason stands beside its box."""
    try:
        texts.store_texts(
            letter=found.key,
            texts=form.texts,
            effective_from=asked.moment,
            reason=form.cleaned_data["reason"],
            expected=expected,
            by=request.user,
        )
    except BadText as refused:
        if refused.part == "effective_from":
            asked.day_error = str(refused)
        else:
            note(form, refused.part, str(refused))
        return False
    return True


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: StaffRequest, letter: str) -> HttpResponse:
    """Back to the standard sentences, at once."""
    found = _find(letter)
    listed = texts.versions(letter)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        expected, reason = listed[-1].number if listed else 0, form.cleaned_data["reason"]
        texts.store_texts(
            letter=letter, texts={}, effective_from=None, reason=reason, expected=expected, by=request.user
        )
        messages.success(request, _("標準の文面に戻しました。"))
        return redirect("administration:letter", letter)
    back = (reverse("administration:letter", args=[letter]), _("%(name)sに戻る") % {"name": found.label})
    title = _("標準の文面に戻す")
    text = _("すべての文が、このシステムの標準の文になります。送ったお知らせの文は変わりません。")
    return form_page(request, form, title=title, subject=found.label, back=back, button=title, text=text)


@administrator_page
@require_POST
def call_off(request: StaffRequest, letter: str) -> HttpResponse:
    _find(letter)
    number = number_in(request, "number", 0)
    if not number:
        raise Http404
    try:
        texts.call_off(letter=letter, number=number, by=request.user)
    except BadText as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("文面の変更の予定を取り消しました。"))
    return redirect("administration:letter", letter)


def _find(key: str) -> Letter:
    if key not in LETTERS:
        raise Http404
    return LETTERS[key]

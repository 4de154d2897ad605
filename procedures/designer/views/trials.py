"""`/designer/<number>/try/`: beginning a trial, the ones under way, and what a trial is set to."""

import json
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from identity.access import clock
from identity.access.assurance import Level
from identity.access.staff import StaffRequest
from procedures.designer.checking import find_all
from procedures.designer.pages import administrator_page, show
from procedures.designer.rehearsal.choosing import Choice, level_words, source_words
from procedures.designer.rehearsal.desk import TrialDesk
from procedures.designer.rehearsal.models import Trial
from procedures.designer.rehearsal.people import PEOPLE, find_person
from procedures.designer.rehearsal.sources import Source, definition_of, keys_of, source_of, title_of
from procedures.designer.rehearsal.trials import Contents, end_trial, read_trial, start_trial
from procedures.designer.views.trial_frame import is_stale, show_trial, trial_page
from procedures.designer.words import called

_MOST = 20


@administrator_page
@require_http_methods(["GET", "HEAD", "POST"])
def trials(request: StaffRequest, number: int) -> HttpResponse:
    """Begin a trial, or go on with one. Raises Http404 where there is nothing to try."""
    keys = keys_of(number)
    if not keys:
        raise Http404
    choice = Choice(PEOPLE[0].code, Level.CONTACT, timezone.localdate(), keys, keys[0])
    if request.method == "POST":
        choice.read({"source": keys[0], **request.POST.dict()})
        source = source_of(number, choice.source)
        if source is not None and not choice.faults:
            return _begin(request, choice, source)
    else:
        choice.level = _wanted(number, keys[0])
    context = {
        "number": number,
        "title": title_of(number),
        "choice": choice,
        "errors": choice.errors,
        "under_way": _under_way(request, number),
        "faults": _faults(number, keys[0]),
    }
    return show(request, "designer/trials.html", context, status=400 if choice.faults else 200)


def _wanted(number: int, key: str) -> Level:
    """The level that the procedure asks for, so that the first try goes through."""
    source = source_of(number, key)
    assurance = definition_of(source.document).assurance if source is not None else None
    if assurance is None:
        return Level.CONTACT
    return Level.SIGNATURE if assurance.signature else max(Level(assurance.level), Level.CONTACT)


def _begin(request: StaffRequest, choice: Choice, source: Source) -> HttpResponse:
    trial = start_trial(by=request.staff, source=source, person=choice.person, level=choice.level, day=choice.day)
    desk = TrialDesk(trial, read_trial(trial))
    return redirect(desk.address(desk.journey.pages[0].id) if desk.journey.pages else desk.url("check"))


def _under_way(request: StaffRequest, number: int) -> list[dict[str, Any]]:
    """The administrator's own trials, the last one first. One SQL statement."""
    found = Trial.objects.of(request.staff).filter(number=number).defer("document").order_by("-changed_at")
    return [
        {
            "title": _("%(who)s、%(text)s")
            % {
                "who": find_person(one.person).about,
                "text": source_words("design" if one.version is None else str(one.version)),
            },
            "url": reverse("designer:try_check", args=[number, one.pk]),
            "meta": _("本人確認レベル%(level)s。最後に変えた日時 %(moment)s")
            % {
                "level": level_words(Level(one.level)),
                "moment": f"{timezone.localtime(one.changed_at):%Y/%-m/%-d %-H:%M}",
            },
        }
        for one in found[:_MOST]
    ]


def _faults(number: int, key: str) -> list[dict[str, str]]:
    """What is not ready in the text that is being written: nothing of it can be tried yet, or only with a stand-in."""
    source = source_of(number, key) if key == "design" else None
    return faults_of(number, source.document) if source is not None else []


def faults_of(number: int, text: str) -> list[dict[str, str]]:
    """Errors of a text, with links to the places to mend. Two SQL statements."""
    document = json.loads(text)
    return [
        {"title": called(document, one.place), "text": one.message, "url": _mend(number, one.place)}
        for one in find_all(document)
        if one.kind == "error"
    ]


def _mend(number: int, place: str) -> str:
    """Where a part is written."""
    return reverse("designer:part", args=[number, place]) if place else reverse("designer:edit", args=[number])


@trial_page
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: StaffRequest, desk: TrialDesk) -> HttpResponse:
    """Another person, another level, another day; and what of the text cannot be tried yet."""
    earliest = (
        desk.contents.steps[-1].moment.astimezone(timezone.get_current_timezone()).date() if desk.is_sent else None
    )
    choice = Choice(desk.trial.person, desk.level, desk.today)
    if earliest is not None:
        choice.earliest = earliest
    if request.method == "POST" and not is_stale(request, desk):
        choice.read(request.POST.dict())
        if not choice.faults:
            contents = replace(desk.contents, day=choice.day.isoformat())
            desk.save(contents, person=choice.person, level=int(choice.level))
            messages.success(request, _("試行の設定を変えました。"))
            return redirect(desk.url("check"))
    context = {
        "at": ":settings",
        "choice": choice,
        "errors": choice.errors,
        "faults": faults_of(desk.trial.number, desk.trial.document) if desk.trial.version is None else [],
        "newer": _newer(desk),
    }
    return show_trial(request, "designer/trial_settings.html", desk, context, status=400 if choice.faults else 200)


def _newer(desk: TrialDesk) -> bool:
    """Whether the text that is being written is another one by now."""
    source = source_of(desk.trial.number, "design") if desk.trial.version is None else None
    return source is not None and source.document != desk.trial.document


@trial_page
@require_POST
def renew(request: StaffRequest, desk: TrialDesk) -> HttpResponse:
    """Go on with the text as it is written by now. Answers stay; what happened after sending is played with it."""
    source = source_of(desk.trial.number, "design")
    if source is not None:
        desk.save(desk.contents, document=source.document, department=source.department, version=None)
        messages.success(request, _("いまの内容に変えました。入力した内容は残っています。"))
    return redirect(desk.url("check"))


@trial_page
@require_POST
def fill_all(request: StaffRequest, desk: TrialDesk) -> HttpResponse:
    desk.fill_all()
    messages.success(request, _("すべてのページに見本の回答を入れました。"))
    return redirect(desk.url("check"))


@trial_page
@require_POST
def again(request: StaffRequest, desk: TrialDesk) -> HttpResponse:
    """From the beginning: nothing is filled in and nothing was sent."""
    with clock.set_to(timezone.now()):
        desk.save(Contents(day=desk.contents.day))
    messages.success(request, _("はじめに戻しました。"))
    return redirect(desk.address(desk.journey.pages[0].id) if desk.journey.pages else desk.url("check"))


@trial_page
@require_POST
def end(request: StaffRequest, desk: TrialDesk) -> HttpResponse:
    end_trial(desk.trial)
    messages.success(request, _("試行を終わりました。入力した内容は消しました。"))
    return redirect("designer:try", number=desk.trial.number)

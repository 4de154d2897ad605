"""`/staff/slots/`: what citizens book. Calendars of one's departments, their slots, and who changed what."""

import re
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from identity.access.staff import StaffRequest
from procedures.backoffice.pages import department_names, overseen, staff_page
from procedures.backoffice.slot_forms import SlotsAsked, narrow
from procedures.backoffice.slot_rows import (
    booking_rows,
    calendar_rows,
    calendars_for,
    open_badge,
    record_items,
    routine_rows,
    slot_words,
    slots_from,
)
from procedures.catalogue.errors import BadPattern, Refused
from procedures.catalogue.models import Department, Slot, SlotCalendar, SlotRecord
from procedures.catalogue.slot_keeping import (
    change_capacity,
    make_calendar,
    make_slots,
    set_calendar_open,
    set_slot_open,
)
from procedures.catalogue.slot_routines import keep_making, stop_making

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


@require_http_methods(["GET", "HEAD", "POST"])
def calendars(request: StaffRequest) -> HttpResponse:
    """The list; supervisors and administrators make new ones."""
    overseen_names = department_names(overseen(request.staff))
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        if not overseen_names:
            raise PermissionDenied
        errors, made = _make(request, set(overseen_names))
        if made is not None:
            messages.success(request, _("予約枠の表を作りました。続けて枠を作ってください。"))
            return redirect("backoffice:slot_calendar", code=made.code)
    columns = (_("名称"), _("課"), _("符号"), _("4週間の予約／定員"), _("受付"))
    context = {
        "columns": [{"label": label} for label in columns],
        "rows": calendar_rows(request.staff, timezone.now()),
        "departments": [{"value": code, "label": name} for code, name in overseen_names.items()],
        "typed": {name: request.POST.get(name, "")[:100] for name in ("label", "code", "department")},
        "errors": errors,
        "wrong": dict.fromkeys(("label", "code", "department"), "") | {one["id"]: one["message"] for one in errors},
    }
    return staff_page(request, "backoffice/slots.html", context, nav="slots")


def _make(request: StaffRequest, departments: set[str]) -> tuple[list[dict[str, str]], SlotCalendar | None]:
    label, code = request.POST.get("label", "").strip(), narrow(request.POST.get("code", ""))
    department = request.POST.get("department", "")
    errors = []
    if not label or len(label) > 60 or not label.isprintable():
        errors.append({"id": "label", "message": _("名称を60文字までで入力してください。例）窓口の予約")})
    if not _CODE.fullmatch(code):
        errors.append(
            {
                "id": "code",
                "message": _("符号は英小文字で始め、英小文字・数字・_ で入力してください。例）counter_visit"),
            }
        )
    if department not in departments:
        errors.append({"id": "department", "message": _("課を選んでください。")})
    if errors:
        return errors, None
    try:
        owner = Department.objects.get(code=department)
        return [], make_calendar(code=code, department=owner, label=label, by=request.user)
    except Refused as refused:
        return [{"id": "code", "message": str(refused)}], None


@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: StaffRequest, code: str) -> HttpResponse:
    """The slots of four weeks; more are made for a period; the whole calendar is closed and opened."""
    found = get_object_or_404(calendars_for(request.staff), code=code)
    asked = SlotsAsked.empty()
    if request.method == "POST":
        asked = SlotsAsked.read(request.POST.dict(), tuple(request.POST.getlist("weekdays")))
        if _change_calendar(request, found) or _make_slots(request, found, asked):
            return redirect("backoffice:slot_calendar", code=code)
    first = _first(request.GET.get("from", ""))
    rows, days = slots_from(found, first)
    context = {
        "calendar": found,
        "badge": open_badge(is_open=found.is_open),
        "columns": [{"label": label} for label in (_("日時"), _("予約／定員"), _("受付"))],
        "rows": rows,
        "first": first,
        "last": first + timedelta(days=days - 1),
        "later": (first + timedelta(days=days)).isoformat(),
        "weeks": days // 7,
        "is_today": first == timezone.localdate(),
        "asked": asked,
        "errors": asked.errors,
        "routines": routine_rows(found),
        "history": record_items(SlotRecord.objects.filter(calendar=found)),
    }
    return staff_page(request, "backoffice/slot_calendar.html", context, nav="slots")


def _change_calendar(request: StaffRequest, found: SlotCalendar) -> bool:
    """What the small buttons do: close, open, stop making. False: it was none of them."""
    do, routine = request.POST.get("do"), request.POST.get("routine", "")
    if do in {"close", "open"}:
        set_calendar_open(calendar=found, is_open=do == "open", by=request.user)
        messages.success(request, _("受付の状態を変えました。"))
        return True
    if routine.isascii() and routine.isdigit() and len(routine) < 16:
        stop_making(calendar=found, routine_id=int(routine), by=request.user)
        messages.success(request, _("枠を作り続けるのをやめました。すでにある枠はそのままです。"))
        return True
    return False


def _make_slots(request: StaffRequest, found: SlotCalendar, asked: SlotsAsked) -> bool:
    if asked.pattern is None:
        return False
    try:
        if asked.weeks is None:
            count = make_slots(calendar=found, pattern=asked.pattern, by=request.user)
        else:
            count = keep_making(calendar=found, pattern=asked.pattern, weeks=asked.weeks, by=request.user)
    except BadPattern as refused:
        asked.wrong[refused.part] = str(refused)
        return False
    if asked.weeks is not None:
        messages.success(request, _("枠を%(count)d件作りました。これからも自動で作ります。") % {"count": count})
    elif count:
        messages.success(request, _("枠を%(count)d件作りました。") % {"count": count})
    else:
        messages.info(request, _("新しく作る枠はありませんでした。すでにあるか、閉庁日か、過ぎた日時です。"))
    return True


def _first(written: str) -> date:
    try:
        return max(date.fromisoformat(written[:10]), date(2000, 1, 1)) if written < "2200" else timezone.localdate()
    except ValueError:
        return timezone.localdate()


@require_http_methods(["GET", "HEAD", "POST"])
def slot(request: StaffRequest, code: str, slot_id: int) -> HttpResponse:
    """One slot: how many places, whether it is open, and who has a place."""
    found = get_object_or_404(calendars_for(request.staff), code=code)
    one = get_object_or_404(Slot, pk=slot_id, calendar=found)
    error, typed = "", str(one.capacity)
    if request.method == "POST":
        typed = narrow(request.POST.get("capacity", ""))
        try:
            _change(request, one, typed)
        except Refused as refused:
            error = str(refused)
        else:
            messages.success(request, _("枠を変えました。"))
            return redirect("backoffice:slot", code=code, slot_id=slot_id)
    context: dict[str, Any] = {
        "calendar": found,
        "slot": one,
        "words": slot_words(one),
        "badge": open_badge(is_open=one.is_open),
        "typed": typed,
        "error": error,
        "errors": [{"id": "capacity", "message": error}] if error else [],
        "columns": [{"label": label} for label in (_("受付番号"), _("手続"), _("課"), _("状態"))],
        "bookings": booking_rows(one, request.staff),
        "history": record_items(SlotRecord.objects.filter(slot=one)),
    }
    return staff_page(request, "backoffice/slot.html", context, nav="slots")


def _change(request: StaffRequest, one: Slot, typed: str) -> None:
    """Raises Refused."""
    if request.POST.get("do") in {"close", "open"}:
        set_slot_open(slot_id=one.pk, is_open=request.POST["do"] == "open", by=request.user)
    else:
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0
        change_capacity(slot_id=one.pk, capacity=number, by=request.user)

"""`/staff/people/`: who has which right, giving and ending rights, and the record of both."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from identity.access.staff import StaffRequest
from identity.people import rights
from identity.people.models import Kind, RightAction, RightChange, Role, StaffRole, User
from identity.people.rights import RightRefused
from procedures.backoffice.pages import department_names, overseen, staff_page
from procedures.backoffice.right_forms import CHANGES, PersonForm, carry_out, granter_of, note, offer
from procedures.notifications.invitations import invite

_SHOWN = 100


@require_safe
def people(request: StaffRequest) -> HttpResponse:
    departments = _departments(request)
    today = timezone.localdate()
    roles = (
        StaffRole.objects.filter(department__in=departments)
        .exclude(valid_until__lt=today)
        .select_related("user", "covers")
        .order_by("department", "user__name", "user_id", "role", "valid_from")
    )
    names = department_names(departments)
    context = {
        "lines": [_line(role, names) for role in roles],
        "departments": "・".join(names.values()),
        "supervises": bool(request.staff.departments([Role.SUPERVISOR])),
    }
    return staff_page(request, "backoffice/people.html", context, nav="people")


@require_POST
def find(request: StaffRequest) -> HttpResponse:
    """Somebody of another department, by the whole address."""
    _departments(request)
    typed = request.POST.get("email", "").strip().lower()
    found = User.objects.filter(kind=Kind.STAFF, email=typed).first()
    if found is None:
        messages.error(request, _("このメールアドレスの職員は登録されていません。つづりを確かめてください。"))
        return redirect("backoffice:people")
    return redirect("backoffice:person", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: StaffRequest) -> HttpResponse:
    if not request.staff.administers:
        raise PermissionDenied
    form = PersonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                made = rights.register(by=granter_of(request.staff), **form.cleaned_data)
                invite(by=granter_of(request.staff), person=made)
        except RightRefused as refused:
            note(form, refused)
        else:
            messages.success(request, _("職員を登録し、案内のメールを送りました。続けて、役割を付けてください。"))
            return redirect("backoffice:person", made.pk)
    return staff_page(request, "backoffice/person_new.html", {"form": form}, nav="people", status=_status(form))


@require_safe
def person(request: StaffRequest, person: int) -> HttpResponse:
    """One colleague: roles now and to come, second factor, and what was changed about it."""
    _departments(request)
    found = _find(person)
    roles = list(StaffRole.objects.filter(user=found).select_related("user", "covers").order_by("-valid_from", "role"))
    changed = list(_changes().filter(person=found)[:_SHOWN])
    names = department_names({role.department for role in roles} | {change.department for change in changed} - {""})
    factors = Authenticator.objects.filter(user=found).values_list("type", flat=True)
    context = {
        "person": found,
        "lines": [_line(role, names) for role in roles],
        "changes": [_change_line(change, names) for change in changed],
        "factors": _factors(set(factors)),
        "own": found.pk == request.staff.user_id,
        "may_reset": request.staff.administers,
    }
    return staff_page(request, "backoffice/person.html", context, nav="people")


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: StaffRequest, person: int, action: str) -> HttpResponse:
    """Ask what a change needs, and carry it out."""
    _departments(request)
    found = _find(person)
    if action not in CHANGES:
        raise Http404
    asked = CHANGES[action]
    form = asked.form(request.POST if request.method == "POST" else None)
    offer(form, person=found, staff=request.staff)
    if request.method == "POST" and form.is_valid():
        try:
            carry_out(action, by=granter_of(request.staff), person=found, data=form.cleaned_data)
        except RightRefused as refused:
            note(form, refused)
        else:
            messages.success(request, str(asked.done))
            return redirect("backoffice:person", found.pk)
    context = {"person": found, "asked": asked, "form": form}
    return staff_page(request, "backoffice/person_change.html", context, nav="people", status=_status(form))


@require_safe
def changes(request: StaffRequest) -> HttpResponse:
    """Every change of rights in the departments one answers for; all of them for administrators."""
    departments = _departments(request)
    found = _changes()
    if not request.staff.administers:
        found = found.filter(department__in=departments)
    listed = list(found[: _SHOWN + 1])
    names = department_names({one.department for one in listed} - {""})
    context = {
        "changes": [_change_line(one, names) for one in listed[:_SHOWN]],
        "more": len(listed) > _SHOWN,
        "most": _SHOWN,
    }
    return staff_page(request, "backoffice/right_changes.html", context, nav="people")


def _departments(request: StaffRequest) -> frozenset[str]:
    """The departments this staff member answers for. Raises PermissionDenied where there is none."""
    departments = overseen(request.staff)
    if not departments:
        raise PermissionDenied
    return departments


def _find(person: int) -> User:
    return get_object_or_404(User, pk=person, kind=Kind.STAFF)


def _status(form: forms.Form) -> int:
    return 400 if form.is_bound and not form.is_valid() else 200


def _changes() -> Any:
    return RightChange.objects.select_related("by", "person", "covers").order_by("-at", "-pk")


def _line(role: StaffRole, names: dict[str, str]) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "id": role.user_id,
        "department": names[role.department],
        "name": role.user.name,
        "email": role.user.email,
        "role": Role(role.role).label,
        "covers": role.covers.name if role.covers is not None else "",
        "valid_from": role.valid_from,
        "valid_until": role.valid_until,
        "upcoming": role.valid_from > today,
        "over": role.valid_until is not None and role.valid_until < today,
        "active": role.user.is_active,
    }


def _change_line(change: RightChange, names: dict[str, str]) -> dict[str, Any]:
    return {
        "at": change.at,
        "by": change.by.name,
        "person": change.person.name,
        "action": RightAction(change.action).label,
        "department": names.get(change.department, ""),
        "role": Role(change.role).label if change.role else "",
        "valid_from": change.valid_from,
        "valid_until": change.valid_until,
        "covers": change.covers.name if change.covers is not None else "",
        "reason": change.reason,
    }


def _factors(kinds: set[str]) -> str:
    known = {
        Authenticator.Type.TOTP.value: _("認証アプリ"),
        Authenticator.Type.WEBAUTHN.value: _("パスキー"),
    }
    return "・".join(label for kind, label in known.items() if kind in kinds) or _("登録していません")

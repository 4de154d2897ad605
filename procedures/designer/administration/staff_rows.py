"""Staff accounts as rows: who works where, who has not signed in yet, who works nowhere any more."""

from collections import Counter
from enum import StrEnum
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.people.models import Kind, Role, StaffRole, User
from procedures.applications.models import Application, State
from procedures.catalogue.models import Department
from procedures.designer.listing import Row, short

SHOWN = 200
_TOLD = 3


class Show(StrEnum):
    """Which accounts are listed."""

    ALL = "all"
    WAITING = "waiting"
    IDLE = "idle"
    SUSPENDED = "suspended"

    @property
    def words(self) -> str:
        return {
            Show.ALL: _("すべて"),
            Show.WAITING: _("初めてのログイン待ち"),
            Show.IDLE: _("役割がない"),
            Show.SUSPENDED: _("利用停止"),
        }[self]


def staff_rows(search: str, show: Show) -> tuple[list[Row], list[dict[str, Any]], bool]:
    """The rows, those of them who wait for their first sign-in, and whether there are more. Three SQL statements."""
    names = dict(Department.objects.values_list("code", "name"))
    people = list(_found(search, show, names)[: SHOWN + 1])
    more, people = len(people) > SHOWN, people[:SHOWN]
    roles: dict[int, list[StaffRole]] = {}
    for role in StaffRole.objects.filter(user__in=people).exclude(valid_until__lt=timezone.localdate()).order_by("pk"):
        roles.setdefault(role.user_id, []).append(role)
    in_hand = Counter[int](
        dict(
            Application.objects.filter(assignee__in=people)
            .exclude(state__in=(State.COMPLETED, State.WITHDRAWN))
            .order_by()
            .values_list("assignee_id")
            .annotate(count=Count("pk"))
        )
    )
    rows = [_row(one, roles.get(one.pk, []), names, in_hand[one.pk]) for one in people]
    waiting = [{"id": one.pk, "name": one.name} for one in people if _waits(one)]
    return rows, waiting, more


def _found(search: str, show: Show, names: dict[str, str]) -> QuerySet[User]:
    going_on = StaffRole.objects.exclude(valid_until__lt=timezone.localdate())
    found = User.objects.filter(kind=Kind.STAFF)
    for word in search.split():
        codes = [code for code, name in names.items() if word in name]
        there = going_on.filter(department__in=codes).values("user_id")
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word) | Q(pk__in=there))
    match show:
        case Show.WAITING:
            found = found.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX, is_active=True)
        case Show.IDLE:
            found = found.exclude(pk__in=going_on.values("user_id"))
        case Show.SUSPENDED:
            found = found.filter(is_active=False)
    return found.order_by("name", "pk")


def _waits(person: User) -> bool:
    return person.is_active and not person.has_usable_password()


def _row(person: User, roles: list[StaffRole], names: dict[str, str], in_hand: int) -> Row:
    badges = []
    if not person.is_active:
        badges.append({"label": _("利用停止"), "kind": "err"})
    if not roles:
        badges.append({"label": _("役割なし"), "kind": "mute"})
    if _waits(person):
        badges.append({"label": _("初めてのログイン待ち"), "kind": "accent"})
    listed = list(dict.fromkeys(_role(role, names) for role in roles))
    more = _(" ほか%(count)d件") % {"count": len(listed) - _TOLD} if len(listed) > _TOLD else ""
    return {
        "cells": [
            {
                "value": person.name,
                "url": reverse("backoffice:person", args=[person.pk]),
                "header": True,
                "badges": badges,
            },
            person.email or "",
            "、".join(listed[:_TOLD]) + more or _("なし"),
            short(person.last_login) if person.last_login else _("まだありません"),
            _("%(count)d件") % {"count": in_hand},
        ]
    }


def _role(role: StaffRole, names: dict[str, str]) -> str:
    words = {"department": names.get(role.department, role.department), "role": Role(role.role).label}
    return _("%(department)s %(role)s") % words

"""Departments: made, called otherwise from a day on, ended, merged into another. Each change leaves a record.

A code never changes: rules, roles and applications know departments by it.
"""

import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.people.models import User
from procedures.catalogue.department_ties import hand_over, ties
from procedures.catalogue.errors import Refused
from procedures.catalogue.models import Department, DepartmentName, DepartmentRecord, DepartmentRecordKind, Procedure
from procedures.catalogue.switching import switch

_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)
_PHONE = re.compile(r"0\d{1,4}-\d{1,4}-\d{3,4}", re.ASCII)
_KANA = re.compile(r"[\u30a1-\u30fc]*")  # katakana


class BadDepartment(Refused):
    """`part`: the field it is about: code, name, kana, phone, valid_from, last_day, successor."""

    def __init__(self, part: str, message: str) -> None:
        self.part = part
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Details:
    """What may change while the code stays."""

    name: str
    kana: str
    phone: str


def make_department(*, code: str, details: Details, valid_from: date, by: User | None) -> Department:
    """A new department from a day (JST) on, which may be over. Raises BadDepartment."""
    if not (_CODE.fullmatch(code) and len(code) <= 40):
        message = _("符号は、英小文字で始まる英小文字・数字・「-」で、40文字までで入力してください。例）city-tax")
        raise BadDepartment("code", message)
    tidy = _tidy(details)
    with transaction.atomic():
        made, is_new = Department.objects.get_or_create(code=code, defaults={**asdict(tidy), "valid_from": valid_from})
        if not is_new:
            message = _("符号「%(code)s」は「%(name)s」が使っています。ほかの符号にしてください。")
            raise BadDepartment("code", message % {"code": code, "name": made.name})
        _record(made, DepartmentRecordKind.MADE, by, on=valid_from.isoformat(), after=asdict(tidy))
    return made


def change_details(*, department: Department, details: Details, valid_from: date, by: User | None) -> None:
    """Another name, reading or telephone from a day on, today the earliest. Raises BadDepartment."""
    tidy = _tidy(details)
    if valid_from < timezone.localdate():
        message = _("開始日は、今日からあとの日にしてください。過ぎた日の名称は変えられません。")
        raise BadDepartment("valid_from", message)
    with transaction.atomic():
        locked = _locked(department)
        if valid_from < locked.valid_from or (locked.valid_until is not None and valid_from > locked.valid_until):
            raise BadDepartment("valid_from", _("この日に、この課はありません。課の期間の中の日にしてください。"))
        before = details_on(locked, valid_from)
        if before == tidy:
            raise BadDepartment("name", _("今の内容と同じです。名称、フリガナ、電話番号のどれかを変えてください。"))
        if not locked.names.exists():
            locked.names.create(**asdict(_now(locked)), valid_from=locked.valid_from)
        locked.names.update_or_create(valid_from=valid_from, defaults=asdict(tidy))
        change = {"on": valid_from.isoformat(), "before": asdict(before), "after": asdict(tidy)}
        _record(locked, DepartmentRecordKind.CHANGED, by, **change)
        _bring_up_to_date(locked)


def call_off_change(*, department: Department, valid_from: date, by: User | None) -> None:
    """Take back a change that is still to come. Raises BadDepartment."""
    with transaction.atomic():
        locked = _locked(department)
        planned = locked.names.filter(valid_from=valid_from, valid_from__gt=timezone.localdate()).first()
        if planned is None:
            raise BadDepartment("valid_from", _("この変更は、すでに始まったか、取り消されています。"))
        taken = {"name": planned.name, "kana": planned.kana, "phone": planned.phone}
        planned.delete()
        _record(locked, DepartmentRecordKind.CALLED_OFF, by, on=valid_from.isoformat(), before=taken)


def end_department(
    *, department: Department, last_day: date, successor: Department | None, reason: str, by: User | None
) -> None:
    """End a department after a day, today the earliest.

    With a successor all that it has passes over on the day after; without one nothing may be left.
    Raises BadDepartment.
    """
    if last_day < timezone.localdate():
        raise BadDepartment("last_day", _("最後の日は、今日からあとの日にしてください。"))
    words = " ".join(reason.split())
    if not 0 < len(words) <= 200:
        message = _("理由を200文字までで入力してください。例）4月1日付けの組織改正")
        raise BadDepartment("reason", message)
    with transaction.atomic():
        pair = sorted({department.pk, successor.pk if successor else department.pk})
        locked = {one.pk: one for one in Department.objects.select_for_update().filter(pk__in=pair).order_by("pk")}
        ending = locked[department.pk]
        _refuse_ending(ending, last_day, locked[successor.pk] if successor else None)
        ending.valid_until, ending.successor = last_day, successor
        ending.save(update_fields={"valid_until", "successor"})
        after = {"successor": successor.code} if successor else {}
        _record(ending, DepartmentRecordKind.ENDED, by, on=last_day.isoformat(), after=after, reason=words)


def _refuse_ending(ending: Department, last_day: date, successor: Department | None) -> None:
    if ending.valid_until is not None:
        raise BadDepartment("last_day", _("廃止はすでに決まっています。変えるときは、先に取り消してください。"))
    if last_day < ending.valid_from:
        raise BadDepartment("last_day", _("最後の日は、この課の開始日からあとの日にしてください。"))
    if ending.names.filter(valid_from__gt=last_day).exists():
        raise BadDepartment("last_day", _("最後の日よりあとに、名称の変更の予定があります。先に取り消してください。"))
    first = last_day + timedelta(days=1)
    if successor is None:
        waiting = Department.objects.filter(successor=ending, handed_over_at=None).first()
        if waiting is not None:
            message = _("「%(name)s」が、この課に引き継がれる予定です。その先の引き継ぐ課を選んでください。")
            raise BadDepartment("successor", message % {"name": waiting.name})
        left = ties(ending, last_day)
        if left:
            raise BadDepartment("successor", _left_over(ending, [(one.label, one.count) for one in left]))
    elif successor.pk == ending.pk or not Department.objects.valid_on(first).filter(pk=successor.pk).exists():
        message = _("引き継ぐ課は、最後の日の次の日（%(day)s）にある、ほかの課にしてください。")
        raise BadDepartment("successor", message % {"day": first.isoformat()})


def _left_over(ending: Department, left: list[tuple[str, int]]) -> str:
    listed = "、".join(_("%(label)s%(count)d件") % {"label": label, "count": count} for label, count in left)
    message = _("「%(name)s」には、%(listed)sが残っています。引き継ぐ課を選ぶか、先に片付けてください。")
    return message % {"name": ending.name, "listed": listed}


def keep_department(*, department: Department, by: User | None) -> None:
    """Take back an end that is still to come. Raises BadDepartment."""
    with transaction.atomic():
        locked = _locked(department)
        if locked.valid_until is None or locked.valid_until < timezone.localdate():
            raise BadDepartment("last_day", _("この課には、取り消せる廃止の予定がありません。"))
        day = locked.valid_until.isoformat()
        locked.valid_until, locked.successor = None, None
        locked.save(update_fields={"valid_until", "successor"})
        _record(locked, DepartmentRecordKind.KEPT, by, on=day)


def details_on(department: Department, day: date) -> Details:
    """What a department is called on a day. One SQL statement."""
    found = department.names.filter(valid_from__lte=day).order_by("-valid_from").first()
    return Details(found.name, found.kana, found.phone) if found else _now(department)


def keep_up(today: date | None = None) -> int:
    """Bring names up to date, and hand over what ended departments had. Returns how many departments changed.

    Each in a transaction of its own. May run twice at once, late, or after days of standing still.
    """
    day = today or timezone.localdate()
    due = DepartmentName.objects.filter(valid_from__lte=day).order_by("department_id", "-valid_from")
    newest = due.distinct("department_id").select_related("department")
    renamed = [one.department_id for one in newest if _now(one.department) != Details(one.name, one.kana, one.phone)]
    ended = Department.objects.filter(valid_until__lt=day, successor__isnull=False, handed_over_at=None)
    passed = list(ended.order_by("valid_until", "pk").values_list("pk", flat=True))
    _sweep()
    return sum(_rename(pk, day) for pk in renamed) + sum(_pass_on(pk, day) for pk in passed)


@transaction.atomic
def _rename(pk: int, day: date) -> bool:
    locked = Department.objects.select_for_update().get(pk=pk)
    return _bring_up_to_date(locked, day)


@transaction.atomic
def _pass_on(pk: int, day: date) -> bool:
    # Without a join: after waiting for somebody who chose another successor, a joined one would be none at all.
    old = Department.objects.select_for_update().get(pk=pk)
    if old.handed_over_at is not None or old.successor is None or old.valid_until is None or old.valid_until >= day:
        return False
    ended = old.records.filter(kind=DepartmentRecordKind.ENDED).order_by("-at", "-pk").first()
    old.handed_over_at = timezone.now()
    old.save(update_fields={"handed_over_at"})
    counts = hand_over(old, old.successor.in_charge, by_id=ended.by_id if ended else None)
    _record(old, DepartmentRecordKind.HANDED_OVER, None, after={"successor": old.successor.code}, counts=counts)
    return True


def _sweep() -> None:
    """What was being sent in while its department was handed over follows it."""
    lately = timezone.now() - timedelta(days=1)
    for old in Department.objects.filter(handed_over_at__gte=lately).select_related("successor"):
        with transaction.atomic():
            hand_over(old, old.in_charge, by_id=None)


def _bring_up_to_date(locked: Department, day: date | None = None) -> bool:
    """Lay what holds on the day (today) into the row, and into what search knows of its procedures."""
    details = details_on(locked, day or timezone.localdate())
    if details == _now(locked):
        return False
    locked.name, locked.kana, locked.phone = details.name, details.kana, details.phone
    locked.save(update_fields={"name", "kana", "phone"})
    for procedure in Procedure.objects.select_for_update().filter(department=locked).order_by("pk"):
        switch(procedure, timezone.now())
    return True


def _now(department: Department) -> Details:
    return Details(department.name, department.kana, department.phone)


def _locked(department: Department) -> Department:
    return Department.objects.select_for_update(of=("self",)).get(pk=department.pk)


def _tidy(details: Details) -> Details:
    """Blanks folded, the telephone in half width. Raises BadDepartment."""
    name, kana = " ".join(details.name.split()), "".join(unicodedata.normalize("NFKC", details.kana).split())
    phone = re.sub(r"[‐‑–—―−ー－ｰ]", "-", unicodedata.normalize("NFKC", details.phone).strip())
    if not 0 < len(name) <= 60:
        raise BadDepartment("name", _("名称を60文字までで入力してください。例）市民生活部市民課"))
    if not _KANA.fullmatch(kana) or len(kana) > 120:
        raise BadDepartment("kana", _("フリガナを、カタカナで120文字までで入力してください。例）シミンカ"))
    if not _PHONE.fullmatch(phone):
        raise BadDepartment("phone", _("電話番号を、市外局番から「-」で区切って入力してください。例）018-888-5600"))
    return Details(name, kana, phone)


def _record(department: Department, kind: DepartmentRecordKind, by: User | None, **data: Any) -> None:
    DepartmentRecord.objects.create(department=department, kind=kind, by=by, data=data)

from datetime import date, datetime
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce, Now, TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User
from procedures.catalogue import published
from procedures.definitions import Definition


class DepartmentQuerySet(models.QuerySet["Department"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)


class Department(models.Model):
    """A department (課) under one name. Departments are renamed and merged, so a name has a period of validity."""

    code = models.SlugField(_("符号"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    kana = models.CharField(_("フリガナ"), max_length=120, blank=True)
    phone = models.CharField(_("電話番号"), max_length=20)
    valid_from = models.DateField(_("開始日"))
    valid_until = models.DateField(_("終了日"), null=True, blank=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")
    # When all that it had passed to its successor: see department_ties.py.
    handed_over_at = models.DateTimeField(_("引継ぎの日時"), null=True, blank=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("課")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="department_period",
            ),
            models.CheckConstraint(condition=~Q(successor=models.F("id")), name="department_succeeds_another"),
            models.CheckConstraint(
                condition=Q(handed_over_at=None) | Q(successor__isnull=False, valid_until__isnull=False),
                name="department_handed_over_to_somebody",
            ),
        ]

    @property
    def in_charge(self) -> "Department":
        """Who has what this one had: itself until it was handed over. One SQL statement for each step after that."""
        found = self
        while found.handed_over_at is not None and found.successor is not None:
            found = found.successor
        return found


class DepartmentName(models.Model):
    """What a department is called, and its telephone, from a day on.

    The department's own row says what holds today; a task brings it up to date. A department that was never renamed
    has no rows here. PostgreSQL refuses to change or delete what held before today.
    """

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(_("名称"), max_length=60)
    kana = models.CharField(_("フリガナ"), max_length=120, blank=True)
    phone = models.CharField(_("電話番号"), max_length=20)
    valid_from = models.DateField(_("開始日"))

    class Meta:
        verbose_name = _("課の名称")
        constraints = [models.UniqueConstraint(fields=["department", "valid_from"], name="department_name_once")]


class DepartmentRecordKind(models.TextChoices):
    """What an administrator, or the clock, did with a department."""

    MADE = "made", _("課の登録")
    CHANGED = "changed", _("名称・電話番号の変更")
    CALLED_OFF = "called_off", _("変更の予定の取消し")
    ENDED = "ended", _("廃止")
    KEPT = "kept", _("廃止の取消し")
    HANDED_OVER = "handed_over", _("引継ぎ")


class DepartmentRecord(models.Model):
    """One line of a department's history. Append-only: PostgreSQL refuses otherwise."""

    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="records")
    kind = models.CharField(_("内容"), max_length=12, choices=DepartmentRecordKind.choices)
    at = models.DateTimeField(_("日時"), default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # {"on": day, "before": {…}, "after": {…}, "reason": words}: facts without personal data.
    data = models.JSONField(_("詳細"), default=dict)

    class Meta:
        verbose_name = _("課の経過")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DepartmentRecordKind.values), name="department_record_kind_known"
            ),
        ]
        indexes = [models.Index(fields=["department", "-at"], name="department_record_newest")]


class Procedure(models.Model):
    """A procedure (手続) the city offers, under a four-digit number that can be printed on paper."""

    number = models.PositiveSmallIntegerField(_("手続番号"), unique=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="procedures")
    current = models.ForeignKey(
        "ProcedureVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="current_of"
    )
    # Derived from the current version when it is published; read by lists and search.
    title = models.CharField(_("名称"), max_length=120, blank=True)
    kind = models.CharField(_("種類"), max_length=20, blank=True)
    life_events = models.JSONField(_("できごと"), default=list)
    search_text = models.TextField(_("検索用"), blank=True)
    featured = models.PositiveSmallIntegerField(_("よく使われる順"), null=True, blank=True)
    # When the next scheduled version takes effect: tells a reader in the same row whether `current` is still right.
    due_at = models.DateTimeField(_("次の版の開始日時"), null=True, blank=True)
    # Closed from a moment on. Where to go instead: a successor, words, or both. See closing.py.
    closes_at = models.DateTimeField(_("終了日時"), null=True, blank=True)
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="predecessors")
    closing_message = models.TextField(_("終了の案内"), blank=True, db_default="")
    drafts_until = models.DateTimeField(_("下書きの提出期限"), null=True, blank=True)

    class Meta:
        verbose_name = _("手続")
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1000, number__lte=9999), name="procedure_number_four_digits"
            ),
            models.CheckConstraint(
                condition=Q(closes_at=None, successor=None, closing_message="", drafts_until=None)
                | Q(Q(successor__isnull=False) | ~Q(closing_message=""), closes_at__isnull=False),
                name="procedure_closed_says_where_to_go",
            ),
            models.CheckConstraint(
                condition=Q(drafts_until=None) | Q(drafts_until__gte=models.F("closes_at")),
                name="procedure_drafts_end_after_closing",
            ),
            models.CheckConstraint(condition=~Q(successor=models.F("id")), name="procedure_succeeds_another"),
        ]
        indexes = [
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="procedure_search"),
            GinIndex(fields=["life_events"], name="procedure_life_events"),
        ]


class ProcedureVersionQuerySet(models.QuerySet["ProcedureVersion"]):
    def in_force(self, moment: datetime) -> Self:
        """Those that have taken effect by a moment, the newest first: the first one is the version of that moment."""
        return self.filter(effective_from__lte=moment).order_by("-effective_from", "-number")

    def scheduled(self, moment: datetime) -> Self:
        """Those still to come, the next first."""
        return self.filter(effective_from__gt=moment).order_by("effective_from", "number")


class ProcedureVersion(models.Model):
    """An immutable published text of a procedure. PostgreSQL refuses every change.

    One exception: a version that has not taken effect may be called off, by emptying `effective_from`.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("版"))
    document = models.TextField(_("定義"))  # canonical JSON, byte for byte what was published
    digest = models.CharField(_("SHA-256"), max_length=64)
    # The department that takes over with this version; empty in versions from before this was kept.
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    effective_from = models.DateTimeField(_("開始日時"), null=True, blank=True, default=timezone.now, db_default=Now())
    published_at = models.DateTimeField(_("公開日時"), default=timezone.now)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ProcedureVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("手続の版")
        constraints = [models.UniqueConstraint(fields=["procedure", "number"], name="procedure_version_once")]
        indexes = [
            models.Index(fields=["procedure", "-effective_from", "-number"], name="procedure_version_in_force"),
        ]

    @property
    def definition(self) -> Definition:
        """The parsed document; parsed once per process and version. Reads the document only when it must."""
        return published.definition_of(self.pk)


class RecordKind(models.TextChoices):
    """What an administrator, or the clock, did with a procedure."""

    PUBLISHED = "published", _("公開")
    SCHEDULED = "scheduled", _("公開の予約")
    CALLED_OFF = "called_off", _("予約の取消し")
    SWITCHED = "switched", _("予約した版への切替え")
    CLOSED = "closed", _("終了")
    REOPENED = "reopened", _("再開")


class ProcedureRecord(models.Model):
    """One line of a procedure's history. Append-only: PostgreSQL refuses otherwise."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="records")
    kind = models.CharField(_("内容"), max_length=12, choices=RecordKind.choices)
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("日時"), default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # From when, until when, to which successor: facts without personal data.
    data = models.JSONField(_("詳細"), default=dict)

    class Meta:
        verbose_name = _("手続の経過")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RecordKind.values), name="procedure_record_kind_known"),
        ]
        indexes = [models.Index(fields=["procedure", "-at"], name="procedure_record_newest")]


class SlotCalendar(models.Model):
    """What citizens book a time of: a collection, a counter. Its slots belong to one department."""

    code = models.CharField(_("符号"), max_length=40, unique=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="slot_calendars")
    label = models.CharField(_("名称"), max_length=60)
    is_open = models.BooleanField(_("受付中"), default=True, db_default=True)

    class Meta:
        verbose_name = _("予約枠の表")
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[a-z][a-z0-9_]*$"), name="slot_calendar_code_form"),
        ]


class Slot(models.Model):
    """A time with places. `booked` is kept by a trigger on bookings (procedures.applications), never by Python."""

    calendar = models.ForeignKey(SlotCalendar, on_delete=models.PROTECT, related_name="slots")
    starts_at = models.DateTimeField(_("開始"))
    ends_at = models.DateTimeField(_("終了"))
    capacity = models.PositiveSmallIntegerField(_("定員"))
    booked = models.PositiveSmallIntegerField(_("予約数"), default=0, db_default=0)
    is_open = models.BooleanField(_("受付中"), default=True, db_default=True)

    class Meta:
        verbose_name = _("予約枠")
        constraints = [
            models.UniqueConstraint(fields=["calendar", "starts_at", "ends_at"], name="slot_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="slot_ends_after_start"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="slot_has_places"),
            models.CheckConstraint(
                condition=Q(booked__gte=0, booked__lte=models.F("capacity")), name="slot_never_overbooked"
            ),
        ]


class SlotRoutine(models.Model):
    """Slots that are made again and again: those of each week, up to `weeks` weeks ahead. A daily task makes them."""

    calendar = models.ForeignKey(SlotCalendar, on_delete=models.CASCADE, related_name="routines")
    first = models.DateField(_("始まりの日"))
    weekdays = models.CharField(_("曜日"), max_length=7)  # digits in order, 0 is Monday
    start = models.TimeField(_("始まりの時刻"))
    end = models.TimeField(_("終わりの時刻"))
    minutes = models.PositiveSmallIntegerField(_("一つの枠の長さ（分）"), null=True, blank=True)
    capacity = models.PositiveSmallIntegerField(_("定員"))
    closed_days_too = models.BooleanField(_("閉庁日にも作る"), default=False)
    weeks = models.PositiveSmallIntegerField(_("何週間先まで"))

    class Meta:
        verbose_name = _("作り続ける予約枠")
        constraints = [
            models.UniqueConstraint(
                fields=["calendar", "weekdays", "start", "end", "minutes"],
                name="slot_routine_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(weekdays__regex=r"^[0-6]{1,7}$"), name="slot_routine_weekdays"),
            models.CheckConstraint(condition=Q(weeks__gte=1, weeks__lte=50), name="slot_routine_weeks"),
        ]


class SlotRecordKind(models.TextChoices):
    """What a staff member did with a calendar."""

    MADE = "made", _("表の作成")
    SLOTS = "slots", _("枠の追加")
    CAPACITY = "capacity", _("定員の変更")
    SLOT_CLOSED = "slot_closed", _("枠の受付の停止")
    SLOT_OPENED = "slot_opened", _("枠の受付の再開")
    CLOSED = "closed", _("表の受付の停止")
    OPENED = "opened", _("表の受付の再開")
    KEPT = "kept", _("作り続ける枠の登録")
    KEPT_NO_MORE = "kept_no_more", _("作り続ける枠の終わり")


class SlotRecord(models.Model):
    """One line of a calendar's history. Append-only: PostgreSQL refuses otherwise."""

    calendar = models.ForeignKey(SlotCalendar, on_delete=models.PROTECT, related_name="records")
    kind = models.CharField(_("内容"), max_length=12, choices=SlotRecordKind.choices)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("日時"), default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Numbers and days: facts without personal data.
    data = models.JSONField(_("詳細"), default=dict)

    class Meta:
        verbose_name = _("予約枠の経過")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SlotRecordKind.values), name="slot_record_kind_known"),
        ]
        indexes = [models.Index(fields=["calendar", "-at"], name="slot_record_newest")]


class StoredCodeListQuerySet(models.QuerySet["StoredCodeList"]):
    def in_force(self, day: date) -> Self:
        """Those that have taken effect by a day, the newest first: the first one counts."""
        dated = self.alias(begins=Coalesce("valid_from", TruncDate("at")))
        return dated.filter(begins__lte=day).order_by("-begins", "-number")


class StoredCodeList(models.Model):
    """One text of a code list. Of those that have taken effect the latest counts, of one day the highest number.

    Append-only, so that it is its own history.
    """

    list_id = models.CharField(_("符号"), max_length=60)
    number = models.PositiveIntegerField(_("版"))
    document = models.TextField(_("内容"))  # [[value, label, reading], …], canonical JSON
    # From which day on it counts; texts from before this was kept have none, and counted at once.
    valid_from = models.DateField(_("開始日"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=200, blank=True, default="", db_default="")
    at = models.DateTimeField(_("日時"), default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = StoredCodeListQuerySet.as_manager()

    class Meta:
        verbose_name = _("コード表")
        constraints = [models.UniqueConstraint(fields=["list_id", "number"], name="code_list_version_once")]

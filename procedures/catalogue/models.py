from datetime import date
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
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

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("課")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="department_period",
            ),
        ]


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

    class Meta:
        verbose_name = _("手続")
        constraints = [
            models.CheckConstraint(
                condition=Q(number__gte=1000, number__lte=9999), name="procedure_number_four_digits"
            ),
        ]
        indexes = [
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="procedure_search"),
            GinIndex(fields=["life_events"], name="procedure_life_events"),
        ]


class ProcedureVersion(models.Model):
    """An immutable published text of a procedure. PostgreSQL refuses a change of its document."""

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("版"))
    document = models.TextField(_("定義"))  # canonical JSON, byte for byte what was published
    digest = models.CharField(_("SHA-256"), max_length=64)
    published_at = models.DateTimeField(_("公開日時"), default=timezone.now)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("手続の版")
        constraints = [models.UniqueConstraint(fields=["procedure", "number"], name="procedure_version_once")]

    @property
    def definition(self) -> Definition:
        """The parsed document; parsed once per process and version. Reads the document only when it must."""
        return published.definition(self.pk)

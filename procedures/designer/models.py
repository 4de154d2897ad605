"""A procedure that is being written, what was done to it, and who is at it."""

import json
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User
from procedures.catalogue.models import Department, ProcedureVersion
from procedures.designer.documents import Document
from procedures.designer.rehearsal.models import Trial
from procedures.designer.reviewing.models import DesignComment, ReviewStep, StepKind
from procedures.designer.steps import Step, from_json

__all__ = [
    "Design",
    "DesignComment",
    "DesignFindings",
    "DesignOperation",
    "DesignPresence",
    "DesignState",
    "Ending",
    "OperationKind",
    "Origin",
    "ReviewStep",
    "StepKind",
    "Trial",
]


class Origin(models.TextChoices):
    """What a design was started from."""

    BLANK = "blank", _("白紙")
    VERSION = "version", _("公開した版")
    COPY = "copy", _("別の手続の写し")
    TEMPLATE = "template", _("ひな形")
    FILE = "file", _("ファイル")


class DesignState(models.TextChoices):
    EDITING = "editing", _("作成中")
    IN_REVIEW = "in_review", _("確認待ち")
    APPROVED = "approved", _("承認済み")


class Ending(models.TextChoices):
    PUBLISHED = "published", _("公開した")
    DISCARDED = "discarded", _("やめた")


class DesignQuerySet(models.QuerySet["Design"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)


class Design(models.Model):
    """The next text of a procedure, not published yet. One open design per procedure number.

    `document`: JSON in the shape of a definition, perhaps incomplete. `revision`: how many operations it has had.
    """

    number = models.PositiveSmallIntegerField(_("手続番号"))
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("担当の課"))
    title = models.CharField(_("名前"), max_length=300, blank=True)  # of the document, for lists
    document = models.TextField(_("内容"))
    revision = models.PositiveIntegerField(_("改訂"), default=0)
    base = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The ended design at whose last state this one began; its authors are authors here, too.
    continues = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    origin = models.CharField(_("もと"), max_length=10, choices=Origin.choices)
    origin_note = models.CharField(_("もとの説明"), max_length=300, blank=True)
    state = models.CharField(_("状態"), max_length=10, choices=DesignState.choices, default=DesignState.EDITING)
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("作成を始めた日時"), default=timezone.now)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(_("変えた日時"), default=timezone.now)
    ended_at = models.DateTimeField(_("終わった日時"), null=True, blank=True)
    ending = models.CharField(_("終わり方"), max_length=10, choices=Ending.choices, blank=True)

    objects = DesignQuerySet.as_manager()

    class Meta:
        verbose_name = _("作成中の手続")
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=Q(ended_at=None), name="design_open_once"),
            models.CheckConstraint(condition=Q(number__gte=1000, number__lte=9999), name="design_number_four_digits"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="") | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="design_ends_somehow",
            ),
        ]

    def decoded(self) -> Document:
        """The document. Changing what comes back changes nothing here."""
        decoded: Document = json.loads(self.document)
        return decoded


class OperationKind(models.TextChoices):
    """What an administrator did with a design."""

    CHANGE = "change", _("変更")
    ADD = "add", _("追加")
    REMOVE = "remove", _("削除")
    MOVE = "move", _("移動")
    COPY = "copy", _("複製")
    UNDO = "undo", _("元に戻す")
    REDO = "redo", _("やり直す")
    RESTORE = "restore", _("以前の状態に戻す")


class DesignOperation(models.Model):
    """One change of a design with what it did, exactly, so that every earlier state can be worked out.

    Append-only: PostgreSQL refuses otherwise. `number` is the revision of the design after it.
    """

    design = models.ForeignKey(Design, on_delete=models.PROTECT, related_name="operations")
    number = models.PositiveIntegerField(_("改訂"))
    kind = models.CharField(_("内容"), max_length=10, choices=OperationKind.choices)
    place = models.CharField(_("場所"), max_length=300, blank=True)
    words = models.CharField(_("言葉で"), max_length=300)
    steps = models.TextField(_("手順"))  # JSON as steps.to_json gives it
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("手続の作成の経過")
        constraints = [
            models.UniqueConstraint(fields=["design", "number"], name="design_operation_once"),
            models.CheckConstraint(condition=Q(kind__in=OperationKind.values), name="design_operation_kind_known"),
        ]

    def decoded(self) -> tuple[Step, ...]:
        return from_json(json.loads(self.steps))


class DesignPresence(models.Model):
    """Who has a design open, and where; told to the others, and forgotten after minutes."""

    design = models.ForeignKey(Design, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(_("場所"), max_length=300, blank=True)
    seen_at = models.DateTimeField(_("見た日時"))

    class Meta:
        verbose_name = _("手続を開いている職員")
        constraints = [models.UniqueConstraint(fields=["design", "user"], name="design_presence_once")]


class DesignFindings(models.Model):
    """What was found in a design at a revision; worked out again when it is asked for after a change."""

    design = models.OneToOneField(Design, on_delete=models.CASCADE, related_name="findings", primary_key=True)
    revision = models.PositiveIntegerField(_("改訂"))
    found = models.JSONField(_("確認事項"), default=list)
    errors = models.PositiveIntegerField(_("直すところ"), default=0)
    warnings = models.PositiveIntegerField(_("見直すところ"), default=0)

    class Meta:
        verbose_name = _("手続の確認事項")

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User
from procedures.catalogue.models import ProcedureVersion


class StepKind(models.TextChoices):
    """What was done with a design as a whole on its way to being published."""

    ASKED = "asked", _("確認の依頼")
    APPROVED = "approved", _("承認")
    RETURNED = "returned", _("差戻し")
    WITHDRAWN = "withdrawn", _("依頼の取下げ")
    PUBLISHED = "published", _("公開")
    DISCARDED = "discarded", _("作成の中止")


ANSWERS = (StepKind.APPROVED, StepKind.RETURNED, StepKind.WITHDRAWN)
"""What ends a request for review."""


class ReviewStep(models.Model):
    """One step of a design towards publication, and why. Append-only: PostgreSQL refuses otherwise.

    A request (asked) is answered once, by approval, return or withdrawal; an approval is used once, by publication.
    `revision` and `digest` say what exactly was asked about or approved: see standing.digest_of. `newest`: the
    number of the newest published version that was compared with, 0 for none.
    """

    design = models.ForeignKey("procedures_designer.Design", on_delete=models.PROTECT, related_name="review_steps")
    kind = models.CharField(_("内容"), max_length=10, choices=StepKind.choices)
    follows = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    revision = models.PositiveIntegerField(_("改訂"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    newest = models.PositiveIntegerField(_("比べた版"), default=0)
    effective_from = models.DateTimeField(_("開始日時"), null=True, blank=True)  # empty: at once
    warnings = models.PositiveIntegerField(_("読んだ見直すところの数"), default=0)
    note = models.TextField(_("理由"), blank=True)
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("手続の確認と公開の経過")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="review_step_kind_known"),
            models.CheckConstraint(
                condition=Q(kind__in=["asked", "discarded"], follows=None)
                | Q(kind__in=["approved", "returned", "withdrawn", "published"], follows__isnull=False),
                name="review_step_follows",
            ),
            models.CheckConstraint(
                condition=Q(kind="published", version__isnull=False) | (~Q(kind="published") & Q(version=None)),
                name="review_step_publishes_a_version",
            ),
        ]
        indexes = [models.Index(fields=["design", "-at"], name="review_step_newest")]


class DesignComment(models.Model):
    """A remark about a part of a design, or that the remarks about it are settled. Append-only.

    The remarks at one place are its thread; it is settled when the last line says so.
    """

    design = models.ForeignKey("procedures_designer.Design", on_delete=models.PROTECT, related_name="comments")
    place = models.CharField(_("場所"), max_length=300, blank=True)
    called = models.CharField(_("場所の名前"), max_length=300)  # as it was when this was written
    text = models.TextField(_("コメント"), blank=True)
    settles = models.BooleanField(_("解決済みにする"), default=False)
    revision = models.PositiveIntegerField(_("改訂"))
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("手続へのコメント")
        constraints = [
            models.CheckConstraint(condition=Q(settles=True) | ~Q(text=""), name="design_comment_says_something"),
        ]
        indexes = [models.Index(fields=["design", "place", "id"], name="design_comment_thread")]

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.access.actors import Staff
from procedures.applications.models.application import Application


class EffectState(models.TextChoices):
    PENDING = "pending", _("待ち")
    RUNNING = "running", _("処理中")
    DONE = "done", _("完了")
    DEAD = "dead", _("停止")


class EffectQuerySet(models.QuerySet["Effect"]):
    def for_clerk(self, staff: Staff) -> Self:
        return self.filter(application__department__in=staff.departments())

    def stuck(self, *, late_since: datetime) -> Self:
        """Given up, or unfinished although written before `late_since`."""
        unfinished = Q(state__in=[EffectState.PENDING, EffectState.RUNNING], created_at__lt=late_since)
        return self.filter(Q(state=EffectState.DEAD) | unfinished)


class Effect(models.Model):
    """Work that leaves the database (mail, PDF), written in the transaction that causes it. See effects.py."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(_("種類"), max_length=40)
    payload = models.JSONField(_("内容"))  # identifiers only, no personal data
    application = models.ForeignKey(Application, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    # What makes it the same work: writing it twice is one effect.
    once = models.CharField(_("重複防止"), max_length=120, unique=True)
    state = models.CharField(_("状態"), max_length=10, choices=EffectState.choices, default=EffectState.PENDING)
    attempts = models.PositiveSmallIntegerField(_("試行"), default=0)
    created_at = models.DateTimeField(_("作成日時"), default=timezone.now)
    run_after = models.DateTimeField(_("実行予定"), default=timezone.now)
    claim = models.UUIDField(_("担当処理"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("開始日時"), null=True, blank=True)
    done_at = models.DateTimeField(_("完了日時"), null=True, blank=True)
    problem = models.CharField(_("失敗の種類"), max_length=200, blank=True)

    objects = EffectQuerySet.as_manager()

    class Meta:
        verbose_name = _("処理")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EffectState.values), name="effect_state_known"),
            models.CheckConstraint(
                condition=~Q(state=EffectState.RUNNING) | Q(claim__isnull=False), name="effect_running_is_claimed"
            ),
        ]
        indexes = [
            models.Index(fields=["run_after"], condition=~Q(state__in=["done", "dead"]), name="effect_open"),
            models.Index(fields=["application", "created_at"], name="effect_application"),
            # The staff page of stuck work: what is not done, and what was done last.
            models.Index(
                fields=["created_at"], condition=Q(state__in=["pending", "running", "dead"]), name="effect_undone"
            ),
            models.Index(fields=["-done_at"], condition=Q(state="done"), name="effect_done"),
        ]

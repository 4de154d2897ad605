from datetime import datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.access.actors import Visitor
from identity.people.models import User
from procedures.applications.models.sealed import Sealed
from procedures.catalogue.models import ProcedureVersion


class DraftQuerySet(models.QuerySet["Draft"]):
    def for_citizen(self, visitor: Visitor) -> Self:
        """Drafts this visitor started: under the own account, or as a guest in this browser."""
        mine = Q(pk__in=visitor.grants, owner=None)
        if visitor.user_id is not None:
            mine |= Q(owner=visitor.user_id)
        return self.filter(mine)

    def open(self, now: datetime | None = None) -> Self:
        return self.filter(expires_at__gt=now or timezone.now())


class Draft(Sealed):
    """What is not sent yet: a new application, or the mending of one that waits for correction.

    Sending deletes the row in the transaction that makes the application, which keeps its identifier.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    corrects = models.ForeignKey(
        "Application", on_delete=models.CASCADE, null=True, blank=True, related_name="correction_drafts"
    )
    # Sealed JSON: see drafts.Contents.
    contents = models.BinaryField(_("入力内容"))
    revision = models.PositiveIntegerField(_("改訂"), default=0)
    started_at = models.DateTimeField(_("開始日時"), default=timezone.now)
    saved_at = models.DateTimeField(_("保存日時"), default=timezone.now)
    expires_at = models.DateTimeField(_("期限"))
    reminded_at = models.DateTimeField(_("期限の知らせ"), null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("下書き")
        constraints = [
            models.UniqueConstraint(fields=["corrects"], name="one_correction_draft_per_application"),
        ]
        indexes = [
            models.Index(fields=["owner", "-saved_at"], name="draft_owner"),
            models.Index(fields=["expires_at"], name="draft_expiry"),
        ]

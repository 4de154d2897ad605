from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.access.actors import Staff
from identity.people.models import User
from procedures.applications.models.sealed import Sealed


class TrialQuerySet(models.QuerySet["Trial"]):
    def of(self, staff: Staff) -> Self:
        """The trials of this administrator: nobody sees another's."""
        return self.filter(user=staff.user_id)


class Trial(Sealed):
    """One test application of an administrator: what was filled in, and what the staff of the play did.

    All that follows from it (receipt, claim, decision, letters) is worked out anew for each page and never stored.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    number = models.PositiveSmallIntegerField(_("手続番号"))
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    # The text that is tried, as it was when the trial began or was brought up to date: it stays what others publish.
    document = models.TextField(_("内容"))
    # The published version it is the text of; None for the text that is being written.
    version = models.PositiveIntegerField(_("版"), null=True, blank=True)
    department = models.SlugField(_("課の符号"), max_length=40)
    person = models.SlugField(_("見本の人"), max_length=20)
    level = models.PositiveSmallIntegerField(_("本人確認レベル"), default=0)
    # Sealed JSON: see trials.Contents.
    contents = models.BinaryField(_("入力内容"))
    revision = models.PositiveIntegerField(_("改訂"), default=0)
    started_at = models.DateTimeField(_("開始日時"), default=timezone.now)
    changed_at = models.DateTimeField(_("変えた日時"), default=timezone.now)

    objects = TrialQuerySet.as_manager()

    class Meta:
        verbose_name = _("試行")
        constraints = [models.CheckConstraint(condition=Q(level__lte=3), name="trial_level_known")]
        indexes = [
            models.Index(fields=["user", "number", "-changed_at"], name="trial_of_user"),
            models.Index(fields=["changed_at"], name="trial_age"),
        ]

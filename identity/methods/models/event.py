import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User


class Event(models.TextChoices):
    STARTED = "started", _("本人確認を始めた")
    SIGNED_IN = "signed_in", _("本人確認をした")
    CREATED = "created", _("アカウントを作った")
    BOUND = "bound", _("アカウントに結び付けた")
    SUPERSEDED = "superseded", _("新しいカードに替えた")
    UNBOUND = "unbound", _("結び付けを解いた")
    MOVED = "moved", _("前回と属性が違った")
    CANCELLED = "cancelled", _("本人がやめた")
    REFUSED = "refused", _("受け付けなかった")
    SIGNED = "signed", _("署名を受け取った")


class IdentityEvent(models.Model):
    """What happened around proving who somebody is; append-only, and without personal data.

    `reason` says to staff which check failed (a code, docs/security.md); citizens are told what to do next instead.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(_("日時"), default=timezone.now)
    event = models.CharField(_("できごと"), max_length=20, choices=Event.choices)
    method = models.SlugField(_("方法"), max_length=20)
    level = models.SmallIntegerField(_("本人確認レベル"))
    reason = models.SlugField(_("理由の符号"), max_length=40, blank=True)
    attempt = models.UUIDField(_("試行"), null=True, blank=True)
    # Kept when the account is deleted: a number that then names nobody.
    user = models.ForeignKey(
        User, on_delete=models.DO_NOTHING, db_constraint=False, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("本人確認の記録")
        constraints = [models.CheckConstraint(condition=Q(event__in=Event.values), name="identity_event_known")]
        indexes = [
            models.Index(fields=["user", "at"], name="identity_event_user"),
            models.Index(fields=["at"], name="identity_event_at"),
        ]

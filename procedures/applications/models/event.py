from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User
from procedures.applications.models.application import Application


class ActorKind(models.TextChoices):
    CITIZEN = "citizen", _("申請者")
    STAFF = "staff", _("職員")
    PORTAL = "portal", _("システム")


class ApplicationEvent(models.Model):
    """One fact in the life of an application. Append-only (PostgreSQL refuses otherwise) and chained by hash."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField(_("番号"))
    verb = models.CharField(_("動作"), max_length=30)
    actor_kind = models.CharField(_("行為者の種別"), max_length=10, choices=ActorKind.choices)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("日時"), default=timezone.now)
    # Facts without personal data, in the clear.
    data = models.JSONField(_("内容"), default=dict)
    # Free text (a request, a reason, a note), sealed with the application's key.
    text = models.BinaryField(_("文"), null=True, blank=True)
    # The idempotency key of the command: the same command sent twice has one result.
    command_key = models.CharField(_("操作の鍵"), max_length=64, null=True, blank=True)  # noqa: DJ001  NULLs are unique
    previous_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("経過")
        constraints = [
            models.UniqueConstraint(fields=["application", "sequence"], name="event_sequence_once"),
            models.UniqueConstraint(fields=["application", "command_key"], name="event_command_once"),
            models.CheckConstraint(condition=Q(actor_kind__in=ActorKind.values), name="event_actor_kind_known"),
            models.CheckConstraint(
                condition=~Q(actor_kind=ActorKind.STAFF) | Q(actor__isnull=False), name="event_staff_is_named"
            ),
        ]

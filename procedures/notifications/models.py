from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User
from procedures.applications.models import Application, ApplicationEvent


class Message(models.Model):
    """A notice in the portal's inbox, about an event of an application. The mail only says that it is there."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    event = models.OneToOneField(ApplicationEvent, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(_("用件"), max_length=20)
    created_at = models.DateTimeField(_("日時"), default=timezone.now)
    read_at = models.DateTimeField(_("既読日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("お知らせ")
        indexes = [models.Index(fields=["owner", "-created_at"], name="message_owner")]

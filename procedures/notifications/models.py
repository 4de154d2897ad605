from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.access.actors import Visitor
from identity.people.models import User
from procedures.applications.models import Application, ApplicationEvent


class MessageQuerySet(models.QuerySet["Message"]):
    def for_citizen(self, visitor: Visitor) -> Self:
        """Messages about the visitor's own applications, newest first: as Application.objects.for_citizen."""
        granted = Q(application__draft_id__in=visitor.grants) | Q(application__in=visitor.grants)
        mine = Q(application__owner=None) & granted
        if visitor.user_id is not None:
            mine |= Q(owner=visitor.user_id)
        return self.filter(mine).order_by("-created_at", "-pk")

    def readable(self) -> Self:
        """With all that the words of a message are made from, in one statement."""
        return self.select_related(
            "event", "application__owner", "application__version", "application__procedure__department"
        ).defer("application__version__document", "application__procedure__search_text")

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Message(models.Model):
    """A notice in the portal's inbox, about an event of an application. The mail only says that it is there."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    event = models.OneToOneField(ApplicationEvent, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(_("用件"), max_length=20)
    created_at = models.DateTimeField(_("日時"), default=timezone.now)
    read_at = models.DateTimeField(_("既読日時"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("お知らせ")
        indexes = [models.Index(fields=["owner", "-created_at"], name="message_owner")]

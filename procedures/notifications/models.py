from datetime import datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.access.actors import Visitor
from identity.people.models import User
from procedures.applications.models import Application, ApplicationEvent


class TextVersionQuerySet(models.QuerySet["TextVersion"]):
    def begun(self, moment: Combinable | datetime) -> Self:
        """Those in use by a moment, the newest first: the first one counts."""
        return self.filter(effective_from__lte=moment).order_by("-effective_from", "-number")

    def as_of(self, letter: Combinable, moment: Combinable) -> Subquery:
        """The texts of a letter as of a moment, to annotate rows with."""
        return Subquery(self.filter(letter=letter).begun(moment).values("texts")[:1])


class TextVersion(models.Model):
    """The city's own sentences of a message or mail, from a moment on: parts by key, the others are the standard.

    Append-only: PostgreSQL refuses otherwise. Of those that have begun the latest counts; of one moment the highest
    number. See letters.py for what there is to write.
    """

    letter = models.CharField(_("お知らせ"), max_length=30)
    number = models.PositiveIntegerField(_("版"))
    texts = models.JSONField(_("文面"), default=dict)
    effective_from = models.DateTimeField(_("開始日時"), default=timezone.now)
    reason = models.CharField(_("理由"), max_length=200)
    at = models.DateTimeField(_("日時"), default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = TextVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("文面")
        constraints = [models.UniqueConstraint(fields=["letter", "number"], name="text_version_once")]
        indexes = [models.Index(fields=["letter", "-effective_from", "-number"], name="text_version_in_force")]


class MessageQuerySet(models.QuerySet["Message"]):
    def for_citizen(self, visitor: Visitor) -> Self:
        """Messages about the visitor's own applications, newest first: as Application.objects.for_citizen."""
        granted = Q(application__draft_id__in=visitor.grants) | Q(application__in=visitor.grants)
        mine = Q(application__owner=None) & granted
        if visitor.user_id is not None:
            mine |= Q(owner=visitor.user_id)
        return self.filter(mine).order_by("-created_at", "-pk")

    def readable(self) -> Self:
        """With all that the words of a message are made from, in one statement.

        The city's texts are those of the moment the message was made: what was told stays as it was told.
        """
        return (
            self.select_related(
                "event", "application__owner", "application__version", "application__procedure__department"
            )
            .defer("application__version__document", "application__procedure__search_text")
            .annotate(
                own_texts=TextVersion.objects.as_of(OuterRef("topic"), OuterRef("created_at")),
                mail_texts=TextVersion.objects.as_of(Value("mail"), OuterRef("created_at")),
            )
        )

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

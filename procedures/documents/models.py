from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from procedures.applications.models import Application, ApplicationEvent


class DocumentKind(models.TextChoices):
    RECEIPT = "receipt", _("受付票")
    DECISION = "decision", _("決定通知書")
    PAYMENT = "payment", _("納付済みの記録")
    FEE_RECEIPT = "fee_receipt", _("領収書")
    LETTER = "letter", _("手続の書類")


class Document(models.Model):
    """A PDF that comes out of an application. Its row is there when it is asked for; its content when it is made."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    # The fact it states: a correction or a decision makes a new document, never changes one.
    event = models.ForeignKey(ApplicationEvent, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("種類"), max_length=20, choices=DocumentKind.choices)
    # Of a letter: which of its procedure's documents it is, and what that is called.
    part = models.CharField(_("書類の符号"), max_length=60, blank=True, default="", db_default="")
    title = models.CharField(_("書類の名前"), max_length=300, blank=True, default="", db_default="")
    requested_at = models.DateTimeField(_("作成依頼"), default=timezone.now)
    made_at = models.DateTimeField(_("作成日時"), null=True, blank=True)
    # Sealed with the application's key.
    content = models.BinaryField(_("PDF"), null=True, blank=True)
    size = models.PositiveIntegerField(_("大きさ（バイト）"), default=0)
    digest = models.CharField(_("SHA-256"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("書類")
        constraints = [
            models.UniqueConstraint(fields=["application", "kind", "event", "part"], name="document_once"),
            models.CheckConstraint(
                condition=(Q(kind=DocumentKind.LETTER) & ~Q(part="") & ~Q(title=""))
                | (~Q(kind=DocumentKind.LETTER) & Q(part="", title="")),
                name="document_letter_is_of_its_procedure",
            ),
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="document_kind_known"),
            models.CheckConstraint(
                condition=Q(made_at=None, content=None) | Q(made_at__isnull=False, content__isnull=False),
                name="document_made_has_content",
            ),
        ]

    @property
    def name(self) -> str:
        """What people call it."""
        return self.title or str(DocumentKind(self.kind).label)

    @property
    def purpose(self) -> str:
        """What its content is sealed for: a seal moved to another document does not open."""
        return f"document:{self.pk}"

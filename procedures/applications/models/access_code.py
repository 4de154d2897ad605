from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from procedures.applications.models.application import Application


class AccessCode(models.Model):
    """A code of six digits, sent to the mail address of an application, that opens it in one more browser."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="+")
    # Sealed with the application's key: the worker that mails it opens it; no task argument or log holds it.
    code = models.BinaryField(_("確認コード"))
    created_at = models.DateTimeField(_("作成日時"), default=timezone.now)
    expires_at = models.DateTimeField(_("期限"), db_index=True)
    attempts = models.PositiveSmallIntegerField(_("試行"), default=0)
    used_at = models.DateTimeField(_("使用日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("確認コード")

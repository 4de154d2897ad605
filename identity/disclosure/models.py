from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User


class DisclosureEntry(models.Model):
    """One look of a staff member at a citizen's data. Append-only: PostgreSQL refuses change and deletion."""

    # The application that was read, by its identifier: applications stand above this room.
    subject = models.UUIDField(_("対象"))
    citizen = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    staff = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    department = models.SlugField(_("課の符号"), max_length=40)
    purpose = models.CharField(_("目的"), max_length=200)
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("閲覧の記録")
        indexes = [
            models.Index(fields=["subject", "at"], name="disclosure_subject"),
            models.Index(fields=["citizen", "at"], name="disclosure_citizen"),
        ]

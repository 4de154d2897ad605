from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User


class ConfirmedTranslation(models.Model):
    """Somebody said that a translation is still right, though the Japanese was changed after it.

    `digest`: of both texts together (standing.digest_of), so that it ends with the next change of either.
    """

    number = models.PositiveSmallIntegerField(_("手続番号"))
    language = models.CharField(_("言語"), max_length=10)
    digest = models.CharField(_("SHA-256"), max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("日時"), default=timezone.now)

    class Meta:
        verbose_name = _("見直した訳")
        constraints = [
            models.UniqueConstraint(fields=["number", "language", "digest"], name="confirmed_translation_once"),
        ]

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Verification(models.TextChoices):
    VERIFIED = "verified", _("確認済")
    SAMPLE = "sample", _("見本")


class FeeItemQuerySet(models.QuerySet["FeeItem"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)


class FeeItem(models.Model):
    """A price in yen with its legal basis. Amounts not seen in a source are marked 見本 wherever they show."""

    code = models.SlugField(_("符号"), max_length=40)
    label = models.CharField(_("名称"), max_length=100)
    amount = models.PositiveIntegerField(_("金額（円）"))
    unit = models.CharField(_("単位"), max_length=20, blank=True)
    basis = models.CharField(_("根拠"), max_length=200)
    verification = models.CharField(_("確認状況"), max_length=10, choices=Verification.choices)
    valid_from = models.DateField(_("適用開始日"))
    valid_until = models.DateField(_("適用終了日"), null=True, blank=True)

    objects = FeeItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("手数料")
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="fee_item_once"),
            models.CheckConstraint(condition=Q(verification__in=Verification.values), name="fee_item_verification"),
        ]

    @property
    def is_sample(self) -> bool:
        return self.verification == Verification.SAMPLE

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RevocationListQuerySet(models.QuerySet["RevocationList"]):
    def current(self) -> Self:
        return self.filter(superseded_at__isnull=True)


class RevocationList(models.Model):
    """A CRL that was verified when it was stored. Its bytes are kept once for all evidence that leans on it."""

    sha256 = models.CharField(_("ハッシュ値"), max_length=64, unique=True)
    issuer = models.CharField(_("発行者の指紋"), max_length=64)
    # SHA-256 of the distribution point's DER name; empty for a list of everything the issuer revoked.
    scope = models.CharField(_("範囲"), max_length=64, blank=True)
    number = models.CharField(_("番号"), max_length=40, blank=True)  # hexadecimal: CRL numbers have up to 20 octets
    this_update = models.DateTimeField(_("発行日時"))
    next_update = models.DateTimeField(_("次の発行日時"))
    size = models.PositiveIntegerField(_("件数"))
    der = models.BinaryField(_("失効リスト"))
    stored_at = models.DateTimeField(_("取込日時"), default=timezone.now)
    superseded_at = models.DateTimeField(_("入替日時"), null=True, blank=True)

    objects = RevocationListQuerySet.as_manager()

    class Meta:
        verbose_name = _("失効リスト")
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "scope"], condition=Q(superseded_at__isnull=True), name="revocation_list_current"
            ),
            models.CheckConstraint(condition=Q(next_update__gt=models.F("this_update")), name="revocation_list_period"),
        ]


class RevokedSerial(models.Model):
    """One entry of a current list: the index by which a certificate is looked up, whatever the list's size."""

    list = models.ForeignKey(RevocationList, on_delete=models.CASCADE, related_name="serials")
    serial = models.CharField(_("発行番号"), max_length=40)  # hexadecimal, without leading zeros
    reason = models.CharField(_("理由"), max_length=32)  # as cryptography names RFC 5280's reasons
    revoked_at = models.DateTimeField(_("失効日時"))

    class Meta:
        verbose_name = _("失効した証明書")
        constraints = [models.UniqueConstraint(fields=["list", "serial"], name="revoked_serial_once")]

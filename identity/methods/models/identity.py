from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User


class Source(models.TextChoices):
    UNKNOWN = "", _("不明")
    CARD = "card", _("マイナンバーカード")
    PHONE = "phone", _("スマートフォン")
    ACCOUNT = "account", _("アカウント")


class CitizenIdentity(models.Model):
    """What binds an account to a subject of an identity provider: (issuer, sub) and nothing else.

    Never by mail address, name, or the card's serial number. `person` and `address` are keyed hashes of what the card
    said last, by which a new card of the same person and a move are noticed after the attributes themselves are gone.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    method = models.SlugField(_("方法"), max_length=20)
    issuer = models.CharField(_("発行者"), max_length=255)
    subject_hash = models.CharField(_("利用者の符号のハッシュ"), max_length=64)
    subject = models.TextField(_("利用者の符号（暗号化）"))
    level = models.SmallIntegerField(_("本人確認レベル"))
    acr = models.CharField(max_length=60, blank=True)
    source = models.CharField(_("カードまたはスマートフォン"), max_length=10, choices=Source.choices, blank=True)
    person = models.CharField(_("氏名・生年月日・性別のハッシュ"), max_length=64, blank=True)
    address = models.CharField(_("住所のハッシュ"), max_length=64, blank=True)
    verified_at = models.DateTimeField(_("確認日時"), default=timezone.now)
    created_at = models.DateTimeField(_("結び付けた日時"), default=timezone.now)
    superseded_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("本人確認の結び付き")
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject_hash"], name="identity_once"),
            models.CheckConstraint(condition=Q(level__in=[1, 2, 3]), name="identity_level_known"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="identity_source_known"),
        ]


class StaffIdentity(models.Model):
    """A staff account and its one subject in the city's directory."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    issuer = models.CharField(_("発行者"), max_length=255)
    subject_hash = models.CharField(_("利用者の符号のハッシュ"), max_length=64)
    subject = models.TextField(_("利用者の符号（暗号化）"))
    created_at = models.DateTimeField(_("結び付けた日時"), default=timezone.now)

    class Meta:
        verbose_name = _("職員と庁内の認証基盤の結び付き")
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject_hash"], name="staff_identity_subject_once"),
            models.UniqueConstraint(fields=["user", "issuer"], name="staff_identity_account_once"),
        ]


class VerifiedAttributes(models.Model):
    """What an identity provider said about a person, sealed, for a purpose and until a date. A task deletes it then."""

    identity = models.OneToOneField(CitizenIdentity, on_delete=models.CASCADE, related_name="attributes")
    sealed = models.TextField(_("属性（暗号化）"))
    purpose = models.CharField(_("目的"), max_length=60)
    got_at = models.DateTimeField(_("取得日時"))
    expires_at = models.DateTimeField(_("削除日時"), db_index=True)

    class Meta:
        verbose_name = _("確認した属性")
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("got_at")), name="attributes_expire_after_they_came"
            )
        ]

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.jpki.models import RevocationList


class SignatureState(models.TextChoices):
    OPEN = "open", _("署名待ち")
    SIGNED = "signed", _("署名済み")
    REFUSED = "refused", _("署名を受け付けず")
    EXPIRED = "expired", _("期限切れ")


class SignatureRequest(models.Model):
    """One text that one person is asked to sign with the card.

    `content` is the canonical form, encrypted with the key that `wrapped_key` holds for the portal's key ring. All
    personal data of the request and its evidence is under that key: emptying `wrapped_key` destroys it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    # What is signed for, such as a draft's identifier: what it is stands above this room.
    subject = models.UUIDField(_("対象"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    title = models.CharField(_("件名"), max_length=200)
    digest = models.CharField(_("ハッシュ値"), max_length=64)  # SHA-256 of the canonical form, hexadecimal
    content = models.TextField(_("署名する内容"))
    wrapped_key = models.TextField(_("鍵"), blank=True)
    state = models.CharField(_("状態"), max_length=10, choices=SignatureState.choices, default=SignatureState.OPEN)
    created_at = models.DateTimeField(_("作成日時"), default=timezone.now)
    expires_at = models.DateTimeField(_("期限"))
    finished_at = models.DateTimeField(_("終了日時"), null=True, blank=True)

    class Meta:
        verbose_name = _("署名の依頼")
        indexes = [models.Index(fields=["subject", "digest"], name="signature_request_subject")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SignatureState.values), name="signature_state_known"),
            models.CheckConstraint(
                condition=Q(state=SignatureState.OPEN, finished_at__isnull=True)
                | (~Q(state=SignatureState.OPEN) & Q(finished_at__isnull=False)),
                name="signature_finished_once",
            ),
            models.UniqueConstraint(
                fields=["subject", "digest", "user"],
                condition=Q(state=SignatureState.OPEN),
                nulls_distinct=False,
                name="signature_request_open_once",
            ),
        ]


class SignatureEvidence(models.Model):
    """A signature that held, with all that is needed to check it again. Append-only: PostgreSQL refuses change."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request = models.OneToOneField(SignatureRequest, on_delete=models.PROTECT, related_name="evidence")
    subject = models.UUIDField(_("対象"))
    digest = models.CharField(_("ハッシュ値"), max_length=64)
    method = models.CharField(_("方法"), max_length=40)  # the folder under identity/methods that brought it
    at = models.DateTimeField(_("確認日時"))
    fingerprint = models.CharField(_("証明書の指紋"), max_length=64)  # SHA-256, hexadecimal
    # Sealed with the request's key: they name the person. The certificate is empty where it may not be kept.
    cms = models.TextField(_("署名データ"))
    certificate = models.TextField(_("証明書"), blank=True)
    holder = models.TextField(_("基本4情報"))
    revocation = models.TextField(_("失効確認の記録"))
    root = models.BinaryField(_("認証局の証明書"))
    revocation_list = models.ForeignKey(
        RevocationList, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revocation_response = models.TextField(_("失効確認の回答"), blank=True)  # sealed

    class Meta:
        verbose_name = _("署名の証拠")
        indexes = [models.Index(fields=["subject", "digest"], name="signature_evidence_subject")]


class SignatureRefusal(models.Model):
    """A signature that was not accepted, and why, for staff. Append-only; names nobody."""

    request = models.ForeignKey(SignatureRequest, on_delete=models.PROTECT, related_name="refusals")
    at = models.DateTimeField(_("日時"), default=timezone.now)
    method = models.CharField(_("方法"), max_length=40)
    reason = models.CharField(_("理由"), max_length=32)  # identity.jpki.reasons.Reason

    class Meta:
        verbose_name = _("受け付けなかった署名")
        indexes = [models.Index(fields=["request", "at"], name="signature_refusal_request")]

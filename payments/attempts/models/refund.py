from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User
from payments.attempts.models.attempt import PaymentAttempt
from payments.gateways.contract import RefundRef
from payments.money import MOST_YEN


class RefundState(models.TextChoices):
    REQUESTED = "requested", _("承認待ち")
    REFUSED = "refused", _("不承認")
    APPROVED = "approved", _("承認済み")
    SUBMITTING = "submitting", _("依頼中")
    SUBMITTED = "submitted", _("処理中")
    SUCCEEDED = "succeeded", _("還付済み")
    FAILED = "failed", _("失敗")
    MANUAL_TRANSFER = "manual_transfer", _("振込待ち")
    TRANSFERRED = "transferred", _("振込済み")


COUNTED = tuple(state for state in RefundState if state not in {RefundState.REFUSED, RefundState.FAILED})
"""States in which a refund uses up what may still be refunded."""


class RefundMethod(models.TextChoices):
    GATEWAY = "gateway", _("決済の取消し")
    BANK = "bank", _("口座振込")


class PayeeFrom(models.TextChoices):
    CITIZEN = "citizen", _("申請者")
    STAFF = "staff", _("職員")


class RefundOrigin(models.TextChoices):
    STAFF = "staff", _("職員")
    SYSTEM = "system", _("システムの提案")
    EXTERNAL = "external", _("決済事業者")


class Refund(models.Model):
    """Money to give back. Its identifier is the idempotency key at the gateway, kept over all tries.

    Nothing leaves before another person than the requester approved (決裁). `payee` is sealed bank data, emptied once
    the transfer is made. PostgreSQL refuses deletion and more than was received (but for what already happened
    outside: origin EXTERNAL).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    attempt = models.ForeignKey(PaymentAttempt, on_delete=models.PROTECT, related_name="refunds")
    amount_yen = models.PositiveIntegerField(_("金額（円）"))
    # What the requester saw as still refundable: a stale page is refused.
    expected_available_yen = models.PositiveIntegerField(_("還付できる金額（円）"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=200)
    # The rule it follows: over_payment, double_payment, withdrawn, not_issued, …
    policy = models.SlugField(_("区分"), max_length=30)
    origin = models.CharField(_("起案"), max_length=10, choices=RefundOrigin.choices, default=RefundOrigin.STAFF)
    method = models.CharField(_("方法"), max_length=10, choices=RefundMethod.choices)
    state = models.CharField(_("状態"), max_length=15, choices=RefundState.choices, default=RefundState.REQUESTED)
    refund_id = models.CharField(_("決済事業者の還付番号"), max_length=255, blank=True)
    # A definite failure at the gateway needs a new row with a new key: this one stands for that one.
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    # The gateway said no for good; False: nobody knows, the same key must be used.
    failed_definitely = models.BooleanField(_("失敗の確定"), default=False)
    problem = models.CharField(_("失敗の種類"), max_length=200, blank=True)

    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    requested_at = models.DateTimeField(_("起案日時"), default=timezone.now)
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(_("決裁日時"), null=True, blank=True)
    submitted_at = models.DateTimeField(_("依頼日時"), null=True, blank=True)
    done_on = models.DateField(_("完了日"), null=True, blank=True)
    payee = models.TextField(_("振込先"), blank=True)
    # Who said where to, and when; kept when the account itself is purged.
    payee_from = models.CharField(_("振込先の入力"), max_length=10, choices=PayeeFrom.choices, blank=True)
    payee_at = models.DateTimeField(_("振込先の入力日時"), null=True, blank=True)
    next_try_at = models.DateTimeField(_("次の処理"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("試行"), default=0)

    class Meta:
        verbose_name = _("還付")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RefundState.values), name="refund_state_known"),
            models.CheckConstraint(condition=Q(method__in=RefundMethod.values), name="refund_method_known"),
            models.CheckConstraint(condition=Q(origin__in=RefundOrigin.values), name="refund_origin_known"),
            models.CheckConstraint(condition=Q(amount_yen__range=(1, MOST_YEN)), name="refund_amount_in_range"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(requested_by=None) | ~Q(approved_by=F("requested_by")),
                name="refund_second_person",
            ),
            # Nothing leaves without an approval, but for what already left by itself.
            models.CheckConstraint(
                condition=Q(state__in=["requested", "refused"]) | Q(approved_by__isnull=False) | Q(origin="external"),
                name="refund_needs_approval",
            ),
            models.CheckConstraint(
                condition=Q(payee="") | Q(state__in=["requested", "approved", "manual_transfer", "failed"]),
                name="refund_payee_is_purged",
            ),
            models.UniqueConstraint(fields=["attempt", "refund_id"], condition=~Q(refund_id=""), name="refund_id_once"),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(next_try_at__isnull=False), name="refund_due"),
            models.Index(fields=["state", "requested_at"], name="refund_work_list"),
        ]

    @property
    def ref(self) -> RefundRef:
        return RefundRef(refund=self.pk, payment=self.attempt.ref, refund_id=self.refund_id)

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User
from payments.assessments.models import FeeAssessment
from payments.attempts.models.attempt import PaymentAttempt
from payments.attempts.models.refund import Refund
from payments.gateways.models import GatewayEvent


class ExceptionKind(models.TextChoices):
    AMOUNT_MISMATCH = "amount_mismatch", _("金額の相違")
    LATE_PAID = "late_paid", _("期限後の納付")
    DOUBLE_PAID = "double_paid", _("二重の納付")
    PAID_FOR_WITHDRAWN = "paid_for_withdrawn", _("取り消した調定への納付")
    ORPHAN_PAYMENT = "orphan_payment", _("該当のない納付")
    REFUND_FAILED = "refund_failed", _("還付の失敗")
    EXTERNAL_REFUND = "external_refund", _("決済事業者での還付")
    CHARGEBACK = "chargeback", _("チャージバック")
    SETTLEMENT_DIFF = "settlement_diff", _("精算との相違")
    OVERDUE = "overdue", _("期限を過ぎた未納")


class ExceptionState(models.TextChoices):
    OPEN = "open", _("未処理")
    RESOLVED = "resolved", _("処理済み")


class Resolution(models.TextChoices):
    SETTLED = "settled", _("納付として扱う")
    REFUNDED = "refunded", _("還付する")
    REASSESSED = "reassessed", _("調定を改める")
    REVIVED = "revived", _("申請を再開する")
    NO_ACTION = "no_action", _("対応不要")


class PaymentException(models.Model):
    """Something about money that a person must look at: the staff's work list. Opening one twice is opening it once."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(_("種類"), max_length=20, choices=ExceptionKind.choices)
    # What makes it the same fact: "stripe:pi_123".
    once = models.CharField(_("重複防止"), max_length=320)
    assessment = models.ForeignKey(FeeAssessment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    attempt = models.ForeignKey(
        PaymentAttempt, on_delete=models.PROTECT, null=True, blank=True, related_name="exceptions"
    )
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, null=True, blank=True, related_name="exceptions")
    event = models.ForeignKey(GatewayEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Amounts and references, no personal data: {"expected_yen": 600, "reported_yen": 599}.
    detail = models.JSONField(_("内容"), default=dict)
    state = models.CharField(_("状態"), max_length=10, choices=ExceptionState.choices, default=ExceptionState.OPEN)
    opened_at = models.DateTimeField(_("発生日時"), default=timezone.now)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    resolution = models.CharField(_("処理"), max_length=12, choices=Resolution.choices, blank=True)
    note = models.CharField(_("備考"), max_length=300, blank=True)
    closed_at = models.DateTimeField(_("処理日時"), null=True, blank=True)
    # None with RESOLVED: the portal itself (a late payment that settled its claim).
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("要確認の納付")
        constraints = [
            models.UniqueConstraint(fields=["kind", "once"], name="exception_once"),
            models.CheckConstraint(condition=Q(kind__in=ExceptionKind.values), name="exception_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ExceptionState.values), name="exception_state_known"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None, resolution="")
                | (Q(state="resolved", closed_at__isnull=False) & ~Q(resolution="")),
                name="exception_resolved_says_how",
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at"], condition=Q(state="open"), name="exception_work_list"),
        ]

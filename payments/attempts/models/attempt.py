from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User
from payments.assessments.models import FeeAssessment
from payments.gateways.contract import AttemptRef, Method
from payments.hooks import Subject
from payments.money import MOST_YEN


class AttemptState(models.TextChoices):
    CREATED = "created", _("開始")
    OPEN = "open", _("手続中")
    PROCESSING = "processing", _("確認中")
    PAID = "paid", _("納付済み")
    START_FAILED = "start_failed", _("開始できず")
    FAILED = "failed", _("不成立")
    EXPIRED = "expired", _("時間切れ")
    CANCELLED = "cancelled", _("取りやめ")


LIVE = (AttemptState.CREATED, AttemptState.OPEN, AttemptState.PROCESSING)


class PaymentAttemptQuerySet(models.QuerySet["PaymentAttempt"]):
    def of(self, subject: Subject) -> Self:
        return self.filter(assessment__subject_kind=subject.kind, assessment__subject_id=subject.id)

    def live(self) -> Self:
        return self.filter(state__in=LIVE)


class PaymentAttempt(models.Model):
    """One try to pay one revision of an assessment at one gateway.

    `amount_yen` is the revision's total less what had been received before (`credited_yen`); PostgreSQL checks it when
    the row is made and refuses to change it, to leave PAID, and to delete the row. State changes: transitions.py.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    # Found by the unique (assessment, sequence): an index of its own would be written with each change of state.
    assessment = models.ForeignKey(FeeAssessment, on_delete=models.PROTECT, related_name="attempts", db_index=False)
    sequence = models.PositiveSmallIntegerField(_("回"), default=1)
    gateway = models.SlugField(_("決済の符号"), max_length=30, db_index=False)
    method = models.CharField(_("納付方法"), max_length=20, choices=Method.choices)
    amount_yen = models.PositiveIntegerField(_("金額（円）"))
    credited_yen = models.PositiveIntegerField(_("納付済みの金額（円）"), default=0)
    state = models.CharField(_("状態"), max_length=12, choices=AttemptState.choices, default=AttemptState.CREATED)

    session_id = models.CharField(_("決済画面の番号"), max_length=255, blank=True)
    payment_id = models.CharField(_("決済ID"), max_length=255, blank=True)
    # What the citizen does next, as actions.dump() writes it; and what start needs to be repeated after a crash.
    action = models.JSONField(_("次の操作"), null=True, blank=True)
    return_url = models.CharField(_("戻り先"), max_length=500)
    cancel_url = models.CharField(_("取りやめの戻り先"), max_length=500)
    expires_at = models.DateTimeField(_("有効期限"))

    paid_at = models.DateTimeField(_("納付日時"), null=True, blank=True)
    paid_on = models.DateField(_("納付日"), null=True, blank=True)
    decline = models.CharField(_("決済事業者の回答"), max_length=60, blank=True)
    declines = models.PositiveSmallIntegerField(_("承認されなかった回数"), default=0)
    looked_up_at = models.DateTimeField(_("最後の照会"), null=True, blank=True)
    next_poll_at = models.DateTimeField(_("次の照会"), null=True, blank=True)
    polls = models.PositiveSmallIntegerField(_("照会の回数"), default=0)
    created_at = models.DateTimeField(_("開始日時"), default=timezone.now)
    started_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = PaymentAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("納付")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "sequence"], name="attempt_sequence_once"),
            models.UniqueConstraint(fields=["assessment"], condition=Q(state__in=LIVE), name="attempt_one_live"),
            models.UniqueConstraint(
                fields=["gateway", "session_id"], condition=~Q(session_id=""), name="attempt_session_once"
            ),
            models.UniqueConstraint(
                fields=["gateway", "payment_id"], condition=~Q(payment_id=""), name="attempt_payment_once"
            ),
            models.CheckConstraint(condition=Q(state__in=AttemptState.values), name="attempt_state_known"),
            models.CheckConstraint(condition=Q(method__in=Method.values), name="attempt_method_known"),
            models.CheckConstraint(condition=Q(amount_yen__range=(1, MOST_YEN)), name="attempt_amount_in_range"),
            models.CheckConstraint(
                condition=~Q(state=AttemptState.PAID) | Q(paid_at__isnull=False, paid_on__isnull=False),
                name="attempt_paid_has_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["next_poll_at"], condition=Q(next_poll_at__isnull=False), name="attempt_poll"),
        ]

    @property
    def is_live(self) -> bool:
        return self.state in LIVE

    @property
    def ref(self) -> AttemptRef:
        return AttemptRef(attempt=self.pk, session_id=self.session_id, payment_id=self.payment_id)

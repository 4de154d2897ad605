from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User
from payments.fees.models import ExemptionRule, FeeItem
from payments.hooks import Subject
from payments.money import MOST_YEN


class AssessmentStatus(models.TextChoices):
    DRAFT = "draft", _("作成中")
    ASSESSED = "assessed", _("納付待ち")
    SETTLED = "settled", _("納付済み")
    WAIVED = "waived", _("納付不要")
    SUPERSEDED = "superseded", _("変更済み")
    VOID = "void", _("取消し")
    REFUNDED_PART = "refunded_part", _("一部還付済み")
    REFUNDED = "refunded", _("還付済み")


_NOT_CURRENT = [AssessmentStatus.SUPERSEDED, AssessmentStatus.VOID]


class FeeAssessmentQuerySet(models.QuerySet["FeeAssessment"]):
    def of(self, subject: Subject) -> Self:
        return self.filter(subject_kind=subject.kind, subject_id=subject.id)

    def latest_revisions(self) -> Self:
        """One for each claim: all but the superseded ones."""
        return self.exclude(status=AssessmentStatus.SUPERSEDED)


class FeeAssessment(models.Model):
    """A 調定: what is owed for a subject, before anything is received.

    A changed amount is a further revision (変更の調定). All revisions share `claim`, under which the ledger sums what
    was received. Only the services change a row, and of it only its status and marks: PostgreSQL refuses a change of
    the amount, and deletion.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    # 調定番号
    number = models.BigIntegerField(
        _("調定番号"), unique=True, db_default=Func(Value("payments_assessment_number"), function="nextval")
    )
    claim = models.UUIDField(_("債権"), default=uuid4)
    # Nothing looks for a kind alone; an index of its own would be written with each change of status.
    subject_kind = models.SlugField(_("対象の種類"), max_length=30, db_index=False)
    subject_id = models.UUIDField(_("対象"))
    # Which of the subject's fees: "fee", "issue", "postage".
    kind = models.SlugField(_("種類"), max_length=30, default="fee", db_index=False)
    revision = models.PositiveSmallIntegerField(_("改訂"), default=1)
    # What the citizen and the gateway read: the procedure's title. No personal data.
    title = models.CharField(_("件名"), max_length=100)
    fiscal_year = models.PositiveSmallIntegerField(_("会計年度"))
    revenue_code = models.CharField(_("歳入科目"), max_length=30, blank=True)
    total_yen = models.PositiveIntegerField(_("金額（円）"))
    status = models.CharField(_("状態"), max_length=15, choices=AssessmentStatus.choices)
    due_on = models.DateField(_("納付期限"), null=True, blank=True)
    # What the amount was computed from: answers used and fee items. No names, no addresses.
    basis = models.JSONField(_("算定の根拠"), default=dict)
    reason = models.CharField(_("変更の理由"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("作成日時"), default=timezone.now)
    assessed_at = models.DateTimeField(_("調定日時"), null=True, blank=True)
    assessed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    # First time the claim was paid to the yen; stays when money goes back.
    settled_at = models.DateTimeField(_("納付済みとなった日時"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("催促日時"), null=True, blank=True)
    overdue_at = models.DateTimeField(_("期限切れの連絡日時"), null=True, blank=True)

    objects = FeeAssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("調定")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind", "revision"], name="assessment_revision_once"
            ),
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "kind"],
                condition=~Q(status__in=_NOT_CURRENT),
                name="assessment_one_current",
            ),
            models.UniqueConstraint(fields=["claim", "revision"], name="assessment_claim_revision_once"),
            models.CheckConstraint(condition=Q(status__in=AssessmentStatus.values), name="assessment_status_known"),
            models.CheckConstraint(condition=Q(total_yen__lte=MOST_YEN), name="assessment_total_in_range"),
            models.CheckConstraint(
                condition=~Q(total_yen=0) | ~Q(status__in=["assessed", "settled"]), name="assessment_zero_is_waived"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "superseded", "void"]) | Q(assessed_at__isnull=False),
                name="assessment_has_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(status="assessed"), name="assessment_open"),
            models.Index(fields=["assessed_at"], name="assessment_books"),
        ]

    @property
    def subject(self) -> Subject:
        return Subject(self.subject_kind, self.subject_id)


class FeeLine(models.Model):
    """One line of the breakdown. Append-only."""

    assessment = models.ForeignKey(FeeAssessment, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField(_("順番"))
    # None: an amount that staff fixed, such as postage.
    item = models.ForeignKey(FeeItem, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    label = models.CharField(_("名称"), max_length=100)
    unit = models.CharField(_("単位"), max_length=20, blank=True)
    quantity = models.PositiveIntegerField(_("数量"))
    unit_yen = models.PositiveIntegerField(_("単価（円）"))
    reduction_yen = models.PositiveIntegerField(_("減額（円）"), default=0)
    exemption = models.ForeignKey(ExemptionRule, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    amount_yen = models.PositiveIntegerField(_("金額（円）"))

    class Meta:
        verbose_name = _("内訳")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "position"], name="fee_line_once"),
            models.CheckConstraint(
                condition=Q(amount_yen=F("quantity") * F("unit_yen") - F("reduction_yen")), name="fee_line_adds_up"
            ),
            models.CheckConstraint(condition=Q(amount_yen__range=(0, MOST_YEN)), name="fee_line_in_range"),
            models.CheckConstraint(
                condition=Q(reduction_yen=0) | Q(exemption__isnull=False), name="fee_line_reduction_has_ground"
            ),
        ]


class ExemptionStatus(models.TextChoices):
    REQUESTED = "requested", _("確認待ち")
    APPROVED = "approved", _("承認")
    REFUSED = "refused", _("不承認")


class ExemptionClaim(models.Model):
    """Somebody asks for a reduction (減免). Another staff member than the one who asked decides."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    claim = models.UUIDField(_("債権"))
    rule = models.ForeignKey(ExemptionRule, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("状態"), max_length=10, choices=ExemptionStatus.choices, default="requested")
    # What was shown to prove it, in staff's words: 「身体障害者手帳を窓口で確認」.
    evidence = models.CharField(_("確認した書類"), max_length=200, blank=True)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    requested_at = models.DateTimeField(_("申出日時"), default=timezone.now)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("決定日時"), null=True, blank=True)
    reason = models.CharField(_("理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("減免の申出")
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ExemptionStatus.values), name="exemption_status_known"),
            models.UniqueConstraint(
                fields=["claim", "rule"], condition=~Q(status="refused"), name="exemption_claimed_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | Q(requested_by=None) | ~Q(decided_by=F("requested_by")),
                name="exemption_second_person",
            ),
            models.CheckConstraint(
                condition=Q(status="requested") | Q(decided_at__isnull=False), name="exemption_decided_has_time"
            ),
        ]
        indexes = [models.Index(fields=["claim"], name="exemption_claim")]

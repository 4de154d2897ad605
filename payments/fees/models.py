from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User
from payments.dated import Dated


class Verification(models.TextChoices):
    VERIFIED = "verified", _("確認済")
    SAMPLE = "sample", _("見本")


class RevenueQuerySet(models.QuerySet["Revenue"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)


class Revenue(Dated):
    """A 歳入科目 in words, for people who read its code. Books and entries hold the code alone.

    A budget is made for a fiscal year (地方自治法211条): what a code means begins on 1 April and ends on 31 March. Once
    an assessment of these years has its code, only the end may still be set: PostgreSQL refuses any other change.
    """

    # Codes that were registered before anybody asked for their years count from the portal's first one.
    valid_from = models.DateField(_("適用開始日"), default=date(2020, 4, 1))
    code = models.CharField(_("歳入科目"), max_length=30)
    # 款・項・目・節 from the second on, as the budget writes them.
    label = models.CharField(_("名称"), max_length=100)
    # Whether a 指定納付受託者 may receive it (地方自治法231条の2の2); which one may is said at the company.
    trustee_allowed = models.BooleanField(_("指定納付受託者の取扱い"), default=True)
    verification = models.CharField(_("確認状況"), max_length=10, choices=Verification.choices)

    objects = RevenueQuerySet.as_manager()

    class Meta:
        verbose_name = _("歳入科目")
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="revenue_once"),
            models.CheckConstraint(
                condition=Q(valid_from__month=4, valid_from__day=1)
                & (Q(valid_until=None) | Q(valid_until__month=3, valid_until__day=31, valid_until__gt=F("valid_from"))),
                name="revenue_whole_years",
            ),
            models.CheckConstraint(condition=Q(verification__in=Verification.values), name="revenue_verification"),
        ]

    @property
    def is_sample(self) -> bool:
        return self.verification == Verification.SAMPLE


class FeeItemQuerySet(models.QuerySet["FeeItem"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)


class FeeItem(Dated):
    """A price in yen with its legal basis. Amounts not seen in a source are marked 見本 wherever they show.

    Once an assessment has used it, only its end may still be set: PostgreSQL refuses any other change (a new price is
    a new row from a later day).
    """

    code = models.SlugField(_("符号"), max_length=40)
    label = models.CharField(_("名称"), max_length=100)
    amount = models.PositiveIntegerField(_("金額（円）"))
    unit = models.CharField(_("単位"), max_length=20, blank=True)
    basis = models.CharField(_("根拠"), max_length=200)
    # 歳入科目 as the accounting system writes it. Empty: what this comes on top of says it (postage), or the city has
    # not filled it in yet.
    revenue_code = models.CharField(_("歳入科目"), max_length=30, blank=True)
    verification = models.CharField(_("確認状況"), max_length=10, choices=Verification.choices)

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


class FeeRecordAbout(models.TextChoices):
    FEE = "fee", _("手数料")
    EXEMPTION = "exemption", _("減免の規定")
    REVENUE = "revenue", _("歳入科目")


class FeeRecordKind(models.TextChoices):
    """What an administrator did with a fee, an exemption rule or a revenue."""

    MADE = "made", _("登録")
    CHANGED = "changed", _("内容の変更")
    PRICED = "priced", _("金額の変更")
    CALLED_OFF = "called_off", _("変更の予定の取消し")
    ENDED = "ended", _("廃止")
    KEPT = "kept", _("廃止の取消し")
    REVENUE = "revenue", _("歳入科目の登録")


class FeeRecord(models.Model):
    """One line of the history of a fee, an exemption rule or a 歳入科目. Append-only: PostgreSQL refuses otherwise."""

    about = models.CharField(
        _("対象"), max_length=10, choices=FeeRecordAbout.choices, default=FeeRecordAbout.FEE, db_default="fee"
    )
    code = models.SlugField(_("符号"), max_length=40)
    kind = models.CharField(_("内容"), max_length=12, choices=FeeRecordKind.choices)
    at = models.DateTimeField(_("日時"), default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # {"on": day, "before": {…}, "after": {…}, "reason": words, "until": the end that the price before had}
    data = models.JSONField(_("詳細"), default=dict)

    class Meta:
        verbose_name = _("手数料の経過")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FeeRecordKind.values), name="fee_record_kind_known"),
            models.CheckConstraint(condition=Q(about__in=FeeRecordAbout.values), name="fee_record_about_known"),
        ]
        indexes = [models.Index(fields=["code", "-at"], name="fee_record_newest")]


class ExemptionRuleQuerySet(models.QuerySet["ExemptionRule"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)


class ExemptionRule(Dated):
    """A reduction (減免) that an ordinance gives: a percentage, or a fixed sum for the whole claim.

    The city's own are kept at /settings/exemptions/ and claimed by staff; those of a procedure's definition have a code
    that begins with OF_PROCEDURE and are made when somebody claims them. Once it took something off, only its end may
    still be set: PostgreSQL refuses any other change.
    """

    OF_PROCEDURE = "procedure-"

    code = models.SlugField(_("符号"), max_length=40)
    label = models.CharField(_("名称"), max_length=100)
    percent = models.PositiveSmallIntegerField(_("割合（%）"), null=True, blank=True)
    fixed_yen = models.PositiveIntegerField(_("減額（円）"), null=True, blank=True)
    # Codes of the fees it reduces; empty: all of them.
    items = ArrayField(models.SlugField(max_length=40), verbose_name=_("対象の手数料"), default=list, blank=True)
    needs_evidence = models.BooleanField(_("確認書類が必要"), default=True)
    needs_approval = models.BooleanField(_("承認が必要"), default=True)
    basis = models.CharField(_("根拠"), max_length=200)
    verification = models.CharField(_("確認状況"), max_length=10, choices=Verification.choices)

    objects = ExemptionRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("減免の規定")
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="exemption_rule_once"),
            models.CheckConstraint(
                condition=Q(verification__in=Verification.values), name="exemption_rule_verification"
            ),
            models.CheckConstraint(
                condition=Q(percent__range=(1, 100), fixed_yen=None) | Q(percent=None, fixed_yen__gt=0),
                name="exemption_rule_ratio_or_fixed",
            ),
        ]

    @property
    def is_sample(self) -> bool:
        return self.verification == Verification.SAMPLE

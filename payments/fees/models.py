from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User


class Verification(models.TextChoices):
    VERIFIED = "verified", _("確認済")
    SAMPLE = "sample", _("見本")


class Revenue(models.Model):
    """A 歳入科目 in words, for people who read its code. Books and entries hold the code alone."""

    code = models.CharField(_("歳入科目"), max_length=30, unique=True)
    # 款・項・目・節 from the second on, as the budget writes them.
    label = models.CharField(_("名称"), max_length=100)
    verification = models.CharField(_("確認状況"), max_length=10, choices=Verification.choices)

    class Meta:
        verbose_name = _("歳入科目")
        constraints = [
            models.CheckConstraint(condition=Q(verification__in=Verification.values), name="revenue_verification"),
        ]

    @property
    def is_sample(self) -> bool:
        return self.verification == Verification.SAMPLE


class FeeItemQuerySet(models.QuerySet["FeeItem"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)


class FeeItem(models.Model):
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


class FeeRecordKind(models.TextChoices):
    """What an administrator did with a fee."""

    MADE = "made", _("手数料の登録")
    PRICED = "priced", _("金額の変更")
    CALLED_OFF = "called_off", _("変更の予定の取消し")
    ENDED = "ended", _("廃止")
    KEPT = "kept", _("廃止の取消し")
    REVENUE = "revenue", _("歳入科目の登録")


class FeeRecord(models.Model):
    """One line of the history of a fee, or of a 歳入科目. Append-only: PostgreSQL refuses otherwise."""

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
        ]
        indexes = [models.Index(fields=["code", "-at"], name="fee_record_newest")]


class ExemptionRuleQuerySet(models.QuerySet["ExemptionRule"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)


class ExemptionRule(models.Model):
    """A reduction (減免) that an ordinance gives: a percentage, or a fixed sum for the whole claim."""

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
    valid_from = models.DateField(_("適用開始日"))
    valid_until = models.DateField(_("適用終了日"), null=True, blank=True)

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

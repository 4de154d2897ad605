from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User
from payments.dated import Act, Dated


class TrusteeQuerySet(models.QuerySet["Trustee"]):
    def valid_on(self, day: date) -> Self:
        return self.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)


class Trustee(Dated):
    """A 指定納付受託者 behind a gateway, as the mayor's notice (告示) names it (地方自治法231条の2の3).

    Shown on a public page. A payment outside its revenues or its period is not started. One row for each notice of a
    gateway's company, kept at /settings/trustees/; once money came through it, only its end may still be set:
    PostgreSQL refuses any other change.
    """

    gateway = models.SlugField(_("決済の符号"), max_length=30)
    name = models.CharField(_("名称"), max_length=100)
    address = models.CharField(_("所在地"), max_length=200)
    notice_number = models.CharField(_("告示番号"), max_length=60)
    notice_date = models.DateField(_("告示日"))
    # 歳入科目 that it may receive; empty: every one. In words for the public page.
    revenue_codes = ArrayField(models.CharField(max_length=30), verbose_name=_("歳入科目"), default=list, blank=True)
    revenues = models.CharField(_("取り扱う歳入等"), max_length=300)
    valid_from = models.DateField(_("指定開始日"))
    valid_until = models.DateField(_("指定終了日"), null=True, blank=True)
    is_sample = models.BooleanField(_("見本"), default=False)

    objects = TrusteeQuerySet.as_manager()

    class Meta:
        verbose_name = _("指定納付受託者")
        constraints = [
            models.UniqueConstraint(fields=["gateway", "valid_from"], name="trustee_once"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="trustee_period"
            ),
        ]


class TrusteeRecord(models.Model):
    """One line of the history of a gateway's trustees. Append-only: PostgreSQL refuses otherwise."""

    gateway = models.SlugField(_("決済の符号"), max_length=30)
    kind = models.CharField(_("内容"), max_length=12, choices=Act.choices)
    at = models.DateTimeField(_("日時"), default=timezone.now)
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # As payments.fees.models.FeeRecord.
    data = models.JSONField(_("詳細"), default=dict)

    class Meta:
        verbose_name = _("指定納付受託者の経過")
        constraints = [models.CheckConstraint(condition=Q(kind__in=Act.values), name="trustee_record_kind_known")]


class GatewayEvent(models.Model):
    """A verified webhook, kept before anything is done with it. Processed by workers until it is, or is an exception.

    `raw` is the body, encrypted with the portal's key ring and emptied after PAYMENT_EVENT_DAYS (it holds personal
    data); `attempt`, `session_id` and `payment_id` are what processing needs.
    """

    gateway = models.SlugField(_("決済の符号"), max_length=30, db_index=False)
    event_id = models.CharField(_("通知の番号"), max_length=255)
    type = models.CharField(_("種類"), max_length=100)
    attempt = models.UUIDField(_("納付"), null=True, blank=True)
    session_id = models.CharField(_("決済画面の番号"), max_length=255, blank=True)
    payment_id = models.CharField(_("決済ID"), max_length=255, blank=True)
    raw = models.TextField(_("本文"), blank=True)
    headers = models.JSONField(_("ヘッダー"), default=dict)
    received_at = models.DateTimeField(_("受信日時"), default=timezone.now)
    # When the next try is due: the one woken by its arrival holds it for that long.
    run_after = models.DateTimeField(_("次の処理"))
    tries = models.PositiveSmallIntegerField(_("試行"), default=0)
    processed_at = models.DateTimeField(_("処理日時"), null=True, blank=True)
    problem = models.CharField(_("失敗の種類"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("決済事業者からの通知")
        constraints = [
            models.UniqueConstraint(fields=["gateway", "event_id"], name="gateway_event_once"),
        ]
        indexes = [
            models.Index(fields=["run_after"], condition=Q(processed_at=None), name="gateway_event_open"),
            BrinIndex(fields=["received_at"], name="gateway_event_received"),
        ]

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User
from payments.money import MOST_YEN


class EntryKind(models.TextChoices):
    CHARGE = "charge", _("収納")
    CHARGE_REVERSAL = "charge_reversal", _("速報の取消")
    REFUND = "refund", _("還付")
    REFUND_REVERSAL = "refund_reversal", _("還付の取消")
    CHARGEBACK = "chargeback", _("チャージバック")
    CHARGEBACK_REVERSAL = "chargeback_reversal", _("チャージバックの取消")
    MANUAL = "manual", _("手作業による収納")


INCOMING = (EntryKind.CHARGE, EntryKind.MANUAL, EntryKind.REFUND_REVERSAL, EntryKind.CHARGEBACK_REVERSAL)
OUTGOING = (EntryKind.REFUND, EntryKind.CHARGEBACK, EntryKind.CHARGE_REVERSAL)


class Source(models.TextChoices):
    """Through which door a fact came in."""

    START = "start", _("納付の開始")
    RETURN = "return", _("戻りページ")
    WEBHOOK = "webhook", _("通知")
    POLLER = "poller", _("定期照会")
    CLOSE = "close", _("取りやめ")
    SETTLEMENT = "settlement", _("精算")
    STAFF = "staff", _("職員の照会")
    REFUND = "refund", _("還付の処理")


class LedgerEntry(models.Model):
    """One movement of money. Append-only: PostgreSQL refuses change and deletion; a correction is a further entry.

    `amount_yen` is positive, the kind tells the direction. `occurred_on` and `fiscal_year` follow from `occurred_at`,
    the gateway's time (a payment on 31 March at 23:59 in Japan belongs to the old year, whenever we hear of it), and
    PostgreSQL checks that they do. `provider` is a gateway's code, or "bank" for a transfer by the city.

    `claim`, `attempt` and `refund` stand in rooms above this one; the attempts' migrations make them foreign keys.
    """

    kind = models.CharField(_("区分"), max_length=20, choices=EntryKind.choices)
    amount_yen = models.PositiveIntegerField(_("金額（円）"))
    provider = models.SlugField(_("決済事業者"), max_length=30, db_index=False)
    provider_ref = models.CharField(_("決済ID"), max_length=255)
    method = models.CharField(_("納付方法"), max_length=20, blank=True)
    claim = models.UUIDField(_("債権"))
    attempt = models.UUIDField(_("納付"), null=True, blank=True)
    refund = models.UUIDField(_("還付"), null=True, blank=True)
    occurred_at = models.DateTimeField(_("発生日時"))
    occurred_on = models.DateField(_("発生日"))
    fiscal_year = models.PositiveSmallIntegerField(_("会計年度"))
    revenue_code = models.CharField(_("歳入科目"), max_length=30, blank=True)
    # A 速報: counts only from its confirmation (確報) on. Its cancellation (取消) is a CHARGE_REVERSAL of the same
    # reference and amount, provisional as well: PostgreSQL refuses one of what was confirmed, and a later 確報.
    provisional = models.BooleanField(_("速報"), default=False)
    source = models.CharField(_("経路"), max_length=12, choices=Source.choices)
    event = models.BigIntegerField(_("通知の番号"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField(_("記帳日時"), default=timezone.now)

    class Meta:
        verbose_name = _("収納の記録")
        constraints = [
            models.UniqueConstraint(fields=["provider", "provider_ref", "kind"], name="ledger_entry_once"),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="ledger_kind_known"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="ledger_source_known"),
            models.CheckConstraint(condition=Q(amount_yen__range=(1, MOST_YEN)), name="ledger_amount_in_range"),
            models.CheckConstraint(condition=~Q(provider_ref=""), name="ledger_has_a_reference"),
        ]
        indexes = [
            # What was received for a claim: read from the index alone.
            models.Index(fields=["claim"], include=["kind", "amount_yen", "provisional"], name="ledger_claim"),
            models.Index(fields=["attempt"], include=["kind", "amount_yen"], name="ledger_attempt"),
            # Totals of any period by revenue, gateway and kind: read from the index alone, however long the ledger.
            # The amount is a key and not included, so that PostgreSQL stores equal fees of a day once (deduplication):
            # 9 MB for a million entries.
            models.Index(
                fields=["occurred_on", "revenue_code", "provider", "kind", "amount_yen"], name="ledger_totals"
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A ledger entry is never changed; a correction is a further entry.")
        super().save(*args, **kwargs)


class Confirmation(models.Model):
    """The 確報 of a provisional entry. Append-only."""

    entry = models.OneToOneField(LedgerEntry, on_delete=models.PROTECT, related_name="confirmation")
    at = models.DateTimeField(_("日時"), default=timezone.now)
    source = models.CharField(_("経路"), max_length=12, choices=Source.choices)

    class Meta:
        verbose_name = _("確報")


class ObjectKind(models.TextChoices):
    ASSESSMENT = "assessment", _("調定")
    ATTEMPT = "attempt", _("納付")
    REFUND = "refund", _("還付")
    EXCEPTION = "exception", _("要確認")
    EXEMPTION = "exemption", _("減免")


class ActorKind(models.TextChoices):
    CITIZEN = "citizen", _("申請者")
    STAFF = "staff", _("職員")
    SYSTEM = "system", _("システム")
    GATEWAY = "gateway", _("決済事業者")


class StateChange(models.Model):
    """Who changed the state of what, when and why. Append-only; written in the transaction of the change."""

    object_kind = models.CharField(_("対象の種類"), max_length=10, choices=ObjectKind.choices)
    object_id = models.UUIDField(_("対象"))
    source_state = models.CharField(_("前の状態"), max_length=20, blank=True)
    target_state = models.CharField(_("後の状態"), max_length=20)
    actor_kind = models.CharField(_("行為者の種別"), max_length=10, choices=ActorKind.choices)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    at = models.DateTimeField(_("日時"), default=timezone.now)
    reason = models.CharField(_("理由"), max_length=200, blank=True)
    event = models.BigIntegerField(_("通知の番号"), null=True, blank=True)

    class Meta:
        verbose_name = _("状態の変更")
        constraints = [
            models.CheckConstraint(condition=Q(object_kind__in=ObjectKind.values), name="state_change_object_known"),
            models.CheckConstraint(condition=Q(actor_kind__in=ActorKind.values), name="state_change_actor_known"),
            models.CheckConstraint(
                condition=~Q(actor_kind=ActorKind.STAFF) | Q(actor__isnull=False), name="state_change_staff_is_named"
            ),
            models.CheckConstraint(condition=~Q(source_state=F("target_state")), name="state_change_changes"),
        ]
        indexes = [models.Index(fields=["object_id", "id"], name="state_change_object")]


class ReceiptCounter(models.Model):
    """The last receipt number of a fiscal year; its row lock makes the numbers gapless."""

    fiscal_year = models.PositiveSmallIntegerField(_("会計年度"), primary_key=True)
    last = models.PositiveIntegerField(_("最後の番号"), default=0)

    class Meta:
        verbose_name = _("領収書の番号")


class Receipt(models.Model):
    """A 領収書 (only where the city issues them). Its number is never used again; a refund marks it void."""

    fiscal_year = models.PositiveSmallIntegerField(_("会計年度"))
    number = models.PositiveIntegerField(_("番号"))
    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="receipts")
    issued_at = models.DateTimeField(_("発行日時"), default=timezone.now)
    reissue_count = models.PositiveSmallIntegerField(_("再発行回数"), default=0)
    voided_at = models.DateTimeField(_("無効にした日時"), null=True, blank=True)
    void_reason = models.CharField(_("無効の理由"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("領収書")
        constraints = [
            models.UniqueConstraint(fields=["fiscal_year", "number"], name="receipt_number_once"),
            models.UniqueConstraint(fields=["entry"], condition=Q(voided_at=None), name="receipt_one_in_force"),
            models.CheckConstraint(condition=Q(number__gt=0), name="receipt_number_from_one"),
        ]

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from identity.people.models import User


class BatchSource(models.TextChoices):
    GATEWAY = "gateway", _("決済事業者への照会")
    FILE = "file", _("ファイル")


class SettlementBatch(models.Model):
    """One payout (入金) as the gateway reports it. Gross and fee stand apart (総計予算主義, 地方自治法210条).

    Yen, signed as the gateway books them: gross - fee = net over all lines. Append-only.
    """

    gateway = models.SlugField(_("決済の符号"), max_length=30, db_index=False)
    payout_id = models.CharField(_("入金番号"), max_length=255)
    payout_on = models.DateField(_("入金日"))
    gross_yen = models.BigIntegerField(_("総額（円）"))
    fee_yen = models.BigIntegerField(_("決済手数料（円）"))
    net_yen = models.BigIntegerField(_("振込額（円）"))
    # What the gateway or the bank's statement names as the sum, where it does: a difference is shown.
    stated_net_yen = models.BigIntegerField(_("通知された振込額（円）"), null=True, blank=True)
    count = models.PositiveIntegerField(_("件数"))
    source = models.CharField(_("経路"), max_length=10, choices=BatchSource.choices)
    imported_at = models.DateTimeField(_("取込日時"), default=timezone.now)
    imported_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("入金")
        constraints = [
            models.UniqueConstraint(fields=["gateway", "payout_id"], name="settlement_batch_once"),
            models.CheckConstraint(condition=Q(net_yen=F("gross_yen") - F("fee_yen")), name="settlement_batch_adds_up"),
            models.CheckConstraint(condition=Q(source__in=BatchSource.values), name="settlement_source_known"),
        ]
        indexes = [models.Index(fields=["payout_on"], name="settlement_day")]


class Match(models.TextChoices):
    MATCHED = "matched", _("一致")
    AMOUNT_DIFFERS = "amount_differs", _("金額の相違")
    MISSING_HERE = "missing_here", _("市の記録になし")
    FEE = "fee", _("決済手数料のみ")


class SettlementLine(models.Model):
    """One line of a payout, and how it agreed with the ledger when it was imported. Append-only."""

    batch = models.ForeignKey(SettlementBatch, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField(_("順番"))
    # payments.gateways.contract.SettlementKind; the same words as the ledger's kinds, and "fee".
    kind = models.CharField(_("区分"), max_length=20)
    # The payment, refund or dispute, as in the ledger's provider_ref.
    reference = models.CharField(_("決済ID"), max_length=255)
    attempt = models.UUIDField(_("納付"), null=True, blank=True)
    happened_at = models.DateTimeField(_("発生日時"))
    gross_yen = models.BigIntegerField(_("総額（円）"))
    fee_yen = models.BigIntegerField(_("決済手数料（円）"))
    net_yen = models.BigIntegerField(_("差引額（円）"))
    match = models.CharField(_("照合"), max_length=15, choices=Match.choices)
    ledger_yen = models.BigIntegerField(_("市の記録の金額（円）"), null=True, blank=True)

    class Meta:
        verbose_name = _("入金の明細")
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="settlement_line_once"),
            models.CheckConstraint(condition=Q(net_yen=F("gross_yen") - F("fee_yen")), name="settlement_line_adds_up"),
            models.CheckConstraint(condition=Q(match__in=Match.values), name="settlement_match_known"),
        ]
        indexes = [
            models.Index(fields=["reference"], name="settlement_reference"),
            models.Index(fields=["id"], condition=~Q(match__in=["matched", "fee"]), name="settlement_differs"),
        ]


class Book(models.TextChoices):
    ASSESSMENTS = "assessments", _("調定簿")
    RECEIPTS = "receipts", _("収納簿")
    REFUNDS = "refunds", _("還付簿")
    PAYOUTS = "payouts", _("入金簿")


class Encoding(models.TextChoices):
    UTF8 = "utf-8-sig", _("UTF-8（BOM付き）")
    CP932 = "cp932", _("Shift_JIS（CP932）")


class BookLayout(models.Model):
    """How one book is written: which columns under which headings in which order. Data, for systems differ by city."""

    book = models.CharField(_("帳簿"), max_length=15, choices=Book.choices, unique=True)
    # [["paid_on", "納付日"], …]: names of columns.COLUMNS and the headings over them.
    columns = models.JSONField(_("列"), default=list)
    encoding = models.CharField(_("文字コード"), max_length=10, choices=Encoding.choices, default=Encoding.UTF8)
    changed_at = models.DateTimeField(_("変更日時"), default=timezone.now)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("帳簿の様式")
        constraints = [
            models.CheckConstraint(condition=Q(book__in=Book.values), name="layout_book_known"),
            models.CheckConstraint(condition=Q(encoding__in=Encoding.values), name="layout_encoding_known"),
        ]


class Span(models.TextChoices):
    DAY = "day", _("日")
    MONTH = "month", _("月")
    YEAR = "year", _("会計年度")


class BookExport(models.Model):
    """A book as it was handed over: numbered, with its bytes. A later copy has the same number and the same bytes.

    `marks`: the last row of each table the book was read from. Rows that came later are in a later book, so that the
    same book can be written again from the tables, byte by byte. Append-only.
    """

    book = models.CharField(_("帳簿"), max_length=15, choices=Book.choices)
    span = models.CharField(_("期間の種類"), max_length=5, choices=Span.choices)
    starts_on = models.DateField(_("期間の初日"))
    ends_on = models.DateField(_("期間の末日"))
    fiscal_year = models.PositiveSmallIntegerField(_("会計年度"))
    number = models.PositiveIntegerField(_("番号"))
    # 1: the book itself; from 2 on: written again.
    copy = models.PositiveSmallIntegerField(_("通"), default=1)
    columns = models.JSONField(_("列"))
    encoding = models.CharField(_("文字コード"), max_length=10, choices=Encoding.choices)
    marks = models.JSONField(_("範囲"))
    # Rows recorded up to these marks and before were in earlier books of the same kind and span.
    marks_before = models.JSONField(_("前回の範囲"), default=dict)
    rows = models.PositiveIntegerField(_("行数"))
    total_yen = models.BigIntegerField(_("合計（円）"))
    digest = models.CharField(_("SHA-256"), max_length=64)
    content = models.BinaryField(_("内容"))
    made_at = models.DateTimeField(_("作成日時"), default=timezone.now)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("帳簿の出力")
        constraints = [
            models.UniqueConstraint(fields=["book", "fiscal_year", "number", "copy"], name="book_number_once"),
            models.UniqueConstraint(fields=["book", "starts_on", "ends_on", "copy"], name="book_period_once"),
            models.CheckConstraint(condition=Q(book__in=Book.values), name="export_book_known"),
            models.CheckConstraint(condition=Q(span__in=Span.values), name="export_span_known"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="export_period"),
            models.CheckConstraint(condition=Q(number__gt=0, copy__gt=0), name="export_numbers_from_one"),
        ]
        indexes = [models.Index(fields=["-made_at"], name="export_newest")]


class PaymentFile(models.Model):
    """A file of payments by hand that was taken in, and what came of its rows. The file itself is not kept."""

    rows = models.PositiveIntegerField(_("行数"))
    total_yen = models.BigIntegerField(_("合計（円）"))
    recorded = models.PositiveIntegerField(_("記録した行"))
    told = models.PositiveIntegerField(_("確認が必要な行"))
    unchanged = models.PositiveIntegerField(_("取込済みの行"))
    failed = models.PositiveIntegerField(_("処理できなかった行"))
    imported_at = models.DateTimeField(_("取込日時"), default=timezone.now)
    imported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("納付のファイル")
        constraints = [
            models.CheckConstraint(
                condition=Q(rows=F("recorded") + F("told") + F("unchanged") + F("failed")), name="payment_file_adds_up"
            ),
        ]
        indexes = [models.Index(fields=["-imported_at"], name="payment_file_newest")]

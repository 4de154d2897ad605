"""Fees: made, of another price from a day on, ended. Each change leaves a record.

A price that counted is never edited: a new one is a new row from a later day, and the row before it ends on the eve.
Amounts are whole yen, days are days in Japan.
"""

import re
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from identity.people.models import User
from payments.dated import BadEntry
from payments.fees.models import FeeItem, FeeRecord, FeeRecordAbout, FeeRecordKind, Revenue, Verification
from payments.fees.recording import records_of
from payments.money import MOST_YEN

_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.ASCII)


class BadFee(BadEntry):
    """Of a fee."""


@dataclass(frozen=True, slots=True)
class Terms:
    """A price: what for, how many yen for one `unit`, by which ordinance, booked where.

    `revenue_code` is empty where what it comes on top of says it (postage).
    `is_sample`: the amount was not seen in a source and shows as 見本.
    """

    label: str
    amount: int
    unit: str
    basis: str
    revenue_code: str
    is_sample: bool


def terms_of(item: FeeItem) -> Terms:
    return Terms(item.label, item.amount, item.unit, item.basis, item.revenue_code, item.is_sample)


def add_fee(*, code: str, terms: Terms, valid_from: date, by: User | None) -> FeeItem:
    """A fee of a new code. Raises BadFee."""
    if not (_CODE.fullmatch(code) and len(code) <= 40):
        message = _("符号は、英小文字で始まる英小文字・数字・「-」で、40文字までで入力してください。例）juminhyo")
        raise BadFee("code", message)
    tidy = _tidy(terms, valid_from)
    with transaction.atomic():
        _lock(code)
        known = FeeItem.objects.filter(code=code).first()
        if known is not None:
            message = _("符号「%(code)s」は「%(label)s」が使っています。ほかの符号にしてください。")
            raise BadFee("code", message % {"code": code, "label": known.label})
        made = _row(code, tidy, valid_from)
        _record(code, FeeRecordKind.MADE, by, on=valid_from.isoformat(), after=asdict(tidy))
    return made


def add_price(*, code: str, terms: Terms, valid_from: date, by: User | None) -> FeeItem:
    """Another price from a day on, today the earliest; the one before counts up to its eve. Raises BadFee."""
    tidy = _tidy(terms, valid_from)
    if valid_from < timezone.localdate():
        message = _("適用開始日は、今日からあとの日にしてください。過ぎた日の金額は変えられません。")
        raise BadFee("valid_from", message)
    with transaction.atomic():
        last = _last(code)
        if last.valid_from >= valid_from:
            message = _(
                "%(day)sから始まる金額が、すでに登録されています。それよりあとの日にするか、先に取り消してください。"
            )
            raise BadFee("valid_from", message % {"day": last.valid_from.isoformat()})
        if terms_of(last) == tidy and (last.valid_until is None or last.valid_until >= valid_from):
            raise BadFee("amount", _("今の内容と同じです。金額か、ほかのどれかを変えてください。"))
        until = last.valid_until
        if until is None or until >= valid_from:
            last.valid_until = valid_from - timedelta(days=1)
            last.save(update_fields={"valid_until"})
        made = _row(code, tidy, valid_from)
        change = {
            "before": asdict(terms_of(last)),
            "after": asdict(tidy),
            "until": until.isoformat() if until else None,
        }
        _record(code, FeeRecordKind.PRICED, by, on=valid_from.isoformat(), **change)
    return made


def call_off_price(*, code: str, valid_from: date, by: User | None) -> None:
    """Take back a price that is still to come; the one before goes on as it would have. Raises BadFee."""
    with transaction.atomic():
        last = _last(code)
        if last.valid_from != valid_from or valid_from <= timezone.localdate():
            raise BadFee("valid_from", _("この金額は、すでに始まったか、取り消されています。"))
        before = FeeItem.objects.filter(code=code, valid_from__lt=valid_from).order_by("-valid_from").first()
        taken = terms_of(last)
        last.delete()
        if before is not None and before.valid_until == valid_from - timedelta(days=1):
            before.valid_until = _end_before(code, valid_from)
            before.save(update_fields={"valid_until"})
        _record(code, FeeRecordKind.CALLED_OFF, by, on=valid_from.isoformat(), before=asdict(taken))


def _end_before(code: str, valid_from: date) -> date | None:
    """The end that the price before had when this one was added."""
    priced = records_of(FeeRecordAbout.FEE, code).filter(kind=FeeRecordKind.PRICED)
    record = priced.filter(data__on=valid_from.isoformat()).first()
    until = record.data.get("until") if record else None
    return date.fromisoformat(until) if until else None


def end_fee(*, code: str, last_day: date, reason: str, by: User | None) -> None:
    """No longer asked for after a day, today the earliest. Raises BadFee.

    Whether a procedure still asks for it is the caller's question.
    """
    words = " ".join(reason.split())
    if not 0 < len(words) <= 200:
        raise BadFee("reason", _("理由を200文字までで入力してください。例）4月1日付けの条例改正"))
    if last_day < timezone.localdate():
        raise BadFee("last_day", _("最後の日は、今日からあとの日にしてください。"))
    with transaction.atomic():
        last = _last(code)
        if last.valid_from > last_day:
            raise BadFee("last_day", _("最後の日よりあとに始まる金額があります。先に取り消してください。"))
        if last.valid_until is not None:
            raise BadFee("last_day", _("廃止はすでに決まっています。変えるときは、先に取り消してください。"))
        last.valid_until = last_day
        last.save(update_fields={"valid_until"})
        _record(code, FeeRecordKind.ENDED, by, on=last_day.isoformat(), reason=words)


def keep_fee(*, code: str, by: User | None) -> None:
    """Take back an end that is still to come. Raises BadFee."""
    with transaction.atomic():
        last = _last(code)
        if last.valid_until is None or last.valid_until < timezone.localdate():
            raise BadFee("last_day", _("この手数料には、取り消せる廃止の予定がありません。"))
        day = last.valid_until.isoformat()
        last.valid_until = None
        last.save(update_fields={"valid_until"})
        _record(code, FeeRecordKind.KEPT, by, on=day)


def _last(code: str) -> FeeItem:
    """The last price of a code, with the code locked. Raises BadFee."""
    _lock(code)
    last = FeeItem.objects.filter(code=code).order_by("-valid_from").first()
    if last is None:
        raise BadFee("code", _("この手数料はありません。一覧から選び直してください。"))
    return last


def _lock(code: str) -> None:
    """One change of a code at a time: the periods of its prices never overlap."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"fee:{code}"])


def _row(code: str, terms: Terms, valid_from: date) -> FeeItem:
    return FeeItem.objects.create(
        code=code,
        label=terms.label,
        amount=terms.amount,
        unit=terms.unit,
        basis=terms.basis,
        revenue_code=terms.revenue_code,
        verification=Verification.SAMPLE if terms.is_sample else Verification.VERIFIED,
        valid_from=valid_from,
    )


def _tidy(terms: Terms, valid_from: date) -> Terms:
    """Blanks folded. Raises BadFee."""
    label, unit, basis = (" ".join(part.split()) for part in (terms.label, terms.unit, terms.basis))
    revenue = terms.revenue_code
    if not 0 < len(label) <= 100:
        raise BadFee("label", _("名称を100文字までで入力してください。例）住民票の写し"))
    if not 0 <= terms.amount <= MOST_YEN:
        most = f"{MOST_YEN:,}"
        raise BadFee("amount", _("金額を0円から%(most)s円までの数字で入力してください。例）300") % {"most": most})
    if len(unit) > 20:
        raise BadFee("unit", _("単位を20文字までで入力してください。例）通"))
    if not 0 < len(basis) <= 200:
        raise BadFee("basis", _("根拠となる条例を200文字までで入力してください。例）秋田市手数料条例 別表第1の3"))
    named = Revenue.objects.filter(code=revenue)
    if revenue and not named.exists():
        raise BadFee("revenue_code", _("この歳入科目は登録されていません。登録してから選んでください。"))
    if revenue and not named.exclude(valid_until__lt=valid_from).exists():
        raise BadFee("revenue_code", _("この歳入科目は、適用開始日より前に廃止されます。ほかを選んでください。"))
    return Terms(label, terms.amount, unit, basis, revenue, terms.is_sample)


def _record(code: str, kind: FeeRecordKind, by: User | None, **data: Any) -> None:
    FeeRecord.objects.create(code=code, kind=kind, by=by, data=data)

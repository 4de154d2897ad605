"""What an exception says of the money, and what may be done about it, in words."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accessibility.components.formats import long_date, yen_amount
from payments.attempts.models import ExceptionKind, PaymentException

_LABELS = {
    "expected_yen": gettext_lazy("予定の金額"),
    "reported_yen": gettext_lazy("届いた金額"),
    "owed_yen": gettext_lazy("調定額"),
    "received_yen": gettext_lazy("収納した額"),
    "amount_yen": gettext_lazy("金額"),
    "settled_yen": gettext_lazy("入金の明細の金額"),
    "ledger_yen": gettext_lazy("市の記録の金額"),
    "stated_yen": gettext_lazy("通知された振込額"),
    "difference": gettext_lazy("相違"),
    "reference": gettext_lazy("決済ID・証拠番号"),
    "paid_on": gettext_lazy("納付日"),
    "payout": gettext_lazy("入金番号"),
    "payment": gettext_lazy("決済ID"),
    "session": gettext_lazy("決済画面の番号"),
    "type": gettext_lazy("通知の種類"),
    "currency": gettext_lazy("通貨"),
    "reported": gettext_lazy("届いた金額（円ではありません）"),
    "status": gettext_lazy("異議申立ての状態"),
    "problem": gettext_lazy("処理できなかった理由"),
    "tries": gettext_lazy("処理を試した回数"),
}
_VALUES = {
    "amount_differs": gettext_lazy("金額が違います"),
    "missing_here": gettext_lazy("市の記録にありません"),
    "method_differs": gettext_lazy("納付の方法が違います"),
    "known": gettext_lazy("別の証拠番号で納付済みです"),
    "good": gettext_lazy("先に取消が届いています"),
    "unknown": gettext_lazy("この納付番号の納付はありません"),
    "twice": gettext_lazy("同じ納付番号が、ファイルに二つあります"),
    "cancelled": gettext_lazy("取消と、速報・確報とが合いません"),
    "open": gettext_lazy("審査中"),
    "withdrawn": gettext_lazy("支払人に戻りました"),
    "returned": gettext_lazy("市に戻りました"),
}
_ADVICE = {
    ExceptionKind.AMOUNT_MISMATCH: gettext_lazy(
        "足りないときは不足額の納付を、多いときは過納の還付を起案してください。"
    ),
    ExceptionKind.LATE_PAID: gettext_lazy("納付として扱うか、受け取れないときは還付を起案してください。"),
    ExceptionKind.DOUBLE_PAID: gettext_lazy("後の納付の還付（過誤納）を起案してください。"),
    ExceptionKind.PAID_FOR_WITHDRAWN: gettext_lazy("調定は取り消されています。還付（過誤納）を起案してください。"),
    ExceptionKind.ORPHAN_PAYMENT: gettext_lazy(
        "納付番号や決済IDから、どの申請の納付かを調べてください。わからないときは、決済事業者や銀行に照会します。"
    ),
    ExceptionKind.REFUND_FAILED: gettext_lazy("還付の画面から、もう一度送るか、口座への振込に変えてください。"),
    ExceptionKind.EXTERNAL_REFUND: gettext_lazy("決済事業者の画面で還付されています。理由を確かめてください。"),
    ExceptionKind.CHARGEBACK: gettext_lazy("支払人がカード会社に異議を申し立てています。申請者に確かめてください。"),
    ExceptionKind.SETTLEMENT_DIFF: gettext_lazy(
        "元の書類（納付書、入金の明細、消込データ）と、この納付の収納の記録とを見比べてください。"
    ),
    ExceptionKind.OVERDUE: gettext_lazy("申請者に納付の意思を確かめ、調定を改めるか、申請の扱いを決めてください。"),
}


def detail_rows(one: PaymentException) -> list[tuple[str, str]]:
    """Labels and values, in the order above; what has no value is left out."""
    return [
        (str(label), _value(name, one.detail[name]))
        for name, label in _LABELS.items()
        if one.detail.get(name) not in {None, ""}
    ]


def _value(name: str, value: Any) -> str:
    if name.endswith("_yen") and isinstance(value, int):
        return yen_amount(value)
    if name in {"difference", "status"}:
        return str(_VALUES.get(value, value))
    if name == "paid_on":
        return long_date(date.fromisoformat(str(value)))
    return _("%(tries)s回") % {"tries": value} if name == "tries" else str(value)


def advice(one: PaymentException) -> str:
    return str(_ADVICE[ExceptionKind(one.kind)])


def amount_of(one: PaymentException) -> int | None:
    """How much it is about, where no payment of ours says so."""
    found = (one.detail.get(name) for name in ("reported_yen", "settled_yen", "amount_yen", "stated_yen"))
    return next((yen for yen in found if isinstance(yen, int)), None)

"""The sandbox's codes in the payer's language."""

from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from accessibility.components import formats

METHODS = {
    "card": _("クレジットカード"),
    "paypay": _("PayPay"),
    "konbini": _("コンビニ"),
}
STORES = {
    "seven_eleven": _("セブン-イレブン"),
    "lawson": _("ローソン"),
    "familymart": _("ファミリーマート"),
    "ministop": _("ミニストップ"),
    "seicomart": _("セイコーマート"),
}
DECLINES = {
    "card_declined": _("カード会社がこの支払いを承認しませんでした。"),
    "insufficient_funds": _("カードの残高または利用できる金額が足りません。"),
    "expired_card": _("カードの有効期限が切れています。"),
    "incorrect_cvc": _("セキュリティコードが違います。"),
    "processing_error": _("カード会社と通信できませんでした。"),
    "authentication_required": _("本人認証（3Dセキュア）が完了しませんでした。"),
    "wallet_insufficient_funds": _("残高が足りません。"),
    "not_a_sample_card": _("ここで使えるのは見本のカード番号だけです。下の表の番号を使ってください。"),
}
STATES = {
    "open": _("支払い待ち"),
    "expired": _("期限切れ"),
    "unpaid": _("支払い待ち"),
    "challenge": _("本人認証の途中"),
    "waiting": _("コンビニの入金待ち"),
    "paid": _("支払い済み"),
    "cancelled": _("取消し"),
    "lapsed": _("番号の期限切れ"),
}
DELIVERIES = {
    "queued": _("送信待ち"),
    "held": _("保留"),
    "sent": _("届いた"),
    "lost": _("失われた"),
    "refused": _("届かなかった"),
}
FAULTS = {
    "cut_before": _("何もしないうちに接続が切れる"),
    "cut_after": _("処理したあとに接続が切れる"),
    "stall_after": _("処理したあと、返事が5秒おくれる"),
    "slow": _("5秒おくれて始まる"),
    "error_500": _("何もせずにエラーを返す"),
    "error_500_after": _("処理したのにエラーを返す"),
    "rate_limited": _("混雑を理由に断る"),
}
OPERATIONS = {
    "start": _("支払いの開始"),
    "fetch": _("支払いの照会"),
    "close": _("支払いの取りやめ"),
    "refund": _("返金"),
    "fetch_refund": _("返金の照会"),
    "settlement": _("入金の明細"),
}
COURSES = {
    "succeeds": _("すぐに終わる"),
    "takes_a_day": _("1日後に終わる"),
    "fails_at_once": _("すぐに失敗する"),
    "fails_after_a_day": _("1日後に失敗する"),
    "fails_late": _("終わったあと1日後に失敗に変わる"),
    "is_refused": _("受け付けられない"),
}


def yen(amount: int) -> str:
    return formats.yen_amount(amount)


def moment(seconds: float) -> str:
    return formats.date_and_time(datetime.fromtimestamp(seconds, UTC))


def grouped(digits: str) -> str:
    """`4242 4242 4242 4242`"""
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))

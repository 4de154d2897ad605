from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_WORDS: dict[str, Promise] = {
    "password": _("パスワード"),
    "code": _("メールの確認コード"),
    "totp": _("認証アプリ"),
    "webauthn": _("パスキー"),
    "recovery_codes": _("予備のコード"),
    "card": _("マイナンバーカード"),
    "gbizid": _("GビズID"),
    "directory": _("庁内のアカウント"),
}


def method_words(methods: str) -> str:
    """「パスワード、認証アプリ」 from "password,totp"; a method without a name is told by its code."""
    return "、".join(str(_WORDS.get(code, code)) for code in methods.split(",") if code)

"""Why a signature is accepted or not: a code and a sentence for staff. What citizens read is in signatures."""

from enum import StrEnum

from django.utils.translation import gettext as _


class Reason(StrEnum):
    """The first check that failed, in the order of the checks; GOOD when none did."""

    GOOD = "good"
    TOO_LARGE = "too_large"
    NOT_DER = "not_der"
    STRUCTURE = "structure"
    SIGNERS = "signers"
    ATTACHED = "attached"
    ALGORITHM = "algorithm"
    ISSUER = "issuer"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    KEY_USAGE = "key_usage"
    POLICY = "policy"
    PROFILE = "profile"
    PATH = "path"
    SIGNATURE = "signature"
    REVOKED = "revoked"
    ON_HOLD = "on_hold"
    REVOCATION_UNKNOWN = "revocation_unknown"
    ROOTS_UNREADABLE = "roots_unreadable"  # the fault of whoever runs the portal
    TOO_LATE = "too_late"  # said by identity.signatures, of a request and not of a signature


# Not the signature's fault: it may be good, and can be checked later.
LATER = frozenset({Reason.REVOCATION_UNKNOWN, Reason.ROOTS_UNREADABLE})


class Refused(Exception):
    """A check failed. Raised inside this room only; verification turns it into a value."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def staff_reason(reason: Reason) -> str:
    """A sentence for staff and logs of staff pages. Never shown to citizens: it would teach what to forge."""
    return {
        Reason.GOOD: _("署名と証明書を確かめました。"),
        Reason.TOO_LARGE: _("署名または証明書が大きすぎます。"),
        Reason.NOT_DER: _("署名または証明書が DER の形式ではありません。"),
        Reason.STRUCTURE: _("署名または証明書の構造が決まりと違います。"),
        Reason.SIGNERS: _("署名者が1人ではありません。"),
        Reason.ATTACHED: _("署名の中に文書が入っています（分離署名ではありません）。"),
        Reason.ALGORITHM: _("許していない暗号方式です（RSA-2048／SHA-256 と P-384／SHA-384 だけを受け付けます）。"),
        Reason.ISSUER: _("登録した認証局が発行した証明書ではありません。"),
        Reason.NOT_YET_VALID: _("証明書の有効期間が始まっていません。"),
        Reason.EXPIRED: _("証明書の有効期間が終わっています。"),
        Reason.KEY_USAGE: _("署名用の証明書ではありません（鍵の用途）。"),
        Reason.POLICY: _("署名用の証明書ではありません（証明書ポリシー）。"),
        Reason.PROFILE: _("証明書の基本4情報を読み取れません。"),
        Reason.PATH: _("証明書から認証局までを確かめられません。"),
        Reason.SIGNATURE: _("署名が文書と合いません。"),
        Reason.REVOKED: _("証明書が失効しています。"),
        Reason.ON_HOLD: _("証明書が一時停止されています。"),
        Reason.REVOCATION_UNKNOWN: _("失効しているかを確かめられませんでした。"),
        Reason.ROOTS_UNREADABLE: _("登録した認証局の証明書を読み取れないため、確かめられませんでした。"),
        Reason.TOO_LATE: _("署名の受付時間を過ぎていました。"),
    }[reason]

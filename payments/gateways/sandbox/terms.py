"""What the sandbox's contract would say of each method: limits as at real gateways, in yen."""

from datetime import timedelta

from django.utils.translation import gettext as _

from payments.gateways.contract import Method, MethodTerms, RefundAbility

METHODS = {Method.CARD: "card", Method.WALLET: "paypay", Method.KONBINI: "konbini"}
TERMS = (
    MethodTerms(
        method=Method.CARD, minimum_yen=50, maximum_yen=9_999_999, refunds=RefundAbility.PARTIAL, refund_days=180
    ),
    MethodTerms(
        method=Method.WALLET, minimum_yen=50, maximum_yen=500_000, refunds=RefundAbility.PARTIAL, refund_days=365
    ),
    MethodTerms(
        method=Method.KONBINI,
        minimum_yen=200,
        maximum_yen=299_999,
        refunds=RefundAbility.NONE,
        lifetime=timedelta(days=6),
    ),
)


def store_name(code: str) -> str:
    """The name of a chain of convenience stores."""
    names = {
        "seven_eleven": _("セブン-イレブン"),
        "lawson": _("ローソン"),
        "familymart": _("ファミリーマート"),
        "ministop": _("ミニストップ"),
        "seicomart": _("セイコーマート"),
    }
    return names.get(code, code)

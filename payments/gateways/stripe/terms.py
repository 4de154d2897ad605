"""What Stripe Japan says of each method, in yen (docs.stripe.com/payments/konbini, …/paypay, currencies#minimum…)."""

from datetime import timedelta
from typing import Literal

from payments.gateways.contract import Method, MethodTerms, RefundAbility

Name = Literal["card", "paypay", "konbini"]
# Stripe's name of each method.
NAMES: dict[Method, Name] = {Method.CARD: "card", Method.WALLET: "paypay", Method.KONBINI: "konbini"}
METHODS: dict[str, Method] = {name: method for method, name in NAMES.items()}
TERMS = {
    Method.CARD: MethodTerms(
        method=Method.CARD, minimum_yen=50, maximum_yen=9_999_999, refunds=RefundAbility.PARTIAL, refund_days=180
    ),
    Method.WALLET: MethodTerms(
        method=Method.WALLET, minimum_yen=50, maximum_yen=500_000, refunds=RefundAbility.PARTIAL, refund_days=365
    ),
    # Stripe asks the payer of a konbini refund for a bank account by mail; the city transfers by itself instead.
    Method.KONBINI: MethodTerms(
        method=Method.KONBINI,
        minimum_yen=120,
        maximum_yen=299_999,
        refunds=RefundAbility.NONE,
        lifetime=timedelta(days=6),
    ),
}

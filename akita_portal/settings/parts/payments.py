"""Payments: the gateways (one line each), and the city's choices."""

from typing import Literal

# Each line is the AppConfig of a gateway; see payments/gateways/registry.py.
# One without its variables in the environment is not offered; citizens meet them in this order.
PAYMENT_GATEWAYS: list[str] = [
    "payments.gateways.sandbox.apps.SandboxGatewayConfig",
    "payments.gateways.stripe.apps.StripeConfig",
    "payments.gateways.manual.apps.ManualConfig",
]
# Bodies of webhooks hold personal data of the payer: emptied after so many days.
PAYMENT_EVENT_DAYS = 30
# The citizen is reminded once, so many days before a fee is due.
PAYMENT_REMINDER_DAYS = 3
# How long a citizen has to pay after the amount is fixed, in days.
FEE_DUE_DAYS = 14
# What becomes of a case whose fee is not paid in time: "staff" tells the citizen and puts it on the staff's list of
# payments to look at; "withdraw" takes it back where payment came first and nobody has begun (others go to staff).
FEE_OVERDUE: Literal["staff", "withdraw"] = "staff"
# Whether the city issues 領収書 for payments made here (most do not: payments.md 1.2).
FEE_RECEIPTS = False

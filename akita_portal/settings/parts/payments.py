"""Payments: the gateways (one line each), and the city's choices."""

# Each line is the AppConfig of a gateway; see payments/gateways/registry.py.
PAYMENT_GATEWAYS: list[str] = []
# Bodies of webhooks hold personal data of the payer: emptied after so many days.
PAYMENT_EVENT_DAYS = 30
# The citizen is reminded once, so many days before a fee is due.
PAYMENT_REMINDER_DAYS = 3

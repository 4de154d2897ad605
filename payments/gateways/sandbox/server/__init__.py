"""An embedded payment gateway in a process of its own: what the demo and the tests pay with instead of a contractor.

It speaks two protocols over the same books: its own (`api`), and the part of Stripe's that our adapter uses
(`stripe_api`), so that the official SDK runs against it. It checks what a real gateway checks: keys, amounts,
currency, idempotency; it signs its webhooks. It shares nothing with the portal but HTTP.

    python -m payments.gateways.sandbox.server

configuration.py lists the environment it reads.
"""

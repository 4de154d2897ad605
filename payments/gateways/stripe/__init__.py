"""Stripe's hosted Checkout, or any server that speaks its API at another address."""

"""The two online adapters, bound to a live sandbox that speaks both protocols."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import uuid4

from payments.gateways.contract import AttemptRef, Gateway, Method, Redirect, RefundRequest, Snapshot, StartRequest
from payments.gateways.sandbox.adapter import SandboxGateway
from payments.gateways.sandbox.configuration import Configuration as SandboxConfiguration
from payments.gateways.stripe.adapter import StripeGateway
from payments.gateways.stripe.configuration import Configuration as StripeConfiguration
from tests.gateway_server import GatewayServer, Mailbox

T = TypeVar("T")
BUILDERS: dict[str, Callable[..., Gateway]] = {
    "sandbox": lambda **fields: SandboxGateway(SandboxConfiguration(**_of("sandbox_gateway_", fields))),
    "stripe": lambda **fields: StripeGateway(StripeConfiguration(**_of("stripe_", fields))),
}
# The field of the adapter's configuration that holds its API key, and the one that holds the webhook secret.
KEYS = {"sandbox": "sandbox_gateway_key", "stripe": "stripe_api_key"}
SECRETS = {"sandbox": "sandbox_gateway_webhook_secret", "stripe": "stripe_webhook_secret"}
TIMEOUTS = {"sandbox": "sandbox_gateway_timeout_seconds", "stripe": "stripe_timeout_seconds"}
ADDRESSES = {"sandbox": "sandbox_gateway_url", "stripe": "stripe_api_base"}


def _of(prefix: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name.startswith(prefix)}


@dataclass
class Shop:
    """An adapter at work: starts payments and plays their payers."""

    code: str
    server: GatewayServer
    mailbox: Mailbox
    adapter: Gateway

    def other(self, **changed: Any) -> Gateway:
        """The adapter with another configuration."""
        fields = {name.lower(): value for name, value in self.server.environment.items()}
        return BUILDERS[self.code](**{**fields, **changed})

    def request(self, method: Method = Method.CARD, amount_yen: int = 600, **changed: Any) -> StartRequest:
        terms = self.adapter.capabilities.terms(method)
        assert terms is not None
        # Stripe is told how many days a number is good for, and the adapter counts them by the real clock.
        in_days = self.code == "stripe" and method == Method.KONBINI
        values: dict[str, Any] = {
            "attempt": uuid4(),
            "amount_yen": amount_yen,
            "description": "住民票の写し",
            "return_url": f"{self.mailbox.origin}/return",
            "cancel_url": f"{self.mailbox.origin}/cancel",
            "expires_at": (datetime.now(UTC) if in_days else self.now()) + terms.lifetime,
            "method": method,
        }
        return StartRequest(**{**values, **changed})

    def now(self) -> datetime:
        """By the clock of the gateway, which tests move."""
        return datetime.fromtimestamp(self.server.control("clock", seconds=0)["now"], UTC)

    def start(self, method: Method = Method.CARD, amount_yen: int = 600) -> AttemptRef:
        request = self.request(method, amount_yen)
        started = self.adapter.start(request)
        assert isinstance(started.action, Redirect)
        return AttemptRef(attempt=request.attempt, session_id=started.session_id)

    def pay(self, ref: AttemptRef, method: str = "card", number: str = "4242424242424242") -> dict[str, Any]:
        return self.server.control("pay", session=ref.session_id, method=method, number=number)

    def paid(
        self, amount_yen: int = 600, by: Method = Method.CARD, number: str = "4242424242424242"
    ) -> tuple[AttemptRef, Snapshot]:
        """A payment that was paid; the reference as the portal knows it afterwards."""
        ref = self.start(by, amount_yen)
        self.pay(ref, "paypay" if by == Method.WALLET else "card", number)
        snapshot = self.adapter.fetch(ref)
        return AttemptRef(attempt=ref.attempt, session_id=ref.session_id, payment_id=snapshot.payment_id), snapshot


def some(value: T | None) -> T:
    assert value is not None
    return value


def refund_of(ref: AttemptRef, amount_yen: int) -> RefundRequest:
    return RefundRequest(refund=uuid4(), payment=ref, amount_yen=amount_yen)


def shop_of(code: str, server: GatewayServer, mailbox: Mailbox) -> Shop:
    fields = {name.lower(): value for name, value in server.environment.items()}
    return Shop(code, server, mailbox, BUILDERS[code](**fields))

"""Which gateways this portal has.

One line in settings PAYMENT_GATEWAYS names a gateway's AppConfig; its `ready` registers the adapter:

    class SandboxConfig(AppConfig):
        name = "payments.gateways.sandbox"
        label = "payments_gateways_sandbox"

        def ready(self) -> None:
            register(SandboxGateway(…))
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from payments.gateways.contract import Gateway

_gateways: dict[str, Gateway] = {}


class UnknownGateway(LookupError):
    pass


def register(gateway: Gateway) -> None:
    """Raises ValueError if another gateway has this code."""
    if gateway.code in _gateways:
        raise ValueError(f"Two gateways are called {gateway.code}.")
    _gateways[gateway.code] = gateway


def gateway(code: str) -> Gateway:
    """Raises UnknownGateway: also for one that old rows name and that is not installed any more."""
    try:
        return _gateways[code]
    except KeyError:
        raise UnknownGateway(code) from None


def outside_transactions(code: str) -> Gateway:
    """The gateway, to be called now. Raises RuntimeError inside a transaction: no network call is made in one."""
    if transaction.get_connection().in_atomic_block:
        with transaction.atomic(durable=True):  # refuses to be nested, but for a test's own transaction
            pass
    elif not transaction.get_autocommit():
        raise RuntimeError("A gateway is called outside of transactions.")
    return gateway(code)


def gateways() -> tuple[Gateway, ...]:
    """All of them, in the order of the settings."""
    return tuple(_gateways.values())


@contextmanager
def replaced(*others: Gateway) -> Iterator[None]:
    """For tests and benchmarks: exactly these gateways for a while."""
    before = dict(_gateways)
    _gateways.clear()
    try:
        for other in others:
            register(other)
        yield
    finally:
        _gateways.clear()
        _gateways.update(before)

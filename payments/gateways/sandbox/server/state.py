"""What the process keeps: its configuration and its books, opened once."""

from functools import lru_cache

from payments.gateways.sandbox.server import configuration
from payments.gateways.sandbox.server.books import Books
from payments.gateways.sandbox.server.configuration import Configuration


@lru_cache(maxsize=1)
def configured() -> Configuration:
    return configuration.read()


@lru_cache(maxsize=1)
def books() -> Books:
    return Books(configured().folder)


def page_address(session_id: str) -> str:
    """Where the payer pays this checkout."""
    return f"{configured().origin}/checkout/{session_id}/"

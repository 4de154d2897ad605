"""What rooms above keep of an account. They register here: for the person's own copy, and for its end."""

from collections.abc import Sequence
from typing import Any, Protocol

from identity.people.models import User


class Holding(Protocol):
    """All that one room keeps of accounts."""

    key: str
    """Its name in the person's copy."""

    def copy(self, user: User) -> Any:
        """The person's own data as plain JSON."""

    def going(self, user: User) -> Sequence[str]:
        """What is deleted with the account, in words with numbers; nothing where there is nothing."""

    def staying(self, user: User) -> Sequence[str]:
        """What the city keeps, why and for how long, in words."""

    def close(self, user: User) -> None:
        """Delete what goes, and cut what stays from the account. Called within the transaction that closes it."""


_holdings: list[Holding] = []


def register(holding: Holding) -> None:
    """In the order in which the person reads of them."""
    _holdings.append(holding)


def holdings() -> Sequence[Holding]:
    return tuple(_holdings)

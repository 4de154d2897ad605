"""Rate limits, counted in the cache. A stopped cache lets requests through: a limit must not close the city hall."""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest

from identity.access.client import client_address


class TooMany(Exception):
    """Over the limit; pages answer 429 and say when to come back."""

    def __init__(self, minutes: int) -> None:
        super().__init__()
        self.minutes = minutes


@dataclass(frozen=True, slots=True)
class Limit:
    name: str
    times: int
    seconds: int

    def spend(self, key: str) -> None:
        """Count one use for `key` (hashed before it reaches the cache). Raises TooMany."""
        hashed = hashlib.sha256(f"{self.name}:{key}".encode()).hexdigest()[:32]
        name = f"limit:{hashed}"
        cache.add(name, 0, timeout=self.seconds)
        try:
            used = cache.incr(name)
        except ValueError:  # expired in between, or the cache is away
            return
        if used is not None and used > self.times:
            raise TooMany(minutes=max(1, self.seconds // 60))

    def spend_for(self, request: HttpRequest, extra: str = "") -> None:
        self.spend(f"{client_address(request)}:{extra}")


START_DRAFT = Limit("start-draft", 30, 60 * 10)
LOOK_UP = Limit("look-up", 10, 60 * 10)
SEND_CODE = Limit("send-code", 5, 60 * 10)
# Codes that confirm an address: each mail may reach a stranger, so one address gets few, whoever asks.
SEND_TO_ADDRESS = Limit("send-to-address", 5, 60 * 10)
SEND_TO_ADDRESS_A_DAY = Limit("send-to-address-a-day", 20, 60 * 60 * 24)
SEND_FROM_CLIENT = Limit("send-from-client", 30, 60 * 10)
TRY_CODE = Limit("try-code", 10, 60 * 10)
START_SIGN_IN = Limit("start-sign-in", 20, 60 * 10)
PAY = Limit("pay", 20, 60 * 10)

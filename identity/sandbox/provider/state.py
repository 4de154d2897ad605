"""What the provider remembers while it runs: codes, tokens, signature transactions, and assertions already used."""

import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

CODE_SECONDS = 60
TOKEN_SECONDS = 300
TRANSACTION_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a person agreed to on the page."""

    realm: str
    redirect_uri: str
    scopes: frozenset[str]
    nonce: str
    challenge: str
    subject: str
    acr: str
    auth_time: int
    userinfo: Mapping[str, Any]
    transaction: str = ""
    rotate: bool = False


@dataclass(slots=True)
class Transaction:
    digest: bytes
    until: float
    result: Mapping[str, str] | None = None


@dataclass
class Memory:
    """Everything in one place, behind one lock."""

    _codes: dict[str, tuple[float, Grant]] = field(default_factory=dict)
    _tokens: dict[str, tuple[float, Grant | None]] = field(default_factory=dict)
    _transactions: dict[str, Transaction] = field(default_factory=dict)
    _assertions: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def new_code(self, grant: Grant) -> str:
        code = secrets.token_urlsafe(32)
        with self._lock:
            self._codes[code] = (time.time() + CODE_SECONDS, grant)
        return code

    def take_code(self, code: str) -> Grant | None:
        """Once only."""
        with self._lock:
            until, grant = self._codes.pop(code, (0.0, None))
        return grant if until > time.time() else None

    def keep_token(self, token: str, grant: Grant | None) -> None:
        """`grant` is None for a token of the client itself."""
        with self._lock:
            self._tokens[token] = (time.time() + TOKEN_SECONDS, grant)

    def token(self, token: str) -> tuple[bool, Grant | None]:
        """Whether the token is good, and whose it is."""
        with self._lock:
            until, grant = self._tokens.get(token, (0.0, None))
        return until > time.time(), grant

    def use_assertion(self, jti: str, until: float) -> bool:
        """False where it was used before (RFC 7523, 3)."""
        with self._lock:
            now = time.time()
            self._assertions = {name: end for name, end in self._assertions.items() if end > now}
            if jti in self._assertions:
                return False
            self._assertions[jti] = until
            return True

    def new_transaction(self, digest: bytes) -> str:
        identifier = str(uuid4())
        with self._lock:
            self._transactions[identifier] = Transaction(digest, time.time() + TRANSACTION_SECONDS)
        return identifier

    def transaction(self, identifier: str) -> Transaction | None:
        with self._lock:
            found = self._transactions.get(identifier)
        return found if found is not None and found.until > time.time() else None


MEMORY = Memory()

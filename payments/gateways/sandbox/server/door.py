"""What every request to either API passes: the key, faults on demand, idempotency. Both protocols answer alike here."""

import hashlib
import hmac
import json
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from payments.gateways.sandbox.server import clock, due, faults
from payments.gateways.sandbox.server.books import Books
from payments.gateways.sandbox.server.errors import Refused
from payments.gateways.sandbox.server.records import Answer, Protocol

KEYS_LIVE = 24 * 3600  # seconds, by the sandbox's clock
Act = Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class Door:
    """One protocol's entrance: its API key and how it writes an error."""

    protocol: Protocol
    key: str
    write_error: Callable[[Refused], dict[str, Any]]

    def answer(self, request: HttpRequest, books: Books, operation: str, act: Act) -> HttpResponse:
        """Let `act` do the work, unless the key is wrong, the same was done before, or a fault is due."""
        if not hmac.compare_digest(request.headers.get("Authorization", ""), f"Bearer {self.key}"):
            return self._refuse(Refused("api_key_invalid", "Invalid API key provided", status=401))
        due.run(books)
        fault = faults.take(books, operation)
        if fault == "slow":
            faults.wait(books)
        if fault == "error_500":
            return self._refuse(Refused("api_error", "An unknown error occurred", status=500))
        if fault == "rate_limited":
            return self._refuse(Refused("rate_limit", "Too many requests", status=429))
        if fault == "cut_before":
            return _cut(request)
        response = self._act_once(request, books, act)
        if fault == "stall_after":
            faults.wait(books)
        if fault == "error_500_after":
            return self._refuse(Refused("api_error", "An unknown error occurred", status=500))
        return _cut(request) if fault == "cut_after" else response

    def _act_once(self, request: HttpRequest, books: Books, act: Act) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if request.method != "POST" or not key:
            return self._act(books, act, key="", digest="")
        digest = hashlib.sha256(request.path.encode() + b"\0" + request.body).hexdigest()
        known = books.find(Answer, f"{self.protocol}:{key}")
        if known is None or known.at < clock.now(books) - KEYS_LIVE:
            return self._act(books, act, key=f"{self.protocol}:{key}", digest=digest)
        if known.digest != digest:
            return self._refuse(Refused("idempotency_error", "This key was used for another request"))
        response = HttpResponse(known.body, status=known.status, content_type="application/json")
        response["Idempotent-Replayed"] = "true"
        return response

    def _act(self, books: Books, act: Act, *, key: str, digest: str) -> HttpResponse:
        """Do the work and keep its answer, both in one change; what was refused may be tried again."""
        try:
            with books:
                body = json.dumps(act(), ensure_ascii=False)
                if key:
                    books.put(Answer(key, digest, 200, body, clock.now(books)))
        except Refused as refused:
            return self._refuse(refused)
        return HttpResponse(body, content_type="application/json")

    def _refuse(self, refused: Refused) -> HttpResponse:
        body = json.dumps(self.write_error(refused), ensure_ascii=False)
        return HttpResponse(body, status=refused.status, content_type="application/json")


def _cut(request: HttpRequest) -> HttpResponse:
    """Break the connection, so that the client never learns what was done."""
    connection: socket.socket = request.META["gunicorn.socket"]
    connection.shutdown(socket.SHUT_RDWR)
    return HttpResponse(status=500)

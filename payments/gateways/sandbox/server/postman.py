"""Carries queued messages to the merchant, signed; tries again, ever more rarely, until it is answered 2xx."""

import contextlib
import hashlib
import hmac
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import requests

from payments.gateways.sandbox.server import due
from payments.gateways.sandbox.server.books import Books
from payments.gateways.sandbox.server.configuration import Configuration
from payments.gateways.sandbox.server.records import Delivery

AGAIN_AFTER = (1, 3, 10, 60, 300, 1800, 7200)  # seconds, after the first, second … try
_PAUSE = 0.05
_HEADERS = {"own": "Sandbox-Signature", "stripe": "Stripe-Signature"}
_ADDRESSES = {"own": "sandbox", "stripe": "stripe"}


def signature(body: bytes, secret: str, moment: int) -> str:
    """Sign as Stripe does: HMAC-SHA-256 over `<seconds>.<body>` (docs.stripe.com/webhooks/signature)."""
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


class Postman:
    """One thread that finds what is due, four that carry: messages may well overtake one another."""

    def __init__(self, books: Books, configuration: Configuration) -> None:
        self.books, self.configuration = books, configuration
        self._under_way: set[str] = set()
        self._carriers = ThreadPoolExecutor(max_workers=4)

    def start(self) -> None:
        threading.Thread(target=self._walk, daemon=True).start()

    def _walk(self) -> None:
        round_of_dues = 0
        while True:
            time.sleep(_PAUSE)
            round_of_dues = (round_of_dues + 1) % 20
            if round_of_dues == 0:
                due.run(self.books)
            for delivery in self.books.all(Delivery, self._is_due):
                self._under_way.add(delivery.id)
                self._carriers.submit(self._carry, delivery)

    def _is_due(self, delivery: Delivery) -> bool:
        return delivery.status == "queued" and delivery.due <= time.time() and delivery.id not in self._under_way

    def _carry(self, delivery: Delivery) -> None:
        try:
            answer = self._post(delivery)
            tries = delivery.tries + 1
            if answer.startswith("2"):
                done = replace(delivery, status="sent", tries=tries, answer=answer)
            elif tries > len(AGAIN_AFTER):
                done = replace(delivery, status="refused", tries=tries, answer=answer)
            else:
                done = replace(delivery, tries=tries, answer=answer, due=time.time() + AGAIN_AFTER[tries - 1])
            with self.books:
                self.books.put(done)
        finally:
            self._under_way.discard(delivery.id)

    def _post(self, delivery: Delivery) -> str:
        """Return the HTTP status as text, or the kind of failure."""
        body = delivery.body.encode()
        own = delivery.protocol == "own"
        secret = self.configuration.own_webhook_secret if own else self.configuration.stripe_webhook_secret
        with requests.Session() as session, contextlib.suppress(requests.RequestException):
            session.trust_env = False  # never by way of a proxy
            response = session.post(
                self.configuration.webhook_address(_ADDRESSES[delivery.protocol]),
                data=body,
                headers={
                    "Content-Type": "application/json",
                    _HEADERS[delivery.protocol]: signature(body, secret, int(time.time())),
                },
                timeout=10,
                allow_redirects=False,
            )
            return str(response.status_code)
        return "unreachable"

"""The payment sandbox as a live process, its control page as a Python object, and a mailbox for its webhooks."""

import os
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from akita_portal.embedded.ports import LOOPBACK, free_port
from akita_portal.embedded.processes import PAYMENT_SANDBOX, Child
from tests import services


@dataclass
class GatewayServer:
    """`environment` is what the server and the portal's adapters read."""

    folder: Path
    environment: dict[str, str]
    process: Child = field(init=False)
    _http: httpx.Client = field(init=False, repr=False)

    def __post_init__(self) -> None:
        key = self.environment["SANDBOX_GATEWAY_KEY"]
        self._http = httpx.Client(
            base_url=self.url, headers={"Authorization": f"Bearer {key}"}, trust_env=False, verify=False, timeout=30
        )
        self.process = Child(PAYMENT_SANDBOX, self.environment, self.folder / "payment-sandbox.log")

    @property
    def url(self) -> str:
        return self.environment["SANDBOX_GATEWAY_URL"]

    def start(self) -> None:
        self.process.start()
        assert self.process.wait_until_it_says("payment_sandbox_ready"), self.process.output()

    def close(self) -> None:
        self._http.close()
        self.process.stop(seconds=5)

    def control(self, action: str, **arguments: Any) -> dict[str, Any]:
        """Do what the control page can do (server/control_api.py: ACTIONS)."""
        response = self._http.post(f"/control/api/{action}", json=arguments)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    def books(self, *kinds: str) -> dict[str, list[dict[str, Any]]]:
        """What the gateway holds for true, by kind: sessions, payments, refunds, disputes, movements …"""
        query = {"kinds": ",".join(kinds)} if kinds else {}
        response = self._http.get("/control/api/books", params=query)
        assert response.status_code == 200, response.text
        found: dict[str, list[dict[str, Any]]] = response.json()
        return found

    def quiet(self) -> None:
        """Put every knob back, so that the next test meets a gateway without faults."""
        self.control("faults")
        self.control("post")
        self.control("refund_plan", courses=[])


def start_gateway(folder: Path, *, portal: str) -> GatewayServer:
    """Start a sandbox that tells `portal` (an origin) of its events. The caller calls close()."""
    server = make_gateway(folder, portal=portal)
    server.start()
    return server


def make_gateway(folder: Path, *, portal: str = "") -> GatewayServer:
    """Like start_gateway, not started: for a portal that must know the sandbox's address before it has one itself."""
    bind = f"{LOOPBACK}:{free_port()}"
    return GatewayServer(
        folder,
        {
            "PATH": os.environ["PATH"],
            "SANDBOX_GATEWAY_BIND": bind,
            "SANDBOX_GATEWAY_URL": f"http://{bind}",
            "SANDBOX_GATEWAY_FOLDER": str(folder / "books"),
            "SANDBOX_GATEWAY_KEY": secrets.token_urlsafe(24),
            "SANDBOX_GATEWAY_WEBHOOK_SECRET": secrets.token_urlsafe(24),
            "STRIPE_API_KEY": f"sk_test_{secrets.token_hex(12)}",
            "STRIPE_API_BASE": f"http://{bind}",
            "STRIPE_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(16)}",
            "SITE_URL": portal,
        },
    )


@dataclass
class Mailbox:
    """Stands where the portal would: keeps every webhook, answers with `status`, and shows a page to who comes back."""

    status: int = 200
    received: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0

    def start(self) -> None:
        mailbox = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; charset=utf-8")
                self.end_headers()
                self.wfile.write(b"back at the portal")

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                mailbox.received.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(mailbox.status)
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def origin(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def wait_for(self, part: str, *, count: int = 1) -> list[tuple[str, dict[str, str], bytes]]:
        """Wait until `count` webhooks whose body holds `part` came in, and return them."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            found = [message for message in self.received if part.encode() in message[2]]
            if len(found) >= count:
                return found
            time.sleep(0.02)
        raise AssertionError(f"in vain waited for {count} webhooks with {part}")


@pytest.fixture(scope="session")
def webhook_mailbox() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    mailbox.start()
    yield mailbox
    mailbox.stop()


@pytest.fixture(scope="session")
def _gateway_process(webhook_mailbox: Mailbox) -> Iterator[GatewayServer]:
    folder = services.folder(f"gateway_{secrets.token_hex(4)}")
    server = start_gateway(folder, portal=webhook_mailbox.origin)
    yield server
    server.close()


@pytest.fixture
def gateway_server(_gateway_process: GatewayServer) -> GatewayServer:
    """One live sandbox for all tests of this process, without faults at the start of each; its books stay."""
    _gateway_process.quiet()
    return _gateway_process

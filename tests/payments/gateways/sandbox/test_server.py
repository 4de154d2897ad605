"""The server as a process: what it refuses, what survives its end, and how it delivers."""

import os
import signal
import subprocess
import sys
import time
from uuid import uuid4

import httpx
import pytest

from akita_portal.embedded.processes import BASE_DIR, PAYMENT_SANDBOX
from payments.gateways.contract import Status
from payments.gateways.sandbox.server import configuration
from payments.gateways.sandbox.server.configuration import UnsafeConfigurationError
from tests import services
from tests.gateway_server import GatewayServer, Mailbox, start_gateway
from tests.payments.gateways.shop import shop_of

KEY = "k" * 16
SAFE = {
    "SANDBOX_GATEWAY_BIND": "127.0.0.1:8010",
    "SANDBOX_GATEWAY_FOLDER": "/var/lib/books",
    "SANDBOX_GATEWAY_KEY": KEY,
    "SANDBOX_GATEWAY_WEBHOOK_SECRET": KEY,
    "STRIPE_API_KEY": "sk_test_1",
    "STRIPE_WEBHOOK_SECRET": "whsec_1",
    "SITE_URL": "http://127.0.0.1:8000",
}


# -- where it may run


def test_a_safe_environment_is_taken():
    assert configuration.read(SAFE).origin == "http://127.0.0.1:8010"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SANDBOX_GATEWAY_BIND", "0.0.0.0:8010"),
        ("SANDBOX_GATEWAY_BIND", "192.0.2.1:8010"),
        ("SANDBOX_GATEWAY_BIND", "127.0.0.1"),
        ("SANDBOX_GATEWAY_BIND", "127.0.0.1.example:80"),
        ("SANDBOX_GATEWAY_BIND", "[::]:8010"),
        ("SANDBOX_GATEWAY_FOLDER", ""),
        ("SANDBOX_GATEWAY_KEY", "short"),
        ("SANDBOX_GATEWAY_WEBHOOK_SECRET", ""),
        ("STRIPE_API_KEY", "sk_live_1"),
        ("STRIPE_WEBHOOK_SECRET", ""),
        ("SITE_URL", "https://portal.example.lg.jp"),
        ("SITE_URL", "https://127.0.0.1"),
        ("SITE_URL", "http://127.0.0.1.example"),
        ("SITE_URL", "http://127.0.0.1@portal.example"),
        ("DJANGO_SETTINGS_MODULE", "akita_portal.settings.production"),
    ],
)
def test_it_refuses_all_that_is_not_this_machine(name, value):
    with pytest.raises(UnsafeConfigurationError):
        configuration.read({**SAFE, name: value})


def test_the_process_ends_with_a_sentence():
    ended = subprocess.run(
        [sys.executable, "-m", *PAYMENT_SANDBOX],
        env={"PATH": os.environ["PATH"], **SAFE, "SITE_URL": "https://portal.example.lg.jp"},
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert "The payment sandbox did not start. SITE_URL must be a portal on this machine" in ended.stderr
    assert ended.returncode == 78


# -- what survives


@pytest.fixture
def own(webhook_mailbox: Mailbox):
    """A server of the test's own, which it may kill."""
    server = start_gateway(services.folder(f"own_{uuid4().hex[:8]}"), portal=webhook_mailbox.origin)
    yield server
    server.close()


def test_a_killed_server_knows_everything_and_delivers_what_was_waiting(own: GatewayServer, webhook_mailbox):
    shop = shop_of("sandbox", own, webhook_mailbox)
    own.control("post", delay=1.0)
    request = shop.request()
    started = shop.adapter.start(request)
    own.control("pay", session=started.session_id)
    before = own.books()
    own.process.kill()
    own.start()
    after = own.books("sessions", "payments", "movements")
    assert after == {name: before[name] for name in after}
    assert shop.adapter.start(request).session_id == started.session_id  # idempotency keys too
    webhook_mailbox.wait_for(started.session_id)


def test_a_killed_worker_process_is_replaced(own: GatewayServer, webhook_mailbox):
    import psutil

    shop = shop_of("stripe", own, webhook_mailbox)
    ref, snapshot = shop.paid()
    (worker,) = psutil.Process(own.process.pid).children()
    os.kill(worker.pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while own.process.output().count("payment_sandbox_ready") < 2:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert shop.adapter.fetch(ref) == snapshot


# -- delivery


def test_what_the_portal_refuses_is_sent_again(gateway_server, webhook_mailbox):
    shop = shop_of("sandbox", gateway_server, webhook_mailbox)
    webhook_mailbox.status = 500
    try:
        ref, _snapshot = shop.paid()
        first = webhook_mailbox.wait_for(ref.session_id)
    finally:
        webhook_mailbox.status = 200
    both = webhook_mailbox.wait_for(ref.session_id, count=2)
    assert both[0] == first[0]
    assert both[1][2] == both[0][2]  # the same body, signed anew
    assert both[1][1]["sandbox-signature"] != both[0][1]["sandbox-signature"]


def test_lost_webhooks_do_not_come_and_can_be_sent_by_hand(gateway_server, webhook_mailbox):
    shop = shop_of("stripe", gateway_server, webhook_mailbox)
    gateway_server.control("post", mode="lose")
    ref, snapshot = shop.paid()
    assert snapshot.status == Status.PAID
    (lost,) = [row for row in gateway_server.books("deliveries")["deliveries"] if ref.session_id in row["body"]]
    assert lost["status"] == "lost"
    gateway_server.control("post_again", delivery=lost["id"])
    webhook_mailbox.wait_for(ref.session_id)


def test_held_webhooks_come_in_reverse(gateway_server, webhook_mailbox):
    shop = shop_of("sandbox", gateway_server, webhook_mailbox)
    gateway_server.control("post", mode="hold")
    refs = [shop.paid()[0] for _payment in range(3)]
    assert gateway_server.control("post_release", order="reverse") == {"released": 3}
    for ref in refs:
        webhook_mailbox.wait_for(ref.session_id)
    deliveries = {row["body"]: row for row in gateway_server.books("deliveries")["deliveries"]}
    due = [next(row["due"] for body, row in deliveries.items() if ref.session_id in body) for ref in refs]
    assert due == sorted(due, reverse=True)


# -- what the APIs refuse


def _post(server: GatewayServer, path: str, key: str, **how) -> httpx.Response:
    headers = {"Authorization": f"Bearer {server.environment[key]}"}
    return httpx.post(f"{server.url}{path}", headers=headers, trust_env=False, **how)


def _good() -> dict[str, object]:
    return {
        "reference": str(uuid4()),
        "amount": 600,
        "currency": "JPY",
        "description": "x",
        "methods": ["card"],
        "return_url": "http://127.0.0.1/r",
        "cancel_url": "http://127.0.0.1/c",
        "expires_at": "2099-01-01T00:00:00+09:00",
    }


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, ""),
        ({"amount": 600.0}, "parameter_invalid"),
        ({"amount": "600"}, "parameter_invalid"),
        ({"amount": True}, "parameter_invalid"),
        ({"amount": 49}, "amount_too_small"),
        ({"amount": -600}, "amount_too_small"),
        ({"amount": 10_000_000}, "amount_too_large"),
        ({"currency": "USD"}, "currency_not_supported"),
        ({"methods": []}, "parameter_invalid_methods"),
        ({"methods": ["cash"]}, "parameter_invalid_methods"),
        ({"return_url": "/relative"}, "url_invalid"),
        ({"expires_at": "soon"}, "parameter_invalid"),
        ({"expires_at": "2020-01-01T00:00:00+09:00"}, "parameter_invalid_expires_at"),
        ({"colour": "red"}, "parameter_unknown"),
    ],
)
def test_the_own_api_checks_what_it_takes(gateway_server, changed, code):
    response = _post(gateway_server, "/api/sessions", "SANDBOX_GATEWAY_KEY", json={**_good(), **changed})
    assert response.json().get("error", {}).get("code", "") == code
    assert response.status_code == (400 if code else 200)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, ""),
        ({"line_items[0][price_data][unit_amount]": "600.5"}, "parameter_invalid_integer"),
        ({"line_items[0][price_data][unit_amount]": "49"}, "amount_too_small"),
        ({"line_items[0][price_data][currency]": "usd"}, "currency_not_supported"),
        ({"mode": "subscription"}, "parameter_invalid"),
        ({"payment_method_types[0]": "card"}, "parameter_unknown"),  # gone in the API version of the SDK
        ({"expires_at": "1"}, "parameter_invalid_expires_at"),
        ({"line_items[0]": "x"}, "parameter_invalid_structure"),
    ],
)
def test_the_stripe_api_checks_what_it_takes(gateway_server, changed, code):
    good = {
        "mode": "payment",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "jpy",
        "line_items[0][price_data][unit_amount]": "600",
        "line_items[0][price_data][product_data][name]": "x",
        "allowed_payment_method_types[0]": "card",
        "success_url": "http://127.0.0.1/r",
        "cancel_url": "http://127.0.0.1/c",
    }
    response = _post(gateway_server, "/v1/checkout/sessions", "STRIPE_API_KEY", data={**good, **changed})
    assert response.json().get("error", {}).get("code", "") == code
    assert response.status_code == (400 if code else 200)


def test_neither_key_opens_the_other_api(gateway_server):
    assert _post(gateway_server, "/api/sessions", "STRIPE_API_KEY", json=_good()).status_code == 401
    assert _post(gateway_server, "/v1/checkout/sessions", "SANDBOX_GATEWAY_KEY", data={}).status_code == 401
    assert _post(gateway_server, "/control/api/clock", "STRIPE_API_KEY", json={"seconds": 0}).status_code == 401


def test_a_foreign_host_name_is_refused(gateway_server):
    """So that no page elsewhere reaches it by a name that leads here (DNS rebinding)."""
    response = httpx.get(f"{gateway_server.url}/control/", headers={"Host": "evil.example"}, trust_env=False)
    assert response.status_code == 400


def test_the_settlement_file_has_the_rows_of_the_api(gateway_server, webhook_mailbox):
    shop = shop_of("sandbox", gateway_server, webhook_mailbox)
    ref, _snapshot = shop.paid(1000)
    gateway_server.control("pay_out")
    arrival = gateway_server.books("payouts")["payouts"][-1]["arrival"]
    text = httpx.get(f"{gateway_server.url}/api/settlements.csv", params={"arrival": arrival}, trust_env=False).text
    lines = text.removeprefix("\ufeff").split("\r\n")
    assert lines[0].startswith("id,kind,source,payment,session,session_reference,refund_reference,gross,fee,net")
    assert next(line for line in lines if ref.payment_id in line).split(",")[7:10] == ["1000", "32", "968"]

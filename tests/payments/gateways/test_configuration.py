"""Each gateway's variables: checked at start with a sentence, told in docs/operations.md, safe in production."""

import os
import re
import subprocess
import sys

import pytest
from django.apps import apps
from pydantic_settings import BaseSettings

from akita_portal.checks import refuse_unsafe_production
from akita_portal.embedded.processes import BASE_DIR
from payments.gateways import registry, variables
from payments.gateways.manual.configuration import Configuration as Manual
from payments.gateways.sandbox.checks import no_sandbox_in_production
from payments.gateways.sandbox.configuration import Configuration as Sandbox
from payments.gateways.stripe.checks import stripe_is_real_in_production
from payments.gateways.stripe.configuration import Configuration as Stripe

STRIPE = {"STRIPE_API_KEY": "sk_test_1", "STRIPE_WEBHOOK_SECRET": "whsec_1"}
SANDBOX = {
    "SANDBOX_GATEWAY_URL": "http://127.0.0.1:8010",
    "SANDBOX_GATEWAY_KEY": "k",
    "SANDBOX_GATEWAY_WEBHOOK_SECRET": "s",
}


def start(**variables: str) -> subprocess.CompletedProcess[str]:
    """Start the portal with these variables and print the gateways it has."""
    program = (
        "import django; django.setup(); from payments.gateways import registry;"
        " print([found.code for found in registry.gateways()])"
    )
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "akita_portal.settings.test", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_gateway_without_its_variables_is_not_offered():
    assert start().stdout == "[]\n"


def test_gateways_come_in_the_order_of_the_settings():
    ended = start(**STRIPE, **SANDBOX, PAYMENT_COUNTER="市民課")
    assert (ended.stdout, ended.stderr) == ("['sandbox', 'stripe', 'manual']\n", "")


@pytest.mark.parametrize(
    ("configuration", "name", "value"),
    [
        (Stripe, "STRIPE_API_KEY", "pk_test_1"),
        (Stripe, "STRIPE_WEBHOOK_SECRET", "secret-1"),
        (Stripe, "STRIPE_API_BASE", "api.example"),
        (Stripe, "STRIPE_API_BASE", "https://api.example/v1"),
        (Stripe, "STRIPE_ACCOUNT", "akita"),
        (Stripe, "STRIPE_METHODS", "card,cash"),
        (Stripe, "STRIPE_TIMEOUT_SECONDS", "-7"),
        (Sandbox, "SANDBOX_GATEWAY_URL", "http://192.0.2.1:80"),
        (Sandbox, "SANDBOX_GATEWAY_TIMEOUT_SECONDS", "never"),
        (Manual, "PAYMENT_MANUAL_DAYS", "-7"),
    ],
)
def test_a_wrong_variable_stops_the_portal_and_is_named_and_its_value_is_not(
    configuration, name, value, monkeypatch, capsys
):
    for known, good in STRIPE.items():
        monkeypatch.setenv(known, good)
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as left:
        variables.read(configuration)
    told = capsys.readouterr().err
    assert left.value.code == 78
    assert told.startswith(f"Environment variable {name}: ")
    assert value not in told


def test_a_key_without_its_webhook_secret_stops_the_portal():
    ended = start(STRIPE_API_KEY="sk_test_1")
    assert (ended.returncode, ended.stdout) == (78, "")
    assert "STRIPE_WEBHOOK_SECRET must be set together with STRIPE_API_KEY" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_in_production_there_is_no_sandbox_and_no_play_money(settings, monkeypatch):
    assert no_sandbox_in_production() == stripe_is_real_in_production() == []
    for name, value in {**STRIPE, **SANDBOX, "STRIPE_API_BASE": "http://127.0.0.1:8010"}.items():
        monkeypatch.setenv(name, value)
    assert no_sandbox_in_production() == stripe_is_real_in_production() == []
    settings.PRODUCTION = True
    found = [fault.id for fault in [*no_sandbox_in_production(), *stripe_is_real_in_production()]]
    assert found == ["payments.E001", "payments.E002", "payments.E003"]


def test_a_real_key_at_stripes_own_address_is_fine_in_production(settings, monkeypatch):
    settings.PRODUCTION = True
    monkeypatch.setenv("STRIPE_API_KEY", "rk_live_1")
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", "whsec_1")
    assert stripe_is_real_in_production() == []


def test_production_does_not_register_the_sandbox(settings, monkeypatch):
    for name, value in SANDBOX.items():
        monkeypatch.setenv(name, value)
    config = apps.get_app_config("payments_gateways_sandbox")
    with registry.replaced():
        settings.SANDBOXES_ALLOWED = False
        config.ready()
        assert registry.gateways() == ()
        settings.SANDBOXES_ALLOWED = True
        config.ready()
        assert [gateway.code for gateway in registry.gateways()] == ["sandbox"]


def test_the_portal_does_not_start_in_production_with_play_money(settings, monkeypatch, capsys):
    for name, value in {"DEMO": False, "SANDBOXES_ALLOWED": False, "SITE_URL": "https://portal.example.lg.jp"}.items():
        setattr(settings, name, value)
    settings.SEALING_KEYS = "2026:" + "A" * 43 + "="
    settings.PRODUCTION = True
    for name, value in STRIPE.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit):
        refuse_unsafe_production()
    assert capsys.readouterr().err.startswith("payments.E002: STRIPE_API_KEY is a test key")


def test_operations_lists_every_variable_with_its_default():
    text = (BASE_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    section = text.partition("### Payment gateways")[2].partition("\n##")[0]
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\|", section, re.MULTILINE))
    every: list[type[BaseSettings]] = [Stripe, Sandbox, Manual]
    assert rows == {
        name.upper(): str(field.default)
        for configuration in every
        for name, field in configuration.model_fields.items()
    }

"""A payment gateway is a folder, a line of settings and a folder of tests: shown by adding one."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.architecture.rooms import ROOT, source_files

GATEWAYS = ROOT / "payments" / "gateways"
FOLDERS = sorted(path.parent.name for path in GATEWAYS.glob("*/adapter.py"))
# What an adapter may know of the portal.
KNOWN = {"payments.gateways.contract", "payments.gateways.registry", "payments.gateways.variables", "payments.money"}
# It talks to its gateway, and to nobody else: no database, no pages, no tasks.
NOT_FOR_ADAPTERS = ("django.db", "django.http", "django.shortcuts", "django.template", "celery", "psycopg", "redis")


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= (
                {f"{node.module}.{alias.name}" for alias in node.names}
                if node.module == "payments.gateways"
                else {node.module}
            )
    return found


def _adapter_files(folder: str) -> list[Path]:
    """All of the adapter; the sandbox's server is the other side."""
    return [path for path in (GATEWAYS / folder).rglob("*.py") if "server" not in path.parts]


def test_the_gateways_that_stand():
    assert FOLDERS == ["manual", "sandbox", "stripe"]
    lines = [line.removeprefix("payments.gateways.").partition(".")[0] for line in settings.PAYMENT_GATEWAYS]
    assert sorted(lines) == FOLDERS


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_adapter_knows_the_contract_and_nothing_else_of_the_portal(folder):
    own = f"payments.gateways.{folder}"
    strays = {
        f"{path.name}: {module}"
        for path in _adapter_files(folder)
        for module in _imports(path)
        if module.split(".")[0] in {"akita_portal", "procedures", "payments", "identity", "accessibility"}
        and module not in KNOWN
        and not f"{module}.".startswith(f"{own}.")
    }
    assert strays == set()


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_adapter_writes_nothing_and_renders_nothing(folder):
    strays = {
        f"{path.name}: {module}"
        for path in _adapter_files(folder)
        for module in _imports(path)
        if module.startswith(NOT_FOR_ADAPTERS)
    }
    assert strays == set()


@pytest.mark.parametrize("folder", FOLDERS)
def test_nobody_knows_a_gateway_by_its_name_but_one_line_of_settings(folder):
    named = {
        str(path.relative_to(ROOT))
        for path in source_files()
        if f"payments.gateways.{folder}" in path.read_text(encoding="utf-8") and GATEWAYS / folder not in path.parents
    }
    # The demo starts the sandbox's server and links to it, the registry's docstring shows its AppConfig, staff record
    # payments by hand.
    excused = {
        "sandbox": {
            "akita_portal/embedded/processes.py",
            "akita_portal/demo/views.py",
            "payments/gateways/registry.py",
        },
        "manual": {path for path in named if path.startswith(("payments/", "akita_portal/demo/"))},
    }
    assert named - excused.get(folder, set()) == {"akita_portal/settings/parts/payments.py"}


def test_adding_one_is_a_folder_and_a_line(tmp_path):
    """A gateway written elsewhere, named in the settings: it is registered and found, and nothing else was touched."""
    folder = tmp_path / "omnipay"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "apps.py").write_text(
        "from django.apps import AppConfig\n"
        "from payments.gateways import registry\n"
        "from payments.gateways.contract import Capabilities, Method, MethodTerms, RefundAbility\n"
        "class Omnipay:\n"
        "    code = 'omnipay'\n"
        "    capabilities = Capabilities(methods=(MethodTerms(method=Method.PAYEASY, minimum_yen=1,"
        " maximum_yen=10_000_000, refunds=RefundAbility.NONE),))\n"
        "class OmnipayConfig(AppConfig):\n"
        "    name = 'omnipay'\n"
        "    def ready(self):\n"
        "        registry.register(Omnipay())\n"
    )
    (tmp_path / "city_settings.py").write_text(
        "from akita_portal.settings.test import *\nINSTALLED_APPS = [*INSTALLED_APPS, 'omnipay.apps.OmnipayConfig']\n"
    )
    program = (
        "import django; django.setup()\n"
        "from payments.gateways import registry\n"
        "print(registry.gateway('omnipay').capabilities.terms('payeasy').maximum_yen)"
    )
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "city_settings", "PYTHONPATH": f"{tmp_path}:{ROOT}"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.stdout, ended.stderr) == ("10000000\n", "")

"""docker-compose.yml: whole, closed, and of one mind with the code."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from akita_portal.bootstrap import FONTS, LIBRARIES
from akita_portal.embedded.processes import BEAT, WEB, WORKER
from akita_portal.environment import Environment
from payments.gateways.manual.configuration import Configuration as Manual
from payments.gateways.stripe.configuration import Configuration as Stripe

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def compose() -> Any:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


@pytest.fixture(scope="module")
def services(compose) -> Any:
    return compose["services"]


def test_the_services(services):
    assert set(services) == {"nginx", "migrate", "web", "worker", "beat", "postgres", "redis"}


def test_only_nginx_is_reachable_from_outside(services):
    assert {name for name, service in services.items() if "ports" in service} == {"nginx"}
    assert "outward" not in services["postgres"]["networks"] + services["redis"]["networks"]


def test_the_servers_network_leads_nowhere(compose):
    assert compose["networks"]["inside"] == {"internal": True}


def test_everything_that_runs_for_long_has_a_health_check(services):
    assert {name for name, service in services.items() if "healthcheck" in service} == set(services) - {"migrate"}


def test_what_is_waited_for_has_a_health_check(services):
    for service in services.values():
        for name, condition in service.get("depends_on", {}).items():
            assert condition == {"condition": "service_healthy"}
            assert "healthcheck" in services[name]


def test_the_portals_processes_are_the_demos(services):
    commands = {name: tuple(services[name]["command"]) for name in ("web", "worker", "beat")}
    assert commands == {"web": WEB, "worker": WORKER, "beat": BEAT}


def test_the_portals_processes_get_known_variables_and_every_needed_one(services):
    known = {name.upper() for name in Environment.model_fields} | {"DJANGO_SETTINGS_MODULE"}
    known |= {name.upper() for gateway in (Stripe, Manual) for name in gateway.model_fields}
    needed = {name.upper() for name, field in Environment.model_fields.items() if field.is_required()}
    for name in ("migrate", "web", "worker", "beat"):
        given = set(services[name]["environment"])
        assert given <= known
        assert needed | {"SITE_URL", "ALLOWED_HOSTS"} <= given
        assert services[name]["environment"]["DJANGO_SETTINGS_MODULE"] == "akita_portal.settings.production"


@pytest.mark.parametrize("gateway", [Stripe, Manual])
def test_the_gateways_get_every_variable_with_its_default(services, gateway):
    for name, field in gateway.model_fields.items():
        written = services["web"]["environment"][name.upper()]
        assert written == f"${{{name.upper()}:-{field.default}}}"


def test_no_secret_stands_in_the_file(services):
    for service in services.values():
        for name, value in service.get("environment", {}).items():
            if re.search("KEY|PASSWORD|_URL$", name):
                assert re.search(r"\$\{[A-Z_]+:[?-]\}", value), name


def test_every_secret_must_be_given(services):
    values = " ".join(services["web"]["environment"].values())
    for name in ("SECRET_KEY", "SEARCH_HASH_KEY", "SEALING_KEYS", "DATABASE_PASSWORD", "REDIS_PASSWORD"):
        assert f"${{{name}:?}}" in values


def test_the_database_reads_japanese_and_logs_no_statement(services):
    arguments = services["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    assert {"--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"} <= set(
        arguments
    )
    assert {"log_min_error_statement=panic", "log_error_verbosity=terse"} <= set(services["postgres"]["command"])


def test_the_database_has_room_for_every_connection(services):
    def default(name: str) -> int:
        return int(Environment.model_fields[name].default)

    limit = int(services["postgres"]["command"][-1].removeprefix("max_connections="))
    assert default("web_workers") * default("database_pool_size") * 4 + default("worker_processes") * 8 < limit
    assert default("database_pool_size") >= default("web_threads")


def test_the_portals_containers_cannot_change_themselves(services):
    for name in ("migrate", "web", "worker", "beat"):
        service = services[name]
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert "USER portal" in service["build"]["dockerfile_inline"]


def test_the_image_has_every_room_and_every_system_package(services):
    recipe = services["web"]["build"]["dockerfile_inline"]
    for package in (*LIBRARIES, *FONTS):
        assert package in recipe
    for source in re.findall(r"^COPY (\S+) ", recipe, re.MULTILINE):
        assert (ROOT / source).exists(), source
    copied = set(re.findall(r"^COPY (\S+) ", recipe, re.MULTILINE))
    assert {"akita_portal", "procedures", "payments", "identity", "accessibility", "templates", "static"} <= copied
    assert "--require-hashes" in recipe


def test_nginx_passes_on_who_asked_and_repeats_nothing(compose):
    text = compose["configs"]["nginx"]["content"]
    assert "access_log off;" in text
    assert "proxy_next_upstream off;" in text
    assert "proxy_set_header X-Forwarded-For $$remote_addr;" in text
    assert "proxy_set_header X-Forwarded-Proto https;" in text
    assert not re.search(r"(?<!\$)\$(?!\$)[a-z]", text), "compose would replace a single $"
    assert text.count("{") == text.count("}")


def test_every_volume_and_network_used_is_declared(compose, services):
    named = {volume.partition(":")[0] for service in services.values() for volume in service.get("volumes", [])}
    assert {name for name in named if name.isidentifier()} == set(compose["volumes"])
    assert {name for service in services.values() for name in service["networks"]} == set(compose["networks"])

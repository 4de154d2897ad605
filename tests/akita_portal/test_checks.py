import pytest
from django.db import connection

from akita_portal import checks

SAFE = {
    "PRODUCTION": True,
    "DEMO": False,
    "SANDBOXES_ALLOWED": False,
    "SITE_URL": "https://portal.example.lg.jp",
    "SEALING_KEYS": "2026:" + "A" * 43 + "=",
    "SANDBOX_CA": "",
    "JPKI_ROOTS": "",
}


@pytest.fixture
def production(settings):
    for name, value in SAFE.items():
        setattr(settings, name, value)
    return settings


def ids() -> list[str | None]:
    return [fault.id for fault in checks.production_is_safe()]


def test_a_safe_production_passes(production):
    assert ids() == []
    checks.refuse_unsafe_production()


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DEMO", True, "E001"),
        ("SANDBOXES_ALLOWED", True, "E002"),
        ("SITE_URL", "http://portal.example.lg.jp", "E003"),
        ("SEALING_KEYS", "demo:" + "A" * 43 + "=", "E004"),
        ("SEALING_KEYS", "2026:" + "A" * 43 + "=,test:" + "B" * 43 + "=", "E004"),
        ("SANDBOX_CA", "/var/lib/portal/jpki", "E005"),
        ("JPKI_ROOTS", "/nowhere", "E006"),
    ],
)
def test_production_refuses(production, capsys, name, value, code):
    setattr(production, name, value)
    assert ids() == [f"akita_portal.{code}"]
    with pytest.raises(SystemExit) as left:
        checks.refuse_unsafe_production()
    assert left.value.code == 78
    assert capsys.readouterr().err.startswith(f"akita_portal.{code}: ")


def test_production_refuses_the_sandbox_provider(production, capsys):
    production.SIGN_IN = {"card": {"issuer": "http://127.0.0.1:8001/api/realms/main", "algorithms": ("ES256",)}}
    with pytest.raises(SystemExit):
        checks.refuse_unsafe_production()
    assert capsys.readouterr().err.startswith("identity_methods.E001: CARD_ISSUER is a sandbox: ")


def test_production_refuses_the_sandboxs_roots(authority, production):
    production.JPKI_ROOTS = str(authority.roots)
    assert ids() == ["akita_portal.E007"]


def test_elsewhere_nothing_is_refused(settings):
    assert settings.PRODUCTION is False
    assert ids() == []


@pytest.mark.django_db
def test_the_database_of_the_tests_reads_japanese():
    assert checks.database_reads_japanese(databases=["default"]) == []


def test_a_database_without_utf8_letters_is_refused(django_db_blocker):
    with django_db_blocker.unblock():
        before = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = "postgres"
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE IF EXISTS plain_c")
            cursor.execute("CREATE DATABASE plain_c TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'")
        connection.close()
        connection.settings_dict["NAME"] = "plain_c"
        try:
            faults = checks.database_reads_japanese(databases=["default"])
        finally:
            connection.close()
            connection.settings_dict["NAME"] = before
    assert [fault.id for fault in faults] == ["akita_portal.E010"]

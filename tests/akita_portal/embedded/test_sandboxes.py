import json
import stat

from akita_portal.embedded import sandboxes
from akita_portal.embedded.ports import LOOPBACK
from identity.methods.keys import read_keys
from payments.gateways.sandbox.server import configuration


def test_ports_and_secrets_stay_from_start_to_start(tmp_path):
    first = sandboxes.environment(tmp_path)
    assert sandboxes.environment(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "sandboxes.json").stat().st_mode) == 0o600


def test_a_port_that_somebody_took_is_replaced(tmp_path):
    import socket

    first = sandboxes.environment(tmp_path)
    with socket.socket() as taken:
        taken.bind((LOOPBACK, int(first["SANDBOX_GATEWAY_BIND"].rpartition(":")[2])))
        taken.listen()
        second = sandboxes.environment(tmp_path)
    assert second["SANDBOX_GATEWAY_URL"] == second["STRIPE_API_BASE"] != first["SANDBOX_GATEWAY_URL"]
    assert second["SANDBOX_GATEWAY_KEY"] == first["SANDBOX_GATEWAY_KEY"]


def test_a_damaged_file_is_made_anew(tmp_path):
    (tmp_path / "sandboxes.json").write_text("{")
    assert sandboxes.environment(tmp_path)["SANDBOX_GATEWAY_KEY"]


def test_the_portal_takes_the_card_sandbox_for_a_provider(tmp_path):
    found = sandboxes.environment(tmp_path)
    origin = f"http://{json.loads((tmp_path / 'sandboxes.json').read_text())['card-sandbox']['bind']}"
    assert (found["CARD_SANDBOX_ORIGIN"], found["CARD_ISSUER"]) == (origin, f"{origin}/api/realms/main")
    assert [key.kid for key in read_keys(found["CARD_KEYS"])] == ["demo"]
    assert sandboxes.environment(tmp_path)["CARD_KEYS"] == found["CARD_KEYS"]


def test_the_server_takes_them(tmp_path):
    found = configuration.read({**sandboxes.environment(tmp_path), "SITE_URL": "http://127.0.0.1:8000"})
    assert found.folder == tmp_path / "payment-sandbox"

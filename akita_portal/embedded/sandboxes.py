"""What the demo runs beside the portal in place of the world: processes of their own, one entry each.

A sandbox keeps its port and its secrets from start to start, so that a payment under way is still there.
"""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from gettext import gettext as _
from pathlib import Path

from akita_portal.embedded import processes
from akita_portal.embedded.failures import ServiceFailedError
from akita_portal.embedded.ports import LOOPBACK, free_port, require_free
from identity.methods.keys import new_key


@dataclass(frozen=True)
class Sandbox:
    """`ready` is what it prints once it answers; `variables(folder, bind)` what it and the portal read."""

    key: str
    title: str
    command: tuple[str, ...]
    ready: str
    variables: Callable[[Path, str], dict[str, str]]


def sandboxes() -> tuple[Sandbox, ...]:
    return (
        Sandbox("payment-sandbox", _("見本の決済"), processes.PAYMENT_SANDBOX, "payment_sandbox_ready", _payment),
        Sandbox("card-sandbox", _("見本の本人確認"), processes.CARD_SANDBOX, "card_sandbox_ready", card),
    )


def environment(folder: Path) -> dict[str, str]:
    """Return the variables of all sandboxes. Secrets and ports are made at the first call and kept in `folder`."""
    file = folder / "sandboxes.json"
    known: dict[str, dict[str, str]] = _read(file)
    for sandbox in sandboxes():
        kept = known.setdefault(sandbox.key, {})
        kept["bind"] = _still_free(kept.get("bind", "")) or f"{LOOPBACK}:{free_port()}"
        fresh = sandbox.variables(folder / sandbox.key, kept["bind"])
        # What is remembered wins: secrets. What follows from the place does not: addresses, folders.
        kept |= {name: kept.get(name, value) if _is_secret(name) else value for name, value in fresh.items()}
    file.touch(mode=0o600)
    file.write_text(json.dumps(known, indent=1))
    return {name: value for kept in known.values() for name, value in kept.items() if name != "bind"}


def _payment(folder: Path, bind: str) -> dict[str, str]:
    return {
        "SANDBOX_GATEWAY_BIND": bind,
        "SANDBOX_GATEWAY_URL": f"http://{bind}",
        "SANDBOX_GATEWAY_FOLDER": str(folder),
        "SANDBOX_GATEWAY_KEY": secrets.token_urlsafe(24),
        "SANDBOX_GATEWAY_WEBHOOK_SECRET": secrets.token_urlsafe(24),
        "STRIPE_API_KEY": f"sk_test_{secrets.token_hex(12)}",
        "STRIPE_API_BASE": f"http://{bind}",
        "STRIPE_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(16)}",
        "PAYMENT_COUNTER": _("市民課3番窓口（平日 8:30–17:15）"),
        "PAYMENT_BANK_ACCOUNT": _("見本銀行 本店 普通 0000000 アキタシカイケイカンリシャ"),
    }


def card(_folder: Path, bind: str) -> dict[str, str]:
    """What lets the portal sign people in at the sandbox provider: the variables of a real one, with its addresses."""
    origin, key = f"http://{bind}", new_key("demo")
    return {
        "CARD_SANDBOX_ORIGIN": origin,
        "SIGN_IN_METHODS": "card,gbizid",
        "CARD_ISSUER": f"{origin}/api/realms/main",
        "CARD_CLIENT_ID": "RP00000001",
        "CARD_KEYS": key,
        "CARD_SIGN_TRANSACTIONS": f"{origin}/api/sign-transactions",
        "GBIZID_ISSUER": f"{origin}/api/realms/gbizid",
        "GBIZID_CLIENT_ID": "BZ00000001",
        "GBIZID_KEYS": key,
    }


def _is_secret(name: str) -> bool:
    return name.endswith(("_KEY", "_KEYS", "_SECRET"))


def _still_free(bind: str) -> str:
    """Return `bind` when nobody else took its port meanwhile, else nothing."""
    try:
        require_free(int(bind.rpartition(":")[2]))
    except (ValueError, ServiceFailedError):
        return ""
    return bind


def _read(file: Path) -> dict[str, dict[str, str]]:
    try:
        known: dict[str, dict[str, str]] = json.loads(file.read_text())
    except (OSError, ValueError):
        return {}
    return known

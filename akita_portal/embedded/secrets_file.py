"""The demo's secrets: made once, kept in .portal/secrets.env, readable by their owner alone."""

import base64
import secrets
from gettext import gettext as _
from pathlib import Path

from akita_portal.embedded.failures import ServiceFailedError

_NAMES = ("SECRET_KEY", "SEARCH_HASH_KEY", "SEALING_KEYS", "DATABASE_PASSWORD", "CACHE_PASSWORD")


def read_or_make(file: Path) -> dict[str, str]:
    """Return the secrets by name. Raises ServiceFailedError when the file is there but is not whole."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text("".join(f"{name}={value}\n" for name, value in _fresh().items()))
    lines = file.read_text(errors="replace").splitlines()
    found = {name: value for name, _equals, value in (line.partition("=") for line in lines) if value}
    if not set(_NAMES) <= set(found):
        raise ServiceFailedError(
            _("%(file)s が欠けています。RESET=1 make demo で作り直してください（見本のデータはすべて消えます）。")
            % {"file": file}
        )
    return {name: found[name] for name in _NAMES}


def _fresh() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "SEARCH_HASH_KEY": secrets.token_urlsafe(48),
        "SEALING_KEYS": f"demo:{base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()}",
        "DATABASE_PASSWORD": secrets.token_hex(16),
        "CACHE_PASSWORD": secrets.token_hex(16),
    }

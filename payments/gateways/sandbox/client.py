"""HTTP to the sandbox: what its answers mean for the portal."""

from dataclasses import dataclass, field
from typing import Any

import requests

from payments.gateways.contract import NotThere, Refused, Unreachable

CONNECT_SECONDS = 3
CONFIGURATION = "configuration"  # the key is wrong: nothing happened, and nothing will until somebody mends it


@dataclass(frozen=True)
class Client:
    url: str
    key: str = field(repr=False)
    timeout_seconds: float = 5

    def get(self, path: str, **query: str) -> dict[str, Any]:
        return self._send("GET", path, params=query)

    def post(self, path: str, body: dict[str, Any], *, key: str) -> dict[str, Any]:
        """`key`: the idempotency key; the same key may be sent again after Unreachable."""
        return self._send("POST", path, json=body, headers={"Idempotency-Key": key} if key else {})

    def _send(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        """Raises Unreachable (nobody knows what happened), NotThere, Refused (a definite no)."""
        headers = {"Authorization": f"Bearer {self.key}", **options.pop("headers", {})}
        with requests.Session() as session:
            session.trust_env = False  # it is on this machine: never by way of a proxy
            try:
                response = session.request(
                    method,
                    f"{self.url}{path}",
                    headers=headers,
                    timeout=(CONNECT_SECONDS, self.timeout_seconds),
                    allow_redirects=False,
                    **options,
                )
                found = response.json()
            except requests.Timeout:
                raise Unreachable("timeout") from None
            except requests.RequestException:
                raise Unreachable("no-answer") from None
        return _meaning(response.status_code, found)


def _meaning(status: int, found: Any) -> dict[str, Any]:
    if status == 200 and isinstance(found, dict):
        return found
    code = str(found.get("error", {}).get("code", "")) if isinstance(found, dict) else ""
    if status == 404:
        raise NotThere(code or "not-there")
    if status in {401, 403}:
        raise Unreachable(CONFIGURATION)
    if status == 429 or status >= 500 or not status >= 400:
        raise Unreachable(f"status-{status}")
    raise Refused(code or f"status-{status}")

"""Calls to a provider: short, small, without redirects, and without an answer's text in any exception."""

import json
from collections.abc import Mapping
from typing import Any

import requests

LARGEST = 256 * 1024


class ProviderAway(Exception):
    """No usable answer: the line, the time limit, or a server error. Trying again later may help."""


class ProviderRefused(Exception):
    """The provider said no. `error` is its OAuth error code, or "status-NNN"; its description is not kept."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


def get_json(address: str, *, timeout: tuple[float, float], bearer: str = "") -> Any:
    """Raises ProviderAway, ProviderRefused."""
    headers = {"Accept": "application/json", **({"Authorization": f"Bearer {bearer}"} if bearer else {})}
    return _call("GET", address, timeout=timeout, headers=headers)


def post_form(address: str, fields: Mapping[str, str], *, timeout: tuple[float, float]) -> Any:
    """Raises ProviderAway, ProviderRefused."""
    return _call("POST", address, timeout=timeout, headers={"Accept": "application/json"}, data=dict(fields))


def post_json(address: str, body: Any, *, timeout: tuple[float, float], bearer: str) -> Any:
    """Raises ProviderAway, ProviderRefused."""
    headers = {"Accept": "application/json", "Authorization": f"Bearer {bearer}"}
    return _call("POST", address, timeout=timeout, headers=headers, json=body)


def _call(verb: str, address: str, *, timeout: tuple[float, float], **options: Any) -> Any:
    try:
        with requests.request(
            verb, address, timeout=timeout, allow_redirects=False, stream=True, auth=_as_given, **options
        ) as answer:
            body = answer.raw.read(LARGEST + 1, decode_content=True)
            status = answer.status_code
    except (requests.RequestException, OSError) as error:
        raise ProviderAway(type(error).__name__) from None
    except Exception as error:  # urllib3 raises its own kinds while the body is read
        if type(error).__module__.startswith("urllib3"):
            raise ProviderAway(type(error).__name__) from None
        raise
    if len(body) > LARGEST:
        raise ProviderAway("oversized")
    return _read(status, body)


def _as_given(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Without this a .netrc of the machine would put its own password in place of our token."""
    return request


def _read(status: int, body: bytes) -> Any:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if status >= 500 or (status < 400 and status not in (200, 201)):
        raise ProviderAway(f"status-{status}")
    if status >= 400:
        error = found.get("error") if isinstance(found, dict) else None
        is_code = isinstance(error, str) and error.isascii() and error.isidentifier()
        raise ProviderRefused(str(error) if is_code else f"status-{status}")
    if found is None:
        raise ProviderAway("not-json")
    return found

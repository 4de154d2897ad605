"""HTTP as the sources need it: with a limit of time and of size, without following anybody elsewhere."""

from collections.abc import Mapping

import requests

_CONNECT_SECONDS, _READ_SECONDS = 3.05, 8
_CHUNK = 64 * 1024


class NotFetched(Exception):
    """No answer that can be used. The text names what went wrong, not what was asked."""


def fetch(address: str, *, most: int, data: bytes | None = None, headers: Mapping[str, str] | None = None) -> bytes:
    """GET, or POST `data`; return at most `most` octets of a 200. Raises NotFetched."""
    try:
        with requests.request(
            "GET" if data is None else "POST",
            address,
            data=data,
            headers=dict(headers or {}),
            timeout=(_CONNECT_SECONDS, _READ_SECONDS),
            allow_redirects=False,
            stream=True,
        ) as response:
            if response.status_code != 200:
                raise NotFetched(f"answered {response.status_code}")
            found = bytearray()
            for chunk in response.iter_content(_CHUNK):
                found += chunk
                if len(found) > most:
                    raise NotFetched("answered too much")
            return bytes(found)
    except requests.RequestException as error:
        raise NotFetched(type(error).__name__) from None

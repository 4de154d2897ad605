"""A guest at the portal without a browser: fetches pages, follows redirects, sends forms with everything in them.

Bare sockets and regular expressions: driving the portal must cost little beside what the portal does. No Django here,
so that it runs in a process of its own.
"""

import html
import re
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_INPUT = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_IDLE_SECONDS = 4.0  # gunicorn closes a connection after five idle seconds
_MOST_REDIRECTS = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back in the end: status, path with query after redirects, text."""

    status: int
    place: str
    text: str


@dataclass
class Guest:
    """One browser's worth of cookies and one connection. `address` is sent as X-Forwarded-For, as a proxy would.

    `seconds` collects how long each single request took. A broken connection raises ConnectionError.
    """

    origin: str
    address: str = ""
    timeout: float = 60.0
    cookies: dict[str, str] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)
    _socket: socket.socket | None = None
    _used: float = 0.0

    def open(self, place: str) -> Answer:
        return self._follow("GET", place, b"")

    def send_form(self, page: Answer, fields: Mapping[str, str], *, to: str = "") -> Answer:
        """Send the form of `page` whose action ends in `to`: its hidden inputs, and `fields` over them."""
        place, hidden = form_of(page, to=to)
        return self._follow("POST", place, urlencode({**hidden, **fields}).encode())

    def post(self, place: str, body: bytes, *, content_type: str) -> Answer:
        return self._request("POST", place, body, content_type)[0]

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _follow(self, method: str, place: str, body: bytes) -> Answer:
        answer, location = self._request(method, place, body, "application/x-www-form-urlencoded")
        for _hop in range(_MOST_REDIRECTS):
            if not location:
                return answer
            target = urlsplit(urljoin(self.origin + answer.place, location))
            place = target.path + (f"?{target.query}" if target.query else "")
            answer, location = self._request("GET", place, b"", "")
        raise AssertionError(f"more than {_MOST_REDIRECTS} redirects")

    def _request(self, method: str, place: str, body: bytes, content_type: str) -> tuple[Answer, str]:
        lines = [f"{method} {place} HTTP/1.1", f"Host: {urlsplit(self.origin).netloc}"]
        if self.address:
            lines.append(f"X-Forwarded-For: {self.address}")
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            lines += [f"Origin: {self.origin}", f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
        head = "\r\n".join(lines).encode() + b"\r\n\r\n"
        started = time.perf_counter()
        try:
            status, headers, content = self._exchange(head + body)
        except OSError:
            self.close()
            raise
        self.seconds.append(time.perf_counter() - started)
        location = self._read_headers(headers)
        return Answer(status, place, content.decode(errors="replace")), location if 300 <= status < 400 else ""

    def _exchange(self, request: bytes) -> tuple[int, list[str], bytes]:
        if self._socket is None or time.monotonic() - self._used > _IDLE_SECONDS:
            self.close()
            target = urlsplit(self.origin)
            self._socket = socket.create_connection((target.hostname, target.port), timeout=self.timeout)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received = self._more(received)
        head, _, content = received.partition(b"\r\n\r\n")
        first, *headers = head.decode("latin-1").split("\r\n")
        status = int(first.split(" ", 2)[1])
        named = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in headers)}
        if named.get("transfer-encoding") == "chunked":
            content = self._read_chunks(content)
        else:
            while len(content) < int(named.get("content-length", "0")):
                content = self._more(content)
        self._used = time.monotonic()
        if named.get("connection") == "close":
            self.close()
        return status, headers, content

    def _more(self, received: bytes) -> bytes:
        assert self._socket is not None
        more = self._socket.recv(65536)
        if not more:
            raise ConnectionError("the server hung up")
        return received + more

    def _read_chunks(self, received: bytes) -> bytes:
        content = b""
        while True:
            while b"\r\n" not in received:
                received = self._more(received)
            size, _, rest = received.partition(b"\r\n")
            length = int(size, 16)
            while len(rest) < length + 2:
                rest = self._more(rest)
            if not length:
                return content
            content, received = content + rest[:length], rest[length + 2 :]

    def _read_headers(self, headers: list[str]) -> str:
        location = ""
        for line in headers:
            name, _, value = line.partition(":")
            if name.lower() == "set-cookie":
                cookie, _, _ = value.strip().partition(";")
                key, _, content = cookie.partition("=")
                self.cookies[key] = content
            elif name.lower() == "location":
                location = value.strip()
        return location


def form_of(page: Answer, *, to: str = "") -> tuple[str, dict[str, str]]:
    """Return the action and the hidden inputs of the page's POST form whose action ends in `to`."""
    for attributes, inside in _FORM.findall(page.text):
        named = dict(_ATTRIBUTE.findall(attributes))
        action = html.unescape(named.get("action", "")) or page.place
        if named.get("method", "get").lower() == "post" and action.endswith(to):
            inputs = (dict(_ATTRIBUTE.findall(tag)) for tag in _INPUT.findall(inside))
            return urljoin(page.place, action), {
                html.unescape(one["name"]): html.unescape(one.get("value", ""))
                for one in inputs
                if one.get("type") == "hidden" and "name" in one
            }
    raise AssertionError(f"{page.place} ({page.status}) has no form to {to!r}")

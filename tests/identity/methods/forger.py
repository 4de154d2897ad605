"""A provider in the hands of an attacker: every answer of it can be forged. Served by a thread of the tests."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from identity.methods.keys import new_key, read_keys
from tests.card_provider import PORTAL, query_of

CLIENT = "RP00000001"
SUBJECT = "0f8d8f0c-5c0e-4b64-9d0a-3a5b0d8d2f11"
ACCESS_TOKEN = "an-access-token"
CLIENT_KEYS = f"{new_key('now')},{new_key('before')}"
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PERSON = {"name": "山王　花子", "address": "秋田県秋田市山王一丁目2番34号", "birthdate": "19850412", "gender": "2"}
_FORMATS = serialization.PublicFormat.SubjectPublicKeyInfo
Answer = tuple[int, Any]


def part(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value: int, size: int) -> str:
    return part(value.to_bytes(size, "big"))


def left_half(access_token: str) -> str:
    return part(hashlib.sha256(access_token.encode()).digest()[:16])


def ec_signature(key: ec.EllipticCurvePrivateKey, signed: bytes, size: int = 32) -> bytes:
    kind = hashes.SHA256() if size == 32 else hashes.SHA384()
    r, s = decode_dss_signature(key.sign(signed, ec.ECDSA(kind)))
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def ec_jwk(key: ec.EllipticCurvePrivateKey, kid: str, **more: str) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    size = key.curve.key_size // 8
    curve = {256: "P-256", 384: "P-384"}[key.curve.key_size]
    return {"kty": "EC", "crv": curve, "kid": kid, "use": "sig"} | {
        "x": number(numbers.x, size),
        "y": number(numbers.y, size),
        **more,
    }


def rsa_jwk(key: rsa.RSAPrivateKey, kid: str) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    modulus = number(numbers.n, key.key_size // 8)
    return {"kty": "RSA", "kid": kid, "use": "sig", "n": modulus, "e": number(numbers.e, 3)}


@dataclass
class Forger:
    """Change what it answers by assigning to its attributes; without changes every answer is right."""

    origin: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    claims: dict[str, Any] = field(default_factory=dict)  # over the right ones; None takes a claim away
    header: dict[str, Any] = field(default_factory=dict)
    make: Callable[["Forger"], str] | None = None  # the whole token
    userinfo: Any = None
    answers: dict[str, Callable[[], Answer]] = field(default_factory=dict)  # by endpoint, instead of the right answer
    keys: list[dict[str, str]] | None = None
    discovery: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)  # endpoint and form of every request
    request: Mapping[str, str] = field(default_factory=dict)  # the authorization request that the browser brought

    @property
    def issuer(self) -> str:
        return f"{self.origin}/realm"

    def settings(self) -> dict[str, dict[str, Any]]:
        return {
            "card": {
                "issuer": self.issuer,
                "client_id": CLIENT,
                "keys": read_keys(CLIENT_KEYS),
                "scopes": ("name", "address", "birthdate", "gender"),
                "algorithms": ("ES256",),
                "acr_values": ("aal3", "crl"),
                "sign_transactions": f"{self.issuer}/sign-transactions",
                "connect_seconds": 2.0,
                "read_seconds": 2.0,
            }
        }

    def back(self, address: str, **changes: str | None) -> str:
        """What the browser is sent to after the page at `address`; `changes` are the attacker's (None: left out)."""
        self.request = query_of(address)
        given = {"code": "a-code", "state": self.request["state"], "iss": self.issuer} | changes
        return f"{PORTAL}/identify/card/return/?" + urlencode({k: v for k, v in given.items() if v is not None})

    # -- tokens

    def right_claims(self) -> dict[str, Any]:
        now = int(time.time())
        return {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": SUBJECT,
            "iat": now,
            "exp": now + 300,
            "auth_time": now - 10,
            "nonce": self.request.get("nonce", ""),
            "at_hash": left_half(ACCESS_TOKEN),
            "acr": "aal3",
        }

    def token(self) -> str:
        if self.make is not None:
            return self.make(self)
        return self.signed({"alg": "ES256", "kid": "ec-1", **self.header}, self.all_claims())

    def all_claims(self) -> dict[str, Any]:
        return {name: value for name, value in (self.right_claims() | self.claims).items() if value is not None}

    def signed(self, header: Any, claims: Any, key: ec.EllipticCurvePrivateKey | None = None, size: int = 32) -> str:
        signed = f"{part(header)}.{part(claims)}"
        return f"{signed}.{part(ec_signature(key or self.key, signed.encode(), size))}"

    def hmac_signed(self, secret: bytes) -> str:
        signed = f"{part({'alg': 'HS256', 'kid': 'ec-1'})}.{part(self.all_claims())}"
        return f"{signed}.{part(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"

    def rsa_signed(self) -> str:
        signed = f"{part({'alg': 'RS256', 'kid': 'rsa-1'})}.{part(self.all_claims())}"
        return f"{signed}.{part(RSA_KEY.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"

    def public(self, encoding: serialization.Encoding) -> bytes:
        return self.key.public_key().public_bytes(encoding, _FORMATS)

    # -- endpoints

    def right_keys(self) -> list[dict[str, str]]:
        return [rsa_jwk(RSA_KEY, "rsa-1"), ec_jwk(self.key, "ec-1")]

    def answer(self, endpoint: str, form: dict[str, str]) -> Answer:
        self.asked.append((endpoint, form))
        if endpoint in self.answers:
            return self.answers[endpoint]()
        if endpoint == "discovery":
            return 200, self._document()
        if endpoint == "keys":
            return 200, {"keys": self.right_keys() if self.keys is None else self.keys}
        if endpoint == "token":
            return 200, {"access_token": ACCESS_TOKEN, "token_type": "Bearer", "id_token": self.token()}
        if endpoint == "userinfo":
            return 200, {"sub": SUBJECT, **PERSON} if self.userinfo is None else self.userinfo
        return 404, {}

    def _document(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorization",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "authorization_response_iss_parameter_supported": True,
        } | self.discovery

    def count(self, endpoint: str) -> int:
        return sum(1 for asked, _form in self.asked if asked == endpoint)


@contextmanager
def forging() -> Iterator[Forger]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    forger = Forger(f"http://127.0.0.1:{server.server_address[1]}")
    server.RequestHandlerClass = _handler(forger)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield forger
    server.shutdown()
    server.server_close()
    thread.join()


def _handler(forger: Forger) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send(*forger.answer(self._endpoint(), {"authorization": self.headers.get("Authorization", "")}))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            is_json = self.headers.get("Content-Type", "").startswith("application/json")
            self._send(*forger.answer(self._endpoint(), {"body": body} if is_json else form))

        def _endpoint(self) -> str:
            path = urlsplit(self.path).path.removeprefix("/realm/")
            return "discovery" if path == ".well-known/openid-configuration" else path

        def _send(self, status: int, body: Any) -> None:
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            if status == 302:
                self.send_header("Location", f"{forger.origin}/elsewhere")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_arguments: Any) -> None:
            pass

    return Handler

"""An OpenID Provider by other people (idpyoidc, whose library is OpenID-certified), served by a thread of the tests.

Its one user is always signed in. Nothing of the portal's or the sandbox's code is in it: what passes here was not
made to fit.
"""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from idpyoidc.server import Server
from idpyoidc.server.configure import OPConfiguration

from identity.methods.keys import new_key, published, read_keys

logging.getLogger("idpyoidc").setLevel(logging.ERROR)
CLIENT = "RP00000001"
USER = {
    "name": "山王　花子",
    "address": {"formatted": "秋田県秋田市山王一丁目2番34号"},
    "birthdate": "1985-04-12",
    "gender": "female",
}
_MADE_KEYS = [{"type": "OCT", "use": ["enc"], "kid": "password"}, {"type": "OCT", "use": ["enc"], "kid": "salt"}]
_PATHS = {
    "provider_config": (".well-known/openid-configuration", "oidc.provider_config.ProviderConfiguration", {}),
    "authorization": ("authorization", "oidc.authorization.Authorization", {}),
    "token": ("token", "oidc.token.Token", {"client_authn_method": ["private_key_jwt"]}),
    "userinfo": ("userinfo", "oidc.userinfo.UserInfo", {}),
}


@dataclass
class IndependentProvider:
    origin: str
    keys: str
    server: Server = field(repr=False)

    def settings(self) -> dict[str, Any]:
        """SIGN_IN of a portal that uses this provider: issuer, client and keys; everything else is discovered."""
        return {
            "card": {
                "issuer": self.origin,
                "client_id": CLIENT,
                "keys": read_keys(self.keys),
                "scopes": ("profile", "address"),
                "algorithms": ("ES256",),
                "acr_values": ("aal3",),
            }
        }


@contextmanager
def independent_provider(folder: Path, *, redirect_uri: str) -> Iterator[IndependentProvider]:
    http = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    origin = f"http://127.0.0.1:{http.server_address[1]}"
    server = Server(OPConfiguration(conf=_configuration(origin), base_path=str(folder)), cwd=str(folder))
    keys = f"{new_key('2026b')},{new_key('2026a')}"
    server.context.cdb[CLIENT] = {
        "client_id": CLIENT,
        "client_salt": "salted",
        "redirect_uris": [(redirect_uri, {})],
        "response_types_supported": ["code"],
        "allowed_scopes": ["openid", "profile", "address"],
        "token_endpoint_auth_method": "private_key_jwt",
        "id_token_signed_response_alg": "ES256",
        "subject_type": "pairwise",
        "sector_identifier_uri": redirect_uri,
    }
    server.keyjar.import_jwks(published(read_keys(keys)), CLIENT)
    http.RequestHandlerClass = _handler(server)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    yield IndependentProvider(origin, keys, server)
    http.shutdown()
    http.server_close()
    thread.join()


def _configuration(origin: str) -> dict[str, Any]:
    return {
        "issuer": origin,
        "httpc_params": {"verify": False, "timeout": 2},
        "keys": {
            "uri_path": "jwks.json",
            "key_defs": [{"type": "RSA", "use": ["sig"]}, {"type": "EC", "crv": "P-256", "use": ["sig"]}],
        },
        "token_handler_args": {
            "jwks_def": {"key_defs": [{"type": "oct", "bytes": 24, "use": ["enc"], "kid": "code"}]},
            "code": {
                "lifetime": 60,
                "kwargs": {"crypt_conf": {"kwargs": {"keys": {"key_defs": _MADE_KEYS}, "iterations": 1}}},
            },
            "token": {"class": "idpyoidc.server.token.jwt_token.JWTToken", "kwargs": {"lifetime": 300}},
            "id_token": {"class": "idpyoidc.server.token.id_token.IDToken", "kwargs": {"lifetime": 300}},
        },
        "endpoint": {
            name: {"path": path, "class": f"idpyoidc.server.{kind}", "kwargs": options}
            for name, (path, kind, options) in _PATHS.items()
        },
        "add_on": {
            "pkce": {
                "function": "idpyoidc.server.oauth2.add_on.pkce.add_support",
                "kwargs": {"essential": True, "code_challenge_methods": {"S256": None}},
            }
        },
        "userinfo": {"class": "idpyoidc.server.user_info.UserInfo", "kwargs": {"db": {"hanako": USER}}},
        "authentication": {
            "anon": {"acr": "aal3", "class": "idpyoidc.server.user_authn.user.NoAuthn", "kwargs": {"user": "hanako"}}
        },
        "session_params": {"encrypter": {"kwargs": {"keys": {"key_defs": _MADE_KEYS}, "iterations": 1}}},
        "authz": {
            "class": "idpyoidc.server.authz.AuthzHandling",
            "kwargs": {
                "grant_config": {
                    "usage_rules": {
                        "authorization_code": {"supports_minting": ["access_token", "id_token"], "max_usage": 1},
                        "access_token": {},
                    },
                    "expires_in": 3600,
                }
            },
        },
    }


def _process(server: Server, name: str, given: dict[str, str], http_info: dict[str, Any]) -> tuple[int, str]:
    """What the library answers: a status and a body, or 302 and an address."""
    endpoint = server.get_endpoint(name)
    asked = endpoint.parse_request(given, http_info=http_info)
    if "error" in asked:
        return 400, asked.to_json()
    made = endpoint.process_request(asked, http_info=http_info)
    if "error" in made:
        return 400, json.dumps(dict(made))
    answer = endpoint.do_response(request=asked, **made)
    return 302 if name == "authorization" else 200, answer["response"]


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            self._answer({name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, given: dict[str, str]) -> None:
            path = urlsplit(self.path).path.lstrip("/")
            if path == "jwks.json":
                self._send(200, server.keyjar.export_jwks_as_json())
                return
            name = next(name for name, (known, _kind, _options) in _PATHS.items() if known == path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, text = _process(
                server, name, given, {"headers": headers, "method": self.command, "url": self.path, "cookie": []}
            )
            self._send(status, text)

        def _send(self, status: int, text: str) -> None:
            """An address to go to for 302, otherwise JSON."""
            body = b"" if status == 302 else text.encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if status == 302:
                self.send_header("Location", text)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: Any) -> None:
            pass

    return Handler

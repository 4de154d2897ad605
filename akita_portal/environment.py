"""Every environment variable the portal reads: typed, and checked when a process starts.

A wrong or missing value stops the process with one sentence a person can act on, before Django loads.
"""

import base64
import binascii
import sys
from functools import lru_cache
from typing import Annotated

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key
from pydantic import AfterValidator, Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def _database(value: str) -> str:
    if not value.startswith(("postgresql://", "postgres://")):
        raise ValueError("must be a postgresql:// address, such as postgresql://user:password@host:5432/portal")
    return value


def _redis(value: str) -> str:
    if not value.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("must be a redis:// address, such as redis://host:6379/0")
    return value


def _long_secret(value: str) -> str:
    if len(value) < 50:
        raise ValueError("must be at least 50 random characters; make one with: openssl rand -base64 48")
    return value


def _origin(value: str) -> str:
    if not value.startswith(("http://", "https://")) or value.endswith("/"):
        raise ValueError("must be an origin without a closing slash, such as https://portal.example.lg.jp")
    return value


def _web_address(value: str) -> str:
    if value and not value.startswith(("http://", "https://")):
        raise ValueError("must be an http:// or https:// address")
    return value


def _https_address(value: str) -> str:
    if value and not value.startswith(("https://", "http://127.0.0.1:")):
        raise ValueError("must be an https:// address")
    return value


def _sealing_keys(value: str) -> str:
    names = set()
    for part in value.split(","):
        name, _, secret = part.partition(":")
        try:
            size = len(base64.urlsafe_b64decode(secret))
        except (binascii.Error, ValueError):
            size = 0
        if not name or name in names or size != 32:
            raise ValueError(
                "must be name:key pairs joined by commas, newest first, each key 32 random bytes in URL-safe base64;"
                " make one with: python manage.py rotate_keys --new-key NAME"
            )
        names.add(name)
    return value


def _issuer(value: str) -> str:
    if value and (not value.startswith(("http://", "https://")) or value.endswith("/")):
        raise ValueError("must be the issuer exactly as the provider writes it, such as https://op.example/realms/main")
    return value


def _endpoints(value: str) -> str:
    named = dict(pair.partition("=")[::2] for pair in value.split(",")) if value else {}
    names = {"authorization", "token", "userinfo", "jwks"}
    if value and (set(named) != names or not all(part.startswith(("http://", "https://")) for part in named.values())):
        raise ValueError(
            "must name all four addresses, such as authorization=https://…,token=https://…,userinfo=https://…,jwks=https://…"
        )
    return value


def _client_keys(value: str) -> str:
    names = set()
    for part in value.split(",") if value else ():
        name, _, secret = part.partition(":")
        try:
            key = load_der_private_key(base64.urlsafe_b64decode(secret), password=None)
        except (binascii.Error, ValueError, TypeError, UnsupportedAlgorithm):
            key = None
        if not name or name in names or not isinstance(key, RSAPrivateKey) or key.key_size < 2048:
            raise ValueError(
                "must be kid:key pairs joined by commas, newest first, each an RSA key of 2048 bits or more;"
                " make one with: python manage.py new_client_key KID"
            )
        names.add(name)
    return value


def _algorithms(value: str) -> str:
    if not value or not set(value.split(",")) <= {"ES256", "ES384", "RS256"}:
        raise ValueError("must be one or more of ES256, ES384, RS256, joined by commas")
    return value


class Environment(BaseSettings):
    """The process environment. Field names are the variables' names in lower case."""

    model_config = SettingsConfigDict(extra="ignore", case_sensitive=False)

    secret_key: Annotated[str, AfterValidator(_long_secret)]
    database_url: Annotated[str, AfterValidator(_database)]
    redis_url: Annotated[str, AfterValidator(_redis)]
    sealing_keys: Annotated[str, AfterValidator(_sealing_keys)]
    search_hash_key: Annotated[str, AfterValidator(_long_secret)]
    site_url: Annotated[str, AfterValidator(_origin)] = "http://127.0.0.1:8000"
    allowed_hosts: Annotated[str, Field(min_length=1)] = "127.0.0.1,localhost"
    database_pool_size: Annotated[int, Field(ge=1, le=100)] = 8
    trusted_proxies: Annotated[int, Field(ge=0, le=5)] = 0
    email_host: str = ""
    email_port: Annotated[int, Field(ge=1, le=65535)] = 25
    email_user: str = ""
    email_password: str = ""
    email_tls: bool = False
    email_from: str = "秋田市デジタル市役所 <no-reply@portal.example>"
    mail_folder: str = ""
    static_root: str = ""
    jpki_roots: str = ""
    jpki_accept_mobile: bool = False
    jpki_keep_certificate: bool = True
    jpki_revocation: Annotated[str, Field(pattern="^(crl|ocsp|operator)$")] = "crl"
    jpki_crls: str = ""
    jpki_ocsp_url: Annotated[str, AfterValidator(_web_address)] = ""
    jpki_operator_url: Annotated[str, AfterValidator(_https_address)] = ""
    jpki_operator_token: str = ""
    sandbox_ca: str = ""
    effect_lease_seconds: Annotated[int, Field(ge=1, le=3600)] = 120
    maintenance: bool = False
    mayor_name: Annotated[str, Field(max_length=60)] = ""
    card_issuer: Annotated[str, AfterValidator(_issuer)] = ""
    card_client_id: Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{0,255}$")] = ""
    card_keys: Annotated[str, AfterValidator(_client_keys)] = ""
    card_endpoints: Annotated[str, AfterValidator(_endpoints)] = ""
    card_sign_transactions: Annotated[str, AfterValidator(_issuer)] = ""
    card_id_token_algs: Annotated[str, AfterValidator(_algorithms)] = "ES256"  # noqa: S105  no password
    card_acr_values: str = "aal3"
    card_accepted_acr: str = ""
    card_result_key: Annotated[str, AfterValidator(_client_keys)] = ""
    gbizid_issuer: Annotated[str, AfterValidator(_issuer)] = ""
    gbizid_client_id: Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{0,255}$")] = ""
    gbizid_keys: Annotated[str, AfterValidator(_client_keys)] = ""
    gbizid_endpoints: Annotated[str, AfterValidator(_endpoints)] = ""
    gbizid_id_token_algs: Annotated[str, AfterValidator(_algorithms)] = "ES256"  # noqa: S105  no password
    directory_issuer: Annotated[str, AfterValidator(_issuer)] = ""
    directory_client_id: Annotated[str, Field(pattern=r"^[0-9A-Za-z_-]{0,255}$")] = ""
    directory_keys: Annotated[str, AfterValidator(_client_keys)] = ""
    directory_endpoints: Annotated[str, AfterValidator(_endpoints)] = ""
    directory_id_token_algs: Annotated[str, AfterValidator(_algorithms)] = "RS256"  # noqa: S105  no password
    directory_acr_values: str = ""
    directory_accepted_acr: str = ""
    directory_domains: str = ""
    sign_in_methods: str = ""
    sign_in_timeout_seconds: Annotated[int, Field(ge=1, le=30)] = 8
    sign_in_minutes: Annotated[int, Field(ge=1, le=720)] = 30
    sign_in_attribute_hours: Annotated[int, Field(ge=1, le=24 * 60)] = 24
    web_bind: Annotated[str, Field(pattern=r"^(.+:\d{1,5}|unix:.+)$")] = "127.0.0.1:8000"
    web_workers: Annotated[int, Field(ge=1, le=64)] = 2
    web_threads: Annotated[int, Field(ge=1, le=64)] = 8
    worker_processes: Annotated[int, Field(ge=1, le=64)] = 2
    log_level: Annotated[str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$")] = "INFO"

    @field_validator("sign_in_methods")
    @classmethod
    def _methods_are_told(cls, value: str, told: ValidationInfo) -> str:
        for method in value.split(",") if value else ():
            missing = [name for name in ("issuer", "client_id", "keys") if not told.data.get(f"{method}_{name}")]
            if missing:
                raise ValueError(f"names {method}, so {method.upper()}_{missing[0].upper()} must be set")
        return value


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Read the environment once; leave with status 78 (configuration) and one line per fault."""
    try:
        return Environment()  # values come from the process environment
    except ValidationError as error:
        for fault in error.errors():
            name = str(fault["loc"][0]).upper()
            reason = "is not set" if fault["type"] == "missing" else fault["msg"].removeprefix("Value error, ")
            sys.stderr.write(f"Environment variable {name}: {reason}.\n")
        sys.stderr.write("The portal did not start. docs/operations.md lists every variable.\n")
        raise SystemExit(78) from None

"""Every environment variable the portal reads: typed, and checked when a process starts.

A wrong or missing value stops the process with one sentence a person can act on, before Django loads.
"""

import base64
import binascii
import sys
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationError
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
    web_bind: Annotated[str, Field(pattern=r"^(.+:\d{1,5}|unix:.+)$")] = "127.0.0.1:8000"
    web_workers: Annotated[int, Field(ge=1, le=64)] = 2
    web_threads: Annotated[int, Field(ge=1, le=64)] = 8
    worker_processes: Annotated[int, Field(ge=1, le=64)] = 2
    log_level: Annotated[str, Field(pattern="^(DEBUG|INFO|WARNING|ERROR)$")] = "INFO"


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

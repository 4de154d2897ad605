"""The provider's environment, and its refusal to run where people are real."""

import os
import sys
from functools import lru_cache
from typing import Annotated

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

_LOOPBACK = r"^http://(127\.0\.0\.1|localhost):\d{1,5}$"


class Configuration(BaseSettings):
    """Field names are the variables' names in lower case. `…_origin`: where this process answers; loopback only.

    `site_url`: the portal's origin. `card_sandbox_client_keys`: the file that holds its published keys;
    empty: they are fetched from the portal. `card_sandbox_layout`: where the endpoints lie.
    """

    model_config = SettingsConfigDict(extra="ignore", case_sensitive=False)

    card_sandbox_origin: Annotated[str, Field(pattern=_LOOPBACK)]
    site_url: Annotated[str, Field(pattern=_LOOPBACK)]
    card_sandbox_layout: Annotated[str, Field(pattern="^(keycloak|plain)$")] = "keycloak"
    card_sandbox_client_keys: str = ""
    sandbox_ca: str = ""

    @property
    def bind(self) -> str:
        return self.card_sandbox_origin.removeprefix("http://")


@lru_cache(maxsize=1)
def configuration() -> Configuration:
    """Leave with status 78 (configuration) where something is wrong, or this is a city's own machine."""
    if os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".production"):
        sys.stderr.write("The sandbox provider does not run in production: anyone could sign in as anyone.\n")
        raise SystemExit(78)
    try:
        return Configuration()  # values come from the process environment
    except ValidationError as error:
        for fault in error.errors():
            sys.stderr.write(f"Environment variable {str(fault['loc'][0]).upper()}: {fault['msg']}.\n")
        raise SystemExit(78) from None

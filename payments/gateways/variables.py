"""The environment of gateways: each keeps its own variables in its folder (configuration.py), typed, read at start.

They do not stand in akita_portal.environment: a new gateway is one folder and one line of settings.
"""

import sys
from typing import TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings

_C = TypeVar("_C", bound=BaseSettings)


def read(configuration: type[_C]) -> _C:
    """Read a gateway's variables; leave with status 78 (configuration) and one line per fault, without the values."""
    try:
        return configuration()
    except ValidationError as error:
        for fault in error.errors():
            name = str(fault["loc"][0]).upper() if fault["loc"] else "of the gateway"
            reason = fault["msg"].removeprefix("Value error, ")
            sys.stderr.write(f"Environment variable {name}: {reason}.\n")
        sys.stderr.write("The portal did not start. docs/operations.md lists the variables of every gateway.\n")
        raise SystemExit(78) from None

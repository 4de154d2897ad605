"""Exceptions in logs: type, cause and frames; never a message or a value, which may be a citizen's data."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import psycopg

_Raised = tuple[type[BaseException], BaseException, TracebackType | None]


def frames_only(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """As a structlog processor, replace `exc_info` by `exception`: a list, the last raised first."""
    raised = _raised(event.pop("exc_info", None))
    event.pop("stack_info", None)
    if raised is not None:
        event["exception"] = described(raised[1])
    return event


def described(error: BaseException) -> list[dict[str, Any]]:
    """Return type, frames (`file:line function`) and SQLSTATE of an exception and of what caused it."""
    chain: list[dict[str, Any]] = []
    current: BaseException | None = error
    while current is not None and len(chain) < 5:
        entry: dict[str, Any] = {
            "type": f"{type(current).__module__}.{type(current).__qualname__}",
            "frames": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in _frames(current)],
        }
        if isinstance(current, psycopg.Error) and current.sqlstate:
            entry["sqlstate"] = current.sqlstate
            entry["constraint"] = current.diag.constraint_name
        chain.append(entry)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return chain


class WithoutArguments(logging.Filter):
    """Keep a library's sentence about an exception, and drop what it would put into it (addresses, values)."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info:
            record.args = ()
        return True


def _frames(error: BaseException) -> list[traceback.FrameSummary]:
    return list(traceback.extract_tb(error.__traceback__))


def _raised(exc_info: Any) -> _Raised | None:
    if isinstance(exc_info, BaseException):
        return type(exc_info), exc_info, exc_info.__traceback__
    if exc_info is True:
        exc_info = sys.exc_info()
    if isinstance(exc_info, tuple) and exc_info[1] is not None:
        return exc_info
    return None

"""Reading Stripe's form encoding: `line_items[0][price_data][currency]=jpy` into nested mappings and lists."""

import re
from typing import Any

from django.http import HttpRequest, QueryDict

from payments.gateways.sandbox.server.errors import Refused

_PART = re.compile(r"\[([^\[\]]*)\]")


def read(request: HttpRequest, known: set[str]) -> dict[str, Any]:
    """Return the parameters of a request. Raises Refused for one that is not `known` (top level)."""
    found = parse(request.POST if request.method == "POST" else request.GET)
    for name in found:
        if name not in known:
            raise Refused("parameter_unknown", f"Received unknown parameter: {name[:80]}")
    return found


def parse(pairs: QueryDict) -> dict[str, Any]:
    root: dict[str, Any] = {}
    for key, values in pairs.lists():
        head, _bracket, rest = key.partition("[")
        path = [head, *_PART.findall(f"[{rest}" if rest else "")]
        for value in values:
            _put(root, path, value)
    return {name: _with_lists(value) for name, value in root.items()}


def whole(value: Any, name: str) -> int:
    """Read an integer as Stripe does. Raises Refused."""
    if not isinstance(value, str) or not re.fullmatch(r"-?\d{1,12}", value, re.ASCII):
        raise Refused("parameter_invalid_integer", f"Invalid integer: {name}")
    return int(value)


def inside(found: Any, *path: str) -> Any:
    """Walk into nested mappings; None where something is missing."""
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def words(found: Any) -> dict[str, str]:
    """Return metadata: a mapping of text to text."""
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def _put(target: dict[str, Any], path: list[str], value: str) -> None:
    for name in path[:-1]:
        target = target.setdefault(name or str(len(target)), {})
        if not isinstance(target, dict):
            raise Refused("parameter_invalid_structure", "Invalid object")
    name = path[-1] or str(len(target))
    if isinstance(target.get(name), dict):
        raise Refused("parameter_invalid_structure", "Invalid object")
    target[name] = value


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _with_lists(part) for name, part in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner

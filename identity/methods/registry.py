"""Which ways this portal has to prove who somebody is.

One line in INSTALLED_APPS names a method's AppConfig, whose `ready` registers it; the variable SIGN_IN_METHODS switches
it on and gives the order in which people see it.
"""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode

from identity.methods.contract import Method


@dataclass(frozen=True, slots=True)
class Offer:
    """A method a person may choose. `url` starts it (GET shows the choice, POST leaves)."""

    code: str
    label: str | Promise
    note: str | Promise
    url: str


_methods: dict[str, Method] = {}


def register(method: Method) -> None:
    """Raises ValueError if another method has this code."""
    if method.code in _methods:
        raise ValueError(f"Two methods are called {method.code}.")
    _methods[method.code] = method


def methods() -> tuple[Method, ...]:
    """Every method that is switched on, in the order of the settings."""
    return tuple(_methods[code] for code in settings.SIGN_IN)


def method(code: str) -> Method:
    """Raises KeyError for one that is not switched on."""
    found = {one.code: one for one in methods()}
    return found[code]


def methods_for(level: int) -> tuple[Method, ...]:
    """The methods that reach a level. Level 1 is what every account has: no method needed."""
    return tuple(one for one in methods() if level in one.levels)


def offers(level: int, next_path: str = "") -> tuple[Offer, ...]:
    """What to show a person who needs `level`."""
    return tuple(Offer(one.code, one.label, one.note, step_up_address(level, next_path)) for one in methods_for(level))


def step_up_address(level: int, next_path: str = "") -> str:
    """The page that explains and offers the ways to reach `level`, and comes back to `next_path` (a path of ours)."""
    query = {"level": str(level), **({"next": next_path} if next_path else {})}
    return f"{reverse('identity:step_up')}?{urlencode(query)}"

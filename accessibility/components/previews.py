"""Previews: every component in every state, read from samples/*.toml.

A sample is data, not part of the interface: [[component]] with `name`, `title`, and [[component.state]] with `title`
and either `spec` (for `{% field %}`) or `template` with an optional `context`.
"""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils.safestring import SafeString

_FOLDER = Path(__file__).parent / "samples"


@dataclass(frozen=True, kw_only=True)
class State:
    """One look of a component."""

    title: str
    template: str
    context: dict[str, Any]

    def render(self) -> SafeString:
        """The state's HTML."""
        return Engine.get_default().from_string(self.template).render(Context(dict(self.context)))


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A component with all of its states."""

    name: str
    title: str
    states: tuple[State, ...]


def _state(data: dict[str, Any]) -> State:
    if "spec" in data:
        return State(title=data["title"], template="{% field spec %}", context={"spec": data["spec"]})
    return State(title=data["title"], template=data["template"], context=data.get("context", {}))


@lru_cache(maxsize=1)
def previews() -> dict[str, Preview]:
    """All previews by name, in the order of their files."""
    return {
        data["name"]: Preview(
            name=data["name"],
            title=data["title"],
            states=tuple(_state(state) for state in data["state"]),
        )
        for file in sorted(_FOLDER.glob("*.toml"))
        for data in tomllib.loads(file.read_text(encoding="utf-8"))["component"]
    }

"""Every component has a preview, and nothing that a person types gets into the page as markup."""

from typing import Any

import pytest

from accessibility.checker.checks import check_html
from accessibility.components.library import builders
from accessibility.components.previews import State, previews

HOSTILE = "<script>alert(1)</script>\"'&{{ x }}"
# What a page's author chooses rather than a person types; a name of a part, or an address that a view made.
_AUTHORS = {
    "component", "kind", "state", "type", "width", "inputmode", "autocomplete", "invalid", "url", "change_url", "level",
    "id", "name",
}  # fmt: skip
_STATES = [(preview.name, state) for preview in previews().values() for state in preview.states]
_IDS = [f"{name}-{number}" for number, (name, _state) in enumerate(_STATES)]


def hostile(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: hostile(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [hostile(inner, key) for inner in value]
    return HOSTILE if isinstance(value, str) and key not in _AUTHORS else value


def test_every_component_has_a_preview():
    # The sample badge and tabs of one line are shown with their kin.
    shown = "\n".join(f"{state.template} {state.context}" for _name, state in _STATES)
    missing = [name for name in builders if f"% {name} " not in shown and f"'{name}'" not in shown]
    assert missing == []


@pytest.mark.parametrize(("name", "state"), _STATES, ids=_IDS)
def test_a_state_is_free_of_faults(name: str, state: State):
    faults = [
        fault for fault in check_html(state.render()) if fault.rule != "dead-fragment" or "#main" not in fault.where
    ]
    assert faults == []


@pytest.mark.parametrize(("name", "state"), _STATES, ids=_IDS)
def test_text_stays_text(name: str, state: State):
    html = State(title=state.title, template=state.template, context=hostile(state.context)).render()
    assert "<script" not in html
    assert "\"'&" not in html

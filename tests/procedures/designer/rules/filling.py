"""What a browser would send of a rule's form, worked out from what is drawn."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import QueryDict

from procedures.designer.rules.forms import RuleForm


def sent(form: RuleForm, press: str = "", /, **typed: str | list[str]) -> QueryDict:
    """The values of all inputs. `typed`: what is put into some (`rule_0_what` for `rule-0-what`). `press`: a button."""
    data = QueryDict(mutable=True)
    for name, value in inputs(form.shown.root):
        data.appendlist(name, value)
    for written, values in typed.items():
        name = written.replace("_", "-")
        assert name in data or name.endswith("chosen"), name
        data.setlist(name, values if isinstance(values, list) else [values])
    if press:
        assert press in set(buttons(form.shown.root)), press
        data["_action"] = press
    return data


def inputs(part: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and value of each input in the order of the page, those of components as their templates have them."""
    yield from part.get("hidden", ())
    for spec in [part.get("join"), part.get("how"), *part.get("fields", ())]:
        if spec:
            yield from _of_component(spec)
    for inner in _inner(part):
        yield from inputs(inner)


def buttons(part: Mapping[str, Any]) -> Iterator[str]:
    for button in [*part.get("tools", ()), *part.get("buttons", ())]:
        yield button["value"]
    for inner in _inner(part):
        yield from buttons(inner)


def specs(part: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from (spec for spec in [part.get("join"), part.get("how"), *part.get("fields", ())] if spec)
    for inner in _inner(part):
        yield from specs(inner)


def _inner(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = [part.get("subject"), part.get("value"), *part.get("members", ()), *part.get("parts", ())]
    return [one for one in found if one]


def _of_component(spec: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    name = spec["name"]
    if spec["component"] == "date_field":
        yield from ((f"{name}-{box}", spec["value"][box]) for box in ("year", "month", "day"))
    elif spec["component"] == "checkbox_group":
        yield from ((name, one["value"]) for one in spec["choices"] if one["value"] in spec["values"])
    elif spec["component"] == "select_field":
        offered = [one["value"] for one in spec["choices"]]
        assert len(offered) == len(set(offered)), offered
        first = "" if spec.get("empty") is not None else offered[0]
        yield name, spec["value"] if spec["value"] in offered else first
    else:
        yield name, spec["value"].replace("\n", "\r\n")

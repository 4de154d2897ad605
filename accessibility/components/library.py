"""How a component is declared: one typed function that returns the context of one template."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec

from django.template import Context, Engine, Library
from django.utils.safestring import SafeString

P = ParamSpec("P")

register = Library()
builders: dict[str, Callable[..., Mapping[str, object]]] = {}


def render(name: str, context: Mapping[str, object]) -> SafeString:
    """Render templates/components/<name>.html with nothing but the component's own context."""
    template = Engine.get_default().get_template(f"components/{name}.html")
    return template.render(Context(dict(context)))


def component(build: Callable[P, Mapping[str, object]]) -> Callable[P, Mapping[str, object]]:
    """Register a function as the tag of its name, and for use by `{% field spec %}`.

    The function's keyword-only arguments are the component's interface; what it returns is the context of
    templates/components/<function name>.html. A misspelt argument fails when the template is compiled.
    """
    name = build.__name__
    builders[name] = build

    @wraps(build)
    def tag(*args: P.args, **kwargs: P.kwargs) -> SafeString:
        return render(name, build(*args, **kwargs))

    register.simple_tag(tag, name=name)
    return build


def block_component(build: Callable[P, Mapping[str, object]]) -> Callable[P, Mapping[str, object]]:
    """Register a function whose first argument is `content` as `{% name … %} content {% endname %}`."""
    name = build.__name__

    @wraps(build)
    def tag(*args: P.args, **kwargs: P.kwargs) -> SafeString:
        return render(name, build(*args, **kwargs))

    register.simple_block_tag(tag, name=name)
    return build


def filled(item: Mapping[str, Any], **defaults: Any) -> dict[str, Any]:
    """Complete an item of a list with defaults, so that templates never meet an undefined name.

    Raises TypeError for a key that the component does not know.
    """
    unknown = item.keys() - defaults.keys()
    if unknown:
        raise TypeError(f"unknown keys {sorted(unknown)}; known: {sorted(defaults)}")
    return {**defaults, **item}

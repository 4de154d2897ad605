"""`{% field spec %}`: any component driven by data."""

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString

from accessibility.components.library import builders, register, render


@register.simple_tag
def field(spec: Mapping[str, Any]) -> SafeString:
    """Render the component that `spec["component"]` names; all other keys are its arguments.

    Raises KeyError for an unknown component and TypeError for an unknown or missing argument.
    """
    arguments = dict(spec)
    name = arguments.pop("component")
    return render(name, builders[name](**arguments))

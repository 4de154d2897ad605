"""Render a snippet the way a page does."""

from typing import Any

from django.template import Context, Template


def rendered(template: str, **context: Any) -> str:
    return Template(template).render(Context(context))


def field(**spec: Any) -> str:
    return rendered("{% field spec %}", spec=spec)

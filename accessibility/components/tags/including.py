"""Parts of templates: `{% include %}` at less cost, and `{% constant %}` for what is the same on every page."""

from functools import cached_property, lru_cache
from typing import Any

from django.template import Context, Engine
from django.template.base import Node, NodeList, Parser, Token
from django.template.defaulttags import CycleNode, IfChangedNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode, do_include
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accessibility.components.context import HELP_HOURS, HELP_PHONE, SITE_NAME
from accessibility.components.library import register

# Tags that keep something between their calls: a part with one of them is rendered as Django does.
_WITH_STATE: Any = (BlockNode, ExtendsNode, CycleNode, IfChangedNode)


class _Part(IncludeNode):
    """An include whose template is named in so many words: looked up once, rendered as if it stood in the page."""

    def __init__(self, plain: IncludeNode) -> None:
        super().__init__(plain.template, extra_context=plain.extra_context)

    @cached_property
    def nodes(self) -> NodeList | None:
        """None where Django must render it. Not asked for before it is rendered: a part may include itself."""
        nodes = Engine.get_default().get_template(self.template.var).nodelist
        return None if nodes.get_nodes_by_type(_WITH_STATE) else nodes

    def render(self, context: Context) -> SafeString:
        if self.nodes is None:
            return super().render(context)
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        with context.push(**values):
            return self.nodes.render(context)


@register.tag
def include(parser: Parser, token: Token) -> Node:
    """Django's `{% include %}`. A page has some fifty of them, and Django's takes longer than most of the parts."""
    plain = do_include(parser, token)
    named = isinstance(plain.template.var, str) and not plain.template.filters
    return _Part(plain) if named and not plain.isolated_context else plain


@register.simple_tag
def constant(name: str) -> SafeString:
    """A template that knows nothing but the site's name and help line, rendered once per process and language."""
    return _rendered(name, get_language())


@lru_cache(maxsize=64)
def _rendered(name: str, _language: str | None) -> SafeString:
    known = {"site_name": SITE_NAME, "help_phone": HELP_PHONE, "help_hours": HELP_HOURS}
    return Engine.get_default().get_template(name).render(Context(known))

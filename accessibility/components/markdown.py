"""The safe Markdown subset of texts that administrators write: no HTML, no pictures, no raw addresses."""

from functools import lru_cache

from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

_SCHEMES = ("https:", "http:", "mailto:", "tel:", "/", "#")


def _link_is_safe(url: str) -> bool:
    """Only the web, mail, phone and pages of the portal; '//host' would leave it unseen."""
    return url.lower().startswith(_SCHEMES) and not url.startswith("//")


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802  markdown-it's name
        return _link_is_safe(url)


_parser = _Parser("zero").enable(
    ["heading", "list", "table", "emphasis", "link", "newline", "escape", "balance_pairs", "fragments_join"],
)


def _fit(tokens: list[Token], level: int) -> None:
    for token in tokens:
        token.attrs.pop("style", None)  # column alignment would be an inline style
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, int(token.tag[1]) + level - 1)}"
        elif token.type == "th_open":
            token.attrSet("scope", "col")


@lru_cache(maxsize=512)
def render_markdown(text: str, *, level: int = 2) -> SafeString:
    """HTML of headings, paragraphs, lists, tables, emphasis and links; `# ` becomes <h{level}>. All else is text."""
    tokens = _parser.parse(text)
    _fit(tokens, level)
    # The parser has HTML switched off and escapes all text; tests feed it markup of every kind.
    return SafeString(_parser.renderer.render(tokens, _parser.options, {}))

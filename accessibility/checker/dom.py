"""A small element tree over html.parser: enough to ask a page questions."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_UNSEEN = frozenset({"script", "style", "template"})


@dataclass(eq=False)
class Element:
    """An element; attributes without value hold an empty text. The root has the tag "" and stands for the document."""

    tag: str
    attributes: dict[str, str]
    parent: "Element | None" = None
    children: list["Element | str"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        """All elements below, in document order."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child.walk()

    def find(self, *tags: str) -> Iterator["Element"]:
        """Elements below with one of the tags."""
        return (element for element in self.walk() if element.tag in tags)

    def text(self) -> str:
        """All text below, as written, without scripts and styles."""
        if self.tag in _UNSEEN:
            return ""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def ancestor(self, tag: str) -> "Element | None":
        """The nearest element above with the tag."""
        above = self.parent
        while above is not None and above.tag != tag:
            above = above.parent
        return above

    def start(self) -> str:
        """The start tag, for showing where a fault is."""
        attributes = "".join(f' {name}="{value}"' for name, value in self.attributes.items())
        return f"<{self.tag}{attributes}>"


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self._here = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self._here)
        self._here.children.append(element)
        if tag not in _VOID:
            self._here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._here.children.append(Element(tag, {name: value or "" for name, value in attrs}, self._here))

    def handle_endtag(self, tag: str) -> None:
        above: Element | None = self._here
        while above is not None and above.tag != tag:
            above = above.parent
        if above is not None and above.parent is not None:
            self._here = above.parent

    def handle_data(self, data: str) -> None:
        self._here.children.append(data)


def parse(html: str) -> Element:
    """The document of a page or a fragment. Lenient: never raises on odd markup."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root

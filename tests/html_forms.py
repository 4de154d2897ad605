"""What a browser would send for a form that nobody touched."""

from __future__ import annotations

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__(convert_charrefs=True)
        self.form_id = form_id
        self.inside = not form_id
        self.data: dict[str, list[str]] = {}
        self.select: list[tuple[str, bool]] | None = None
        self.select_name = ""
        self.area: list[str] | None = None
        self.area_name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form" and self.form_id:
            self.inside = given.get("id") == self.form_id
        if not self.inside:
            return
        name = given.get("name") or ""
        if tag == "input" and name and given.get("type") not in {"submit", "button"}:
            if given.get("type") not in {"radio", "checkbox"} or "checked" in given:
                self.data.setdefault(name, []).append(given.get("value") or "")
        elif tag == "select":
            self.select, self.select_name = [], name
        elif tag == "option" and self.select is not None:
            self.select.append((given.get("value") or "", "selected" in given))
        elif tag == "textarea":
            self.area, self.area_name = [], name

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.form_id:
            self.inside = False
        if tag == "select" and self.select:
            chosen = [value for value, selected in self.select if selected] or [self.select[0][0]]
            self.data.setdefault(self.select_name, []).append(chosen[-1])
            self.select = None
        if tag == "textarea" and self.area is not None:
            text = "".join(self.area).removeprefix("\n")  # the line feed behind the tag is none of the text
            self.data.setdefault(self.area_name, []).append(text.replace("\n", "\r\n"))
            self.area = None


def untouched(html: str, form_id: str = "") -> dict[str, list[str]]:
    """The names and values of the form of that id in a page; without an id, of all there is."""
    reader = _Reader(form_id)
    reader.feed(html)
    return reader.data

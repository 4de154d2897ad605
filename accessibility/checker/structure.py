"""Structure of a page: language, title, headings, landmarks, tables, ids, nothing inline."""

from collections import Counter
from collections.abc import Iterator

from accessibility.checker.dom import Element
from accessibility.checker.faults import Fault

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def language(document: Element) -> Iterator[Fault]:
    """<html lang> says which language a reader should speak."""
    for html in document.find("html"):
        if not html.attributes.get("lang"):
            yield Fault(rule="language", criterion="3.1.1", where=html.start())


def title(document: Element) -> Iterator[Fault]:
    """「ページ名｜…｜site」, with 「エラー：」 before it where the page has an error summary."""
    if not any(True for _ in document.find("html")):
        return
    text = next((element.text().strip() for element in document.find("title")), "")
    parts = [part.strip() for part in text.split("｜")]
    if len(parts) < 2 or not all(parts):
        yield Fault(rule="title", criterion="2.4.2", where=text or "<title>")
    has_errors = any(element.attributes.get("id") == "error-summary" for element in document.walk())
    if has_errors and not text.startswith("エラー："):  # the pages' source language
        yield Fault(rule="title-error", criterion="2.4.2", where=text)


def headings(document: Element) -> Iterator[Fault]:
    """One h1, and no level left out on the way down."""
    found = list(document.find(*_HEADINGS))
    first = [heading for heading in found if heading.tag == "h1"]
    if any(True for _ in document.find("html")) and len(first) != 1:
        yield Fault(rule="one-h1", criterion="1.3.1", where=str(len(first)))
    level = None
    for heading in found:
        here = int(heading.tag[1])
        if level is not None and here > level + 1:
            yield Fault(rule="heading-order", criterion="1.3.1", where=f"{heading.start()}{heading.text().strip()}")
        if not heading.text().strip():
            yield Fault(rule="empty-heading", criterion="2.4.6", where=heading.start())
        level = here


def landmarks(document: Element) -> Iterator[Fault]:
    """A main region, and a skip link to it as the first link."""
    if not any(True for _ in document.find("html")):
        return
    main = next(document.find("main"), None)
    if main is None:
        yield Fault(rule="main", criterion="1.3.1", where="<body>")
    first = next(document.find("a"), None)
    target = main.attributes.get("id", "") if main else ""
    if first is None or not target or first.attributes.get("href") != f"#{target}":
        yield Fault(rule="skip-link", criterion="2.4.1", where=first.start() if first else "<body>")


def duplicate_ids(document: Element) -> Iterator[Fault]:
    """An id names one element."""
    counts = Counter(element.attributes["id"] for element in document.walk() if element.attributes.get("id"))
    for name, count in counts.items():
        if count > 1:
            yield Fault(rule="duplicate-id", criterion="4.1.1", where=name)


def tables(document: Element) -> Iterator[Fault]:
    """A table has header cells with a scope, and a caption."""
    for table in document.find("table"):
        if table.attributes.get("role") == "presentation":
            continue
        heads = list(table.find("th"))
        if not heads or any("scope" not in head.attributes for head in heads):
            yield Fault(rule="table-headers", criterion="1.3.1", where=table.text().strip()[:40])


def inline(document: Element) -> Iterator[Fault]:
    """No style attributes, event handlers, inline scripts or styles: the Content-Security-Policy refuses them."""
    for element in document.walk():
        for name, value in element.attributes.items():
            if name == "style" or name.startswith("on") or value.strip().lower().startswith("javascript:"):
                yield Fault(rule="inline", criterion="", where=element.start())
        is_data = element.attributes.get("type", "").endswith("json")
        is_script = element.tag == "script" and "src" not in element.attributes and not is_data
        if is_script or element.tag == "style":
            yield Fault(rule="inline", criterion="", where=element.start())


def refresh(document: Element) -> Iterator[Fault]:
    """A page does not change by itself while somebody reads it."""
    for meta in document.find("meta"):
        if meta.attributes.get("http-equiv", "").lower() == "refresh":
            yield Fault(rule="meta-refresh", criterion="2.2.1", where=meta.start())


CHECKS = (language, title, headings, landmarks, duplicate_ids, tables, inline, refresh)

"""Rules for Markdown: headings, lists, links, tables, pictures. What is rendered: accessibility.components.markdown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from accessibility.checker.words import EMPTY_LINKS, MARK_AS_HEADING, PUNCTUATION
from procedures.designer.advice.advices import Found
from procedures.designer.advice.sentences import plain_words

LONG_TEXT = 400
"""Characters that about fill a phone of 360 px at 16 px and a line height of 1.7, beside margins and the header."""
LONG_HEADING = 30

_HEADING = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_CLOSE_HEADING = re.compile(r"^ {0,3}[#＃]{1,6}[　]*(?=[^#＃\s])")
_LIST_LINE = re.compile(r"^\s*(?:[-*+]|\d{1,9}[.)])\s")
_DOT_LINE = re.compile(r"^\s*([・●○◯▪◦①-⑳])\s*(?=\S)")
_BOLD_LINE = re.compile(r"^\s*\*\*([^*]{1,60})\*\*\s*$")
_PICTURE = re.compile(r"!\[([^\[\]]{0,300})\]\([^()\s]{0,2000}(?:\s[^()]{0,300})?\)")
_LINK = re.compile(r"(?<!!)\[([^\[\]]{0,300})\]\(([^()\s]{0,2000})(?:\s[^()]{0,300})?\)")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>（）()「」、。]{1,2000}")
_RULER_CELL = re.compile(r"^\s*:?-+:?\s*$")


def headings(words: str) -> Iterator[Found]:
    """Headings go down one step at a time and begin with the first."""
    if "#" not in words and "＃" not in words:
        return
    lines = words.split("\n")
    mended = _renumbered(lines)
    suggestion = "\n".join(mended)
    last = 0
    for line in lines:
        match = _HEADING.match(line)
        if match is None:
            if _CLOSE_HEADING.match(line):
                yield Found("heading_no_space", {"words": line.strip()[:LONG_HEADING]}, suggestion)
            continue
        level, title = len(match[1]), (match[2] or "").strip()
        if not title:
            yield Found("heading_empty")
        elif last == 0 and level > 1:
            yield Found("heading_first", {"mark": match[1]}, suggestion)
        elif level > last + 1:
            yield Found("heading_skipped", {"words": title[:LONG_HEADING]}, suggestion)
        last = level


def _renumbered(lines: Sequence[str]) -> list[str]:
    mended: list[str] = []
    last = 0
    for original in lines:
        line = original
        if not _HEADING.match(line) and (close := _CLOSE_HEADING.match(line)):
            line = f"{close.group().strip().replace('＃', '#')} {line[close.end() :]}"
        match = _HEADING.match(line)
        if match is None:
            mended.append(line)
            continue
        last = min(len(match[1]), last + 1)
        mended.append(f"{'#' * last} {(match[2] or '').strip()}".rstrip())
    return mended


def false_headings(words: str) -> Iterator[Found]:
    """A line that begins with ■, or is all bold, before other lines wants to be a heading."""
    lines = words.split("\n")
    for index, line in enumerate(lines):
        more = any(rest.strip() for rest in lines[index + 1 :][:3])
        if MARK_AS_HEADING.match(line):
            title = line.strip()[1:].strip()
            yield Found("mark_as_heading", {"words": line.strip()[:LONG_HEADING]}, _with(lines, index, f"# {title}"))
        elif more and (bold := _BOLD_LINE.match(line)) and len(bold[1]) <= LONG_HEADING and "。" not in bold[1]:
            yield Found("bold_as_heading", {"words": bold[1]}, _with(lines, index, f"# {bold[1]}"))


def _with(lines: Sequence[str], index: int, line: str) -> str:
    return "\n".join([*lines[:index], line, *lines[index + 1 :]])


def false_lists(words: str) -> Iterator[Found]:
    """Two lines or more that begin with a dot or ① are no list to a screen reader, and run together on the page."""
    lines = words.split("\n")
    marks = [match[1] for line in lines if (match := _DOT_LINE.match(line))]
    if len(marks) >= 2:
        yield Found("bullets_by_mark", {"mark": marks[0]}, "\n".join(_DOT_LINE.sub(_bullet, line) for line in lines))


def _bullet(match: re.Match[str]) -> str:
    return f"{int(unicodedata.numeric(match[1]))}. " if match[1].isdigit() else "- "


def long_text(words: str) -> Iterator[Found]:
    if len(words) <= LONG_TEXT:
        return
    count = len(plain_words(words))
    structured = any(_HEADING.match(line) or _LIST_LINE.match(line) for line in words.split("\n"))
    if count > LONG_TEXT and not structured:
        yield Found("long_without_headings", {"count": count})


def links(words: str) -> Iterator[Found]:
    """The words of a link say where it leads when they are read alone."""
    if "](" not in words:
        return
    for text, _ in _LINK.findall(words):
        told = text.strip(PUNCTUATION).lower()
        if _ADDRESS.match(told):
            yield Found("link_is_address")
        elif told in EMPTY_LINKS or not told:
            yield Found("link_words", {"words": text})


def pictures(words: str) -> Iterator[Found]:
    """The portal shows none; what the picture was said to show may stand in its place."""
    if "![" in words and (found := _PICTURE.search(words)):
        yield Found("picture", {}, _PICTURE.sub(r"\1", words) if found[1].strip() else "")


def addresses(words: str) -> Iterator[Found]:
    """Addresses outside of links, which nobody can follow. What stands in brackets of a link is taken out first."""
    if "http" not in words and "www." not in words:
        return
    if found := _ADDRESS.search(_LINK.sub("", _PICTURE.sub("", words))):
        yield Found("bare_address", {"words": found.group()[:60]})


def tables(words: str) -> Iterator[Found]:
    """Markdown has a heading row always: an empty one, or lines with bars and no ruler, are tables without."""
    if "|" not in words:
        return
    lines = words.split("\n")
    in_table = 0
    for index, line in enumerate(lines):
        if index < in_table or "|" not in line:
            continue
        if index + 1 < len(lines) and _is_ruler(lines[index + 1]):
            in_table = _end(lines, index)
            yield from _table(line, in_table - index - 2)
        elif line.strip().startswith("|") and line.strip().endswith("|") and len(line.strip()) > 2:
            in_table = _end(lines, index)
            yield Found("table_no_header")


def _table(head: str, rows: int) -> Iterator[Found]:
    cells = _cells(head)
    if not any(cell.strip() for cell in cells):
        yield Found("table_no_header")
    elif len(cells) == 1 or rows <= 1:
        yield Found("table_for_layout")


def _end(lines: Sequence[str], start: int) -> int:
    return next((index for index in range(start, len(lines)) if "|" not in lines[index]), len(lines))


def _cells(line: str) -> list[str]:
    return line.strip().removeprefix("|").removesuffix("|").split("|")


def _is_ruler(line: str) -> bool:
    return "-" in line and "|" in line and all(_RULER_CELL.match(cell) for cell in _cells(line))


_MARKUP = re.compile(r"\*\*[^*\n]{1,200}\*\*|^#{1,6}[ \t]|\[[^\[\]\n]{1,200}\]\([^()\s]{1,500}\)", re.MULTILINE)


def markup_shown(words: str) -> Iterator[Found]:
    """Markdown where none is rendered: the citizen sees the stars."""
    if found := _MARKUP.search(words):
        yield Found("markup_shown", {"mark": found.group()[:LONG_HEADING]}, plain_words(words))

"""Letters of a procedure's own: its author's text, with facts of the application and answers put in.

What is put in is never read as Markdown or HTML: the text is rendered with marks in it, and each mark is then exchanged
for escaped words, in the font that shows them (fonts.py).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from accessibility.components.formats import japanese_era
from accessibility.components.markdown import render_markdown
from procedures.applications.answers import read_answers, read_digest
from procedures.applications.receipts import show_receipt
from procedures.definitions import visible_answers
from procedures.documents.fonts import set_text
from procedures.documents.models import Document
from procedures.forms.fields.shown import written
from procedures.forms.summary import Row, summarise

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_MARK = re.compile("\ue000(\\d+)\ue001")
_HEADING = re.compile(r"<(/?)h([1-6])\b")
_MARKS = re.compile("[\ue000\ue001]")

Lines = Sequence[str]


def answers_at(document: Document) -> Mapping[str, Any]:
    """The answers as they stood at the document's event: later corrections are not what it is about."""
    application, event = document.application, document.event
    number = event.data.get("answers") or (1 if event.sequence == 1 else application.answers_number)
    return read_answers(application, number=number)


def letter_facts(document: Document) -> dict[str, Any]:
    """Title and body of a letter, and the day that it is about."""
    definition = document.application.version.definition
    paper = next(one for one in definition.documents if one.id == document.part)
    text = paper.body.ja if paper.body is not None else ""
    return {
        "title": document.title,
        "dated": document.event.at,
        "number": f"{show_receipt(document.application.receipt)}-{document.event.sequence}",
        "body": filled(text, {**_answers(document), **_facts(document)}),
    }


def filled(text: str, values: Mapping[str, Lines]) -> SafeString:
    """The text as HTML, its placeholders exchanged for values; one that is not known stays as it was written."""
    taken: list[Lines] = []

    def mark(match: re.Match[str]) -> str:
        if match[1] not in values:
            return match[0]
        taken.append(values[match[1]])
        return f"\ue000{len(taken) - 1}\ue001"

    marked = _PLACEHOLDER.sub(mark, _MARKS.sub("", text))
    html = _MARK.sub(lambda match: _set(taken[int(match[1])]), _nested(render_markdown(marked)))
    return mark_safe(html)  # noqa: S308  Markdown without HTML, and words escaped by a template


def _nested(html: str) -> str:
    """Headings below the title without a gap, whatever levels the author chose: PDF/UA refuses a skipped level."""
    level = 1

    def fit(match: re.Match[str]) -> str:
        nonlocal level
        if not match[1]:
            level = min(int(match[2]), level + 1)
        return f"<{match[1]}h{level}"

    return _HEADING.sub(fit, html)


def _set(lines: Lines) -> str:
    words = ((render_to_string("documents/_words.html", {"words": set_text(line)}),) for line in lines)
    return format_html_join(mark_safe("<br>"), "{}", words)


def _facts(document: Document) -> dict[str, Lines]:
    """LETTER_PLACEHOLDERS."""
    application = document.application
    department = application.procedure.department
    return {
        "procedure": (application.version.definition.title.ja,),
        "receipt_number": (show_receipt(application.receipt),),
        "applicant": (read_digest(application).name,),
        "department": (department.name,),
        "phone": (department.phone,),
        "received_on": (japanese_era(timezone.localdate(application.submitted_at)),),
        "date": (japanese_era(timezone.localdate(document.event.at)),),
    }


def _answers(document: Document) -> dict[str, Lines]:
    """By item and calculation; what was not answered is left blank."""
    definition = document.application.version.definition
    answers, day = answers_at(document), timezone.localdate(document.event.at)
    worked_out = visible_answers(definition, answers, day).values
    found: dict[str, Lines] = {
        value.id: (written(value.type, worked_out[value.id], None, "ja"),)
        for value in definition.values
        if worked_out.get(value.id) is not None
    }
    for section in summarise(definition, answers, day):
        found |= {row.item_id: tuple(_lines(row)) if row.answered else () for row in section.rows}
    known = {item.id for item in definition.items()} | {value.id for value in definition.values}
    return {name: found.get(name, ()) for name in known}


def _lines(row: Row) -> Iterable[str]:
    """An answer as lines; of a list, one line for each of its rows."""
    if not row.children:
        return row.lines
    return ["、".join(line for one in child.children if one.answered for line in one.lines) for child in row.children]

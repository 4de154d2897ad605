"""Letters as PDF in the portal's style. A worker makes them itself; a web process has them made apart (apart.py)."""

from django.template.loader import render_to_string

from procedures.documents.press import OutsideAddress, make_pdf

__all__ = ["OutsideAddress", "render_pdf", "styles_of"]


def render_pdf(html: str, *, mark: str = "") -> bytes:
    """Tagged PDF of a whole HTML document, styled by templates/documents/letter.css.

    `mark`: a line in red at the top of every page, for a paper that is none.

    What the document must bring for PDF/UA (accessibility.md 5): `lang` and `title`, headings in order, tables with
    th, images with alt; no ruby, no decoration by img. Raises OutsideAddress.
    """
    return make_pdf(html, styles_of(mark))


def styles_of(mark: str) -> list[str]:
    style = render_to_string("documents/letter.css")
    return [style, render_to_string("documents/mark.css", {"mark": mark})] if mark else [style]

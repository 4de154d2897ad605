"""HTML to tagged PDF (PDF/UA-1) by WeasyPrint.

WeasyPrint takes some 60 MB, so it is imported when a process makes its first document: a worker, and a web process only
when somebody who writes a procedure looks at a paper of a trial, which is never stored. One
font configuration and one parsed stylesheet serve a whole process: a cold document costs twice a warm one.
"""

import ctypes
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string

VARIANT = "pdf/ua-1"


class OutsideAddress(Exception):
    """A letter refers to something that is not in it."""


@lru_cache(maxsize=1)
def _fonts() -> Any:
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  only workers pay for it

    return FontConfiguration()


@lru_cache(maxsize=1)
def _style() -> Any:
    from weasyprint import CSS  # noqa: PLC0415  only workers pay for it

    return CSS(string=render_to_string("documents/letter.css"), font_config=_fonts())


@lru_cache(maxsize=2)
def _marking(mark: str) -> Any:
    from weasyprint import CSS  # noqa: PLC0415  as above

    return CSS(string=render_to_string("documents/mark.css", {"mark": mark}), font_config=_fonts())


@lru_cache(maxsize=1)
def _nothing_from_outside() -> Any:
    """A letter contains everything it shows: any address but data: stops the rendering, so nothing leaks or hangs."""
    from weasyprint.urls import URLFetcher  # noqa: PLC0415  only workers pay for it

    return URLFetcher(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)


def render_pdf(html: str, *, mark: str = "") -> bytes:
    """Tagged PDF of a whole HTML document, styled by templates/documents/letter.css.

    `mark`: a line in red at the top of every page, for a paper that is none.

    What the document must bring for PDF/UA (accessibility.md 5): `lang` and `title`, headings in order, tables with
    th, images with alt; no ruby, no decoration by img. Raises OutsideAddress.
    """
    from weasyprint import HTML  # noqa: PLC0415  only workers pay for it
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415

    styles = [_style(), _marking(mark)] if mark else [_style()]
    page = HTML(string=html, url_fetcher=_nothing_from_outside())
    try:
        return bytes(page.write_pdf(stylesheets=styles, font_config=_fonts(), pdf_variant=VARIANT))
    except FatalURLFetchingError:  # a BaseException: it would pass everybody who handles failures
        raise OutsideAddress from None
    finally:
        _give_memory_back()


@lru_cache(maxsize=1)
def _c_library() -> Any:
    return ctypes.CDLL(None)


def _give_memory_back() -> None:
    """What a document took lies in pieces that the C library keeps: some 15 MB a process. Takes a millisecond."""
    if hasattr(_c_library(), "malloc_trim"):  # glibc
        _c_library().malloc_trim(0)

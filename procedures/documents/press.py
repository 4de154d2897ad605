"""HTML to tagged PDF (PDF/UA-1) by WeasyPrint, and nothing of Django: a process of its own may run this file alone.

WeasyPrint takes some 60 MB, so it is imported when a process makes its first document. One font configuration and the
parsed stylesheets serve a whole process: a cold document costs twice a warm one.
"""

import ctypes
import json
import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

VARIANT = "pdf/ua-1"
FROM_OUTSIDE = 3
"""With this a process of its own ends where a letter refers to something that is not in it."""


class OutsideAddress(Exception):
    """A letter refers to something that is not in it."""


@lru_cache(maxsize=1)
def _fonts() -> Any:
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415  only who makes documents pays for it

    return FontConfiguration()


@lru_cache(maxsize=3)
def _parsed(style: str) -> Any:
    from weasyprint import CSS  # noqa: PLC0415  as above

    return CSS(string=style, font_config=_fonts())


@lru_cache(maxsize=1)
def _nothing_from_outside() -> Any:
    """A letter contains everything it shows: any address but data: stops the rendering, so nothing leaks or hangs."""
    from weasyprint.urls import URLFetcher  # noqa: PLC0415  as above

    return URLFetcher(allowed_protocols=["data"], allow_redirects=False, fail_on_errors=True)


def make_pdf(html: str, styles: Sequence[str]) -> bytes:
    """Tagged PDF of a whole HTML document. `styles`: stylesheets, the later ones above the earlier.

    Raises OutsideAddress.
    """
    from weasyprint import HTML  # noqa: PLC0415  as above
    from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415

    page = HTML(string=html, url_fetcher=_nothing_from_outside())
    try:
        parsed = [_parsed(style) for style in styles]
        return bytes(page.write_pdf(stylesheets=parsed, font_config=_fonts(), pdf_variant=VARIANT))
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


def main() -> int:
    """The document and its stylesheets come as JSON on standard input; the PDF goes out. See apart.py."""
    asked = json.loads(sys.stdin.buffer.read())
    try:
        pdf = make_pdf(asked["html"], asked["styles"])
    except OutsideAddress:
        return FROM_OUTSIDE
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())

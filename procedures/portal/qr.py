from functools import lru_cache

import segno
from django.conf import settings
from django.utils.safestring import SafeString


@lru_cache(maxsize=256)
def qr_svg(path: str, title: str) -> SafeString:
    """A QR code of an address of this portal as inline SVG, black on white in every colour scheme, with a title."""
    code = segno.make(settings.SITE_URL + path, error="m", micro=False)
    drawn = code.svg_inline(
        scale=4, border=3, dark="#000", light="#fff", title=title, svgclass="portal-qr", lineclass=None
    )
    return SafeString(drawn.replace("<svg ", '<svg role="img" ', 1))

"""A PDF made by a process of its own, which is gone with its memory when the PDF is there.

For a paper that no worker makes, because it is never stored (that of a trial): a web process would keep WeasyPrint's
60 MB for the rest of its life. What the paper says goes through a pipe and stands nowhere else: neither in a task nor
in a file. The process gets neither the portal's secrets nor its database.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import BoundedSemaphore

from procedures.documents import press
from procedures.documents.rendering import OutsideAddress, styles_of

SECONDS = 30
_KEPT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
)
_one_at_a_time = BoundedSemaphore(1)


class PressFailed(Exception):
    """It was not made within SECONDS, or not at all."""


def render_pdf_apart(html: str, *, mark: str = "") -> bytes:
    """As `rendering.render_pdf`. One at a time in each process. Raises PressFailed and OutsideAddress."""
    asked = json.dumps({"html": html, "styles": styles_of(mark)}).encode()
    if not _one_at_a_time.acquire(timeout=SECONDS):
        raise PressFailed
    try:
        made = subprocess.run(  # noqa: S603  our own file, by our own Python
            [sys.executable, "-I", str(Path(press.__file__))],
            input=asked,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={name: os.environ[name] for name in _KEPT if name in os.environ},
        )
    except (subprocess.TimeoutExpired, OSError):
        raise PressFailed from None
    finally:
        _one_at_a_time.release()
    if made.returncode == press.FROM_OUTSIDE:
        raise OutsideAddress
    if made.returncode or not made.stdout:
        raise PressFailed
    return made.stdout

"""What the person at the terminal sees: one line per stage."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gettext import gettext as _


def say(line: str) -> None:
    print(line, flush=True)


@contextmanager
def stage(title: str) -> Iterator[Callable[[str], None]]:
    """Print `title` when the stage begins and its seconds when it is done; the yielded function adds a note."""
    notes: list[str] = []
    began = time.monotonic()
    print(_("  %(title)s …") % {"title": title}, end=" ", flush=True)
    try:
        yield notes.append
    except BaseException:
        print(_("できませんでした"), flush=True)
        raise
    done = _("済み（%(seconds).1f 秒）") % {"seconds": time.monotonic() - began}
    print("。".join([done, *notes]), flush=True)


def complain(line: str) -> None:
    print(line, file=sys.stderr, flush=True)

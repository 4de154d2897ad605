"""`python -m akita_portal.embedded`: the demo. PORT, RESET and PORTAL_FOLDER in the environment change it."""

import errno
import fcntl
import os
import signal
import sys
from gettext import gettext as _
from pathlib import Path
from types import FrameType
from typing import IO

from akita_portal.embedded import failures
from akita_portal.embedded.ports import parse_port
from akita_portal.embedded.processes import BASE_DIR
from akita_portal.embedded.screen import complain, say
from akita_portal.embedded.supervise import Supervisor, empty


def main() -> int:
    """Run the demo until it is interrupted. Return the process's exit status: 0 when a person stopped it."""
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, _interrupt)
    folder = Path(os.environ.get("PORTAL_FOLDER") or BASE_DIR / ".portal").absolute()
    try:
        port = parse_port(os.environ.get("PORT") or "8000")
        with _only_one(folder) as lock:
            if os.environ.get("RESET") == "1":
                empty(folder, keep=Path(lock.name))
            say(_("秋田市デジタル市役所（見本）を始めます。"))
            Supervisor(folder=folder, port=port, given=dict(os.environ)).run()
    except KeyboardInterrupt:
        return 0
    except failures.ServiceFailedError as failure:
        complain(str(failure))
    except PermissionError as error:
        complain(str(failures.no_permission(Path(error.filename or folder))))
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            complain(str(failures.unexpected(error)))
        else:
            complain(str(failures.disk_full(folder)))
    return 1


def _only_one(folder: Path) -> IO[str]:
    """Hold the folder's lock while the demo runs; the kernel frees it even after kill -9."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / "lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise failures.ServiceFailedError(
            _("%(folder)s はすでに動いています。先に始めた方を Ctrl-C で止めてから、もう一度実行してください。")
            % {"folder": folder}
        ) from None
    return lock


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())

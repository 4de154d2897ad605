"""Servers that outlived whoever started them (kill -9, a closed terminal)."""

import contextlib
import signal
from pathlib import Path

import psutil


def processes_in(folder: Path, *, program: str) -> list[psutil.Process]:
    """Return running processes of `program` that work in `folder`, parents before their children."""
    found = []
    for process in psutil.process_iter(["name", "cmdline", "ppid"]):
        if process.info["name"] != program:
            continue
        with contextlib.suppress(psutil.Error):
            named = str(folder) in (process.info["cmdline"] or ())
            if named or Path(process.cwd().removesuffix(" (deleted)")) == folder:
                found.append(process)
    pids = {process.pid for process in found}
    return sorted(found, key=lambda process: process.info["ppid"] in pids)


def stop_leftovers(folder: Path, *, program: str, polite: signal.Signals, seconds: float = 20) -> int:
    """Stop what still works in `folder`: politely first, then by force. Return how many processes there were."""
    found = processes_in(folder.resolve(), program=program)
    if not found:
        return 0
    pids = {process.pid for process in found}
    for process in found:
        if process.info["ppid"] not in pids:
            with contextlib.suppress(psutil.Error):
                process.send_signal(polite)
    _, alive = psutil.wait_procs(found, timeout=seconds)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=5)
    return len(found)

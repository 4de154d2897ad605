"""Servers that outlived whoever started them (kill -9, a closed terminal)."""

import contextlib
import json
import shutil
import signal
from collections.abc import Iterable
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
    # Without their postmaster, "postgres: …" processes obey nobody; they hold the data's shared memory until they end.
    if all(str(process.info["cmdline"][:1]).startswith(f"['{program}:") for process in found):
        seconds = 1
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


def remember(file: Path, pids: Iterable[int]) -> None:
    """Write down which processes are ours, so that the next start can stop them if we are killed."""
    born = {}
    for pid in pids:
        with contextlib.suppress(psutil.Error):
            born[str(pid)] = psutil.Process(pid).create_time()
    file.write_text(json.dumps(born))


def stop_remembered(file: Path, *, seconds: float = 20) -> int:
    """Stop the processes that `remember` wrote down and that still live, with their children; return how many."""
    try:
        born: dict[str, float] = json.loads(file.read_text())
    except (OSError, ValueError):
        return 0
    found: list[psutil.Process] = []
    for pid, created in born.items():
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(int(pid))
            if process.create_time() == created:  # not a stranger who has the number now
                found += [process, *process.children(recursive=True)]
                process.terminate()
    _, alive = psutil.wait_procs(found, timeout=seconds)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    file.unlink(missing_ok=True)
    return len(found)


def delete(path: Path) -> None:
    """Delete a file, or a folder with all that is in it; one that is not there is no fault."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)

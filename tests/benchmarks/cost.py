"""What processes cost: CPU seconds and memory of whole process trees."""

from dataclasses import dataclass
from pathlib import Path

import psutil

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cpu:
    """CPU seconds by name of a process tree."""

    seconds: dict[str, float]

    @property
    def total(self) -> float:
        return sum(self.seconds.values())

    def since(self, before: "Cpu") -> "Cpu":
        return Cpu({name: value - before.seconds[name] for name, value in self.seconds.items()})


def tree(pid: int) -> list[psutil.Process]:
    root = psutil.Process(pid)
    return [root, *root.children(recursive=True)]


def cpu_seconds(pid: int) -> float:
    """User and system time of a process, of its living descendants, and of those that ended and were waited for."""
    while True:
        try:
            return sum(sum(process.cpu_times()[:4]) for process in tree(pid))
        except psutil.NoSuchProcess:  # Celery replaces a process after so many tasks: its time is its parent's by now
            continue


@dataclass(frozen=True, slots=True)
class Memory:
    """Of a process tree, in MB. rss counts shared pages once for each process; pss divides them among their users."""

    rss: list[float]
    pss: float

    def __str__(self) -> str:
        each = " + ".join(f"{one:.0f}" for one in self.rss)
        return f"{self.pss:.1f} MB proportional (PSS, whole tree); resident (RSS) by process {each} MB"


def memory(pid: int) -> Memory:
    processes = tree(pid)
    return Memory(
        rss=[process.memory_info().rss / MEGABYTE for process in processes],
        pss=sum(_proportional(process.pid) for process in processes) / MEGABYTE,
    )


def _proportional(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0

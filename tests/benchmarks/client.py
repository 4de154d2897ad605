"""The client of a benchmark: a process of its own that sends whole applications, or bare requests, for a while.

    python -m tests.benchmarks.client applications|bare ORIGIN CONCURRENCY SECONDS [MOST]

Each of CONCURRENCY threads does one after the other until SECONDS are over (or MOST are done) and finishes what it has
begun. An application is what one guest's browser fetches: procedure page, start, two form pages, check, submit, done
page; every redirect is followed. Each guest has cookies, a connection and an address of its own. Prints JSON.
"""

from __future__ import annotations

import itertools
import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.benchmarks.procedure import NUMBER, TYPED
from tests.guest import Guest

ROW = json.dumps({f"answer_{number:02}": "東京" * 8 + "x" * 64 for number in range(32)}, ensure_ascii=False).encode()


@dataclass
class Load:
    """What to do again and again, and what came of it."""

    once: Callable[[int], list[float]]
    seconds: float
    most: int
    count: itertools.count[int] = field(default_factory=itertools.count)
    requests: list[float] = field(default_factory=list)
    done: int = 0
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, concurrency: int) -> dict[str, object]:
        began = time.time()
        deadline = time.monotonic() + self.seconds
        threads = [threading.Thread(target=self._work, args=[deadline]) for _ in range(concurrency)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return {
            "began": began,
            "ended": time.time(),
            "done": self.done,
            "requests": sorted(self.requests),
            "faults": self.faults[:3],
            "fault_count": len(self.faults),
            "cpu": time.process_time(),
        }

    def _work(self, deadline: float) -> None:
        while time.monotonic() < deadline and (number := next(self.count)) < self.most:
            try:
                self.requests.extend(self.once(number))
            except (AssertionError, OSError, ValueError) as fault:
                self.faults.append(f"{type(fault).__name__}: {fault}")
            else:
                with self.lock:
                    self.done += 1


def apply(origin: str, number: int) -> list[float]:
    """One whole application; returns how long each request took. Raises AssertionError when a page says otherwise."""
    guest = Guest(origin, address=f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")
    page = guest.open(f"/procedures/{NUMBER}/")
    page = guest.send_form(page, {}, to="/start/")
    for name, typed in TYPED.items():
        assert page.place.endswith(f"/{name}/"), f"{page.status} {page.place} instead of page {name}"
        page = guest.send_form(page, typed)
    assert page.place.endswith("/check/"), f"{page.status} {page.place} instead of the check page"
    page = guest.send_form(page, {})
    assert page.status == 200, f"{page.status} {page.place}"
    assert page.place.endswith("/done/"), page.place
    guest.close()
    return guest.seconds


class Bare:
    """Posts of one row on connections that stay open, one for each thread."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.local = threading.local()

    def once(self, _number: int) -> list[float]:
        if not hasattr(self.local, "guest"):
            self.local.guest = Guest(self.origin)
        guest: Guest = self.local.guest
        guest.seconds.clear()
        answer = guest.post("/", ROW, content_type="application/json")
        assert answer.status == 201, str(answer.status)
        return list(guest.seconds)


def main(kind: str, origin: str, concurrency: str, seconds: str, most: str = "1000000") -> None:
    once = Bare(origin).once if kind == "bare" else lambda number: apply(origin, number)
    result = Load(once, float(seconds), int(most)).run(int(concurrency))
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])

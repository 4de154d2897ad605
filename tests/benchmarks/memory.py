"""`make bench NAME=memory`: memory and start-up of web and worker.

Starts gunicorn (2 workers) and Celery (2 processes) as the demo does, three times each, and prints the median seconds
from the start of the program until it serves: web until a page that needs PostgreSQL answers, worker until it takes
tasks. Then sends applications and has 受付票 made as PDF until every process has done its work, and prints memory.

`web_memory_mb` and `worker_memory_mb` are PSS (/proc/PID/smaps_rollup) summed over the process with its children: what
the machine has less of while it runs, pages shared by forked processes counted once. RSS is printed beside it; summed
over children it would count shared pages several times.
"""

import statistics
import subprocess
import sys

from tests.benchmarks import cost
from tests.benchmarks.stage import Stage, run_client, stage

STARTS = 3
APPLICATIONS = 120
DOCUMENTS = 20


def main() -> None:
    with stage() as built:
        web, worker = [], []
        for _start in range(STARTS):
            built.web.stop()
            built.worker.stop()
            web.append(built.start_web())
            worker.append(built.start_worker())
        print("web started in " + ", ".join(f"{seconds:.2f}" for seconds in web) + " s")
        print("worker started in " + ", ".join(f"{seconds:.2f}" for seconds in worker) + " s")
        _report(built, "after start-up")
        run_client("applications", built.origin, concurrency=8, seconds=120, most=APPLICATIONS)
        built.finish_effects()
        _report(built, f"after {APPLICATIONS} applications")
        subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.papers", str(DOCUMENTS)], env=built.environment, check=True
        )
        built.finish_effects()
        in_use = _report(built, f"after {DOCUMENTS} PDF documents")
        for name in ("web", "worker"):
            print(f"{name}_memory_mb={in_use[name].pss:.1f}")
        print(f"web_start_seconds={statistics.median(web):.2f}")
        print(f"worker_start_seconds={statistics.median(worker):.2f}")


def _report(built: Stage, when: str) -> dict[str, cost.Memory]:
    found = {"web": cost.memory(built.web.pid), "worker": cost.memory(built.worker.pid)}
    for name, memory in found.items():
        print(f"{name} {when}: {memory}")
    return found


if __name__ == "__main__":
    main()

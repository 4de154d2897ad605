"""`make bench NAME=submit`: what one whole application costs.

Drives applications as guests' browsers would (tests/benchmarks/client.py: every page, redirects followed, two form
pages, ten fields; pages only, since the static files are fetched once a browser and in production from nginx) against
gunicorn with 2 workers, PostgreSQL with fsync, Valkey, a Celery worker with 2 processes and an SMTP server, all on this
machine with the client, at concurrency 1, 8 and 32, until every effect is done (the mail was accepted by SMTP).

Prints for each concurrency applications accepted (the done page was shown) and completed (every effect done) per
second, p50 and p95 of single requests, and CPU seconds per application of web, worker, PostgreSQL and Valkey with all
their children (client and SMTP server not counted, though they use the same cores). A separate short pass with
PostgreSQL's own log counts SQL statements.

The last line, `application_cost`, is how many requests of a bare Django view (tests/benchmarks/bare: no middleware, one
row with 4 KB of JSON) one completed application costs: same gunicorn configuration, same PostgreSQL, same client, same
run, concurrency 8, measured before and after. It says little about the machine and much about the code.
"""

import sys
import time

from akita_portal.embedded import processes
from akita_portal.embedded.ports import LOOPBACK, free_port
from akita_portal.embedded.processes import Child
from tests.benchmarks.stage import Stage, run_client, stage, wait_for_web
from tests.benchmarks.statements import counted

LEVELS = (1, 8, 32)
LEVEL_SECONDS = 15.0
BARE_SECONDS = 5.0
COUNTED = 20  # applications in the pass that counts statements
COMPARED = 8  # the concurrency of application_cost


def main() -> None:
    with stage() as built:
        print(f"start-up: web {built.start_web():.1f} s, worker {built.start_worker():.1f} s")
        run_client("applications", built.origin, concurrency=2, seconds=3)  # warm: templates, definitions, connections
        built.finish_effects()
        bare = [_bare(built)]
        completed = {level: _level(built, level) for level in LEVELS}
        bare.append(_bare(built))
        _statements(built)
        rate = sum(bare) / len(bare)
        print(f"bare view at concurrency {COMPARED}: {bare[0]:.0f} and {bare[1]:.0f} requests/s")
        print(f"application_cost={rate / completed[COMPARED]:.1f}")


def _level(built: Stage, concurrency: int) -> float:
    """One concurrency: load, drain, report. Returns applications completed per second."""
    before = built.cpu()
    mark = built.sql("SELECT count(*), now() FROM procedures_applications_application")[0]
    result = run_client("applications", built.origin, concurrency=concurrency, seconds=LEVEL_SECONDS)
    built.finish_effects()
    used = built.cpu().since(before)
    count = built.sql("SELECT count(*) FROM procedures_applications_application")[0][0] - mark[0]
    last = built.sql("SELECT extract(epoch FROM max(done_at))::float FROM procedures_applications_effect")[0][0]
    if count != result["done"]:
        raise SystemExit(f"{result['done']} done pages, but {count} applications")
    completed = count / (max(last, result["ended"]) - result["began"])
    times = result["requests"]
    per = {name: value / count for name, value in used.seconds.items()}
    print(
        f"concurrency {concurrency:2}: {count} applications,"
        f" accepted {count / (result['ended'] - result['began']):.1f}/s, completed {completed:.1f}/s;"
        f" per request p50 {_percentile(times, 50)} ms, p95 {_percentile(times, 95)} ms"
        f" ({len(times) / count:.0f} requests each)"
    )
    print(
        f"                CPU per application {used.total / count:.4f} s ("
        + ", ".join(f"{name} {value:.4f}" for name, value in per.items())
        + f"); client {result['cpu'] / count:.4f} s, not counted"
    )
    return float(completed)


def _percentile(times: list[float], percent: int) -> str:
    return f"{times[min(len(times) - 1, len(times) * percent // 100)] * 1000:.1f}"


def _bare(built: Stage) -> float:
    """Requests per second of the bare view, served as the portal is, by a web of its own."""
    port = free_port()
    origin = f"http://{LOOPBACK}:{port}"
    environment = {**built.environment, "WEB_BIND": f"{LOOPBACK}:{port}", "PGAPPNAME": "bare"}
    name = "tests.benchmarks.bare.wsgi"
    environment["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.bare.settings"
    if not built.sql("SELECT to_regclass('benchmark_bare_row')")[0][0]:
        table = Child((name,), environment, built.folder / "bare.log")
        table.start()
        if table.process is None or table.process.wait():
            raise SystemExit(table.output())
    web = Child((*processes.WEB, name), environment, built.folder / "bare.log")
    web.start()
    try:
        wait_for_web(origin, web)
        run_client("bare", origin, concurrency=COMPARED, seconds=1)
        result = run_client("bare", origin, concurrency=COMPARED, seconds=BARE_SECONDS)
    finally:
        web.stop(seconds=10)
    return float(result["done"] / (result["ended"] - result["began"]))


def _statements(built: Stage) -> None:
    with counted(built) as found:
        done = run_client("applications", built.origin, concurrency=1, seconds=60, most=COUNTED)["done"]
        built.finish_effects()
        time.sleep(0.5)
    for name in ("web", "worker"):
        plain = found.working[name] / done
        print(
            f"SQL statements per application in {name}: {plain:.1f};"
            f" with BEGIN and COMMIT {plain + found.frames[name] / done:.1f}"
            f" (and {found.checks[name] / done:.1f} empty round trips in which the pool checks a connection)"
        )
    if "--statements" in sys.argv:
        for name in ("web", "worker"):
            for text, times in found.texts[name].most_common():
                print(f"  {name} {times / done:5.2f}  {text}")


if __name__ == "__main__":
    main()

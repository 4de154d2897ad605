"""SQL statements as PostgreSQL itself saw them, by process name (PGAPPNAME), from its log of a short pass."""

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.stage import Stage

_LINE = re.compile(r"^@(?P<name>[^@]*)@ LOG:  (?:statement|execute [^:]*): ?(?P<sql>.*)$")
_FRAME = re.compile(r"(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)\b")


@dataclass
class Statements:
    """Counted by process name: statements that do something, frames of transactions, and the pool's empty checks."""

    working: Counter[str] = field(default_factory=Counter)
    frames: Counter[str] = field(default_factory=Counter)
    checks: Counter[str] = field(default_factory=Counter)
    texts: dict[str, Counter[str]] = field(default_factory=dict)


@contextmanager
def counted(stage: Stage) -> Iterator[Statements]:
    """Log every statement within the block; count them when it ends."""
    log = Path(str(stage.folder / "postgres") + ".log")
    for setting in ("log_line_prefix = '@%a@ '", "log_statement = 'all'", "log_parameter_max_length = 0"):
        stage.sql(f"ALTER SYSTEM SET {setting}")
    _reload(stage)
    offset = log.stat().st_size
    found = Statements()
    yield found
    stage.sql("ALTER SYSTEM RESET ALL")
    _reload(stage)
    for line in log.read_bytes()[offset:].decode(errors="replace").splitlines():
        if match := _LINE.match(line):
            _count(found, match["name"], match["sql"].strip())


def _reload(stage: Stage) -> None:
    stage.sql("SELECT pg_reload_conf()")
    time.sleep(0.5)  # every server process reads its configuration when its next command comes


def _count(found: Statements, name: str, sql: str) -> None:
    kind = found.checks if not sql else found.frames if _FRAME.match(sql) else found.working
    kind[name] += 1
    found.texts.setdefault(name, Counter())[_shape(sql)] += 1


def _shape(sql: str) -> str:
    """The statement without its values and without the list of columns."""
    sql = re.sub(r"'(?:[^']|'')*'(?:::\w+)?", "?", sql)
    sql = re.sub(r"^SELECT .*? FROM", "SELECT … FROM", sql)
    return re.sub(r"\b\d+\b", "?", sql)[:150]

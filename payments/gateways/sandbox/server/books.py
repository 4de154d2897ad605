"""The sandbox's books: everything in memory, every change a line of an append-only journal read again at the start.

One process, one lock: what is done inside `with books:` happens for everybody else at once. A line holds all records
of one change, so a process killed in the middle of writing leaves at most a torn last line, which counts for nothing.
"""

import json
import secrets
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from payments.gateways.sandbox.server.records import KINDS, Record

_R = TypeVar("_R", bound=Record)


class Books:
    """Records by kind and id, in order of their first appearance."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.file = folder / "journal.jsonl"
        self._records: dict[str, dict[str, Record]] = {name: {} for name in KINDS}
        self._by: dict[tuple[str, str], dict[str, list[str]]] = {}
        self._changed: dict[tuple[str, str], Record] = {}
        self._lock = threading.RLock()
        self._depth = 0
        self._replay()
        self._out = self.file.open("a", encoding="utf-8")

    def close(self) -> None:
        self._out.close()

    # -- one change

    def __enter__(self) -> Self:
        self._lock.acquire()
        self._depth += 1
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._depth -= 1
        try:
            if self._depth == 0:
                changed, self._changed = self._changed, {}
                if kind is None and changed:
                    self._write(changed)
        finally:
            self._lock.release()

    def put(self, record: _R) -> _R:
        """Keep `record` in place of the one with its id; seen at once by this change, by others when it ends."""
        assert self._depth, "put() needs `with books:`"
        self._changed[type(record).__name__, record.id] = record
        return record

    def put_for_good(self, record: Record) -> None:
        """Keep `record` at once, also when the change under way fails: what was used up stays used up."""
        with self._lock:
            self._write({(type(record).__name__, record.id): record})

    # -- reading

    def find(self, kind: type[_R], identifier: str) -> _R | None:
        with self._lock:
            record = self._changed.get((kind.__name__, identifier)) or self._records[kind.__name__].get(identifier)
        return record if isinstance(record, kind) else None

    def get(self, kind: type[_R], identifier: str) -> _R:
        """Raise KeyError when there is none."""
        record = self.find(kind, identifier)
        if record is None:
            raise KeyError(identifier)
        return record

    def all(self, kind: type[_R], where: Callable[[_R], bool] = lambda _record: True) -> list[_R]:
        with self._lock:
            merged = {
                **self._records[kind.__name__],
                **{identifier: record for (name, identifier), record in self._changed.items() if name == kind.__name__},
            }
        return [record for record in merged.values() if isinstance(record, kind) and where(record)]

    def of(self, kind: type[_R], field: str, value: str) -> list[_R]:
        """Return records by a field that never changes (the payment of a refund), found by an index."""
        with self._lock:
            index = self._index(kind.__name__, field)
            identifiers = [*index.get(value, ())]
            identifiers += [
                record.id
                for (name, identifier), record in self._changed.items()
                if name == kind.__name__ and identifier not in identifiers and getattr(record, field) == value
            ]
            return [self.get(kind, identifier) for identifier in identifiers]

    # -- the journal

    def _index(self, name: str, field: str) -> dict[str, list[str]]:
        if (name, field) not in self._by:
            index: dict[str, list[str]] = defaultdict(list)
            for record in self._records[name].values():
                index[getattr(record, field)].append(record.id)
            self._by[name, field] = index
        return self._by[name, field]

    def _keep(self, record: Record) -> None:
        name = type(record).__name__
        if record.id not in self._records[name]:
            for (kind, field), index in self._by.items():
                if kind == name:
                    index[getattr(record, field)].append(record.id)
        self._records[name][record.id] = record

    def _write(self, changed: dict[tuple[str, str], Record]) -> None:
        line = [[name, asdict(record)] for (name, _identifier), record in changed.items()]
        self._out.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
        self._out.flush()
        for record in changed.values():
            self._keep(record)

    def _replay(self) -> None:
        if not self.file.exists():
            self.file.touch(mode=0o600)
        whole = 0
        with self.file.open("rb") as journal:
            for line in journal:
                if not line.endswith(b"\n"):
                    break
                for name, fields in json.loads(line):
                    self._keep(_record(name, fields))
                whole += len(line)
        with self.file.open("ab") as journal:
            journal.truncate(whole)  # a torn last line was never answered to anybody


def _record(name: str, fields: dict[str, Any]) -> Record:
    make: Any = KINDS[name]
    record: Record = make(**{key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()})
    return record


def new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"

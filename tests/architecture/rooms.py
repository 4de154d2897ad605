"""The rooms from top to bottom, read from import-linter's contract, and the source files of each."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOPS = ("akita_portal", "procedures", "payments", "identity", "accessibility")


def floors() -> dict[str, int]:
    """Each room with its floor: 0 is the lowest, rooms that stand side by side share one."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    layers = config["tool"]["importlinter"]["contracts"][0]["layers"]
    return {room.strip(): floor for floor, layer in enumerate(reversed(layers)) for room in layer.split("|")}


def room_of(module: str) -> str | None:
    """The room a dotted module name belongs to; None for libraries."""
    return next((room for room in floors() if module == room or module.startswith(f"{room}.")), None)


def source_files() -> Iterator[Path]:
    for top in TOPS:
        for path in sorted((ROOT / top).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def templates() -> Iterator[Path]:
    yield from sorted((ROOT / "templates").rglob("*.html"))


def allowances(name: str) -> dict[str, str]:
    """Lines `path  reason` of tests/architecture/<name>; a line without a reason is an error."""
    found = {}
    for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            path, _, reason = line.partition("  ")
            assert reason.strip(), f"{name}: {path} has no reason"
            found[path] = reason.strip()
    return found

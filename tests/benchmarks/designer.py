"""`make bench NAME=designer`: what an edit in the designer costs, and whether a longer procedure costs more.

Designs of 30, 100 and 300 items with two rules on most of them, on a real PostgreSQL. Timed, turn by turn over the
three so that all meet the same machine: opening an item's page, saving a changed label as the page itself saves it
while its author types (by HTMX), and moving an item down. Each is a whole request through every middleware; SQL is
counted.

The last line, `designer_growth`, is the median time of the edit at 300 items over that at 30.
"""

import re
import statistics
import time
from collections.abc import Callable
from html import unescape
from typing import Any

import django

from tests import services

services.provide()
django.setup()

from django.core.management import call_command  # noqa: E402  servers and settings come first
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from identity.people.models import Role  # noqa: E402
from tests.benchmarks.form import definition  # noqa: E402
from tests.cast import CITIZEN_AFFAIRS, make_staff  # noqa: E402
from tests.designs import make_design  # noqa: E402

SIZES = (30, 100, 300)
TURNS = 40
MOST_STATEMENTS = 25


def main() -> None:
    try:
        setup_test_environment()  # the client's host is let in
        call_command("migrate", "--noinput", "--verbosity", "0")
        _measure()
    finally:
        services.withdraw()


def _measure() -> None:
    author = make_staff("bench@city.example.jp", "計測 係", CITIZEN_AFFAIRS, Role.ADMINISTRATOR)
    client = author.client()
    for size in SIZES:
        make_design(author.user, number=9000 + size, document=definition(size, on_page=10, ruled=100))
    works = {"open": _open, "edit": _edit, "move": _move}
    times: dict[tuple[str, int], list[float]] = {(name, size): [] for name in works for size in SIZES}
    most = 0
    for turn in range(TURNS + 3):
        for name, work in works.items():
            for size in SIZES:
                seconds, statements = work(client, size, turn)
                most = max(most, statements)
                if turn >= 3:
                    times[name, size].append(seconds)
    for name in works:
        found = "  ".join(f"{size} items {statistics.median(times[name, size]) * 1000:.1f} ms" for size in SIZES)
        print(f"{name}: p50 {found}")
    print(f"SQL statements: at most {most}")
    assert most <= MOST_STATEMENTS, most
    print(f"designer_growth={statistics.median(times['edit', 300]) / statistics.median(times['edit', 30]):.2f}")


def _open(client: Client, size: int, _turn: int) -> tuple[float, int]:
    return _timed(lambda: client.get(_address(size)))


def _edit(client: Client, size: int, turn: int) -> tuple[float, int]:
    values = _form(client.get(_address(size)), "label")
    values["label"] = f"質問の文 {turn}"
    return _timed(lambda: client.post(_address(size), values, headers={"HX-Request": "true"}))


def _move(client: Client, size: int, turn: int) -> tuple[float, int]:
    """Down and up again in turns."""
    values = _form(client.get(_address(size)), "label")
    values["_do"] = _button(client.get(_address(size)), "下へ" if turn % 2 == 0 else "上へ")
    return _timed(lambda: client.post(_address(size), values))


def _address(size: int) -> str:
    """An item in the middle, with two rules."""
    return reverse("designer:part", args=[9000 + size, "items/item_14"])


def _timed(work: Callable[[], Any]) -> tuple[float, int]:
    count = 0

    def counted(execute: Callable[..., object], *arguments: object) -> object:
        nonlocal count
        count += 1
        return execute(*arguments)

    with connection.execute_wrapper(counted):
        began = time.perf_counter()
        answer = work()
        seconds = time.perf_counter() - began
    assert answer.status_code in {200, 302}, answer.status_code
    return seconds, count


def _form(page: Any, field: str) -> dict[str, str]:
    """What the form that asks for `field` would send untouched."""
    forms = re.findall(r"<form\b.*?</form>", page.content.decode(), re.DOTALL)
    html = next(one for one in forms if f'name="{field}"' in one)
    values = {}
    for tag in re.findall(r"<input\b[^>]*>", html):
        attributes = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if attributes.get("type") in {"radio", "checkbox"} and " checked" not in tag:
            continue
        if "name" in attributes:
            values[attributes["name"]] = unescape(attributes.get("value", ""))
    for name, text in re.findall(r'<textarea\b[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', html, re.DOTALL):
        values[name] = unescape(text)
    for name, options in re.findall(r'<select\b[^>]*name="([^"]*)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        values[name] = unescape(chosen[1]) if chosen else ""
    return values


def _button(page: Any, label: str) -> str:
    """The value that the button of this label sends."""
    found = re.search(rf'<button\b[^>]*value="([^"]*)"[^>]*>{label}', page.content.decode())
    assert found is not None, label
    return unescape(found[1])


if __name__ == "__main__":
    main()

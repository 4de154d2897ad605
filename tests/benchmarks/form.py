"""`make bench NAME=form`: what the form engine costs beside a plain Django form.

A page of 100 fields (60 texts, 20 numbers, 10 choices, 10 yes-or-no) with 200 rules is submitted, judged and rendered;
so is a Django `Form` with 100 fields of the same kinds, rendered by the same component templates, turn by turn in the
same run. Then a definition of 300 items and 200 rules is parsed, checked and its pages rendered. SQL is counted for a
definition of 3 items and for that of 300.

The last line, `form_ratio`, is the page's median time divided by that of the Django form.
"""

import os
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "akita_portal.settings.test")
django.setup()

from django import forms  # noqa: E402  settings come first
from django.db import connection  # noqa: E402
from django.template import Context, Engine  # noqa: E402

from procedures.definitions import Definition, check, dump, parse  # noqa: E402
from procedures.forms.binding import submit  # noqa: E402
from procedures.forms.journey import Journey  # noqa: E402
from tests.procedures.definitions.small import document  # noqa: E402

TODAY = date(2026, 11, 24)
TURNS = 40
KINDS = ("text",) * 6 + ("integer",) * 2 + ("choice", "yes_no")
OPTIONS = [{"value": value, "label": f"選択肢{value}"} for value in ("a", "b", "c")]
CHOICES = {
    "choice": [(one["value"], one["label"]) for one in OPTIONS],
    "yes_no": [("yes", "はい"), ("no", "いいえ")],
}
VALUES = {"text": "秋田市山王", "integer": "12", "choice": "b", "yes_no": "yes"}


def item(number: int, *, ruled: bool) -> dict[str, Any]:
    """`ruled`: two rules, which both hold, on an answer before it."""
    kind = KINDS[number % len(KINDS)]
    rules: dict[str, Any] = {}
    if ruled:
        before = f"item_{number // 10 * 10}"
        rules = {"required": {"!": [{"==": [{"var": before}, "なし"]}]}}
        if number % 10:
            rules["when"] = {"or": [{"!=": [{"var": before}, "なし"]}, {"!": [{"var": before}]}]}
        else:
            rules["when"] = {">": [{"fiscal_year": []}, 2000]}
    options = {"options": OPTIONS} if kind == "choice" else {}
    return {"id": f"item_{number}", "type": kind, "label": f"項目{number}", "hint": "例）秋田", **options, **rules}


def definition(count: int, *, on_page: int, ruled: int) -> dict[str, Any]:
    items = [item(number, ruled=number < ruled) for number in range(count)]
    pages = [
        {"id": f"page_{start}", "title": f"ページ{start}", "items": items[start : start + on_page]}
        for start in range(0, count, on_page)
    ]
    pages.append({"id": "reply", "title": "連絡先", "items": [{"id": "mail", "type": "email", "label": "メール"}]})
    whole = document(pages=pages, values=[], evidence=[], statistics=[], fees={"timing": "none"})
    return parse(whole).model_dump(mode="json", by_alias=True, exclude_defaults=True)


def page_data(count: int) -> dict[str, list[str]]:
    return {f"item_{number}": [VALUES[KINDS[number % len(KINDS)]]] for number in range(count)}


def django_form(count: int) -> type[forms.Form]:
    made: dict[str, forms.Field] = {}
    for number in range(count):
        common: dict[str, Any] = {"label": f"項目{number}", "help_text": "例）秋田", "required": True}
        kind = KINDS[number % len(KINDS)]
        if kind == "text":
            made[f"item_{number}"] = forms.CharField(max_length=100, **common)
        elif kind == "integer":
            made[f"item_{number}"] = forms.IntegerField(
                widget=forms.TextInput(attrs={"inputmode": "numeric"}), **common
            )
        else:
            made[f"item_{number}"] = forms.ChoiceField(choices=CHOICES[kind], widget=forms.RadioSelect, **common)
    return type("PlainForm", (forms.Form,), made)


PAGE = Engine.get_default().from_string("{% for spec in specs %}{% field spec %}{% endfor %}")
PLAIN = Engine.get_default().from_string("{% form_fields form %}")


def show_page(read: Definition, page_id: str, data: dict[str, list[str]]) -> str:
    bound = submit(read, page_id, answers={}, data=data, today=TODAY)
    assert bound.is_valid, bound.faults[:3]
    return PAGE.render(Context({"specs": bound.specs}))


def show_plain(form: type[forms.Form], data: dict[str, str]) -> str:
    bound = form(data)
    assert bound.is_valid(), bound.errors
    return PLAIN.render(Context({"form": bound}))


def p50(*works: Callable[[], object], turns: int = TURNS) -> list[float]:
    """Median milliseconds of each, turn by turn so that all meet the same machine."""
    times: list[list[float]] = [[] for _ in works]
    for turn in range(turns + 3):
        for place, work in enumerate(works):
            began = time.perf_counter()
            work()
            if turn >= 3:
                times[place].append((time.perf_counter() - began) * 1000)
    return [statistics.median(one) for one in times]


def statements(work: Callable[[], object]) -> int:
    count = 0

    def counted(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*arguments)

    with connection.execute_wrapper(counted):
        work()
    return count


def whole_journey(read: Definition, count: int) -> None:
    data, answers = page_data(count), dict[str, Any]()
    for page in read.pages:
        bound = submit(read, page.id, answers=answers, data=data, today=TODAY)
        answers = bound.answers
        PAGE.render(Context({"specs": bound.specs}))
    assert Journey(read, answers, TODAY).complete


def main() -> None:
    read = parse(definition(100, on_page=100, ruled=100))
    data = page_data(100)
    plain, plain_data = django_form(100), {name: values[0] for name, values in data.items()}
    ours, theirs = p50(lambda: show_page(read, "page_0", data), lambda: show_plain(plain, plain_data))
    judged, validated = p50(
        lambda: submit(read, "page_0", answers={}, data=data, today=TODAY), lambda: plain(plain_data).is_valid()
    )
    print(f"page of 100 fields, 200 rules: {ours:.2f} ms (of it read and judged {judged:.2f} ms)")
    print(f"Django form of 100 fields:     {theirs:.2f} ms (of it validated {validated:.2f} ms)")
    text = dump(parse(definition(300, on_page=100, ruled=100)))
    large = parse(text)
    problems = check(large)
    assert not problems, problems[:3]
    parsing, checking, pages = p50(
        lambda: parse(text), lambda: check(large), lambda: whole_journey(large, 300), turns=10
    )
    print(
        f"300 items, 200 rules: parse {parsing:.1f} ms, check {checking:.1f} ms, all pages and journey {pages:.1f} ms"
    )
    small = parse(definition(3, on_page=3, ruled=3))
    few, many = statements(lambda: whole_journey(small, 3)), statements(lambda: whole_journey(large, 300))
    assert many <= few, (few, many)
    print(f"SQL statements: {few} for 3 items, {many} for 300")
    print(f"form_ratio={ours / theirs:.2f}")


if __name__ == "__main__":
    main()

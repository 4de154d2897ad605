"""What may be chosen for a value: constants, answers, calculations, as far as they give what is wanted there."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from procedures.definitions.item_types import Kind
from procedures.designer.rules.drafts import Operand
from procedures.designer.rules.names import Name
from procedures.designer.rules.scope import Scope

Wanted = frozenset[Kind]
ANYTHING: Wanted = frozenset()
"""Any kind will do: the subject of a sentence."""

Choice = dict[str, str]


def choices_for(operand: Operand, wanted: Wanted, scope: Scope, *, subject: bool = False) -> list[Choice]:
    """Value, label and heading of each choice; what is chosen now is always among them."""
    found = [
        *(() if subject else _constants(wanted)),
        *_names(wanted, scope),
        *(one for one in _calculations(wanted, scope) if not (subject and one["value"] == "condition")),
        *(_always() if subject and not scope.in_rows else ()),
    ]
    if operand.what and operand.what not in {choice["value"] for choice in found}:
        found.insert(0, {"value": operand.what, "label": words_of_choice(operand, scope), "group": _("今の内容")})
    return found


def words_of_choice(operand: Operand, scope: Scope) -> str:
    """What is chosen, in words; of something that is no longer there, that it is gone."""
    if operand.path:
        name = scope.find(operand.path) or scope.names.find(operand.path)
        return _quoted(name) if name else _("今はない質問（%(name)s）") % {"name": operand.path}
    words = {one["value"]: one["label"] for one in (*_constants(ANYTHING), *_always(), *_more_operators())}
    words |= {value: label for value, label, _kind in _operators(ANYTHING)}
    return words.get(operand.operator, operand.what)


def _constants(wanted: Wanted) -> list[Choice]:
    group = _("決まった値")
    every = [
        ("number", _("決まった数"), "number"),
        ("date", _("決まった日"), "date"),
        ("today", _("今日"), "date"),
        ("time", _("決まった時刻"), "time"),
        ("text", _("決まった文字"), "text"),
        ("true", _("はい"), "boolean"),
        ("false", _("いいえ"), "boolean"),
    ]
    return [
        {"value": value, "label": label, "group": group}
        for value, label, kind in every
        if not wanted or kind in wanted or (kind == "text" and "code" in wanted)
    ]


def _always() -> list[Choice]:
    group = _("質問によらない")
    return [
        {"value": "today", "label": _("今日"), "group": group},
        {"value": "true", "label": _("いつも当てはまる"), "group": group},
        {"value": "false", "label": _("当てはまることがない"), "group": group},
    ]


def _names(wanted: Wanted, scope: Scope) -> Iterator[Choice]:
    for name in scope.offered:
        if not wanted or name.type.kind in wanted or name.type.kind == "any" or _is_text(name, wanted):
            yield {"value": f"answer:{name.path}", "label": _quoted(name), "group": name.group}


def _is_text(name: Name, wanted: Wanted) -> bool:
    return name.type.kind in {"text", "code"} and bool(wanted & {"text", "code"})


def _quoted(name: Name) -> str:
    return _("「%(label)s」") % {"label": name.label}


def _calculations(wanted: Wanted, scope: Scope) -> Iterator[Choice]:
    if not scope.in_rows and (not wanted or "number" in wanted):
        yield from _over_rows(scope)
    group = _("計算")
    for value, label, kinds in _operators(wanted):
        if not wanted or kinds & wanted:
            yield {"value": value, "label": label, "group": group}


def _over_rows(scope: Scope) -> Iterator[Choice]:
    group = _("数と合計")
    for name in scope.offered:
        if name.type.kind == "list":
            words = {"label": name.label}
            rows = name.type.element is not None and name.type.element.kind == "record"
            label = _("「%(label)s」の件数") if rows else _("「%(label)s」で選んだ数")
            yield {"value": f"count:{name.path}", "label": label % words, "group": group}
            if rows and any(part.type.kind == "number" for part in scope.names.row(name.path)):
                yield {"value": f"sum:{name.path}", "label": _("「%(label)s」の行の合計") % words, "group": group}
        elif name.type.is_numbers:
            label = _("「%(label)s」の数の合計") % {"label": name.label}
            yield {"value": f"sum:{name.path}", "label": label, "group": group}


def _operators(wanted: Wanted) -> list[tuple[str, str, Wanted]]:
    number: Wanted = frozenset({"number"})
    date: Wanted = frozenset({"date"})
    either = number | date
    of_days = wanted == date
    return [
        ("+", _("日に日数をたす") if of_days else _("たす（＋）"), either),
        ("-", _("日から日数を引く") if of_days else _("引く（－）、日と日の間の日数"), either),
        ("*", _("かける（×）"), number),
        ("/", _("割る（÷）"), number),
        ("min", _("早いほう") if of_days else _("小さいほう"), either),
        ("max", _("遅いほう") if of_days else _("大きいほう"), either),
        ("age_on", _("年齢（満）"), number),
        ("business_days_after", _("何開庁日後の日"), date),
        ("fiscal_year", _("年度"), number),
        ("if", _("条件で変わる値"), frozenset({"number", "date", "text", "code", "time", "boolean"})),
        ("condition", _("条件に合うかどうか"), frozenset({"boolean"})),
    ]


def _more_operators() -> list[Choice]:
    """What only rules written elsewhere have: words for it, not offered."""
    group = _("今の内容")
    return [
        {"value": "count", "label": _("件数"), "group": group},
        {"value": "sum", "label": _("行の合計"), "group": group},
        {"value": "list", "label": _("値の並び"), "group": group},
        {"value": "nothing", "label": _("値なし"), "group": group},
        {"value": "empty", "label": _("空の文字"), "group": group},
    ]

"""A draft as a rule, and what is still missing or wrong, each beside the field that is to be changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from procedures.definitions.evaluator import as_time
from procedures.definitions.item_types import KIND_NAMES, Kind
from procedures.definitions.rule_types import Finding, fits, type_of_rule
from procedures.definitions.rules import ARITY, ITERATORS, MAX_NUMBER, Call, Const, ListOf, Node, Rule, RuleError, Var
from procedures.designer.rules.drafts import Draft, Group, Operand, Sentence, children
from procedures.designer.rules.faults import about_limits, about_types
from procedures.designer.rules.relations import state, takes
from procedures.designer.rules.scope import Scope
from procedures.forms.characters import narrow

_NUMBER = re.compile(r"-?\d{1,400}(\.\d{1,60})?(E[-+]?\d{1,4})?", re.ASCII)
_CLOCK = re.compile(r"(\d{1,2})[:時](\d{1,2})分?", re.ASCII)


@dataclass(frozen=True, slots=True)
class RuleFault:
    """`id`: of the field. `key`: of the part to which it belongs."""

    id: str
    key: str
    message: str


@dataclass(frozen=True, slots=True)
class Built:
    """`rule` is there when nothing is missing or wrong; `said` also where the types are wrong."""

    rule: Rule | None
    faults: tuple[RuleFault, ...] = ()
    said: Rule | None = None


def build(draft: Draft, key: str, scope: Scope, expected: Kind) -> Built:
    """The rule of a draft. `expected`: what it must give. Never raises."""
    builder = _Builder()
    node = builder.node(draft, key, scope)
    if node is None:
        return Built(None, tuple(builder.faults))
    try:
        said = Rule.read(Rule(node).to_json())
    except RuleError as error:
        return Built(None, (*builder.faults, RuleFault(key, key, about_limits(error))))
    found, _findings = type_of_rule(node, scope.names.types, row=scope.row_type)
    if not builder.faults and not fits(found, expected):
        words: dict[str, str | int] = {"expected": KIND_NAMES[expected], "found": KIND_NAMES[found.kind]}
        builder.faults.append(RuleFault(key, key, about_types(Finding("rule_result_type", words))))
    return Built(None if builder.faults else said, tuple(builder.faults), said)


class _Builder:
    def __init__(self) -> None:
        self.faults: list[RuleFault] = []
        self.told: dict[str, set[str]] = {}

    def fault(self, at: str, key: str, message: str) -> None:
        self.faults.append(RuleFault(at, key, message))

    def node(self, draft: Draft, key: str, scope: Scope) -> Node | None:
        """The rule of one part; None where something in it is missing. Types are checked from the inside out."""
        if isinstance(draft, Group):
            found = self.group(draft, key, scope)
        elif isinstance(draft, Sentence):
            found = self.sentence(draft, key, scope)
        else:
            found = self.operand(draft, key, scope)
        if found is not None:
            self.check_types(found, draft, key, scope)
        return found

    def check_types(self, node: Node, draft: Draft, key: str, scope: Scope) -> None:
        """What a part makes wrong; what is wrong within its own parts has been told there."""
        _type, findings = type_of_rule(node, scope.names.types, row=scope.row_type)
        messages = {about_types(finding): finding for finding in findings}
        inner = [self.told.get(f"{key}-{index}", set()) for index in range(len(children(draft)))]
        for message in messages.keys() - set().union(*inner):
            self.fault(*_field_of(draft, key, messages[message]), message)
        self.told[key] = set(messages)

    def group(self, group: Group, key: str, scope: Scope) -> Node | None:
        if not group.members:
            self.fault(key, key, _("条件を一つ以上入れてください。「条件を追加」を押すと欄が出ます。"))
            return None
        nodes = [self.node(part, f"{key}-{index}", scope) for index, part in enumerate(group.members)]
        found = tuple(node for node in nodes if node is not None)
        if len(found) < len(nodes):
            return None
        if group.join in {"", "not"}:
            inner = found[0] if len(found) == 1 else Call("and", found)
            return Call("!", (inner,)) if group.join == "not" else inner
        if group.join in {"nand", "nor"}:
            return Call("!", (Call(group.join.removeprefix("n"), found),))
        return Call(group.join, found)

    def sentence(self, sentence: Sentence, key: str, scope: Scope) -> Node | None:
        subject = self.node(sentence.subject, f"{key}-0", scope)
        wanted = takes(sentence.how)
        if subject is None:
            return None
        if wanted is None:
            self.fault(f"{key}-how", key, _("「どうなら」を選んでください。"))
            return None
        if wanted == "nothing":
            return state(sentence.how, subject, None)
        value = sentence.value or (Group() if wanted == "rows" else Operand())
        inner = scope.inside(sentence.subject) if wanted == "rows" else scope
        if wanted == "rows" and scope.in_rows:
            self.fault(f"{key}-how", key, about_limits(RuleError("rule_nested_rows")))
            return None
        built = self.node(value, f"{key}-1", inner)
        return None if built is None else state(sentence.how, subject, built)

    def operand(self, operand: Operand, key: str, scope: Scope) -> Node | None:
        if operand.what in _CONSTANTS:
            return self.constant(operand, key)
        if operand.what == "options":
            return self.options(operand, key)
        parts = self.parts(operand, key, scope)
        if operand.path or operand.what in {"list", "condition"}:
            return None if parts is None else _holder(operand, parts)
        if operand.operator in ARITY:
            return self.call(operand, key, scope, parts)
        self.fault(f"{key}-what", key, _("何を使うか選んでください。"))
        return None

    def constant(self, operand: Operand, key: str) -> Node | None:
        try:
            return Const(_CONSTANTS[operand.what](operand))
        except _TypedWrongError as wrong:
            self.fault(f"{key}-{wrong.field}", key, str(wrong))
            return None

    def call(self, operand: Operand, key: str, scope: Scope, parts: tuple[Node, ...] | None) -> Node | None:
        fewest, most = ARITY[operand.operator]
        if scope.in_rows and operand.operator in ITERATORS:
            self.fault(f"{key}-what", key, about_limits(RuleError("rule_nested_rows")))
        elif not fewest <= len(operand.parts) <= most:
            self.fault(f"{key}-what", key, about_limits(RuleError("rule_arguments")))
        elif parts is not None:
            return Call(operand.operator, parts)
        return None

    def parts(self, operand: Operand, key: str, scope: Scope) -> tuple[Node, ...] | None:
        nodes = []
        for index, part in enumerate(operand.parts):
            over_rows = operand.operator in ITERATORS and index == 1
            inner = scope.inside(operand.parts[0]) if over_rows else scope
            nodes.append(self.node(part, f"{key}-{index}", inner))
        found = tuple(node for node in nodes if node is not None)
        return found if len(found) == len(nodes) else None

    def options(self, operand: Operand, key: str) -> Node | None:
        chosen = operand.typed.get("chosen", ())
        if not chosen:
            self.fault(f"{key}-chosen", key, _("選択肢を一つ以上選んでください。"))
            return None
        return ListOf(tuple(Const(value) for value in chosen))


def _holder(operand: Operand, parts: tuple[Node, ...]) -> Node | None:
    """An answer with its default, a list, or the condition in a value."""
    if operand.path:
        return Var(tuple(operand.path.split(".")), next(iter(parts), None))
    if operand.what == "list":
        return ListOf(parts)
    return next(iter(parts), None)


def _field_of(draft: Draft, key: str, finding: Finding) -> tuple[str, str]:
    """The field that is to be changed, and the part to which it belongs."""
    if isinstance(draft, Operand):
        return f"{key}-what", key
    if isinstance(draft, Group):
        return key, key
    if finding.code == "rule_unknown_option" and isinstance(draft.value, Operand):
        return f"{key}-1-{'chosen' if draft.value.what == 'options' else 'value'}", f"{key}-1"
    return f"{key}-how", key


class _TypedWrongError(ValueError):
    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def _number(operand: Operand) -> int | Decimal:
    typed = narrow(operand.text()).replace(",", "")
    if not typed:
        raise _TypedWrongError("value", _("数を入力してください。例）2"))
    try:
        value = Decimal(typed) if _NUMBER.fullmatch(typed) else None
    except InvalidOperation:
        value = None
    if value is None:
        raise _TypedWrongError("value", _("数字で入力してください。例）2　小数は 0.5 のように書きます。"))
    if abs(value) > MAX_NUMBER:
        raise _TypedWrongError("value", _("数が大きすぎます。桁数を確かめてください。"))
    return int(value) if value == value.to_integral_value() else value


def _day(operand: Operand) -> str:
    boxes = [narrow(operand.text(name)) for name in ("year", "month", "day")]
    for name, box in zip(("year", "month", "day"), boxes, strict=True):
        if not box:
            raise _TypedWrongError(f"date-{name}", _("年・月・日を西暦で入力してください。例）2026年4月1日"))
        if not (box.isascii() and box.isdigit() and len(box) <= 4):
            raise _TypedWrongError(f"date-{name}", _("年・月・日は数字で入力してください。例）2026年4月1日"))
    year, month, day = (int(box) for box in boxes)
    if not 1 <= month <= 12:
        raise _TypedWrongError("date-month", _("月は1から12までの数字で入力してください。"))
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise _TypedWrongError("date-day", _("カレンダーにない日です。年・月・日を確かめてください。")) from None


def _clock(operand: Operand) -> str:
    found = _CLOCK.fullmatch(narrow(operand.text()))
    written = f"{int(found[1]):02}:{int(found[2]):02}" if found else ""
    if not as_time(written):
        raise _TypedWrongError("value", _("時刻を入力してください。例）9:00"))
    return written


def _text(operand: Operand) -> str:
    value = operand.text()
    if not value:
        raise _TypedWrongError("value", _("比べる値を入力するか選んでください。"))
    if len(value) > 500:
        raise _TypedWrongError("value", _("文字が長すぎます。500文字までにしてください。"))
    return value


_CONSTANTS: dict[str, Callable[[Operand], bool | int | Decimal | str | None]] = {
    "number": _number,
    "date": _day,
    "time": _clock,
    "text": _text,
    "true": lambda _operand: True,
    "false": lambda _operand: False,
    "nothing": lambda _operand: None,
    "empty": lambda _operand: "",
}

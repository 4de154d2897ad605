"""A rule as words, for people who compare versions: 「範囲」が「一部」である."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING

from procedures.definitions.rules import Call, Const, ListOf, Node, Rule, Var

if TYPE_CHECKING:
    from procedures.definitions.definition import Definition

_COMPARISONS = {
    "==": "{0}が{1}である",
    "!=": "{0}が{1}ではない",
    "<": "{0}が{1}より小さい",
    "<=": "{0}が{1}以下",
    ">": "{0}が{1}より大きい",
    ">=": "{0}が{1}以上",
    "in": "{0}が{1}のどれかである",
}
_CALLS = {
    "!": "{0}ではない（答えがない）",
    "/": "{0}÷{1}",
    "sum": "{0}の合計",
    "count": "{0}の件数",
    "some": "{0}のどれかで、{1}",
    "all": "{0}のすべてで、{1}",
    "today": "今日",
    "age_on": "{0}から計算した年齢",
    "business_days_after": "{0}の{1}開庁日後",
    "fiscal_year": "年度",
}
_WITH_TWO = {
    "sum": "{0}の{1}の合計",
    "count": "{0}のうち、{1}ものの件数",
    "age_on": "{0}から計算した、{1}の年齢",
    "fiscal_year": "{0}の年度",
}
_JOINED = {"and": "、かつ", "or": "、または", "+": "＋", "-": "－", "*": "×"}
_CHOSEN = {"min": "小さいほう", "max": "大きいほう"}
_PARTS = {"value": "選んだもの", "given": "同意", "identity": "本人確認", "evidence": "市が確認した情報"}


def rule_in_words(rule: Rule, definition: Definition) -> str:
    """Readable Japanese; two different rules may give the same words."""
    return _Words(definition).of(rule.node)


class _Words:
    def __init__(self, definition: Definition) -> None:
        self.definition = definition

    def of(self, node: Node) -> str:
        if isinstance(node, Const):
            return _constant(node.value)
        if isinstance(node, ListOf):
            return "、".join(self.of(part) for part in node.parts) or "（なし）"
        if isinstance(node, Var):
            return self.variable(node)
        return self.call(node)

    def variable(self, node: Var) -> str:
        path = node.path[1:] if node.path[0] == "item" and len(node.path) > 1 else node.path
        words = "の".join([f"「{self.name(path[0])}」", *(_PARTS.get(part, part) for part in path[1:])])
        return words if node.default is None else f"{words}（なければ{self.of(node.default)}）"

    def name(self, name: str) -> str:
        if self.definition.has_item(name):
            return str(getattr(self.definition.item(name), "label", name))
        value = next((one for one in self.definition.values if one.id == name), None)
        return str(value.label) if value and value.label else _PARTS.get(name, name)

    def call(self, node: Call) -> str:
        operator, arguments = node.operator, node.arguments
        if operator in _COMPARISONS:
            left, right = arguments
            words = [self.compared(left, right), self.compared(right, left)]
            return _COMPARISONS[operator].format(*words)
        words = [self.of(part) for part in arguments]
        if operator == "if":
            return self.branches(words)
        if operator in _JOINED and len(words) > 1:
            parts = [self.bracketed(part, text) for part, text in zip(arguments, words, strict=True)]
            return _JOINED[operator].join(parts)
        if operator in _CHOSEN:
            return f"{'と'.join(words)}の{_CHOSEN[operator]}"
        more = _WITH_TWO.get(operator, "")
        pattern = more if more and more.count("{") == len(words) else _CALLS.get(operator)
        if pattern and pattern.count("{") <= len(words) <= max(pattern.count("{"), 1):
            return pattern.format(*words)
        return f"{operator}（{'、'.join(words)}）"

    def branches(self, words: list[str]) -> str:
        pairs = [f"{words[at]}なら{words[at + 1]}" for at in range(0, len(words) - 1, 2)]
        otherwise = [f"そうでなければ{words[-1]}"] if len(words) % 2 else []
        return "、".join([*pairs, *otherwise])

    def bracketed(self, node: Node, words: str) -> str:
        return f"（{words}）" if isinstance(node, Call) and node.operator in {*_JOINED, "if"} else words

    def compared(self, node: Node, other: Node) -> str:
        """One side of a comparison; the value of an option by its label."""
        if isinstance(other, Var):
            name = other.path[1] if other.path[0] == "item" and len(other.path) > 1 else other.path[0]
            if isinstance(node, Const) and isinstance(node.value, str):
                return self.option(name, node.value)
            if isinstance(node, ListOf):
                return "、".join(self.compared(part, other) for part in node.parts) or "（なし）"
        return self.of(node)

    def option(self, item_id: str, value: str) -> str:
        item = self.definition.item(item_id) if self.definition.has_item(item_id) else None
        options = getattr(item, "options", ())
        label = next((str(option.label) for option in options if getattr(option, "value", None) == value), value)
        return f"「{label}」"


def _constant(value: bool | int | Decimal | str | None) -> str:  # noqa: FBT001  what a rule may hold
    if value is None:
        return "なし"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    return f"「{value}」" if isinstance(value, str) else f"{value}"


def rule_as_json(rule: Rule) -> str:
    return json.dumps(rule.to_json(), ensure_ascii=False)

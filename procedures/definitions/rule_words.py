"""A rule as words, for people who write and compare versions: 「世帯の人数」が2以上."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from pydantic import BaseModel

from procedures.definitions.evaluator import as_date, as_time
from procedures.definitions.item_types import VALUE_TYPES, RuleType, type_of_item
from procedures.definitions.rules import Call, Const, ListOf, Node, Rule, Var

if TYPE_CHECKING:
    from procedures.definitions.definition import Definition

_COMPARISONS = {
    "==": "{0}が{1}である",
    "!=": "{0}が{1}以外",
    "<": "{0}が{1}未満",
    "<=": "{0}が{1}以下",
    ">": "{0}が{1}より大きい",
    ">=": "{0}が{1}以上",
}
_OF_TIME = {"<": "{0}が{1}より前", "<=": "{0}が{1}以前", ">": "{0}が{1}より後", ">=": "{0}が{1}以後"}
_CALLS = {
    "/": "{0}÷{1}",
    "sum": "{0}の合計",
    "count": "{0}の件数",
    "today": "今日",
    "age_on": "{0}から計算した年齢",
    "business_days_after": "{0}の{1}開庁日後",
    "fiscal_year": "今の年度",
}
_WITH_TWO = {
    "age_on": "{0}から計算した、{1}の年齢",
    "fiscal_year": "{0}の年度",
}
_SIGNS = {"+": "＋", "-": "－", "*": "×", "/": "÷"}
_JOINED = {"and": "、かつ", "or": "、または"}
_CHOSEN = {"min": "小さいほう", "max": "大きいほう"}
_CHOSEN_DAY = {"min": "早いほう", "max": "遅いほう"}
_PARTS = {
    "value": "選んだもの",
    "given": "同意",
    "identity": "本人確認",
    "evidence": "市が確認した情報",
    "item": "その行",
    "family": "氏",
    "family_kana": "氏のフリガナ",
    "given_kana": "名のフリガナ",
    "postcode": "郵便番号",
    "prefecture": "都道府県",
    "city": "市区町村",
    "town": "町名",
    "street": "番地",
    "building": "建物名",
    "country": "国名",
    "lines": "海外の住所",
    "bank_name": "銀行名",
    "bank_code": "銀行コード",
    "branch_name": "支店名",
    "branch_code": "支店コード",
    "kind": "口座の種類",
    "number": "口座番号",
    "holder_kana": "口座名義",
    "symbol": "記号",
    "symbol_number": "番号",
    "date": "日",
    "start": "始まりの時刻",
    "end": "終わりの時刻",
    "level": "レベル",
    "name": "氏名",
    "birth_date": "生年月日",
    "address": "住所",
    "household": "世帯",
}
_LOGIC = frozenset({*_COMPARISONS, "and", "or", "!", "in", "some", "all"})


class Labels(Protocol):
    """What answers, calculations and options are called. `name`: an id, also of an item in a row."""

    def label_of(self, name: str) -> str | None: ...

    def option_of(self, name: str, value: str) -> str | None: ...

    def type_of(self, name: str) -> RuleType | None: ...


def rule_in_words(rule: Rule, source: Definition | Labels) -> str:
    """Readable Japanese; two different rules may give the same words."""
    return _words(source).of(rule.node)


def condition_in_words(rule: Rule, source: Definition | Labels) -> str:
    """What a condition says, before 「…とき」: 「世帯の人数」が2以上のとき."""
    return followed(_words(source).said(rule.node), "とき")


def followed(words: str, noun: str) -> str:
    """A statement before a noun: 2以上＋の＋とき, 含まれる＋とき."""
    plain = words.removesuffix("である")
    return f"{plain}の{noun}" if plain != words or not words.endswith(("る", "い", "た")) else f"{words}{noun}"


def part_in_words(part: str) -> str:
    """What a part of an answer is called; one without a name goes by its id."""
    return "名" if part == "given" else _PARTS.get(part, part)


def _words(source: Definition | Labels) -> _Words:
    return _Words(_OfDefinition(source) if isinstance(source, BaseModel) else source)


class _OfDefinition:
    def __init__(self, definition: Definition) -> None:
        self.definition = definition

    def label_of(self, name: str) -> str | None:
        if self.definition.has_item(name):
            return str(getattr(self.definition.item(name), "label", name))
        value = self.definition.value(name)
        return str(value.label) if value and value.label else None

    def option_of(self, name: str, value: str) -> str | None:
        item = self.definition.item(name) if self.definition.has_item(name) else None
        options = getattr(item, "options", ())
        return next((str(option.label) for option in options if getattr(option, "value", None) == value), None)

    def type_of(self, name: str) -> RuleType | None:
        if self.definition.has_item(name):
            return type_of_item(self.definition.item(name))
        value = self.definition.value(name)
        return VALUE_TYPES[value.type] if value else None


class _Words:
    def __init__(self, labels: Labels) -> None:
        self.labels = labels
        self.rows_of: Node | None = None
        """The list over which a rule goes, while the words of its rows are made."""

    def of(self, node: Node) -> str:
        """A value, or a condition."""
        if isinstance(node, Const):
            return _constant(node.value)
        if isinstance(node, ListOf):
            return "、".join(self.of(part) for part in node.parts) or "（なし）"
        if isinstance(node, Var):
            return self.variable(node)
        return self.said(node) if node.operator in _LOGIC else self.call(node)

    def said(self, node: Node) -> str:
        """A condition: what must hold."""
        if isinstance(node, Const) and isinstance(node.value, bool):
            return "いつも当てはまる" if node.value else "当てはまることがない"
        if not isinstance(node, Call) or node.operator not in _LOGIC:
            return self.there(node)
        if node.operator == "!":
            return self.denied(node.arguments[0])
        if node.operator in _JOINED:
            return self.joined(node)
        if node.operator == "in":
            return f"{self.membership(node)}{'である' if isinstance(node.arguments[1], ListOf) else 'が含まれる'}"
        return self.rows(node) if node.operator in {"some", "all"} else self.comparison(node)

    def joined(self, node: Call) -> str:
        parts = [
            f"（{self.said(part)}）" if len(node.arguments) > 1 and _is_joined(part) else self.said(part)
            for part in node.arguments
        ]
        return _JOINED[node.operator].join(parts)

    def denied(self, node: Node) -> str:
        if not isinstance(node, Call) or node.operator not in _LOGIC:
            return self.missing(node)
        if node.operator == "!" and not _is_logic(node.arguments[0]):
            return self.there(node.arguments[0])
        if node.operator == "in":
            listed = isinstance(node.arguments[1], ListOf)
            return f"{self.membership(node, 'でもない' if listed else '')}{'' if listed else 'が含まれない'}"
        if node.operator == "some":
            return self.rows(node).removesuffix("がある") + "がない"
        if _is_joined(node):
            return f"（{self.said(node)}）ではない"
        return f"{self.said(node).removesuffix('である')}ではない"

    def there(self, node: Node) -> str:
        """A value that counts as true by itself."""
        kind = self.kind(node)
        if kind == "number":
            return f"{self.of(node)}が0以外"
        return f"{self.of(node)}が「はい」" if kind == "boolean" else f"{self.of(node)}に答えがある"

    def missing(self, node: Node) -> str:
        kind = self.kind(node)
        if kind == "number":
            return f"{self.of(node)}が0か、答えがない"
        return f"{self.of(node)}が「はい」ではない" if kind == "boolean" else f"{self.of(node)}に答えがない"

    def membership(self, node: Call, ending: str = "") -> str:
        needle, hay = node.arguments
        if isinstance(hay, ListOf):
            return f"{self.of(needle)}が{self.compared(hay, needle)}のどれ{ending or 'か'}"
        return f"{self.of(hay)}に{self.compared(needle, hay)}"

    def rows(self, node: Call) -> str:
        rows, body = self.of(node.arguments[0]), self.in_row(node, self.said)
        if node.operator == "all":
            return f"{rows}のすべてで、{body}"
        return f"{rows}の中に、{followed(body, 'もの')}がある"

    def in_row(self, node: Call, tell: Callable[[Node], str]) -> str:
        """The words of what is said of each row."""
        outer, self.rows_of = self.rows_of, node.arguments[0]
        words = tell(node.arguments[1])
        self.rows_of = outer
        return words

    def comparison(self, node: Call) -> str:
        left, right = node.arguments
        if node.operator == "==" and isinstance(right, Const) and isinstance(right.value, bool):
            return f"{self.of(left)}が「{_constant(right.value)}」である"
        words = [self.compared(left, right), self.compared(right, left)]
        of_time = any(self.kind(part) in {"date", "time"} for part in (left, right))
        pattern = _OF_TIME.get(node.operator) if of_time else None
        return (pattern or _COMPARISONS[node.operator]).format(*words)

    def variable(self, node: Var) -> str:
        if node.path == ("item",) and self.rows_of is not None:
            return "選んだもの"
        path = _named(node)
        parts = (self.labels.option_of(path[0], part) or part_in_words(part) for part in path[1:])
        words = "の".join([f"「{self.name(path[0])}」", *parts])
        return words if node.default is None else f"{words}（なければ{self.of(node.default)}）"

    def name(self, name: str) -> str:
        label = self.labels.label_of(name) or _PARTS.get(name, name)
        return label.replace("「", "『").replace("」", "』")

    def kind(self, node: Node) -> str:
        """What a value is, as far as one sees at a glance; "" where it does not matter."""
        if isinstance(node, Const) and isinstance(node.value, str):
            return "date" if as_date(node.value) else ""
        if isinstance(node, Var):
            path = _named(node)
            found = self.labels.type_of(path[0])
            for part in path[1:]:
                found = found.parts.get(part) if found else None
            return found.kind if found else ""
        if not isinstance(node, Call):
            return ""
        if node.operator in {"today", "business_days_after"}:
            return "date"
        if node.operator in {"+", "-"}:
            kinds = [self.kind(part) for part in node.arguments]
            return "date" if kinds[0] == "date" and kinds[1:] != ["date"] else "number"
        return "number" if node.operator in {"*", "/", "sum", "count", "age_on", "fiscal_year"} else ""

    def call(self, node: Call) -> str:
        operator, arguments = node.operator, node.arguments
        if operator == "if":
            return self.branches(arguments)
        if operator == "count" and len(arguments) == 2:
            return f"{self.of(arguments[0])}のうち、{followed(self.in_row(node, self.said), 'もの')}の件数"
        if operator == "sum" and len(arguments) == 2:
            return f"{self.of(arguments[0])}の{self.in_row(node, self.of)}の合計"
        words = [self.of(part) for part in arguments]
        if operator in {"+", "-"} and len(words) == 2 and self.kind(arguments[0]) == "date":
            return self.days(operator, *arguments)
        if operator in _SIGNS and len(words) > 1:
            return _SIGNS[operator].join(_bracketed(node, words))
        return self.named_call(node, words)

    def named_call(self, node: Call, words: list[str]) -> str:
        operator = node.operator
        if operator in _CHOSEN:
            chosen = _CHOSEN_DAY if any(self.kind(part) == "date" for part in node.arguments) else _CHOSEN
            return f"{'と'.join(_bracketed(node, words))}の{chosen[operator]}"
        more = _WITH_TWO.get(operator, "")
        pattern = more if more and more.count("{") == len(words) else _CALLS.get(operator)
        if pattern and pattern.count("{") <= len(words) <= max(pattern.count("{"), 1):
            return pattern.format(*words)
        return f"{_SIGNS.get(operator, operator)}{words[0]}" if len(words) == 1 else f"{operator}（{'、'.join(words)}）"

    def days(self, operator: str, first: Node, second: Node) -> str:
        """A date and days, or the days between two dates."""
        if operator == "-" and self.kind(second) == "date":
            return f"{self.of(second)}から{self.of(first)}までの日数"
        count = self.of(second)
        shown = f"（{count}）" if isinstance(second, Call) else count
        return f"{self.of(first)}の{shown}日{'後' if operator == '+' else '前'}"

    def branches(self, arguments: tuple[Node, ...]) -> str:
        pairs = [
            f"{followed(self.said(arguments[at]), 'とき')}は{self.of(arguments[at + 1])}"
            for at in range(0, len(arguments) - 1, 2)
        ]
        otherwise = [f"そうでなければ{self.of(arguments[-1])}"] if len(arguments) % 2 else []
        return "、".join([*pairs, *otherwise])

    def compared(self, node: Node, other: Node) -> str:
        """One side of a comparison; the value of an option by its label."""
        if isinstance(other, Var):
            own = self.rows_of if other.path == ("item",) else other
            name = _named(own)[0] if isinstance(own, Var) else ""
            if isinstance(node, Const) and isinstance(node.value, str):
                label = self.labels.option_of(name, node.value)
                return f"「{label}」" if label else self.of(node)
            if isinstance(node, ListOf):
                return "、".join(self.compared(part, other) for part in node.parts) or "（なし）"
        return self.of(node)


def _bracketed(node: Call, words: list[str]) -> list[str]:
    """The words of parts, in brackets where they are calculated themselves."""
    own = {*_SIGNS, *_LOGIC, "if"}
    return [
        f"（{text}）" if isinstance(part, Call) and part.operator in own else text
        for part, text in zip(node.arguments, words, strict=True)
    ]


def _named(node: Var) -> tuple[str, ...]:
    """A path from the id of an item on: `item.` before it says only that it is of this row."""
    return node.path[1:] if node.path[0] == "item" and len(node.path) > 1 else node.path


def _is_logic(node: Node) -> bool:
    return isinstance(node, Call) and node.operator in _LOGIC


def _is_joined(node: Node) -> bool:
    return isinstance(node, Call) and node.operator in _JOINED and len(node.arguments) > 1


def _constant(value: bool | int | Decimal | str | None) -> str:  # noqa: FBT001  what a rule may hold
    if value is None:
        return "なし"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, str):
        day = as_date(value)
        if day is not None:
            return f"{day.year}年{day.month}月{day.day}日"
        return value if as_time(value) else f"「{value}」"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def rule_as_json(rule: Rule) -> str:
    return json.dumps(rule.to_json(), ensure_ascii=False)

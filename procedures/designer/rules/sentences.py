"""The relations that may be said of a kind of value, and their words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from procedures.definitions.item_types import RuleType
from procedures.designer.rules.relations import TAKES, takes
from procedures.designer.rules.scope import Scope

_EQUAL = ("==", "!=")
_THERE = ("answered", "not:bare")
_OFFERED: Mapping[str, tuple[str, ...]] = {
    "boolean": ("yes", "no", "not:bare", *_EQUAL),
    "number": (">=", "<=", "==", "!=", ">", "<", "in", *_THERE),
    "text": (*_EQUAL, "has", "not:has", "in", "not:in", *_THERE),
    "code": (*_EQUAL, "in", "not:in", *_THERE),
    "date": ("<", "<=", "==", "!=", ">=", ">", *_THERE),
    "time": ("<", "<=", "==", "!=", ">=", ">", *_THERE),
    "ticked": ("has", "not:has", *_THERE, "some", "not:some", "all"),
    "list": ("some", "not:some", "all", "not:all", *_THERE),
    "record": _THERE,
    "missing": ("bare", "not:bare"),
    "any": (*_EQUAL, ">=", "<=", ">", "<", "has", "not:has", *_THERE),
}

# Spellings that mean the same to who reads them: the one that stands in a rule is offered instead of the usual one.
_SAME: Mapping[str, str] = {"bare": "answered", "not:answered": "not:bare"}
_SAME_OF_BOOLEAN: Mapping[str, str] = {
    "bare": "yes",
    "answered": "yes",
    "not:yes": "not:bare",
    "not:answered": "not:bare",
}

_WORDS = {
    "==": _("次の値と同じ"),
    "!=": _("次の値と違う"),
    ">=": _("次の値以上"),
    "<=": _("次の値以下"),
    ">": _("次の値より大きい"),
    "<": _("次の値より小さい（未満）"),
    "in": _("次のどれか"),
    "not:in": _("次のどれでもない（答えがないときも当てはまる）"),
    "has": _("次の文字を含む"),
    "not:has": _("次の文字を含まない"),
    "some": _("次の条件に合う行がある"),
    "not:some": _("次の条件に合う行がない"),
    "all": _("すべての行が次の条件に合う"),
    "not:all": _("次の条件に合わない行がある（行がないときも）"),
    "answered": _("答えがある"),
    "bare": _("答えがある"),
    "not:bare": _("答えがない"),
    "not:answered": _("答えがない"),
    "yes": _("「はい」"),
    "no": _("「いいえ」"),
    "not:yes": _("「はい」ではない（答えがないときも当てはまる）"),
    "not:no": _("「いいえ」ではない（答えがないときも当てはまる）"),
    "not:==": _("次の値と同じではない（答えがないときも当てはまる）"),
    "not:!=": _("次の値と違うのではない（答えがないときも当てはまる）"),
    "not:>=": _("次の値以上ではない（答えがないときも当てはまる）"),
    "not:<=": _("次の値以下ではない（答えがないときも当てはまる）"),
    "not:>": _("次の値より大きくはない（答えがないときも当てはまる）"),
    "not:<": _("次の値より小さくはない（答えがないときも当てはまる）"),
}
_OF_TIME = {
    ">=": _("次の値と同じか、それより後"),
    "<=": _("次の値と同じか、それより前"),
    ">": _("次の値より後"),
    "<": _("次の値より前"),
    "not:>=": _("次の値と同じでも後でもない（答えがないときも当てはまる）"),
    "not:<=": _("次の値と同じでも前でもない（答えがないときも当てはまる）"),
    "not:>": _("次の値より後ではない（答えがないときも当てはまる）"),
    "not:<": _("次の値より前ではない（答えがないときも当てはまる）"),
}
_BY_KIND = {
    "boolean": {
        "bare": _("「はい」"),
        "answered": _("「はい」"),
        "not:bare": _("「はい」ではない（答えがないときも当てはまる）"),
        "not:answered": _("「はい」ではない（答えがないときも当てはまる）"),
        "==": _("次の答えと同じ"),
        "!=": _("次の答えと違う"),
    },
    "number": {
        "answered": _("答えがある（0を除く）"),
        "bare": _("答えがある（0を除く）"),
        "not:bare": _("答えがないか、0"),
        "not:answered": _("答えがないか、0"),
    },
    "code": {"==": _("次の選択肢"), "!=": _("次の選択肢以外（答えがあるとき）")},
    "date": _OF_TIME,
    "time": _OF_TIME,
    "ticked": {
        "has": _("次の選択肢を選んでいる"),
        "not:has": _("次の選択肢を選んでいない"),
        "answered": _("一つ以上選んでいる"),
        "bare": _("一つ以上選んでいる"),
        "not:bare": _("一つも選んでいない"),
        "not:answered": _("一つも選んでいない"),
        "some": _("選んだものの中に、次の条件に合うものがある"),
        "not:some": _("選んだものの中に、次の条件に合うものがない"),
        "all": _("選んだもののすべてが、次の条件に合う"),
        "not:all": _("選んだものの中に、次の条件に合わないものがある（選んでいないときも）"),
    },
    "list": {
        "has": _("次の値を含む"),
        "not:has": _("次の値を含まない"),
        "answered": _("1行以上ある"),
        "bare": _("1行以上ある"),
        "not:bare": _("1行もない"),
        "not:answered": _("1行もない"),
    },
}


def _group(found: RuleType) -> str:
    if found.kind == "list" and found.element and found.element.kind == "code":
        return "ticked"
    return found.kind


def first_relation(found: RuleType) -> str:
    """What a new sentence about a kind of value says at first."""
    if found.kind == "number":
        return ">="
    return _OFFERED[_group(found)][0]


def relations_for(found: RuleType, current: str, scope: Scope) -> tuple[str, ...]:
    """The relations to choose from, in order; the current one is always among them."""
    same = (_SAME_OF_BOOLEAN if found.kind == "boolean" else _SAME).get(current, "")
    offered = [current if how == same else how for how in _OFFERED[_group(found)]]
    if scope.in_rows:
        offered = [how for how in offered if takes(how) != "rows"]
    if current and current not in offered and takes(current) is not None:
        offered.append(current)
    return tuple(offered)


def words_of_relation(how: str, found: RuleType) -> str:
    """What a relation is called for a kind of value."""
    return str(_BY_KIND.get(_group(found), {}).get(how) or _WORDS.get(how) or _WORDS[how.removeprefix("not:")])


assert set(TAKES) <= set(_WORDS)

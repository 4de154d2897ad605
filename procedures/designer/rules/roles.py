"""What each part of a calculation is called, and what it must give."""

from __future__ import annotations

from django.utils.translation import gettext as _

from procedures.definitions.item_types import Kind
from procedures.designer.rules.choices import ANYTHING, Wanted
from procedures.designer.rules.drafts import Operand
from procedures.designer.rules.scope import Scope
from procedures.designer.rules.writing import is_condition

NUMBER: Wanted = frozenset({"number"})
DATE: Wanted = frozenset({"date"})


def wanted_kind(kind: Kind) -> Wanted:
    """The kinds that may stand where one is wanted, or be compared with it."""
    if kind in {"text", "code"}:
        return frozenset({"text", "code"})
    return ANYTHING if kind in {"any", "missing", "record", "list"} else frozenset({kind})


def legend_of(operand: Operand) -> str:
    """What the parts of a calculation are together."""
    if operand.path:
        return _("答えがないとき")
    return {
        "+": _("たし算"),
        "-": _("引き算"),
        "*": _("かけ算"),
        "/": _("割り算"),
        "min": _("比べる値"),
        "max": _("比べる値"),
        "if": _("場合分け"),
        "count": _("数え方"),
        "sum": _("合計のしかた"),
        "age_on": _("年齢の数え方"),
        "business_days_after": _("日の数え方"),
        "fiscal_year": _("年度の決め方"),
        "condition": _("条件"),
        "list": _("値の並び"),
    }.get(operand.operator, _("内容"))


def role(operand: Operand, index: int, wanted: Wanted, scope: Scope) -> tuple[str, Wanted]:
    """Label and wanted kinds of one part of a calculation. `wanted`: of the whole."""
    operator, count = operand.operator, len(operand.parts)
    if operand.path:
        found = scope.find(operand.path)
        return _("答えがないときに使う値"), wanted_kind(found.type.kind) if found else ANYTHING
    if operator == "if":
        if is_condition("if", index, count):
            return _("もし、次の条件に合うなら"), ANYTHING
        return (_("そのときの値") if index % 2 else _("どれにも合わないときの値")), wanted
    fixed: dict[str, list[tuple[str, Wanted]]] = {
        "/": [(_("割られる数"), NUMBER), (_("割る数"), NUMBER)],
        "age_on": [(_("生まれた日"), DATE), (_("いつの年齢か"), DATE)],
        "business_days_after": [(_("数え始める日"), DATE), (_("開庁日の日数"), NUMBER)],
        "fiscal_year": [(_("いつの年度か"), DATE)],
        "sum": [(_("一覧"), ANYTHING), (_("行ごとにたす数"), NUMBER)],
        "count": [(_("一覧"), ANYTHING), (_("数える行の条件"), ANYTHING)],
        "condition": [(_("条件"), ANYTHING)],
    }
    if operator in fixed:
        return fixed[operator][min(index, len(fixed[operator]) - 1)]
    return _side_by_side(operand, index, wanted, scope)


def _side_by_side(operand: Operand, index: int, wanted: Wanted, scope: Scope) -> tuple[str, Wanted]:
    """Parts of which there may be any number, or of which one is taken from another."""
    of_days = wanted == DATE or scope.kind_of(operand.parts[0]) == "date"
    either = (wanted or NUMBER | DATE) & (NUMBER | DATE)
    number = {"number": index + 1}
    if operand.operator in {"min", "max", "list"}:
        return _("%(number)dつ目の値") % number, wanted if operand.operator == "list" else either
    if operand.operator == "-":
        return _subtracted(index, wanted, of_days=of_days)
    if operand.operator == "+" and of_days:
        return (_("たす日数"), NUMBER) if index else (_("もとの日"), DATE)
    first = NUMBER | (either & DATE) if operand.operator == "+" and index == 0 else NUMBER
    return _("%(number)dつ目の数") % number, first


def _subtracted(index: int, wanted: Wanted, *, of_days: bool) -> tuple[str, Wanted]:
    if index == 0:
        return (_("もとの日") if of_days else _("もとの数")), DATE if wanted == DATE else NUMBER | DATE
    if not of_days:
        return _("引く数"), NUMBER
    return (_("引く日数"), NUMBER) if wanted == DATE else (_("引く日数、または引く日"), NUMBER | DATE)

"""Values as fields: the box of a constant, the choice of an answer or calculation with the parts of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from procedures.definitions.item_types import RuleType
from procedures.designer.rules.building import RuleFault
from procedures.designer.rules.choices import Wanted, choices_for
from procedures.designer.rules.drafts import Draft, Group, Operand
from procedures.designer.rules.fitting import ARITHMETIC
from procedures.designer.rules.names import Name
from procedures.designer.rules.roles import legend_of, role, wanted_kind
from procedures.designer.rules.scope import Scope
from procedures.designer.rules.vocabulary import Button, Part, button

_BOXES = frozenset({"number", "text", "time", "date", "options"})


class ValueShower:
    """Draws operands. `errors` fills as parts are drawn, so it is in reading order."""

    def __init__(self, faults: Sequence[RuleFault], focus: str) -> None:
        self.faults = list(faults)
        self.focus = focus
        self.errors: list[dict[str, str]] = []

    def error(self, key: str, shown_at: str, *, every: bool = False) -> str:
        """The first fault of a field, or (`every`) of the whole part; it moves to the field that is shown."""
        for fault in self.faults:
            if fault.key == key and (every or fault.id == shown_at):
                self.faults.remove(fault)
                self.errors.append({"id": shown_at, "message": fault.message})
                return fault.message
        return ""

    def group(self, group: Group, key: str, scope: Scope, *, number: str, legend: str = "") -> Part:
        raise NotImplementedError

    def compared(self, value: Operand, key: str, scope: Scope, found: RuleType, name: Name | None) -> Part:
        """The value beside a subject: a box that fits it, or the choice of something else."""
        element = (found.element or found) if found.kind == "list" else found
        wanted = wanted_kind(element.kind)
        quiet = value.what in _BOXES and (not wanted or value.what in {*wanted, "options", "text"})
        if not quiet:
            part = self.operand(value, key, scope, _("比べる値"), wanted, name=name)
        else:
            part = self.frame(key)
            part["hidden"] = [(f"{key}-what", value.what), (f"{key}-shown", value.what)]
            part["fields"] = [self.box(value, key, name, "")]
        if quiet and value.what != "options":
            part["buttons"] = [button("choose", key, _("ほかの答えや計算と比べる"))]
        return part

    def frame(self, key: str) -> Part:
        return {
            "kind": "operand",
            "key": key,
            "hidden": [],
            "fields": [],
            "legend": "",
            "parts": [],
            "buttons": [],
            "tools": [],
        }

    def operand(
        self,
        operand: Operand,
        key: str,
        scope: Scope,
        label: str,
        wanted: Wanted,
        *,
        subject: bool = False,
        name: Name | None = None,
    ) -> Part:
        """A choice of what the value is, its box, and its parts. `name`: the answer with which it is compared."""
        part = self.frame(key)
        part["hidden"] = [(f"{key}-shown", operand.what)]
        if not operand.what:
            part["hidden"] += [(f"{key}-{field}", one) for field, typed in operand.typed.items() for one in typed]
        boxed = operand.what in _BOXES
        part["fields"] = [
            {
                "component": "select_field",
                "id": f"{key}-what",
                "name": f"{key}-what",
                "label": label,
                "choices": choices_for(operand, wanted, scope, subject=subject),
                "value": operand.what,
                "empty": _("選んでください"),
                "required": None,
                "error": self.error(key, f"{key}-what", every=not boxed),
                "autofocus": self.focus in {key, f"{key}-what"},
            }
        ]
        if boxed:
            part["fields"].append(self.box(operand, key, name, label))
        if operand.parts:
            self.add_parts(part, operand, key, scope, wanted)
        self.add_buttons(part, operand, key, scope, subject=subject)
        return part

    def add_parts(self, part: Part, operand: Operand, key: str, scope: Scope, wanted: Wanted) -> None:
        """The values with which it is calculated. A list that the choice names already stays hidden."""
        part["legend"] = legend_of(operand)
        for index, inner in enumerate(operand.parts):
            here = f"{key}-{index}"
            if index == 0 and ":" in operand.what and not operand.path and isinstance(inner, Operand):
                part["hidden"] += [(f"{here}-what", inner.what), (f"{here}-shown", inner.what)]
                continue
            label, kinds = role(operand, index, wanted, scope)
            over_rows = operand.operator in {"count", "sum"} and index == 1
            below = scope.inside(operand.parts[0]) if over_rows else scope
            shown = self.inner(inner, here, below, label, kinds)
            shown["tools"] = [*shown["tools"], *_tools(operand, key, index, label)]
            part["parts"].append(shown)

    def inner(self, draft: Draft, key: str, scope: Scope, label: str, wanted: Wanted) -> Part:
        if isinstance(draft, Operand):
            return self.operand(draft, key, scope, label, wanted)
        group = draft if isinstance(draft, Group) else Group("", (draft,))
        return self.group(group, key, scope, number="", legend=label)

    def add_buttons(self, part: Part, operand: Operand, key: str, scope: Scope, *, subject: bool) -> None:
        what, operator, count = operand.what, operand.operator, len(operand.parts)
        words = ""
        if operand.path:
            # Where nothing can be worked out without the answer: in sums, not in what is compared.
            calculated = not subject and scope.kind_of(operand) == "number"
            words = _("答えがないときの値を決める") if calculated and not count else ""
        elif operator == "count":
            words = _("条件に合う行だけ数える") if count == 1 else ""
        elif operator in {"age_on", "fiscal_year"}:
            words = {("age_on", 1): _("別の日の年齢にする"), ("fiscal_year", 0): _("別の日の年度にする")}.get(
                (operator, count), ""
            )
        elif what == "if":
            words = _("場合を追加")
        elif operator in {"+", "*", "min", "max", "list"}:
            words = _("値を追加")
        if words:
            part["buttons"].append(button("add", key, words))
        if not what and not subject:
            part["buttons"].append(button("fit", key, _("次へ"), style="secondary"))
        if what == "if" and count % 2 == 0:
            part["buttons"].append(button("else", key, _("どれにも合わないときの値を決める")))

    def box(self, operand: Operand, key: str, name: Name | None, label: str) -> Part:
        """The field of a constant; beside a choice its options."""
        options = name.options if name and name.type.kind in {"code", "list"} else ()
        if operand.what == "date":
            return self.date(operand, key, label)
        if operand.what == "options":
            return self.ticks(operand, key, options)
        if operand.what == "text" and options:
            return self.one_option(operand, key, options, label)
        labels = {"number": _("数"), "time": _("時刻"), "text": _("文字")}
        spec: Part = {
            "component": "text_field",
            "id": f"{key}-value",
            "name": f"{key}-value",
            "label": labels[operand.what],
            "value": operand.text(),
            "required": None,
            "error": self.error(key, f"{key}-value", every=True),
        }
        if "\n" in operand.text():
            return {**spec, "component": "textarea_field", "rows": 3}
        spec["autofocus"] = self.focus == f"{key}-value"
        if operand.what == "text":
            return {**spec, "width": "16"}
        unit = name.unit if name and operand.what == "number" else ""
        mode = "decimal" if operand.what == "number" else "text"
        return {**spec, "width": "8", "inputmode": mode, "suffix": unit}

    def date(self, operand: Operand, key: str, label: str) -> Part:
        boxes = ("year", "month", "day")
        wrong = next((fault.id for fault in self.faults if fault.key == key), "")
        error = (
            self.error(key, wrong, every=True) if wrong.endswith(boxes) else self.error(key, f"{key}-date", every=True)
        )
        return {
            "component": "date_field",
            "id": f"{key}-date",
            "name": key,
            "label": label or _("日"),
            "hint": _("西暦で入力します。例）2026年4月1日"),
            "value": {name: operand.text(name) for name in boxes},
            "invalid": tuple(name for name in boxes if wrong.endswith(f"-{name}")),
            "required": None,
            "error": error,
        }

    def ticks(self, operand: Operand, key: str, options: Sequence[tuple[str, str]]) -> Part:
        """Options to tick: in their own order, or, where the rule has another, what it has first."""
        chosen = operand.typed.get("chosen", ())
        known = [value for value, _label in options]
        in_order = [value for value in known if value in chosen] == list(chosen)
        order = known if in_order else [*chosen, *(value for value in known if value not in chosen)]
        labels = dict(options)
        return {
            "component": "checkbox_group",
            "id": f"{key}-chosen",
            "name": f"{key}-chosen",
            "label": _("選択肢"),
            "choices": [{"value": value, "label": labels.get(value) or _gone(value)} for value in order],
            "values": chosen,
            "required": None,
            "inline": len(order) < 7,
            "error": self.error(key, f"{key}-chosen", every=True),
        }

    def one_option(self, operand: Operand, key: str, options: Sequence[tuple[str, str]], label: str) -> Part:
        value = operand.text()
        gone = [(value, _gone(value))] if value and value not in dict(options) else []
        return {
            "component": "select_field",
            "id": f"{key}-value",
            "name": f"{key}-value",
            "label": label or _("選択肢"),
            "choices": [{"value": one, "label": words} for one, words in (*gone, *options)],
            "value": value,
            "empty": _("選んでください"),
            "required": None,
            "error": self.error(key, f"{key}-value", every=True),
            "autofocus": self.focus == f"{key}-value",
        }


def _gone(value: str) -> str:
    return _("今はない選択肢（%(value)s）") % {"value": value}


def _tools(operand: Operand, key: str, index: int, label: str) -> list[Button]:
    """What can be done with one part of a calculation."""
    own, count, context = f"{key}-{index}", len(operand.parts), _("（%(label)s）") % {"label": label}
    operator = operand.operator
    if operator == "if":
        return _case_tools(own, index, count)
    found = []
    if operator in ARITHMETIC or operator == "list":
        if operator in {"-", "/"} and index == 1:
            found.append(button("up", own, _("前と入れ替える"), context))
        if count > (1 if operator == "list" else 2):
            found.append(button("remove", own, _("外す"), context))
    elif operand.path or (operator in {"count", "age_on"} and index == 1) or operator == "fiscal_year":
        found.append(button("remove", own, _("外す"), context))
    return found


def _case_tools(own: str, index: int, count: int) -> list[Button]:
    last = count - count % 2 - 2
    if index == count - 1 and count % 2:
        return [button("remove", own, _("外す"), _("（どれにも合わないときの値）"))]
    if index % 2:
        return []
    context = _("（%(number)dつ目の場合）") % {"number": index // 2 + 1}
    found = []
    if index > 0:
        found.append(button("up", own, _("上へ"), context))
    if index < last:
        found.append(button("down", own, _("下へ"), context))
    return [*found, button("remove", own, _("外す"), context)] if last > 0 else found

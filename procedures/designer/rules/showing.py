"""A draft as what the templates draw: nested parts with the specs of components, buttons and errors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from procedures.definitions.item_types import Kind, RuleType
from procedures.definitions.places import Expected
from procedures.designer.rules.building import RuleFault
from procedures.designer.rules.drafts import Draft, Group, Operand, Sentence
from procedures.designer.rules.relations import takes
from procedures.designer.rules.scope import Scope
from procedures.designer.rules.sentences import relations_for, words_of_relation
from procedures.designer.rules.values import ValueShower
from procedures.designer.rules.vocabulary import Button, Part, button, joins

__all__ = ["Shown", "show"]


@dataclass(frozen=True, slots=True)
class Shown:
    """`root`: the outermost part. `errors`: in reading order, each with the id of a field that is there."""

    root: Part
    errors: tuple[dict[str, str], ...]


def show(draft: Draft, prefix: str, scope: Scope, expected: Expected, faults: Sequence[RuleFault], focus: str) -> Shown:
    shower = _Shower(faults, focus)
    if isinstance(draft, Operand):
        wanted: frozenset[Kind] = frozenset({expected}) if expected != "text" else frozenset({"text", "code"})
        root = shower.operand(draft, prefix, scope, _("値の決め方"), wanted)
        if draft.what:
            root["buttons"].append(button("fit", prefix, _("欄を合わせる")))
    else:
        root = shower.part(draft, prefix, scope, number="")
    at = f"{prefix}-what" if isinstance(draft, Operand) else prefix
    left = [{"id": at, "message": fault.message} for fault in shower.faults]  # of a part that is not drawn itself
    return Shown(root, (*shower.errors, *left))


class _Shower(ValueShower):
    def part(self, draft: Draft, key: str, scope: Scope, *, number: str) -> Part:
        if isinstance(draft, Group):
            return self.group(draft, key, scope, number=number)
        if isinstance(draft, Sentence):
            return self.sentence(draft, key, scope, number=number)
        return self.operand(draft, key, scope, _("値"), frozenset())

    def group(self, group: Group, key: str, scope: Scope, *, number: str, legend: str = "") -> Part:
        """`number`: of the group among its neighbours, which its members carry before their own."""
        error = self.error(key, key)
        several = len(group.members) > 1 or bool(group.join)
        members = []
        for index, member in enumerate(group.members):
            own = f"{number}-{index + 1}" if number else str(index + 1)
            part = self.part(member, f"{key}-{index}", scope, number=own)
            part["tools"] = [*part["tools"], *self.tools(group, key, index, own)]
            members.append(part)
        join: Part = {
            "component": "select_field",
            "id": f"{key}-join",
            "name": f"{key}-join",
            "label": _("あわせ方"),
            "choices": joins(group, len(group.members)),
            "value": group.join,
            "required": None,
            "width": "16",
        }
        nested = bool(number or legend)
        words = legend or (_("条件の組%(number)s") % {"number": number} if number else _("条件"))
        context = _("（%(group)s）") % {"group": words} if nested else ""
        return {
            "kind": "group",
            "key": key,
            "legend": words,
            "error": error,
            "focus": self.focus == key,
            "frame": "line" if nested else "",
            "join": join if several else None,
            "hidden": [] if several else [(f"{key}-join", group.join)],
            "members": members,
            "buttons": [button("add", key, _("条件を追加"), context, style="text" if nested else "secondary")],
            "tools": [],
        }

    def tools(self, group: Group, key: str, index: int, number: str) -> list[Button]:
        """What can be done with one of several conditions."""
        own, context = f"{key}-{index}", _("（条件%(number)s）") % {"number": number}
        last = len(group.members) - 1
        member = group.members[index]
        found = []
        if index > 0:
            found.append(button("up", own, _("上へ"), context))
        if index < last:
            found.append(button("down", own, _("下へ"), context))
        if isinstance(member, Group):
            found.append(button("ungroup", own, _("組を解く"), context))
        elif last > 0:
            found.append(button("group", own, _("組にする"), context))
        return [*found, button("remove", own, _("外す"), context)]

    def sentence(self, sentence: Sentence, key: str, scope: Scope, *, number: str) -> Part:
        error = self.error(key, key)
        subject = self.operand(sentence.subject, f"{key}-0", scope, _("何が"), frozenset(), subject=True)
        found = scope.type_of(sentence.subject)
        chosen = bool(sentence.subject.what)
        fixed = sentence.subject.what in {"true", "false"} and sentence.how == "bare"
        how, hidden = None, [(f"{key}-shown", sentence.shown)]
        if chosen and not fixed:
            how = self.relation(sentence, key, found, scope)
        else:
            hidden.append((f"{key}-how", sentence.how))
        context = _("（条件%(number)s）") % {"number": number}
        label = _("欄を合わせる") if chosen else _("次へ")
        return {
            "kind": "sentence",
            "key": key,
            "legend": _("条件%(number)s") % {"number": number},
            "error": error,
            "focus": self.focus == key,
            "hidden": hidden,
            "subject": subject,
            "how": how,
            "value": self.value(sentence, key, scope, number=number),
            "buttons": [],
            "tools": [button("fit", key, label, context, style="text" if chosen else "secondary")],
        }

    def relation(self, sentence: Sentence, key: str, found: RuleType, scope: Scope) -> Part:
        return {
            "component": "select_field",
            "id": f"{key}-how",
            "name": f"{key}-how",
            "label": _("どうなら"),
            "choices": [
                {"value": how, "label": words_of_relation(how, found)}
                for how in relations_for(found, sentence.how, scope)
            ],
            "value": sentence.how,
            "required": None,
            "error": self.error(key, f"{key}-how"),
            "autofocus": self.focus == f"{key}-how",
        }

    def value(self, sentence: Sentence, key: str, scope: Scope, *, number: str) -> Part | None:
        value = sentence.value
        if value is None:
            return None
        if isinstance(value, Group):
            inner = scope.inside(sentence.subject) if takes(sentence.how) == "rows" else scope
            legend = _("行の条件") if inner.in_rows else ""
            return self.group(value, f"{key}-1", inner, number=number, legend=legend)
        found = scope.type_of(sentence.subject)
        name = scope.find(sentence.subject.path) if sentence.subject.path else None
        assert isinstance(value, Operand)
        return self.compared(value, f"{key}-1", scope, found, name)

"""A rule in a form: shown, read back, changed by its buttons, and told in words.

    form = show_rule(item["when"], names, "boolean")        a page is opened
    form = read_rule(request.POST, names, "boolean")        a button was pressed, or the page was sent

`form.rule_json` is there once `form.complete`; until then the form keeps everything that was typed. Templates include
`designer/rules/form.html` with `rule=form`; the names of all inputs begin with the prefix.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from procedures.definitions.places import Expected
from procedures.definitions.rule_words import condition_in_words, rule_in_words
from procedures.definitions.rules import Rule, RuleError
from procedures.designer.rules.actions import Pressed, act, pressed_button
from procedures.designer.rules.building import RuleFault, build
from procedures.designer.rules.drafts import Draft, Group, Operand, read_draft
from procedures.designer.rules.fitting import fit
from procedures.designer.rules.names import Names
from procedures.designer.rules.scope import Scope
from procedures.designer.rules.showing import Shown, show
from procedures.designer.rules.writing import condition_of, operand_of

PREFIX = "rule"


@dataclass(frozen=True)
class RuleForm:
    """`draft`: what stands in it. `rule`: what it says when it is complete and right; `said`: also when it is wrong.

    `action`: the button that was pressed, None where the whole page was sent. `focus`: the id of what it changed.
    `sent`: the form as it was before the button did its work.
    """

    prefix: str
    expected: Expected
    names: Names
    draft: Draft
    rule: Rule | None
    said: Rule | None = None
    faults: tuple[RuleFault, ...] = ()
    action: Pressed | None = None
    focus: str = ""
    sent: RuleForm | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen at all: no condition, no calculation."""
        if isinstance(self.draft, Group):
            return not self.draft.members
        return isinstance(self.draft, Operand) and not self.draft.what

    @property
    def complete(self) -> bool:
        return self.rule is not None

    @property
    def latest(self) -> RuleForm | None:
        """The last state that says something complete: this one, or that before the button."""
        if self.complete:
            return self
        return self.sent if self.sent is not None and self.sent.complete else None

    @property
    def rule_json(self) -> Any:
        """The rule as it stands in the document. Ask `complete` first: a rule may be `null`, too."""
        return self.rule.to_json() if self.rule else None

    @property
    def words(self) -> str:
        """What it says, readable; "" while something is missing."""
        if self.said is None:
            return ""
        if self.expected == "boolean" and not self.said.is_constant:
            return condition_in_words(self.said, self.names)
        return rule_in_words(self.said, self.names)

    @cached_property
    def shown(self) -> Shown:
        """What the templates draw: parts with components, and the faults with the ids of the fields shown."""
        told = () if self.action else self.faults
        return show(self.draft, self.prefix, Scope.of(self.names), self.expected, told, self.focus)

    @property
    def errors(self) -> tuple[dict[str, str], ...]:
        """For `error_summary`. None after a button: what is being put together is not yet wrong."""
        return self.shown.errors

    def kept(self, source: Any) -> Any:
        """The rule as JSON, in the very spelling of `source` where that is the same rule."""
        try:
            same = json.dumps(Rule.read(source).to_json()) == json.dumps(self.rule_json)
        except RuleError:
            same = False
        return source if same else self.rule_json


def show_rule(source: Any, names: Names, expected: Expected, *, prefix: str = PREFIX) -> RuleForm:
    """The form for a rule of a document. `source`: its JSON; None where there is none yet, and nothing wrong with that.

    Raises RuleError for what is no rule.
    """
    if source is None:
        return replace(_form(_nothing(expected), names, expected, prefix), faults=())
    node = Rule.read(source).node
    return _form(condition_of(node) if expected == "boolean" else operand_of(node), names, expected, prefix)


def read_rule(posted: Mapping[str, Any], names: Names, expected: Expected, *, prefix: str = PREFIX) -> RuleForm:
    """The form as it was sent, after its button if one of its own was pressed."""
    draft = read_draft(posted, prefix)
    if not isinstance(draft, Group if expected == "boolean" else Operand):
        draft = _nothing(expected)
    pressed = pressed_button(posted, prefix)
    form = _form(draft, names, expected, prefix)
    if pressed is None:
        return form
    done = act(form.draft, prefix, pressed)
    return replace(_form(done.draft, names, expected, prefix), action=pressed, focus=done.focus, sent=form)


def _form(draft: Draft, names: Names, expected: Expected, prefix: str) -> RuleForm:
    scope = Scope.of(names)
    fitted = fit(draft, scope)
    built = build(fitted, prefix, scope, expected)
    return RuleForm(prefix, expected, names, fitted, built.rule, built.said, built.faults)


def _nothing(expected: Expected) -> Draft:
    return Group() if expected == "boolean" else Operand()

"""What stands against publishing a definition that can be read."""

from __future__ import annotations

from procedures.definitions.checks.kinds import kind_problems
from procedures.definitions.checks.names import name_problems
from procedures.definitions.checks.people import people_warnings
from procedures.definitions.checks.reach import findings, reach_problems, reach_warnings
from procedures.definitions.checks.rules import rule_problems
from procedures.definitions.checks.settings import setting_problems
from procedures.definitions.checks.texts import text_problems
from procedures.definitions.definition import Definition
from procedures.definitions.problems import Problem

__all__ = ["advise", "check"]


def check(definition: Definition) -> list[Problem]:
    """Every problem that keeps a definition from being published; empty when there is none. In bounded time."""
    found = [
        *name_problems(definition),
        *kind_problems(definition),
        *rule_problems(definition),
        *setting_problems(definition),
        *text_problems(definition),
    ]
    # Rules of which the types are wrong, or names that are not there, say nothing about what can be reached.
    if not any(one.code.startswith("rule_") or one.code == "duplicate_id" for one in found):
        found += reach_problems(definition, findings(definition), {one.place for one in found})
    return found


def advise(definition: Definition) -> list[Problem]:
    """What to look at before publishing a definition without problems: what could not be proven, idle rules, nobody."""
    return [*people_warnings(definition), *reach_warnings(definition, findings(definition))]

"""What stands against publishing a definition that can be read."""

from __future__ import annotations

from procedures.definitions.checks.kinds import kind_problems
from procedures.definitions.checks.names import name_problems
from procedures.definitions.checks.rules import rule_problems
from procedures.definitions.checks.settings import setting_problems
from procedures.definitions.checks.texts import text_problems
from procedures.definitions.definition import Definition
from procedures.definitions.problems import Problem

__all__ = ["check"]


def check(definition: Definition) -> list[Problem]:
    """Every problem that keeps a definition from being published; empty when there is none. Linear in its size."""
    return [
        *name_problems(definition),
        *kind_problems(definition),
        *rule_problems(definition),
        *setting_problems(definition),
        *text_problems(definition),
    ]

"""The language a procedure is written in: its types, its rules and its checks. Pure Python, no Django.

`parse` reads a document (DefinitionError with places and reasons), `check` lists what stands against publishing it,
`visible_answers` says what a citizen sees for given answers, `dump` writes the canonical JSON.
"""

from procedures.definitions.applicant import Applicant, ApplicantItems
from procedures.definitions.autocomplete import autocomplete_tokens
from procedures.definitions.checks import advise, check
from procedures.definitions.code_lists import Code, CodeList, code_list, use_code_lists
from procedures.definitions.definition import Definition, Page
from procedures.definitions.evaluator import evaluate, evaluate_row, is_true
from procedures.definitions.parsing import dump, json_schema, parse
from procedures.definitions.problems import DefinitionError, Problem
from procedures.definitions.rule_values import rule_value, typed_value
from procedures.definitions.rules import Rule, RuleError
from procedures.definitions.texts import LANGUAGES, LocalizedText
from procedures.definitions.visibility import Row, Visible, visible_answers, visible_row

__all__ = [
    "LANGUAGES",
    "Applicant",
    "ApplicantItems",
    "Code",
    "CodeList",
    "Definition",
    "DefinitionError",
    "LocalizedText",
    "Page",
    "Problem",
    "Row",
    "Rule",
    "RuleError",
    "Visible",
    "advise",
    "autocomplete_tokens",
    "check",
    "code_list",
    "dump",
    "evaluate",
    "evaluate_row",
    "is_true",
    "json_schema",
    "parse",
    "rule_value",
    "typed_value",
    "use_code_lists",
    "visible_answers",
    "visible_row",
]

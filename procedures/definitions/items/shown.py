"""Items that show something and ask nothing."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from procedures.definitions.items.bases import BaseItem, Identifier, LabelledItem
from procedures.definitions.rules import Rule
from procedures.definitions.texts import LocalizedText, Model

ValueType = Literal["integer", "yen", "decimal", "boolean", "date", "text"]


class TextBlockItem(BaseItem):
    """Something to read: paragraphs, headings, lists and emphasis of Markdown. No answer."""

    type: Literal["text_block"]
    body: LocalizedText
    tone: Literal["plain", "notice", "warning"] = "plain"


class Fact(Model):
    """One claim of a look-up, and how it is written out."""

    claim: Identifier
    label: LocalizedText
    type: Literal["text", "integer", "yen", "boolean", "date", "person_name", "address"] = "text"


class RegisterFactsItem(LabelledItem):
    """What the city found in its registers (an `evidence` of the definition), with 「違うとき」. No answer."""

    type: Literal["register_facts"]
    evidence: Identifier
    facts: tuple[Fact, ...] = Field(min_length=1, max_length=50)
    wrong: LocalizedText


class ResultItem(LabelledItem):
    """A calculation, shown and not asked. On a page `value` names one of `values`; in a row `formula` works it out.

    `format` is the type of what `formula` gives. The result in a row may be used by what stands behind it in the row,
    and by `sum` and the like over the rows.
    """

    type: Literal["result"]
    value: Identifier | None = None
    formula: Rule | None = None
    format: ValueType = "integer"
    unit: LocalizedText | None = None

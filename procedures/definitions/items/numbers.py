"""Items that ask how many and how much."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from procedures.definitions.items.bases import AskedBase
from procedures.definitions.rules import Rule
from procedures.definitions.texts import LocalizedText


class _NumberItem(AskedBase):
    min: Rule | None = None
    max: Rule | None = None


class IntegerItem(_NumberItem):
    """Answer: 3."""

    type: Literal["integer"]
    unit: LocalizedText | None = None


class DecimalItem(_NumberItem):
    """A number with at most `scale` decimal places. Answer, exact in any JSON: "12.5". In rules: the number."""

    type: Literal["decimal"]
    scale: int = Field(default=2, ge=1, le=6)
    unit: LocalizedText | None = None


class YenItem(_NumberItem):
    """An amount in whole yen, not below 0 unless `min` says so. Answer: 130000."""

    type: Literal["yen"]
    min: Rule | None = Rule.read(0)

"""Items with options: one of them, several, or how many of each."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from procedures.definitions.code_lists import code_list
from procedures.definitions.items.bases import AskedBase
from procedures.definitions.texts import LocalizedText, Model

CodeListId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
OptionValue = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)]


class Option(Model):
    value: OptionValue
    label: LocalizedText
    hint: LocalizedText | None = None


class _OptionsItem(AskedBase):
    """The options stand here or, with `options_from`, in a code list. A list has no `other`."""

    options: tuple[Option, ...] = Field(default=(), min_length=1, max_length=200)
    options_from: CodeListId | None = None
    other: bool = False

    @property
    def option_values(self) -> tuple[str, ...]:
        """The values an answer may have, in order; `other` last where it is offered."""
        if self.options_from is not None:
            found = code_list(self.options_from)
            return found.values if found else ()
        values = tuple(option.value for option in self.options)
        return (*values, "other") if self.other else values

    def offers(self, value: str) -> bool:
        """Whether it may be chosen; a code that a list no longer offers may not, though it can be shown."""
        if self.options_from is not None:
            found = code_list(self.options_from)
            return found is not None and found.offers(value)
        return any(option.value == value for option in self.options)

    def option(self, value: str) -> Option | None:
        if self.options_from is None:
            return next((option for option in self.options if option.value == value), None)
        found = code_list(self.options_from)
        code = found.get(value) if found else None
        return Option(value=code.value, label=LocalizedText(ja=code.label)) if code else None


class ChoiceItem(_OptionsItem):
    """Answer: "household", or with `other`: {"value": "other", "text": "…"}. In rules: the value, "other" too."""

    type: Literal["choice"]


class ChoicesItem(_OptionsItem):
    """Answer: ["pothole", {"value": "other", "text": "…"}] in the order of the options. In rules: the values."""

    type: Literal["choices"]
    min: int = Field(default=0, ge=0, le=200)
    max: int | None = Field(default=None, ge=1, le=200)


class QuantityOption(Option):
    """`max`: how many of it at most."""

    max: int = Field(default=99, ge=1, le=9999)


class QuantitiesItem(AskedBase):
    """How many of each. `min` and `max`: of all together.

    Answer: {"sofa": 2}, only what is above 0. In rules: a record with every option, 0 where nothing was entered.
    """

    type: Literal["quantities"]
    options: tuple[QuantityOption, ...] = Field(min_length=1, max_length=200)
    unit: LocalizedText | None = None
    min: int = Field(default=0, ge=0, le=10_000)
    max: int | None = Field(default=None, ge=1, le=10_000)

    def option(self, value: str) -> QuantityOption | None:
        return next((option for option in self.options if option.value == value), None)

"""What a field type does, and the values that pass between it and the binding.

Parts of a field are posted as `<name>-<part>`; ids of inputs equal their names, so that links to errors work.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from procedures.definitions import Rule, evaluate, evaluate_row
from procedures.definitions.items import AskedItem

FormData = Mapping[str, Sequence[str]]
"""Posted values by input name."""

Spec = dict[str, Any]
"""The arguments of a component, for `{% field spec %}`."""

ItemT = TypeVar("ItemT", bound=AskedItem)
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, what to do and an example. `id`: the input to which the error summary links.

    `part`: which box of the field, "" for all of it. `missing`: nothing was entered where something must be.
    `repeated`: the same stands at another field already; shown at this one, but not told twice.
    """

    id: str
    message: str
    part: str = ""
    missing: bool = False
    repeated: bool = False


class Parsed(NamedTuple):
    """A normalised answer (None: nothing usable) and what was wrong."""

    value: Any = None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a field may know besides its own value: the date in Japan, the language, what rules see, the row.

    `held`: by item id, the slots that the applicant has booked already, which are free to nobody else.
    """

    today: date
    language: str = "ja"
    scope: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    row: Mapping[str, Any] | None = None
    held: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)

    def bound(self, rule: Rule | None) -> Any:
        """The value of a bound; None where there is none."""
        if rule is None:
            return None
        if self.row is None:
            return evaluate(rule, self.scope, today=self.today)
        return evaluate_row(rule, self.scope, self.row, today=self.today)

    def label(self, item: AskedItem) -> str:
        return item.label.in_language(self.language)


class FieldType(ABC, Generic[ItemT]):
    """One type of field. Nothing here raises for any posted text; `parse` of what `show` gives is the same answer."""

    posts_nothing_when_empty: ClassVar[bool] = False
    """Boxes to tick: nothing posted means unticked, not that the field was not shown."""
    parts: ClassVar[Mapping[str, tuple[Promise, Promise]]] = MappingProxyType({})
    """What each part of a field of several boxes is called, and an example."""
    known_together: ClassVar[tuple[str, ...]] = ()
    """The parts that are one fact: where a source knows these, they stand fixed and only other parts are asked."""

    def names(self, item: ItemT, name: str) -> tuple[str, ...]:  # noqa: ARG002  types with parts look at the item
        """The names of the inputs."""
        return (name,)

    @abstractmethod
    def parse(self, item: ItemT, data: FormData, name: str, context: Context) -> Parsed:
        """Read posted values. Not yet looked at: whether an answer is required, and bounds by rule."""

    def may_hold(self, item: ItemT, value: Any) -> bool:  # noqa: ARG002
        """Whether a value that is not whole yet could become an answer."""
        return True

    def check(self, item: ItemT, value: Any, name: str, context: Context) -> tuple[Fault, ...]:  # noqa: ARG002
        """What is wrong with a parsed answer in view of the other answers."""
        return ()

    def missing(self, item: ItemT, name: str, context: Context) -> Fault:
        """The fault of a required field that is empty."""
        message = _("「%(label)s」を入力してください。") % {"label": context.label(item)}
        return Fault(self.names(item, name)[0], message, missing=True)

    @abstractmethod
    def show(self, item: ItemT, value: Any, name: str) -> dict[str, list[str]]:
        """An answer as form values; of something that is no answer, nothing."""

    @abstractmethod
    def summarise(self, item: ItemT, value: Any, language: str = "ja") -> tuple[str, ...]:
        """An answer as lines to read."""

    def export(self, item: ItemT, value: Any) -> dict[str, str]:
        """An answer as columns whose names never change."""
        return {item.id: _exported(value)}

    @abstractmethod
    def schema(self, item: ItemT) -> dict[str, Any]:
        """JSON Schema of the answer."""

    @abstractmethod
    def spec(
        self, item: ItemT, name: str, raw: FormData, faults: Sequence[Fault], *, required: bool, language: str = "ja"
    ) -> Spec:
        """The component that asks for it, showing `raw`."""

    def spec_in(
        self, item: ItemT, name: str, raw: FormData, faults: Sequence[Fault], context: Context, *, required: bool
    ) -> Spec:
        """As `spec`, on a page: for a type whose component shows more than its own value."""
        return self.spec(item, name, raw, faults, required=required, language=context.language)


def first(data: FormData, name: str) -> str:
    """The first value of a name, "" without one."""
    values = data.get(name)
    return values[0] if values and isinstance(values[0], str) else ""


def text_of(value: object) -> str:
    """A text, or "" for anything that is none (old or foreign answers)."""
    return value if isinstance(value, str) else ""


def parts_of(value: object) -> Mapping[str, Any]:
    """A record, or nothing for anything that is none."""
    return value if isinstance(value, Mapping) else _NOTHING


def joined(faults: Sequence[Fault], part: str | None = None) -> str:
    """The messages of a part (of all parts with None) in one line."""
    return " ".join(fault.message for fault in faults if part is None or fault.part == part)


def common_spec(
    component: str, item: AskedItem, name: str, faults: Sequence[Fault], *, required: bool, language: str
) -> Spec:
    """What every field component takes; `error` is of all parts."""
    return {
        "component": component,
        "id": name,
        "name": name,
        "label": item.label.in_language(language),
        "hint": item.hint.in_language(language) if item.hint else "",
        "error": joined(faults),
        "required": required,
    }


def raw_parts(raw: FormData, name: str, parts: Sequence[str]) -> dict[str, str]:
    return {part: first(raw, f"{name}-{part}") for part in parts}


def part_errors(faults: Sequence[Fault], parts: Sequence[str]) -> dict[str, str]:
    return {part: message for part in parts if (message := joined(faults, part))}


def _exported(value: object) -> str:
    return "" if value is None else str(value)


def not_empty(faults: Iterator[Fault | None]) -> tuple[Fault, ...]:
    return tuple(fault for fault in faults if fault is not None)

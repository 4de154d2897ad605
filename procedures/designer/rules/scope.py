"""Where in a rule one is: which names count there, and what a value there would be."""

from __future__ import annotations

from dataclasses import dataclass, replace

from procedures.definitions.item_types import ANY, BOOLEAN, DATE, NUMBER, TEXT, TIME, Kind, RuleType
from procedures.designer.rules.drafts import Draft, Operand
from procedures.designer.rules.names import Name, Names

_FIXED: dict[str, RuleType] = {
    "true": BOOLEAN,
    "false": BOOLEAN,
    "condition": BOOLEAN,
    "text": TEXT,
    "empty": TEXT,
    "date": DATE,
    "time": TIME,
    "today": DATE,
    "business_days_after": DATE,
    **dict.fromkeys(("number", "*", "/", "sum", "count", "age_on", "fiscal_year"), NUMBER),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """`list_path`: the list of which `item.…` is a row. `in_rows`: inside of a rule that goes over rows."""

    names: Names
    list_path: str = ""
    in_rows: bool = False

    @classmethod
    def of(cls, names: Names) -> Scope:
        return cls(names, names.list_path)

    def inside(self, rows: Draft) -> Scope:
        """The scope of a condition for the rows of a list."""
        path = rows.path if isinstance(rows, Operand) else ""
        return replace(self, list_path=path, in_rows=True)

    @property
    def row_type(self) -> RuleType | None:
        """The type of `item`; a row of what is not known may be anything."""
        found = self.names.row_type(self.list_path)
        return found or (ANY if self.in_rows else None)

    @property
    def offered(self) -> tuple[Name, ...]:
        """What may be used here, the row first."""
        own = self.names.row(self.list_path)
        if not self.in_rows:
            own = tuple(name for name in own if _head(name.path) not in self.names.closed)
        return (*own, *self.names.offered)

    def find(self, path: str) -> Name | None:
        if path == "item" or path.startswith("item."):
            return next((name for name in self.names.row(self.list_path) if name.path == path), None)
        return self.names.find(path)

    def type_of(self, draft: Draft | None) -> RuleType:
        """What a value gives, complete or not."""
        if not isinstance(draft, Operand):
            return BOOLEAN if draft is not None else ANY
        if draft.path:
            name = self.find(draft.path)
            return name.type if name else ANY
        if draft.what in {"+", "-"}:
            return self._sum_type(draft)
        if draft.what in {"min", "max", "list"}:
            return next((found for part in draft.parts if (found := self.type_of(part)).kind != "any"), ANY)
        if draft.what == "if":
            results = [*draft.parts[1::2], *(draft.parts[-1:] if len(draft.parts) % 2 else ())]
            return next((found for part in results if (found := self.type_of(part)).kind != "any"), ANY)
        return _FIXED.get(draft.operator, ANY)

    def _sum_type(self, draft: Operand) -> RuleType:
        kinds = [self.type_of(part).kind for part in draft.parts]
        return DATE if kinds[:1] == ["date"] and kinds[1:2] != ["date"] else NUMBER

    def kind_of(self, draft: Draft | None) -> Kind:
        return self.type_of(draft).kind


def _head(path: str) -> str:
    """The item of a path in a row, without its parts."""
    return ".".join(path.split(".")[:2])

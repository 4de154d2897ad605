"""What a rule at one place may use: the answers, calculations and known facts, with what each is called and gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions import Definition
from procedures.definitions.item_types import (
    ANY,
    IDENTITY,
    VALUE_TYPES,
    RuleType,
    evidence_type,
    type_of_item,
)
from procedures.definitions.items import (
    ChoiceItem,
    ChoicesItem,
    DecimalItem,
    IntegerItem,
    Item,
    ListItem,
    QuantitiesItem,
    RegisterFactsItem,
    ResultItem,
    YenItem,
)
from procedures.definitions.rule_words import part_in_words
from procedures.designer.rules.reach import waiting_for
from procedures.designer.rules.sources import Question, Sources, sources_of


@dataclass(frozen=True, slots=True)
class Name:
    """Something that a rule may name.

    `options`: value and label, of a choice. `group`: under which heading it is offered. `whole`: the path of the answer
    of which this is a part.
    """

    path: str
    label: str
    type: RuleType
    group: str = ""
    options: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    whole: str = ""


@dataclass(frozen=True)
class Names:
    """Build with `Names.of`.

    `known`: everything, by path, to be called by its name. `offered`: what a rule here may use, in order. `rows`: by
    the path of a list its parts. `list_path`: the list in whose rows the rule itself stands. `closed`: what of the row
    is asked after it.
    """

    known: Mapping[str, Name]
    offered: tuple[Name, ...]
    rows: Mapping[str, tuple[Name, ...]]
    types: Mapping[str, RuleType]
    list_path: str = ""
    closed: frozenset[str] = frozenset()

    @classmethod
    def of(cls, document: Definition | Mapping[str, Any], place: str = "", field: str = "") -> Names:
        """The names for the rule `field` at a place of the designer, such as `items/copies` and `when`.

        `document` may be incomplete. Left out is what waits for this very place: it would go round in a circle.
        """
        sources = sources_of(document)
        own = _own_question(sources, place)
        rows = own.item if own and isinstance(own.item, ListItem) and "/checks/" in place else own.rows if own else None
        outside = [one for one in sources.questions if one.rows is None]
        here = _page_of(sources, place, own)
        groups = _Groups(here)
        known = [*_questions(outside, groups), *_values(sources), *_facts(sources)]
        row_names = {
            one.item.id: tuple(_row_names(one.item)) for one in sources.questions if isinstance(one.item, ListItem)
        }
        ticked = [name for name in known if name.type.kind == "list" and name.path not in row_names]
        ticked += [name for part in row_names.values() for name in part if name.type.kind == "list"]
        row_names |= {name.path: (_one_of(name),) for name in ticked}
        circle = waiting_for(sources, place, field, own)
        return cls(
            known={name.path: name for name in known},
            offered=tuple(name for name in known if name.path.partition(".")[0] not in circle),
            rows=row_names,
            types=_types(sources),
            list_path=rows.id if rows else "",
            closed=_closed(rows, own, field),
        )

    def row(self, list_path: str) -> tuple[Name, ...]:
        """What a row of a list has; nothing where the list is not known."""
        return self.rows.get(list_path, ())

    def row_type(self, list_path: str) -> RuleType | None:
        found = self.types.get(list_path) or (known.type if (known := self.find(list_path)) else None)
        return found.element if found else None

    @cached_property
    def _in_rows(self) -> Mapping[str, Name]:
        """By the id of an item in a row; ids are unique in a document."""
        parts = (name for part in self.rows.values() for name in part)
        return {name.path.removeprefix("item."): name for name in parts if name.path != "item"}

    def find(self, path: str) -> Name | None:
        """A name by its path, of rows too (`item.…`)."""
        if path.startswith("item."):
            return self._in_rows.get(path.removeprefix("item."))
        return self.known.get(path)

    # What rule_words asks for:

    def label_of(self, name: str) -> str | None:
        found = self.known.get(name) or self._in_rows.get(name)
        return found.label if found else None

    def option_of(self, name: str, value: str) -> str | None:
        found = self.known.get(name) or self._in_rows.get(name)
        return dict(found.options).get(value) if found else None

    def type_of(self, name: str) -> RuleType | None:
        found = self.types.get(name)
        if found is None and name in self._in_rows:
            return self._in_rows[name].type
        return found


@dataclass(frozen=True, slots=True)
class _Groups:
    """Headings by where a question stands beside the rule's own page."""

    here: int | None

    def of(self, question: Question) -> str:
        if self.here is None or question.page < self.here:
            return _("前のページの質問") if self.here is not None else _("質問への答え")
        return _("同じページの質問") if question.page == self.here else _("後のページの質問")


def _own_question(sources: Sources, place: str) -> Question | None:
    kind, _slash, rest = place.partition("/")
    name = rest.partition("/")[0]
    return next((one for one in sources.questions if one.item.id == name), None) if kind == "items" else None


def _page_of(sources: Sources, place: str, own: Question | None) -> int | None:
    """The number of the page on which the rule's place stands; None for what is no part of a page."""
    if own is not None:
        return own.page
    kind, _slash, rest = place.partition("/")
    pages = list(sources.pages)
    name = rest.partition("/")[0]
    return pages.index(name) if kind == "pages" and name in pages else None


def _closed(rows: ListItem | None, own: Question | None, field: str) -> frozenset[str]:
    """Paths of the row that are not known yet when the rule is worked out: its own item and what follows."""
    if rows is None or own is None or own.item is rows or field not in {"when", "formula"}:
        return frozenset()
    ids = [item.id for item in rows.fields]
    return frozenset(f"item.{name}" for name in ids[ids.index(own.item.id) :])


def _questions(questions: list[Question], groups: _Groups) -> Iterator[Name]:
    for one in questions:
        found = type_of_item(one.item)
        if found is not None:
            yield from _with_parts(_name_of(one.item, found, one.item.id, groups.of(one)))


def _row_names(rows: ListItem) -> Iterator[Name]:
    group = _("「%(list)s」の一つの行") % {"list": rows.label}
    for item in rows.fields:
        found = type_of_item(item)
        if found is not None:
            yield from _with_parts(_name_of(item, found, f"item.{item.id}", group))


def _one_of(ticked: Name) -> Name:
    """What a rule over the ticked options sees of each."""
    label = _("「%(label)s」で選んだもの") % {"label": ticked.label}
    return replace(ticked, path="item", label=label, type=ticked.type.element or ANY, group=_("選んだもの一つずつ"))


def _name_of(item: Item, found: RuleType, path: str, group: str) -> Name:
    unit = item.unit if isinstance(item, IntegerItem | DecimalItem | QuantitiesItem | ResultItem) else None
    shown = _("円") if isinstance(item, YenItem) else str(unit or "")
    label = getattr(item, "label", None) or item.id
    return Name(path, str(label), found, group, _options(item), shown)


def _options(item: Item) -> tuple[tuple[str, str], ...]:
    if isinstance(item, QuantitiesItem):
        return tuple((option.value, str(option.label)) for option in item.options)
    if not isinstance(item, ChoiceItem | ChoicesItem):
        return ()
    return tuple(
        (value, str(option.label) if (option := item.option(value)) else _("その他")) for value in item.option_values
    )


def _with_parts(name: Name) -> Iterator[Name]:
    yield name
    labels = dict(name.options)
    for part, found in name.type.parts.items() if name.type.kind == "record" else ():
        said = labels.get(part) or part_in_words(part)
        words = _("%(whole)sの%(part)s") % {"whole": name.label, "part": said}
        yield Name(f"{name.path}.{part}", words, found, name.group, unit=name.unit, whole=name.path)


def _values(sources: Sources) -> Iterator[Name]:
    for value in sources.values:
        yield Name(value.id, str(value.label or value.id), VALUE_TYPES[value.type], _("計算した値"))


def _facts(sources: Sources) -> Iterator[Name]:
    group = _("市が知っていること")
    for part, found in IDENTITY.parts.items():
        said = _("本人確認でわかった%(part)s") % {"part": part_in_words(part)}
        yield Name(f"identity.{part}", _("本人確認のレベル") if part == "level" else said, found, group)
    labels = {
        (one.item.evidence, fact.claim): str(fact.label)
        for one in sources.questions
        if isinstance(one.item, RegisterFactsItem)
        for fact in one.item.facts
    }
    for look_up in sources.evidence:
        for claim in look_up.claims:
            said = labels.get((look_up.id, claim)) or part_in_words(claim)
            words = _("%(paper)sの照会でわかった%(part)s") % {"paper": look_up.replaces, "part": said}
            yield Name(f"evidence.{look_up.id}.{claim}", words, ANY, group)


def _types(sources: Sources) -> Mapping[str, RuleType]:
    """What rules at the top level may name, as the check before publishing sees it."""
    answers = {
        one.item.id: found
        for one in sources.questions
        if one.rows is None and (found := type_of_item(one.item)) is not None
    }
    return MappingProxyType(
        {
            **answers,
            **{value.id: VALUE_TYPES[value.type] for value in sources.values},
            "identity": IDENTITY,
            "evidence": evidence_type({one.id: one.claims for one in sources.evidence}),
        }
    )

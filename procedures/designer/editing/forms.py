"""A part of a document as a form: shown, and what was sent back turned into steps.

The three-way merge: a field counts as changed only where what was sent differs from what the form showed, which is the
state of the document that the form was made from. Its step expects that state, so a change that somebody else made to
the same field meanwhile is refused and never overwritten, and one to another field is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from procedures.designer.documents import Document, Json, NoSuchPlace, find
from procedures.designer.editing import controls
from procedures.designer.editing.addresses import rule_address
from procedures.designer.editing.controls import Control, Raw, Unreadable, first
from procedures.designer.editing.merging_options import Merge, merge, said
from procedures.designer.editing.options import EMPTY_ROWS, OptionsControl
from procedures.designer.editing.parts import PartsControl
from procedures.designer.editing.references import choices_of
from procedures.designer.editing.rule_fields import BoundControl, Names, RequiredControl, RuleControl, is_number
from procedures.designer.editing.sheets import Group, PlacedField, groups_at, title_of
from procedures.designer.editing.wording import MARKDOWN, hint_of
from procedures.designer.published_names import published_names
from procedures.designer.rules.places import rule_place
from procedures.designer.schema import FieldInfo, Kind, field_of, type_of
from procedures.designer.steps import ABSENT, Set, Step, same

FIELDS = "_fields"
"""The input that says which fields a form has: an unticked box sends nothing, and neither does a field left out."""

COMMON = frozenset({"label", "hint", "required", "personal", "source", "subject", "autocomplete"})
"""The settings of an item that mean the same for every type that asks something."""

_NUMBERS = frozenset({"integer", "decimal", "yen"})

CONTROLS: Mapping[Kind, type[Control]] = {
    "text": controls.TextControl,
    "texts": controls.TextsControl,
    "line": controls.LineControl,
    "prose": controls.TextControl,
    "lines": controls.LinesControl,
    "code": controls.CodeControl,
    "codes": controls.CodesControl,
    "choice": controls.ChoiceControl,
    "choices": controls.ChoicesControl,
    "yes_no": controls.YesNoControl,
    "integer": controls.IntegerControl,
    "date": controls.DateControl,
    "rule": RuleControl,
    "parts": PartsControl,
}
"""The control of each kind that can be asked; `fixed` is never asked, and a `part` is asked by its own fields."""


@dataclass(frozen=True)
class Saved:
    """What a sent form means. `errors`: sentences by input name. `changed`: the labels of what the steps change.

    `conflicts`: fields (place, name) that somebody else changed to something else since the form was shown; the steps
    leave them alone. `names`: of the inputs that are now as they were sent. `stranded`: settings that were written
    for another type than the item has meanwhile, as (label, what was written).
    """

    steps: tuple[Step, ...]
    errors: Mapping[str, str]
    changed: tuple[str, ...]
    conflicts: tuple[tuple[str, str], ...] = ()
    typed: Mapping[str, list[str]] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    stranded: tuple[tuple[str, str], ...] = ()


def control_type(info: FieldInfo) -> type[Control]:
    """The control of a field: of its kind, but for the few that deserve a better one."""
    if info.kind == "rule" and info.name == "required":
        return RequiredControl
    if info.kind == "rule" and (info.name == "quantity" or type_of(info.owner) in _NUMBERS) and info.name != "when":
        return BoundControl
    if info.kind == "parts" and info.name == "options":
        return OptionsControl
    if info.name == "version":
        return controls.LineControl
    return CONTROLS[info.kind]


def value_at(document: Document, placed: PlacedField) -> Json:
    """What a document has in a field; ABSENT for nothing, also where the part itself is missing."""
    try:
        part = find(document, placed.place)
    except NoSuchPlace:
        return ABSENT
    return part.get(placed.info.name, ABSENT) if isinstance(part, dict) else ABSENT


@dataclass(frozen=True)
class PartForm:
    """The form at a place of a document. Raises NoSuchPlace when its fields are first asked for."""

    document: Document
    place: str
    number: int
    empty_rows: int = EMPTY_ROWS

    @cached_property
    def groups(self) -> list[Group]:
        return groups_at(self.document, self.place)

    @cached_property
    def controls(self) -> list[tuple[PlacedField, Control]]:
        return [(placed, self.control(placed)) for group in self.groups for placed in group.fields]

    @cached_property
    def names(self) -> Names:
        return Names(self.document)

    def control(self, placed: PlacedField) -> Control:
        """One SQL statement where the field is a code of the database."""
        info = placed.info
        made = control_type(info)
        common: dict[str, Any] = {"may_be_empty": not info.required or placed.is_optional}
        if issubclass(made, RuleControl):
            common |= {"url": rule_address(self.number, placed.place, info.name), "names": self.names}
        elif issubclass(made, PartsControl):
            members = value_at(self.document, placed)
            is_fee = info.name in {"lines", "exemptions"} and members is not ABSENT
            common |= {"number": self.number, "place": placed.place, "names": self.names}
            common |= {"members": () if members is ABSENT else members}
            common |= {"fees": choices_of(field_of(info.models[0], "item"), {}, "") if is_fee else ()}
        elif info.kind in {"code", "codes"} and info.name != "version":
            common |= {"choices": choices_of(info, self.document, placed.place)}
        return made(info, placed.name, **common)

    def shown(self, saved: Saved | None = None) -> list[dict[str, Any]]:
        """Groups with their entries for the template. What could not be read stands as it was typed."""
        by_name = {control.name: (placed, control) for placed, control in self.controls}
        groups = []
        for group in self.groups:
            shown = (self._entry(*by_name[placed.name], saved) for placed in group.fields)
            entries = [entry for entry in shown if entry]
            groups.append({"title": group.title, "folded": group.title == _("くわしい設定"), "entries": entries})
        return groups

    def _entry(self, placed: PlacedField, control: Control, saved: Saved | None) -> dict[str, Any]:
        value = value_at(self.document, placed)
        error = saved.errors.get(control.name, "") if saved else ""
        raw: Raw = control.raw(value)
        if saved and control.name in saved.errors:
            raw = {name: texts for name, texts in saved.typed.items() if name == control.name or _under(name, control)}
        common = {"id": control.name, "label": control.label, "hint": hint_of(control.info), "error": error}
        if isinstance(control, PartsControl):
            words = {"rows": control.rows(), "add_url": control.add_url, "member": control.member_word}
            return {"kind": "parts", **common, **words}
        if isinstance(control, OptionsControl):
            pasted = first(raw, f"{control.name}-paste")
            table = {"rows": control.rows(raw, self.empty_rows), "has_max": control.has_max, "paste": pasted}
            buttons = {"more": f"{control.name}:more:0", "add": f"{control.name}:paste:0"}
            return {"kind": "options", **common, **table, **buttons, "paste_id": f"{control.name}-paste"}
        if isinstance(control, RuleControl) and not raw:
            try:
                where = rule_place(self.document, placed.place, placed.info.name)
            except NoSuchPlace:  # the calculation of a row, outside of rows
                return {}
            sentence = "" if where.is_unmade(value) else control.said(value)
            return {"kind": "rule", **common, "sentence": sentence, "nothing": where.nothing, "url": control.url}
        entry = {"kind": "field", "spec": control.spec(raw, error), "url": "", "sentence": ""}
        if isinstance(control, RuleControl):
            is_rule = not is_number(value) and not isinstance(value, bool) and value is not ABSENT
            entry |= {"url": control.url, "sentence": control.said(value) if is_rule else ""}
        return entry

    @property
    def field_names(self) -> str:
        """For the hidden input `_fields`."""
        return " ".join(control.name for _placed, control in self.controls)

    @property
    def has_markdown(self) -> bool:
        return any(placed.info.name in MARKDOWN for placed, _control in self.controls)

    def read(self, data: Raw, seen: Document, action: str = "") -> Saved:
        """What was sent, against what the form showed. `action`: a button of the options' table, `options:up:3`."""
        reading = Reading(self, data, seen, action)
        for placed, control in self.controls:
            if reading.is_asked(control) and control.was_sent(data):
                reading.take(placed, control)
        return reading.saved()

    def words(self, changed: Sequence[str]) -> str:
        """What was changed, for the history."""
        labels = "".join(f"「{label}」" for label in changed)
        return _("%(part)sの%(labels)sを変えた") % {"part": title_of(self.document, self.place), "labels": labels}


@dataclass
class Reading:
    """One sent form being read, field by field."""

    form: PartForm
    data: Raw
    seen: Document
    action: str
    steps: list[Step] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    typed: dict[str, list[str]] = field(default_factory=dict)
    conflicts: list[tuple[str, str]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    @cached_property
    def wanted(self) -> frozenset[str]:
        """The fields that the form had; where the item's type is another now, those that both types have."""
        names = frozenset(first(self.data, FIELDS).split())
        return names & COMMON if self.is_retyped else names

    @cached_property
    def is_retyped(self) -> bool:
        return is_retyped(self.seen, self.form.document, self.form.place)

    def is_asked(self, control: Control) -> bool:
        return control.name in self.wanted

    def take(self, placed: PlacedField, control: Control) -> None:
        before = value_at(self.seen, placed)
        sent, shown = control.taken(self.data), control.raw(before)
        sent = _arranged(control, sent, before, self.action)
        if sent == shown:
            return
        try:
            after = control.read(sent, before)
        except Unreadable as fault:
            self.errors[control.name] = str(fault)
            self.typed |= sent
            return
        now = value_at(self.form.document, placed)
        if same(after, before) or same(after, now):
            return
        if isinstance(control, OptionsControl):
            if control.has_new(after, before):
                after = control.set_apart(after, before, published_names(self.form.number))
            self._merge(placed, control, merge(placed.place, before, after, now))
        elif not same(now, before):
            self.conflicts.append((placed.place, placed.info.name))
        else:
            self.steps.append(Set(placed.place, placed.info.name, before, after))
            self.changed.append(control.label)
            self.names.add(control.name)

    def _merge(self, placed: PlacedField, control: Control, merged: Merge) -> None:
        if merged.steps:
            self.steps += merged.steps
            self.changed.append(control.label)
        if merged.conflicts:
            self.conflicts.append((placed.place, placed.info.name))
        if same(merged.options, list(merged.after)):
            self.names.add(control.name)

    def stranded(self) -> list[tuple[str, str]]:
        """What was written into settings that the item, with another type now, does not have (in this way)."""
        if not self.is_retyped:
            return []
        asked = set(first(self.data, FIELDS).split()) - COMMON
        found = []
        for placed, control in PartForm(self.seen, self.form.place, self.form.number).controls:
            sent = control.taken(self.data)
            if (
                control.name in asked
                and control.was_sent(self.data)
                and sent != control.raw(value_at(self.seen, placed))
            ):
                words = "、".join(text for name, texts in sent.items() if not name.endswith("-value") for text in texts)
                found.append((control.label, words))
        return found

    def saved(self) -> Saved:
        return Saved(
            steps=tuple(self.steps),
            errors=self.errors,
            changed=tuple(self.changed),
            conflicts=tuple(self.conflicts),
            typed=self.typed,
            names=frozenset(self.names),
            stranded=tuple(self.stranded()),
        )


def is_retyped(seen: Document, now: Document, place: str) -> bool:
    """Whether the item at a place got another type. Raises NoSuchPlace where it has gone."""
    if not place.startswith("items/"):
        return False
    was, is_now = find(seen, place), find(now, place)
    return isinstance(was, dict) and isinstance(is_now, dict) and was.get("type") != is_now.get("type")


def _arranged(control: Control, sent: dict[str, list[str]], before: Json, action: str) -> dict[str, list[str]]:
    verb, index = _pressed(action, control.name)
    if not verb or not isinstance(control, OptionsControl):
        return sent
    return control.arranged(sent, before, verb, index)


def _pressed(action: str, name: str) -> tuple[str, int]:
    """The verb and the row of a button of this table; "" for another button."""
    pressed, verb, index = ([*action.split(":"), "", "", ""])[:3]
    is_row = index.isascii() and index.isdigit() and len(index) < 6
    return (verb, int(index)) if pressed == name and is_row else ("", 0)


def _under(name: str, control: Control) -> bool:
    return name.startswith(f"{control.name}-")


def differences(
    form: PartForm, seen: Document, data: Raw, fields: Sequence[tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    """For the page about a conflict: each field (place, name) with what stands now and what was sent."""
    wanted = set(fields)
    for placed, control in form.controls:
        if (placed.place, placed.info.name) in wanted:
            theirs, sent = value_at(form.document, placed), control.taken(data)
            try:
                mine = control.read(sent, value_at(seen, placed))
            except Unreadable:
                continue
            yield {"name": control.name, "label": control.label} | _sides(
                control, placed.place, value_at(seen, placed), mine, theirs, sent
            )


def _sides(control: Control, place: str, before: Json, mine: Json, theirs: Json, sent: Raw) -> dict[str, Any]:
    """Both in words, and what is sent when one's own is chosen; of options, those that both changed."""
    if not isinstance(control, OptionsControl):
        inputs = [(name, text) for name, texts in sent.items() for text in texts]
        return {"theirs": told(control, theirs), "mine": told(control, mine), "inputs": inputs}
    merged = merge(place, before, mine, theirs, mine=True)
    inputs = [(name, text) for name, texts in control.raw(merged.options).items() for text in texts]
    nothing = _("（なし）")
    words = {"theirs": said(theirs, merged.conflicts) or nothing, "mine": said(mine, merged.conflicts) or nothing}
    return {**words, "inputs": inputs}


def told(control: Control, value: Json) -> str:
    """A value in words, as the form shows it."""
    if value is ABSENT or value is None or value == []:
        return _("（なし）")
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    if isinstance(control, OptionsControl):
        rows = control.rows(control.raw(value))
        return "、".join(row["label"] for row in rows if not row["is_empty"])
    if isinstance(control, controls.ChoiceControl):
        return control.info.choice_label(value)
    codes = {one.value: one.label for one in control.choices}
    if isinstance(value, list):
        return "、".join(codes.get(str(one), control.info.choice_label(_plain(one))) for one in value)
    return codes.get(str(value), _plain(value))


def _plain(value: Json) -> str:
    return str(value.get("ja", "")) if isinstance(value, dict) else str(value)

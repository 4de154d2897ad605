"""A new member of a list: what may be added, the little that is asked for it, and the steps that put it there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions import Definition
from procedures.definitions.setting_names import VALUES
from procedures.definitions.texts import Model
from procedures.designer.documents import SECTIONS, Document, Json, NoSuchPlace, find, key_of, members_of
from procedures.designer.editing.blank import FAMILIES, asked_when_new, complete
from procedures.designer.editing.controls import Control, Raw, Unreadable, first, narrow
from procedures.designer.editing.forms import control_type
from procedures.designer.editing.identifiers import applicants_id, asks_whose, fault_of
from procedures.designer.editing.options import OptionsControl
from procedures.designer.editing.parts import member_place
from procedures.designer.editing.references import choices_of
from procedures.designer.editing.rule_fields import YES, RequiredControl
from procedures.designer.schema import FieldInfo, field_of, fields_of, model_at, type_of
from procedures.designer.steps import ABSENT, Insert, position_of
from procedures.designer.words import member_word

OWN_ID = "_own_id"


@dataclass(frozen=True)
class ListPlace:
    """A list of a part: `pages/a/items`. Raises NoSuchPlace where the language has no such list."""

    document: Document
    path: str
    taken: frozenset[str] = frozenset()
    """Ids that are not given again, besides those of the document."""

    @property
    def container(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def field(self) -> str:
        return self.path.rpartition("/")[2]

    @cached_property
    def info(self) -> FieldInfo:
        try:
            if self.container not in SECTIONS:
                find(self.document, self.container)
            owner = model_at(self.document, self.container) if self.container else Definition
            info = field_of(owner, self.field)
        except KeyError:
            raise NoSuchPlace(self.path) from None
        if info.kind != "parts" or info.name == "options":
            raise NoSuchPlace(self.path)
        return info

    @property
    def members(self) -> list[Json]:
        try:
            return members_of(find(self.document, self.container), self.field)
        except NoSuchPlace:
            return []

    @property
    def word(self) -> str:
        return member_word(self.field) or self.info.label

    @property
    def in_row(self) -> bool:
        """Whether its items are asked once a row: in a list, or in a group in one."""
        return self.container.startswith("items/") and _stands_in_list(self.document, self.container.split("/")[1])

    def model(self, item_type: str) -> type[Model] | None:
        """What a member is; of items, the one of this type. None where that may not stand here."""
        models = self.info.models
        return models[0] if len(models) == 1 else next((one for one in models if type_of(one) == item_type), None)

    def families(self) -> list[dict[str, Any]]:
        """The types that may be added, grouped, with their names and examples."""
        allowed = {type_of(model) for model in self.info.models}
        if self.in_row:
            allowed -= {"slot"}
        found = []
        for family in FAMILIES:
            types = [
                {"type": one, "label": VALUES["type"][one], "example": example}
                for one, example in family.types.items()
                if one in allowed
            ]
            if types:
                found.append({"title": family.title, "types": types})
        return found


def _stands_in_list(document: Document, item_id: str) -> bool:
    def walk(items: Any, *, inside: bool) -> bool:
        for item in items:
            here = inside or item.get("type") == "list"
            if item.get("id") == item_id:
                return here
            if walk(item.get("items", []), inside=here):
                return True
        return False

    return any(walk(page.get("items", []), inside=False) for page in document.get("pages", []))


@dataclass(frozen=True)
class AddForm:
    """The form for a new member of a list. `read` gives the part, or faults."""

    place: ListPlace
    model: type[Model]

    @cached_property
    def controls(self) -> list[Control]:
        document, at = self.place.document, self.place.container
        made = []
        infos = asked_when_new(self.model, in_row=self.place.in_row)
        if self.asks_whose:
            infos.append(field_of(self.model, "subject"))
        for info in infos:
            kind = control_type(info)
            choices = choices_of(info, document, f"{at}/{self.place.field}") if info.kind in {"code", "codes"} else ()
            must = info.required or info.name in {"label", "value", "subject"}
            made.append(kind(info, info.name, may_be_empty=not must, choices=choices))
        return made

    @cached_property
    def asks_whose(self) -> bool:
        """Rows are about others, and asking again where the applicant has one would be a question too many."""
        return not self.place.in_row and asks_whose(self.place.document, type_of(self.model))

    @property
    def has_id(self) -> bool:
        return any(info.name == "id" for info in fields_of(self.model))

    def shown(self, data: Raw | None = None, errors: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
        """Entries as of a part's form; options are pasted, or made by and by."""
        entries: list[dict[str, Any]] = []
        for control in self.controls:
            error = (errors or {}).get(control.name, "")
            raw = control.taken(data) if data else self.offered(control)
            if isinstance(control, OptionsControl):
                name = f"{control.name}-paste"
                spec = {"component": "textarea_field", "id": control.name, "name": name, "label": control.label}
                spec |= {
                    "hint": _("1行に一つずつ書きます。表計算ソフトの列を貼り付けることもできます。あとで足せます。")
                }
                entries.append(
                    {"kind": "field", "spec": spec | {"error": error, "required": None, "value": first(raw, name)}}
                )
            else:
                entries.append({"kind": "field", "spec": control.spec(raw, error)})
        return [entry | {"url": "", "sentence": ""} for entry in entries]

    def offered(self, control: Control) -> Raw:
        """What an empty form shows in a field."""
        return control.raw("applicant" if control.name == "subject" else ABSENT)

    def read(self, data: Raw) -> tuple[Json, dict[str, str]]:
        """The new part, and what is wrong by input name: one of them is empty."""
        given: dict[str, Json] = {}
        errors: dict[str, str] = {}
        for control in self.controls:
            try:
                value = control.read(control.taken(data), ABSENT)
            except Unreadable as unreadable:
                errors[control.name] = str(unreadable)
                continue
            if value is not ABSENT:
                given[control.info.name] = value
        own_id = narrow(first(data, OWN_ID))
        is_page, item_type = self.place.field == "pages", type_of(self.model)
        if own_id and (fault := fault_of(self.place.document, own_id, is_page=is_page, item_type=item_type)):
            errors[OWN_ID] = fault
        if errors:
            return None, errors
        if type_of(self.model) == "result" and self.place.in_row:
            given["formula"] = 0
        if given.get("subject") == "applicant":
            own_id = own_id or applicants_id(self.place.document, type_of(self.model))
        return self.finished(given, own_id), {}

    def finished(self, given: Mapping[str, Json], own_id: str = "") -> Json:
        """The new part from what was asked."""
        return complete(self.place.document, self.model, self.place.field, given, own_id, self.place.taken)

    def insert(self, part: Json, after: str) -> tuple[Insert, str]:
        """The step that puts it behind a member, or at the end; and the place at which it stands then."""
        members = self.place.members
        keys = [key_of(one) for one in members]
        index = keys.index(after) + 1 if after in keys else len(members)
        step = Insert(self.place.container, self.place.field, position_of(members, index), part)
        return step, member_place(self.place.container, self.place.field, part, index)


_OFFERED = {"required": YES, "min": "1"}


@dataclass(frozen=True)
class NewForm(AddForm):
    """The form for a question or a list that was not there before: whether it must be answered is asked at once.

    The language takes what is not said for optional; whoever adds a question mostly needs the answer.
    """

    @cached_property
    def controls(self) -> list[Control]:
        return [*super().controls, *self._must_be_answered()]

    def offered(self, control: Control) -> Raw:
        preset = _OFFERED.get(control.name) if control in self._must_be_answered() else None
        return super().offered(control) if preset is None else {control.name: [preset]}

    def _must_be_answered(self) -> list[Control]:
        infos = {info.name: info for info in fields_of(self.model)}
        if type_of(self.model) == "list":
            return [control_type(infos["min"])(infos["min"], "min")]
        if "required" in infos and infos["required"].default is False:
            return [RequiredControl(infos["required"], "required")]
        return []

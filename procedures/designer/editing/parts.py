"""The members of a list (items of a page, stages, fees …) as rows with their buttons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from procedures.definitions.setting_names import VALUES
from procedures.designer.documents import Json, key_of
from procedures.designer.editing.addresses import add_address, address_of
from procedures.designer.editing.controls import Control, Raw
from procedures.designer.editing.references import Choice, choices_of, claim_label
from procedures.designer.editing.rule_fields import Names, sentence
from procedures.designer.schema import field_of
from procedures.designer.words import japanese, member_word, name_of


@dataclass(frozen=True)
class PartsControl(Control):
    """A list whose members have pages of their own. The form shows it and never changes it."""

    number: int = 0
    place: str = ""
    members: Sequence[Json] = field(default=())
    names: Names = field(default_factory=lambda: Names({}))
    fees: Sequence[Choice] = field(default=())

    def raw(self, value: Json) -> dict[str, list[str]]:
        return {}

    def read(self, raw: Raw, current: Json) -> Json:
        return current

    @property
    def member_word(self) -> str:
        return member_word(self.info.name) or self.label

    @property
    def add_url(self) -> str:
        full = self.info.most_members is not None and len(self.members) >= self.info.most_members
        return "" if full else add_address(self.number, self.place, self.info.name)

    def rows(self) -> list[dict[str, Any]]:
        """Each member with its name, what it is, and whether it can move up and down."""
        last = len(self.members) - 1
        rows = []
        for index, member in enumerate(self.members):
            place = member_place(self.place, self.info.name, member, index)
            rows.append(
                {
                    "place": place,
                    "url": address_of(self.number, place),
                    "title": self.title(member, index),
                    "note": self.note(member),
                    "can_up": index > 0,
                    "can_down": index < last,
                }
            )
        return rows

    def title(self, member: Json, index: int) -> str:
        if self.info.name in {"lines", "exemptions"}:
            return next((one.label for one in self.fees if one.value == member.get("item")), str(member.get("item")))
        if self.info.name == "documents" and not member.get("title"):
            return choice_label(choices_of(field_of(self.info.models[0], "template"), {}, ""), member.get("template"))
        plain = name_of({key: value for key, value in member.items() if key != "when"})
        if not plain and self.info.name == "facts":
            plain = claim_label(str(member.get("claim")))
        return plain or key_of(member) or _("%(what)s%(number)d") % {"what": self.member_word, "number": index + 1}

    def note(self, member: Json) -> str:
        """What kind of thing it is, and when it counts."""
        notes = [VALUES["type"].get(str(member["type"]), "")] if "type" in member else []
        if self.info.name == "stages":
            notes.append(VALUES["role"][str(member.get("role", "clerk"))])
        when = member.get("when")
        if isinstance(when, dict):
            notes.append(sentence(when, self.names, is_condition=True))
        if isinstance(when, str):
            notes.append(VALUES["when"].get(when, ""))
        return "　".join(note for note in notes if note)


def member_place(container: str, field_name: str, member: Json, index: int) -> str:
    """The place of a member of a list."""
    key = key_of(member)
    if field_name == "items" and key is not None:
        return f"items/{key}"
    return f"{container}/{field_name}/{index if key is None else key}".lstrip("/")


def choice_label(choices: Sequence[Choice], value: object) -> str:
    return next((one.label for one in choices if one.value == value), japanese(value))

"""Which settings stand together on one page of the editor.

A part of its own (a page, an item, a stage) has a sheet with its fields. The settings of the whole procedure are
grouped by subject, each sheet at the place of its first section; a section is shown on the sheet, not behind a link.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from procedures.definitions import Definition
from procedures.definitions.texts import Model
from procedures.designer.documents import SECTIONS, Document, NoSuchPlace, container_of, find
from procedures.designer.editing.wording import SECONDARY
from procedures.designer.schema import FieldInfo, field_of, fields_of, model_at, type_of
from procedures.designer.words import called


class PlacedField(NamedTuple):
    """A field with the part that it belongs to. `is_optional`: of a section that may be missing as a whole."""

    place: str
    info: FieldInfo
    is_optional: bool = False

    @property
    def name(self) -> str:
        """Of its input: the section and the field."""
        section = self.place.rsplit("/", 1)[-1] if self.place.rsplit("/", 1)[-1] in SECTIONS else ""
        return f"{section}-{self.info.name}" if section else self.info.name


class Group(NamedTuple):
    """Fields under one heading; "" for none."""

    title: str
    fields: tuple[PlacedField, ...]


class Subject(NamedTuple):
    title: Promise
    fields: tuple[str, ...]


SUBJECTS: Mapping[str, Subject] = {
    "": Subject(
        gettext_lazy("手続の説明"),
        (
            *("title", "kind", "summary", "audience", "who", "needed", "not_needed", "what_next"),
            *("life_events", "keywords"),
        ),
    ),
    "legal_basis": Subject(gettext_lazy("根拠と期間"), ("legal_basis", "standard_period", "appeal")),
    "accepts": Subject(gettext_lazy("受付の期間と回数"), ("accepts",)),
    "assurance": Subject(gettext_lazy("本人確認と代理"), ("assurance", "contact_confirmation", "proxy")),
    "eligibility": Subject(gettext_lazy("受け付けない条件"), ("eligibility",)),
    "pages": Subject(gettext_lazy("ページ"), ("pages",)),
    "values": Subject(gettext_lazy("計算"), ("values",)),
    "evidence": Subject(gettext_lazy("確認情報"), ("evidence",)),
    "fees": Subject(gettext_lazy("手数料"), ("fees",)),
    "workflow": Subject(gettext_lazy("処理の流れ"), ("workflow",)),
    "documents": Subject(gettext_lazy("書類"), ("documents",)),
    "messages": Subject(gettext_lazy("お知らせの文"), ("messages",)),
    "retention": Subject(gettext_lazy("保存期間と統計"), ("retention", "statistics")),
}
"""The settings of the whole, by the place of the sheet on which they stand."""


def title_of(document: Document, place: str) -> str:
    """What the sheet at a place is called."""
    return str(SUBJECTS[place].title) if place in SUBJECTS else called(document, place)


def home_of(place: str, field: str) -> str:
    """The place of the sheet on which a field of a part is edited."""
    segments = place.split("/") if place else []
    if not segments:
        return next((home for home, subject in SUBJECTS.items() if field in subject.fields), "")
    if segments[-1] == "ground":
        return "/".join(segments[:-1])
    if "options" in segments:
        return "/".join(segments[: segments.index("options")])
    if len(segments) == 1:
        return next((home for home, subject in SUBJECTS.items() if segments[0] in subject.fields), "")
    return place


def parent_of(document: Document, place: str) -> str:
    """The place of the sheet that lists a part; of a sheet of the whole, and of what is not there, the description."""
    try:
        container, field, _key = container_of(document, place)
    except NoSuchPlace:
        return ""
    return home_of(container, field)


def groups_at(document: Document, place: str) -> list[Group]:
    """The fields to be shown at a place, in order. Raises NoSuchPlace."""
    if place in SUBJECTS:
        return list(_of_subject(SUBJECTS[place]))
    try:
        find(document, place)
        model = model_at(document, place)
    except KeyError:
        raise NoSuchPlace(place) from None
    if home_of(place, "") != place:
        raise NoSuchPlace(place)
    return list(_of_part(model, place))


def _of_subject(subject: Subject) -> Iterator[Group]:
    plain: list[PlacedField] = []
    for name in subject.fields:
        info = field_of(Definition, name)
        if info.kind != "part":
            plain.append(PlacedField("", info))
            continue
        if plain:
            yield Group("", tuple(plain))
            plain = []
        title = info.label if len(subject.fields) > 1 else ""
        inner = fields_of(info.models[0])
        yield Group(title, tuple(PlacedField(name, one, not info.required) for one in inner if one.kind != "fixed"))
    if plain:
        yield Group("", tuple(plain))


def _of_part(model: type[Model], place: str) -> Iterator[Group]:
    own = sorted((info for info in fields_of(model) if info.kind not in {"fixed", "part"}), key=_rank)
    secondary = tuple(PlacedField(place, info) for info in own if _is_secondary(info))
    yield Group("", tuple(PlacedField(place, info) for info in own if not _is_secondary(info)))
    for info in fields_of(model):
        if info.kind == "part":
            inner = (one for one in fields_of(info.models[0]) if one.kind != "fixed")
            yield Group(info.label, tuple(PlacedField(f"{place}/{info.name}", one) for one in inner))
    if secondary:
        yield Group(_("くわしい設定"), secondary)


def _is_secondary(info: FieldInfo) -> bool:
    return bool(type_of(info.owner)) and info.name in SECONDARY


_FIRST = (
    *("label", "title", "law", "replaces", "paper", "message", "hint", "intro", "text", "version", "body", "tone"),
    *("item_label", "options", "items", "stages", "lines", "evidence", "facts", "wrong", "register", "claims"),
)
_LAST = ("required", "min", "max", "formula", "when", "checks")


def _rank(info: FieldInfo) -> tuple[int, int]:
    """What is read first stands first; who must answer and when it is asked comes last."""
    if info.name in _FIRST:
        return 0, _FIRST.index(info.name)
    return (2, _LAST.index(info.name)) if info.name in _LAST else (1, 0)


def anchor_of(place: str, field: str) -> str:
    """The id of a field's input on its sheet."""
    section = place.rsplit("/", 1)[-1]
    return f"{section}-{field}" if section in SECTIONS else field

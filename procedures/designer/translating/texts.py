"""Every text of a document that may be translated, in reading order: what the models call a LocalizedText."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

from procedures.definitions import Definition
from procedures.definitions.texts import LANGUAGES, LocalizedText
from procedures.designer.documents import Document, Json, place_of
from procedures.designer.words import japanese

ABOUT, REST = "about", "rest"
"""Parts of a document that are no page: what is said about the procedure before it begins, and all else."""

_DIGITS = 16
_BEGINS = ("title", "summary", "who", "needed", "not_needed", "what_next", "eligibility")


@dataclass(frozen=True, slots=True)
class Text:
    """`index`: which of several texts of the field, None where it is one. `part`: the id of the page, ABOUT or REST.

    `words`: by language, Japanese always; as they stand in the document.
    """

    place: str
    field: str
    index: int | None
    part: str
    words: Mapping[str, str]

    @property
    def key(self) -> str:
        """What it is called in files: items/name#label, #needed/0."""
        return f"{self.place}#{self.field}" + ("" if self.index is None else f"/{self.index}")

    @property
    def name(self) -> str:
        """What it is called in forms."""
        return f"t{hashlib.sha256(self.key.encode()).hexdigest()[:_DIGITS]}"

    @property
    def japanese(self) -> str:
        return self.words["ja"]


class _Field(NamedTuple):
    name: str
    many: bool
    models: Mapping[str, type[BaseModel]]
    """By `type` where there are several; the one under "" otherwise. LocalizedText: a text."""


def is_text_name(name: str) -> bool:
    """Whether it looks like the name of a text in a form."""
    return len(name) == _DIGITS + 1 and name.startswith("t")


def texts_of(document: Document) -> Iterator[Text]:
    """Those that have words in Japanese."""
    for pointer, text in _texts(document, Definition, ""):
        words = {"ja": text} if isinstance(text, str) else text
        if not japanese(words):
            continue
        place, field = place_of(document, pointer)
        last = pointer.rpartition("/")[2]
        index = int(last) if last.isdigit() and field != last else None
        told = {language: words[language] for language in LANGUAGES if isinstance(words.get(language), str)}
        yield Text(place, field, index, _part(document, pointer), told)


def as_written(words: Mapping[str, str]) -> Json:
    """A text as it stands in a document: in Japanese only, a string."""
    told = {language: words[language] for language in LANGUAGES if words.get(language)}
    return told["ja"] if len(told) == 1 else told


def _part(document: Document, pointer: str) -> str:
    steps = pointer.split("/")
    if steps[1] == "pages":
        return str(document["pages"][int(steps[2])].get("id", ""))
    return ABOUT if steps[1] in _BEGINS else REST


def _texts(part: Json, model: type[BaseModel], pointer: str) -> Iterator[tuple[str, Json]]:
    if not isinstance(part, dict):
        return
    for field in _fields(model):
        value = part.get(field.name)
        here = f"{pointer}/{field.name}"
        if value is None:
            continue
        members = list(enumerate(value)) if field.many and isinstance(value, list) else [(None, value)]
        for index, member in members:
            at = here if index is None else f"{here}/{index}"
            kind = str(member.get("type", "")) if isinstance(member, dict) else ""
            inner = field.models.get(kind) or field.models.get("")
            if inner is LocalizedText:
                yield at, member
            elif inner is not None:
                yield from _texts(member, inner, at)


@cache
def _fields(model: type[BaseModel]) -> tuple[_Field, ...]:
    """The fields of a model in which texts may stand; the pages where people read them, before what is behind them."""
    found = []
    for name, info in model.model_fields.items():
        many, models = _models_in(info.annotation)
        if models:
            by_type = {_type_of(one) if len(models) > 1 else "": one for one in models}
            found.append(_Field(info.alias or name, many, by_type))
    if model is Definition:
        found.sort(key=lambda one: (one.name not in _BEGINS, one.name != "pages"))
    return tuple(found)


def _models_in(annotation: Any) -> tuple[bool, list[type[BaseModel]]]:
    """Whether there are many, and of which models they are."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        return False, [annotation] if issubclass(annotation, BaseModel) else []
    origin = get_origin(annotation)
    arguments = get_args(annotation)
    if origin is Annotated:
        return _models_in(arguments[0])
    if origin is tuple:
        return True, _models_in(arguments[0])[1]
    if origin in {Union, UnionType}:
        inner = [_models_in(one) for one in arguments]
        return any(many for many, _models in inner), [one for _many, models in inner for one in models]
    return False, []


def _type_of(model: type[BaseModel]) -> str:
    info = model.model_fields.get("type")
    if info is None or get_origin(info.annotation) is not Literal:
        return ""
    return str(get_args(info.annotation)[0])

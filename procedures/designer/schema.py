"""The models of the procedure language, read as a description of forms: every field with its kind and its limits.

What the designer offers follows from the models: a new field of the language has a control without code of its own.
Texts, codes and rules are told apart here; which control shows a kind stands in `editing.controls`.
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo as ModelField

from procedures.definitions import Definition
from procedures.definitions.problems import Problem
from procedures.definitions.rules import Rule
from procedures.definitions.setting_names import NAMES, VALUES
from procedures.definitions.shape_problems import shape_problems
from procedures.definitions.texts import LocalizedText, Model

Kind = Literal[
    "fixed",  # an id, the type of an item, the format: made once, never asked
    "text",  # LocalizedText
    "texts",
    "line",
    "prose",
    "lines",
    "code",  # a word of the portal or of this document: chosen, not written
    "codes",
    "choice",
    "choices",
    "yes_no",
    "integer",
    "date",
    "rule",
    "part",
    "parts",
]


class _Absent:
    def __repr__(self) -> str:
        return "NO_DEFAULT"


NO_DEFAULT: Final = _Absent()
_FIXED = frozenset({"id", "format"})


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """One field. `name` is the key in the document, `default` the JSON value that is left out of it.

    `least` and `most`: of a number; `longest`: of a text; `most_members`: of a sequence. `models`: of a part or its
    members, several where an item may be of several types. `choices`: the JSON values, in order.
    """

    owner: type[Model]
    name: str
    kind: Kind
    required: bool
    nullable: bool
    default: Any
    least: int | None = None
    most: int | None = None
    longest: int | None = None
    most_members: int | None = None
    choices: tuple[str | int, ...] = ()
    models: tuple[type[Model], ...] = ()

    @property
    def label(self) -> str:
        return NAMES.get(self.name, self.name)

    def choice_label(self, value: object) -> str:
        return VALUES.get(self.name, {}).get(str(value), str(value))

    def problems(self, value: Any) -> list[Problem]:
        """What is wrong with a JSON value for this field, as far as it can be told without the rest of the part."""
        try:
            _adapter(self.owner, self.name).validate_json(json.dumps(value, ensure_ascii=False), strict=True)
        except ValidationError as error:
            return shape_problems(error, value)
        return []


@lru_cache(maxsize=256)
def fields_of(model: type[Model]) -> tuple[FieldInfo, ...]:
    """The fields of a model in its order."""
    return tuple(_field(model, attribute, field) for attribute, field in _fields(model).items())


def field_of(model: type[Model], name: str) -> FieldInfo:
    """Raises KeyError for a name that the model does not have."""
    for info in fields_of(model):
        if info.name == name:
            return info
    raise KeyError(name)


def models() -> tuple[type[Model], ...]:
    """Every model of the language, the whole first."""
    found: dict[type[Model], None] = {}

    def walk(model: type[Model]) -> None:
        if model in found:
            return
        found[model] = None
        for info in fields_of(model):
            for inner in info.models:
                walk(inner)

    walk(Definition)
    return tuple(found)


def model_at(document: Mapping[str, Any], place: str) -> type[Model]:
    """The model of the part at a place; of an item by its type. Raises KeyError where the language has no such part.

    Only an item is looked up in the document: everything else is told by the place itself.
    """
    parts = place.split("/") if place else []
    model: type[Model] = Definition
    while parts:
        name = parts.pop(0)
        if name == "items" and model is Definition and parts:
            model = item_model(_type_of(document, parts.pop(0)))
            continue
        info = field_of(model, name)
        if not info.models:
            raise KeyError(place)
        model = info.models[0]
        if info.kind == "parts":
            if not parts:
                raise KeyError(place)
            parts.pop(0)
    return model


@lru_cache(maxsize=64)
def item_model(item_type: str) -> type[Model]:
    """Raises KeyError for a type that the language does not have."""
    return {type_of(model): model for model in _page_item_models()}[item_type]


def type_of(model: type[Model]) -> str:
    """The `type` of an item's model; "" for what is no item."""
    field = _fields(model).get("type")
    values = get_args(field.annotation) if field is not None else ()
    return str(values[0]) if len(values) == 1 else ""


def _page_item_models() -> tuple[type[Model], ...]:
    (pages,) = field_of(Definition, "pages").models
    return field_of(pages, "items").models


def _type_of(document: Mapping[str, Any], item_id: str) -> str:
    for item in walk_items(document):
        if item.get("id") == item_id:
            return str(item.get("type"))
    raise KeyError(item_id)


def walk_items(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every item of a document in reading order, those in groups and lists behind what holds them."""
    for page in document.get("pages", ()):
        yield from _walk(page.get("items", ()))


def _walk(items: Any) -> Iterator[dict[str, Any]]:
    for item in items:
        yield item
        yield from _walk(item.get("items", ()))


def _fields(model: type[Model]) -> dict[str, ModelField]:
    model.model_rebuild()
    return model.model_fields


@lru_cache(maxsize=1024)
def _adapter(model: type[Model], name: str) -> TypeAdapter[Any]:
    field = next(one for attribute, one in _fields(model).items() if (one.alias or attribute) == name)
    annotation: Any = field.annotation
    for extra in field.metadata:
        annotation = Annotated[annotation, extra]
    return TypeAdapter(annotation)


def _field(model: type[Model], attribute: str, field: ModelField) -> FieldInfo:
    name = field.alias or attribute
    annotation, limits = _bare(field.annotation, [*field.metadata])
    nullable = False
    if type(None) in get_args(annotation) and get_origin(annotation) in {Union, types.UnionType}:
        nullable = True
        rest = [one for one in get_args(annotation) if one is not type(None)]
        annotation, limits = _bare(rest[0] if len(rest) == 1 else Union[tuple(rest)], limits)  # noqa: UP007  built at run time
    elif get_origin(annotation) is Literal and None in get_args(annotation):
        nullable = True
    kind, inner = _kind(name, annotation, limits)
    numbers = {type(one): one for one in limits if isinstance(one, Ge | Le | MaxLen | MinLen)}
    is_sequence = get_origin(annotation) is tuple
    choices = _choices(name, annotation, numbers) if kind in {"choice", "choices"} else ()
    return FieldInfo(
        owner=model,
        name=name,
        kind=kind,
        required=field.is_required(),
        nullable=nullable,
        default=NO_DEFAULT if field.is_required() else _json(field.default),
        least=_limit(numbers.get(Ge), "ge"),
        most=_limit(numbers.get(Le), "le"),
        longest=None if is_sequence else _limit(numbers.get(MaxLen), "max_length"),
        most_members=_limit(numbers.get(MaxLen), "max_length") if is_sequence else None,
        choices=choices,
        models=inner,
    )


def _limit(found: object, name: str) -> int | None:
    return None if found is None else int(getattr(found, name))


def _bare(annotation: Any, limits: list[Any]) -> tuple[Any, list[Any]]:
    """An annotation without `Annotated`, and what was said in it."""
    while get_origin(annotation) is Annotated:
        annotation, *more = get_args(annotation)
        for one in more:
            limits = [*limits, *(one.metadata if isinstance(one, ModelField) else [one])]
    return annotation, limits


def _kind(name: str, annotation: Any, limits: list[Any]) -> tuple[Kind, tuple[type[Model], ...]]:
    if get_origin(annotation) is tuple:
        return _sequence(get_args(annotation)[0])
    if name in _FIXED and (annotation is str or (name == "format" and len(get_args(annotation)) == 1)):
        return "fixed", ()
    simple: dict[Any, Kind] = {LocalizedText: "text", Rule: "rule", bool: "yes_no", int: "integer", date: "date"}
    kind: Kind
    if annotation is str:
        kind = _written(limits)
    elif get_origin(annotation) is Literal:
        kind = "choice" if len(get_args(annotation)) > 1 else "fixed"
    elif annotation is int and name in VALUES:
        kind = "choice"
    elif annotation in simple:
        kind = simple[annotation]
    else:
        assert issubclass(annotation, Model)
        return "part", (annotation,)
    return kind, ()


def _written(limits: list[Any]) -> Kind:
    patterns = {getattr(one, "pattern", None) for one in limits} - {None}
    if patterns == {r"^\S(?:.*\S)?$"}:
        return "line"
    return "prose" if patterns == {r"\S"} else "code"


def _sequence(member: Any) -> tuple[Kind, tuple[type[Model], ...]]:
    annotation, limits = _bare(member, [])
    if annotation is LocalizedText:
        return "texts", ()
    if get_origin(annotation) is Literal:
        return "choices", ()
    if annotation is str:
        return ("lines" if _written(limits) == "line" else "codes"), ()
    return "parts", tuple(_union(annotation))


def _union(annotation: Any) -> Iterator[type[Model]]:
    annotation, _limits = _bare(annotation, [])
    if get_origin(annotation) in {Union, types.UnionType}:
        for one in get_args(annotation):
            yield from _union(one)
    else:
        yield annotation


def _choices(name: str, annotation: Any, numbers: Mapping[type, Any]) -> tuple[str | int, ...]:
    if annotation is int:
        return tuple(range(numbers[Ge].ge, numbers[Le].le + 1))
    if get_origin(annotation) is tuple:
        annotation, _limits = _bare(get_args(annotation)[0], [])
    del name
    return tuple(one for one in get_args(annotation) if one is not None)


def _json(default: Any) -> Any:
    if isinstance(default, Rule):
        return default.to_json()
    if isinstance(default, BaseModel):
        return default.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return list(default) if isinstance(default, tuple) else default

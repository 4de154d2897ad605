"""Every field of every model of the language can be edited, has a name, and says its choices in words."""

from typing import Any

import pytest
from django.utils.translation import override

from procedures.definitions import Definition
from procedures.definitions.items import ChoiceItem, TextItem
from procedures.definitions.sections import Assurance, Evidence, Retention, Stage
from procedures.definitions.setting_names import NAMES, VALUES
from procedures.definitions.texts import LANGUAGES
from procedures.designer.documents import COLLECTIONS, SECTIONS
from procedures.designer.editing.blank import FAMILIES
from procedures.designer.editing.forms import CONTROLS, control_type
from procedures.designer.editing.references import SOURCES
from procedures.designer.editing.sheets import SUBJECTS
from procedures.designer.schema import NO_DEFAULT, Kind, field_of, fields_of, item_model, model_at, models, type_of

FIELDS = [(model, info) for model in models() for info in fields_of(model)]
NAMED = [pytest.param(info, id=f"{model.__name__}.{info.name}") for model, info in FIELDS]


def test_the_walk_meets_all_of_the_language():
    assert len(models()) > 50
    assert len(FIELDS) > 350
    assert {info.kind for _model, info in FIELDS} == set(Kind.__args__) - {"prose"}


@pytest.mark.parametrize("info", NAMED)
def test_every_field_has_a_control(info):
    if info.kind == "fixed":
        assert info.name in {"id", "type", "format", "from"}
    elif info.kind == "part":
        assert info.name in SECTIONS  # its own fields stand on the sheet
    elif info.owner.__name__ in {"Option", "QuantityOption"}:
        assert info.name in {"value", "label", "hint", "max"}  # the table of options
    else:
        assert control_type(info) is not None
        assert info.kind in CONTROLS
    if info.kind == "parts":
        assert info.name in COLLECTIONS
    if info.kind in {"code", "codes"} and info.name != "version":
        assert info.name in SOURCES


@pytest.mark.parametrize("info", NAMED)
def test_every_field_and_every_choice_has_words(info):
    with override("ja"):
        assert info.name in NAMES
        for value in info.choices:
            assert str(value) in VALUES[info.name]
        if info.nullable and info.required:
            assert "None" in VALUES[info.name]


def test_every_language_has_a_name():
    assert set(LANGUAGES) <= NAMES.keys()


def test_every_setting_of_the_whole_stands_on_one_sheet():
    placed = [name for subject in SUBJECTS.values() for name in subject.fields]
    assert sorted(placed) == sorted(info.name for info in fields_of(Definition) if info.kind != "fixed")


def test_every_type_of_item_can_be_chosen():
    (page,) = field_of(Definition, "pages").models
    offered = [one for family in FAMILIES for one in family.types]
    assert sorted(offered) == sorted(type_of(model) for model in field_of(page, "items").models)


@pytest.mark.parametrize(
    ("model", "name", "expected"),
    [
        (TextItem, "label", {"kind": "text", "required": True, "nullable": False, "default": NO_DEFAULT}),
        (TextItem, "max", {"kind": "integer", "least": 1, "most": 1000, "default": 100}),
        (TextItem, "required", {"kind": "rule", "default": False}),
        (ChoiceItem, "options", {"kind": "parts", "most_members": 200, "required": False}),
        (Definition, "keywords", {"kind": "lines", "most_members": 100, "default": []}),
        (Definition, "needed", {"kind": "texts", "most_members": 30}),
        (Assurance, "level", {"kind": "choice", "choices": (0, 1, 2, 3), "required": True}),
        (Retention, "years", {"kind": "choice", "choices": (1, 3, 5, 10, 30), "nullable": True, "required": True}),
        (Stage, "title", {"kind": "line", "longest": 300}),
        (Evidence, "ground", {"kind": "part"}),
        (Evidence, "register", {"kind": "code", "longest": 60}),
    ],
)
def test_what_is_said_of_a_field(model: Any, name: str, expected: dict[str, Any]):
    info = field_of(model, name)
    assert {key: getattr(info, key) for key in expected} == expected


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("", "Definition"),
        ("pages/a", "Page"),
        ("items/x", "TextItem"),
        ("items/x/options/b", "TextItem"),
        ("workflow", "Workflow"),
        ("workflow/stages/review/checks/c", "StageCheck"),
        ("fees/lines/0", "FeeLine"),
        ("evidence/e/ground", "Ground"),
        ("eligibility/3", "Eligibility"),
    ],
)
def test_the_model_of_a_place(place: str, name: str):
    document = {"pages": [{"id": "a", "items": [{"id": "x", "type": "text"}]}]}
    if place.endswith("options/b"):
        with pytest.raises(KeyError):
            model_at(document, place)
    else:
        assert model_at(document, place).__name__ == name


@pytest.mark.parametrize("place", ["nothing", "pages", "items/y", "title", "workflow/stages", "items"])
def test_no_such_place(place: str):
    with pytest.raises(KeyError):
        model_at({"pages": [{"id": "a", "items": [{"id": "x", "type": "text"}]}]}, place)


def test_an_unknown_type_of_item():
    with pytest.raises(KeyError):
        item_model("file")


def test_what_the_language_does_not_take():
    info = field_of(Stage, "title")
    assert [one.code for one in info.problems("あ" * 301)] == ["too_long"]
    assert info.problems("審査") == []
    assert [one.code for one in field_of(TextItem, "max").problems(True)] == ["wrong_type"]

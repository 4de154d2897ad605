"""What was published once never comes back with another meaning, though it was deleted meanwhile."""

import json
from typing import Any

import pytest

from procedures.designer.models import Design
from procedures.designer.published_names import published_names
from tests.catalogue import make_procedure, small_document
from tests.designs import make_design
from tests.procedures.designer.editing.desk import Editor, now

pytestmark = pytest.mark.django_db
ITEMS: list[dict[str, Any]] = [
    {"id": "text_4", "type": "text", "label": "職業"},
    {"id": "choice_1", "type": "choice", "label": "理由", "options": [{"value": "option_1", "label": "一"}]},
]


def page(*items: dict[str, Any]) -> dict[str, Any]:
    document = small_document()
    return document | {"pages": [{**document["pages"][0], "items": [*document["pages"][0]["items"], *items]}]}


@pytest.fixture
def editor(administrator: Any) -> Editor:
    """Version 1 has two options more and `text_4`; both are gone in the text that is written now."""
    more = [{"value": f"option_{number}", "label": str(number)} for number in (1, 2, 3)]
    version = make_procedure(pages=page(ITEMS[0], ITEMS[1] | {"options": more})["pages"])
    make_design(administrator.user, document=page(ITEMS[1]), base=version)
    return Editor(administrator.client())


def test_the_names_of_every_version(editor):
    assert published_names(9001) >= {"wish", "text_4", "choice_1", "option_1", "option_3"}
    assert published_names(9002) == frozenset()


def test_a_new_item_has_a_name_of_its_own(editor):
    editor.client.post("/designer/9001/add/pages/applicant/items/?type=text", {"label": "勤め先"})
    assert now("items/text_5")["label"] == "勤め先"


def test_a_copy_has_a_name_of_its_own(editor):
    document = page(ITEMS[1] | {"id": "text_3", "type": "text", "label": "写すもの"})
    del document["pages"][0]["items"][-1]["options"]
    Design.objects.filter(number=9001).update(document=json.dumps(document))
    editor.press("items/text_3", "copy:items/text_3")
    assert now("items/text_5")["label"] == "写すもの（写し）"


def test_a_new_option_has_a_value_of_its_own(editor):
    editor.send("items/choice_1", **{"options-1-label": "二つ目", "options-paste": "三つ目\nown\t四つ目"})
    assert [(one["value"], one["label"]) for one in now("items/choice_1")["options"]] == [
        ("option_1", "一"),
        ("option_4", "二つ目"),
        ("option_5", "三つ目"),
        ("own", "四つ目"),
    ]


def test_versions_are_asked_for_new_names_only(editor, monkeypatch):
    def refuse(_number: int) -> frozenset[str]:
        raise AssertionError

    monkeypatch.setattr("procedures.designer.editing.forms.published_names", refuse)
    editor.send("items/choice_1", **{"options-0-label": "一つ目"})
    assert now("items/choice_1")["options"] == [{"value": "option_1", "label": "一つ目"}]

"""Look-ups, writing, the JSON Schema, and what the room may import."""

import json
import subprocess
import sys

import pytest
from pydantic import ValidationError

from procedures.definitions import LocalizedText, Rule, autocomplete_tokens, dump, json_schema, parse
from procedures.definitions.pretty import pretty
from tests.procedures.definitions.small import document, spoiled


def test_look_ups():
    read = parse(document())
    assert [item.id for item in read.items()] == [
        "name", "email", "scope", "copies", "day", "people", "person", "apart", "home",
    ]  # fmt: skip
    assert read.item("copies").type == "integer"
    assert read.page("request").title.ja == "内容"
    assert read.page_of("home").id == "request"
    assert read.list_of("home") is read.item("people")
    assert read.list_of("copies") is None
    assert read.has_item("people_count") is False
    with pytest.raises(KeyError):
        read.item("nobody")
    with pytest.raises(KeyError):
        read.page("nowhere")


def test_a_definition_never_changes():
    read = parse(document())
    for part, name in ((read, "kind"), (read.pages[0], "title"), (read.item("name"), "label"), (read.title, "ja")):
        with pytest.raises(ValidationError):
            setattr(part, name, getattr(part, name))


def test_writing_gives_one_canonical_text():
    text = dump(parse(document()))
    assert dump(parse(text)) == text
    shuffled = dict(reversed(document().items()))
    shuffled["title"] = dict(reversed(shuffled["title"].items()))
    assert dump(parse(shuffled)) == text
    assert parse(text) == parse(document())


def test_defaults_are_left_out_and_keys_keep_the_order_of_the_language():
    written = json.loads(dump(parse(spoiled("/pages/1/items/1/personal", True))))
    assert list(written)[:6] == ["format", "kind", "title", "summary", "who", "what_next"]
    copies = {"id": "copies", "type": "integer", "label": "通数", "min": 1, "max": 10}
    assert written["pages"][1]["items"][1] == copies


def test_rules_are_written_in_one_form():
    whole = spoiled("/pages/1/items/1/when", {"!": {"!": {"var": ["scope"]}}})
    written = json.loads(dump(parse(whole)))
    assert written["pages"][1]["items"][1]["when"] == {"!": [{"!": [{"var": "scope"}]}]}


def test_texts_fall_back_to_japanese():
    text = LocalizedText.model_validate({"ja": "引っ越し", "ja-easy": "ひっこし", "en": "Moving"})
    assert [text.in_language(name) for name in ("ja", "ja-easy", "en", "ko", "fr", "")] == [
        "引っ越し", "ひっこし", "Moving", "引っ越し", "引っ越し", "引っ越し",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["model_fields", "model_config", "copy", "in_language", "__class__"])
def test_only_languages_are_languages(name):
    assert LocalizedText(ja="題").in_language(name) == "題"


def test_rules_compare_by_what_they_say():
    assert Rule.read({"var": "a"}) == Rule.read({"var": ["a"]})
    assert hash(Rule.read([1, 2])) == hash(Rule.read([1.0, 2]))
    assert Rule.read(True).constant is True
    assert Rule.read({"var": "a"}).constant is None
    assert repr(Rule.read({"var": "a"})) == 'Rule({"var": "a"})'


def test_autocomplete_is_for_the_applicants_own_data():
    read = parse(document())
    assert autocomplete_tokens(read.item("name")) == {"family": "family-name", "given": "given-name"}
    assert autocomplete_tokens(read.item("email")) == {"": "email"}
    for name in ("person", "home", "people", "copies"):
        assert autocomplete_tokens(read.item(name)) == {}
    item = {"id": "company", "type": "text", "label": "会社", "subject": "applicant", "autocomplete": "organization"}
    assert autocomplete_tokens(parse(spoiled("/pages/1/items/4", item)).item("company")) == {"": "organization"}


def test_the_schema_names_every_section_and_type():
    schema = json_schema()
    assert set(schema["required"]) >= {"kind", "title", "pages", "workflow", "retention"}
    assert schema["additionalProperties"] is False
    types = {
        part["properties"]["type"]["const"]
        for part in schema["$defs"].values()
        if "const" in part.get("properties", {}).get("type", {})
    }
    assert types == {
        "text", "long_text", "person_name", "kana", "date", "birth_date", "integer", "yes_no", "choice", "choices",
        "email", "phone", "address", "consent", "group", "list", "text_block", "year_month", "time", "decimal", "yen",
        "quantities", "bank_account", "corporate_number", "declaration", "register_facts", "result",
        "slot",
    }  # fmt: skip
    json.dumps(schema)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "{}\n"),
        ({"a": []}, '{\n  "a": []\n}\n'),
        ({"a": {"b": [1, "二"]}}, '{\n  "a": {"b": [1, "二"]}\n}\n'),
        ({"a": ["x" * 60, "y" * 60]}, '{\n  "a": [\n    "' + "x" * 60 + '",\n    "' + "y" * 60 + '"\n  ]\n}\n'),
    ],
)
def test_pretty(value, text):
    assert pretty(value) == text


def test_the_room_runs_without_django():
    code = "import sys, procedures.definitions; print(sorted(name for name in sys.modules if name == 'django'))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=sys.path[0] or "."
    )
    assert done.stdout == "[]\n"

"""`choice` and `choices` of so many options that one searches."""

import json
from functools import partial

import pytest

from accessibility.components.templatetags.components import dispatch
from procedures.catalogue.code_lists import register
from procedures.definitions import Code, CodeList
from procedures.forms.actions import Candidates, list_action
from procedures.forms.binding import apply_action, bind, submit
from procedures.forms.code_lists import Entry, exactly, matching
from procedures.forms.fields.registry import field_type
from tests.procedures.forms.samples import CONTEXT, NAME, TODAY, form, item, message, page, read, shown_again

COUNT = 2000
register(
    "two_thousand",
    lambda: CodeList("two_thousand", [Code(f"c{n}", f"事業所{n}", f"ジギョウショ{n}") for n in range(COUNT)]),
)
town = partial(item, "choice", options_from="akita_towns")
towns = partial(item, "choices", options_from="akita_towns")
TOWN = {"options_from": "akita_towns"}


@pytest.mark.parametrize("typed", ["山王新町", "さんのうしん", "ｻﾝﾉｳｼﾝ", "サンノウ シン", "新町　山王"])
def test_towns_are_found_in_any_writing(typed):
    one = town()
    spec = field_type(one).spec(one, NAME, {"it-search": [typed]}, (), required=True)
    assert [choice["label"] for choice in spec["candidates"]] == ["山王新町"]
    assert (spec["component"], spec["count"], spec["search"]) == ("combobox_field", 1, typed)


def test_the_same_word_comes_first_then_beginnings():
    entries = [Entry("1", "北山王", ("北山王",)), Entry("2", "山王町", ("山王町",)), Entry("3", "山王", ("山王",))]
    assert [entry.value for entry in matching(entries, "山王")] == ["3", "2", "1"]
    assert matching(entries, " ") == []
    assert matching(entries, "！") == []
    assert exactly(entries, "山王") == entries[2]
    assert exactly(entries, "") is None


def test_of_two_thousand_twenty_are_shown_and_all_are_counted():
    one = item("choice", options_from="two_thousand")
    spec = field_type(one).spec(one, NAME, {"it-search": ["じぎょうしょ"]}, (), required=True)
    assert (len(spec["candidates"]), spec["count"]) == (20, COUNT)
    html = dispatch.field(spec)
    assert html.count('type="radio"') == 20
    assert "2000件あります。はじめの20件を表示しています。" in html
    assert read("choice", {"": "c1999"}, options_from="two_thousand") == "c1999"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ({}, None),
        ({"": "0100951"}, "0100951"),
        ({"": "0100951", "search": "さんのう"}, "0100951"),
        ({"": "0100951", "search": "山王"}, "0100951"),
        ({"search": "山王"}, "0100951"),
        ({"search": "サンノウ"}, "0100951"),
        ({"search": "！"}, None),
    ],
)
def test_a_choice_and_the_words_that_found_it(typed, value):
    if typed == {"search": "！"}:
        assert message("choice", typed, **TOWN)[0] == NAME
    else:
        assert read("choice", typed, **TOWN) == value
        assert shown_again("choice", typed, **TOWN) == value


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ({"search": "さん"}, "「項目」は「候補を表示する」を押して、候補から選んでください。"),
        ({"": "9999999"}, "「項目」は「候補を表示する」を押して、候補から選んでください。"),
        ({"": "0100951", "search": "土崎"}, "「項目」で探す言葉「土崎」と、選んだ「山王」が違います。"),
    ],
)
def test_what_is_no_choice(typed, text):
    name, found = message("choice", typed, **TOWN)
    assert (name, found[: len(text)]) == (NAME, text)


def test_several_of_many():
    assert read("choices", {"": ["0100951", "0100831"]}, **TOWN) == ["0100831", "0100951"]
    assert read("choices", {"search": "山王"}, **TOWN) == ["0100951"]
    assert shown_again("choices", {"": ["0100951"]}, **TOWN) == ["0100951"]
    assert message("choices", {"search": "さん"}, **TOWN)[0] == NAME
    one = towns()
    assert field_type(one).summarise(one, ["0100951"]) == ("山王",)
    assert field_type(one).export(one, ["0100831", "0100951"]) == {"it": "0100831 0100951"}
    spec = field_type(one).spec(one, NAME, {NAME: ["0100951", "x"], "it-search": ["新町"]}, (), required=False)
    assert (spec["multiple"], [one["label"] for one in spec["chosen"]]) == (True, ["山王"])


def test_a_missing_choice_names_an_example():
    one = town()
    assert field_type(one).missing(one, NAME, CONTEXT).message == "「項目」を選んでください。例）旭川清澄町"


def test_a_code_that_left_the_list_is_still_shown():
    one = town()
    assert field_type(one).summarise(one, "gone") == ("gone",)


PLACE = {"id": "place", "type": "choice", "label": "町名", **TOWN}
FORM = form(page("one", PLACE, {"id": "note", "type": "text", "label": "備考"}))


def test_the_button_shows_candidates_and_keeps_everything():
    assert list_action({"_action": ["candidates:place"]}) == Candidates("place")
    assert list_action({"_action": ["candidates:people-2-place"]}) == Candidates("people-2-place")
    assert list_action({"_action": ["candidates:place:1"]}) is None
    data = {"place-search": ["さんのうしん"], "note": ["x"]}
    bound = apply_action(FORM, "one", answers={}, data=data, action=Candidates("place"), today=TODAY)
    assert (bound.judged, bound.focus) == (False, "place")
    again = bind(FORM, "one", answers=bound.answers, typed=bound.typed, today=TODAY)
    assert [choice["label"] for choice in again.specs[0]["candidates"]] == ["山王新町"]
    assert again.specs[1]["value"] == "x"
    chosen = again.specs[0]["candidates"][0]["value"]
    sent = submit(FORM, "one", answers=bound.answers, data=data | {"place": [chosen]}, today=TODAY)
    assert sent.is_valid
    assert sent.answers["place"] == chosen


def test_a_choice_can_be_taken_back():
    spec = bind(FORM, "one", answers={"place": "0100951"}, today=TODAY).specs[0]
    html = dispatch.field(spec)
    assert html.count('type="radio"') == 2
    assert "選ばない" in html
    assert submit(FORM, "one", answers={"place": "0100951"}, data={"place": [""]}, today=TODAY).answers == {}


@pytest.mark.parametrize("kind", ["choice", "choices"])
@pytest.mark.parametrize("typed", ["\ud842山王", "山\x00王", "\ud842", "\x00", "山王\udfb7" * 40])
def test_broken_characters_reach_neither_the_page_nor_the_database(kind, typed):
    one = form(page("one", {"id": "place", "type": kind, "label": "町名", **TOWN}))
    sent = submit(one, "one", answers={}, data={"place-search": [typed], "place": ["0100831"]}, today=TODAY)
    shown = bind(one, "one", answers={}, typed=sent.typed, today=TODAY, judge=True)
    for words in (
        *(fault.message for fault in sent.faults),
        dispatch.field(sent.specs[0]),
        dispatch.field(shown.specs[0]),
    ):
        words.encode()
        assert "\x00" not in words
    stored = json.dumps(sent.typed, ensure_ascii=False)
    stored.encode()
    assert "\\u0000" not in stored
    one_alone = item(kind, **TOWN)
    spec = field_type(one_alone).spec(one_alone, NAME, {"it-search": [typed]}, (), required=True)
    spec["search"].encode()
    assert "\x00" not in spec["search"]

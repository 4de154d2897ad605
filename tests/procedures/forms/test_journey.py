"""The way through a form, worked out from the answers."""

import pytest

from procedures.forms.completeness import faults_of_page
from procedures.forms.fields.contract import Fault
from procedures.forms.journey import Journey
from tests.procedures.forms.samples import TODAY, form, page

A = {"id": "a", "type": "yes_no", "label": "あ", "required": True}
B = {"id": "b", "type": "integer", "label": "い", "required": True, "max": 10}
C = {"id": "c", "type": "text", "label": "う"}
FORM = form(page("one", A), page("two", B, when={"var": "a"}), page("three", C))


def journey(answers, faults=None):
    return Journey(FORM, answers, TODAY, faults)


def test_an_empty_form_begins_at_the_first_page():
    way = journey({})
    assert [one.id for one in way.pages] == ["one", "three"]
    assert way.first_incomplete() == "one"
    assert not way.complete
    assert (way.state("one"), way.state("three")) == ("todo", "done")
    assert (way.may_visit("one"), way.may_visit("two"), way.may_visit("three")) == (True, False, False)


def test_an_answer_opens_a_page():
    way = journey({"a": True})
    assert [one.id for one in way.pages] == ["one", "two", "three"]
    assert (way.next_after("one"), way.next_after("two"), way.next_after("three")) == ("two", "three", None)
    assert (way.before("one"), way.before("three"), way.before(None)) == (None, "two", "three")
    assert (way.position("one"), way.position("three"), way.position(None)) == ((1, 4), (3, 4), (4, 4))
    assert (way.may_visit("two"), way.may_visit("three")) == (True, False)


def test_a_changed_answer_closes_it_and_drops_what_was_answered_there():
    way = journey({"a": False, "b": 3, "c": "x"})
    assert way.next_after("one") == "three"
    assert way.complete
    assert way.answers == {"a": False, "c": "x"}


def test_a_page_that_is_hidden_now_still_knows_its_neighbours():
    way = journey({"a": False})
    assert (way.next_after("two"), way.before("two"), way.has("two")) == ("three", "one", False)
    assert (way.next_after("nowhere"), way.before("nowhere")) == ("one", None)
    with pytest.raises(ValueError):
        way.position("two")


def test_a_wrong_answer_of_an_old_draft_is_found():
    way = journey({"a": True, "b": 11})
    assert way.state("two") == "faulty"
    assert way.first_incomplete() == "two"
    assert [fault.id for fault in way.faults["two"]] == ["b"]


def test_faults_known_from_elsewhere_count():
    known = {"three": (Fault("c", "x"),), "nowhere": (Fault("n", "x"),)}
    way = journey({"a": False}, known)
    assert (way.first_incomplete(), way.state("three"), list(way.faults)) == ("three", "faulty", ["three"])


def test_an_answered_form_is_complete():
    assert journey({"a": True, "b": 3}).complete
    assert journey({"a": True, "b": 3}).first_incomplete() is None


def test_only_pages_that_are_asked_about_are_judged(monkeypatch):
    judged = []

    def judge(page, visible, context):
        judged.append(page.id)
        return faults_of_page(page, visible, context)

    monkeypatch.setattr("procedures.forms.journey.faults_of_page", judge)
    way = journey({"a": True, "b": 3})
    assert way.may_visit("one")
    assert judged == []
    assert way.may_visit("two")
    assert way.complete
    assert judged == ["one", "two", "three"]

"""Every seeded procedure: bound, shown, filled in well and badly."""

import json
from collections.abc import Iterator
from functools import cache
from html import escape
from typing import Any

import pytest
from django.template import Context, Template

from procedures.catalogue.seeding import SEEDS
from procedures.definitions import Definition, evaluate, is_true, parse, visible_answers
from procedures.forms.binding import BoundPage, bind, submit
from procedures.forms.characters import storable
from procedures.forms.completeness import faults_of
from procedures.forms.fields.registry import field_type
from procedures.forms.journey import Journey
from procedures.forms.posted import Place, places, row_counts
from procedures.forms.summary import summarise
from tests.factories.answers import TODAY, valid_answers, valid_form_data, walk

FILES = sorted((SEEDS / "procedures").glob("*.json"))

# What a field may be given instead of an answer. Each goes into every box of the field, some into each box alone.
BAD = {
    "empty": "",
    "blank": " 　\t",
    "too long": "あ" * 30_000,
    "full width": "１２３４ＡＢｃｄ",
    "half width": "ｱｷﾀ ｼﾞﾛｰ",
    "emoji": "😀👨‍👩‍👧‍👦",
    "variants": "葛󠄀城𠮷野神",
    "surrogates": "\ud842秋\udfb7",
    "controls": "秋\x00\x07\x1b[31m田\u202e",
    "lines": "一\r\n二\u2028三",
    "impossible": "31",
    "negative": "-99999999999999999999",
    "markup": "\"><script>alert('x')</script>{{ 7|add:7 }}",
    "sql": "'; DROP TABLE drafts; --",
    "individual number": "1234 5678 9018",
}
ALONE = ("empty", "surrogates", "impossible")


def definition_of(name: str) -> Definition:
    path = next(path for path in FILES if path.stem == name)
    return parse(json.loads(path.read_text(encoding="utf-8"))["definition"])


@cache
def template() -> Template:
    return Template("{% for spec in specs %}{% field spec %}{% endfor %}")


def drawn(bound: BoundPage) -> str:
    html = template().render(Context({"specs": bound.specs}))
    html.encode()
    return html


def assert_faults_are_shown(bound: BoundPage) -> None:
    html = drawn(bound)
    for fault in bound.faults:
        assert f'id="{fault.id}"' in html
        assert escape(fault.message) in html


def ids_of(html: str) -> list[str]:
    return [part.split('"', 1)[0] for part in html.split(' id="')[1:]]


def spoiled(data: dict[str, list[str]], place: Place) -> Iterator[dict[str, list[str]]]:
    names = field_type(place.item).names(place.item, place.name)
    for kind, bad in BAD.items():
        yield data | {name: [bad] for name in names}
        if kind in ALONE and len(names) > 1:
            yield from (data | {name: [bad]} for name in names)


def pages_filled(definition: Definition) -> Iterator[tuple[str, dict[str, list[str]], dict[str, Any]]]:
    """Page id, its valid form data and the answers given before it."""
    answers: dict[str, Any] = {}
    for page_id, data in valid_form_data(definition).items():
        yield page_id, data, answers
        answers = submit(definition, page_id, answers=answers, data=data, today=TODAY).answers


@pytest.fixture(params=[path.stem for path in FILES])
def definition(request) -> Definition:
    return definition_of(request.param)


def test_valid_data_leads_to_a_complete_journey(definition):
    answers: dict[str, Any] = {}
    visited = []
    page_id = Journey(definition, answers, TODAY).first_incomplete()
    data = valid_form_data(definition)
    while page_id is not None:
        way = Journey(definition, answers, TODAY)
        assert way.may_visit(page_id)
        visited.append(page_id)
        bound = submit(definition, page_id, answers=answers, data=data[page_id], today=TODAY)
        assert bound.is_valid
        answers = bound.answers
        page_id = Journey(definition, answers, TODAY).next_after(page_id)
    way = Journey(definition, answers, TODAY)
    assert way.complete
    assert visited == [page.id for page in way.pages]
    assert answers == valid_answers(definition)
    assert faults_of(definition, answers, TODAY) == {}


def test_valid_data_is_not_stopped_by_a_condition_of_the_procedure(definition):
    scope = visible_answers(definition, valid_answers(definition), TODAY).scope
    stops = [stop.message.ja for stop in definition.eligibility if is_true(evaluate(stop.when, scope, today=TODAY))]
    assert stops == []


def test_answers_are_json_and_come_back_from_the_page(definition):
    posted, answers = walk(definition)
    answers = json.loads(json.dumps(answers, ensure_ascii=False))
    for page_id in posted:
        bound = bind(definition, page_id, answers=answers, today=TODAY, judge=True)
        assert bound.is_valid
        assert bound.answers == answers
        html = drawn(bound)
        assert 'aria-invalid="true"' not in html
        assert len(set(ids_of(html))) == len(ids_of(html))


def test_an_empty_page_says_what_is_missing_where(definition):
    for page_id, _data, answers in pages_filled(definition):
        bound = submit(definition, page_id, answers=answers, data={}, today=TODAY)
        assert all(fault.missing for fault in bound.faults)
        assert_faults_are_shown(bound)


def test_every_answer_can_be_read(definition):
    answers = valid_answers(definition)
    visible = visible_answers(definition, answers, TODAY)
    sections = summarise(definition, answers, TODAY)
    assert [section.page_id for section in sections] == list(visible.page_ids())
    assert all(line for section in sections for row in section.rows for line in row.lines)


def test_every_field_takes_anything_and_says_what_is_wrong_with_it(definition):
    tried = 0
    for page_id, data, answers in pages_filled(definition):
        page = definition.page(page_id)
        before = submit(definition, page_id, answers=answers, data=data, today=TODAY).answers
        for place in places(page, row_counts(data)):
            for changed in spoiled(data, place):
                bound = submit(definition, page_id, answers=before, data=changed, today=TODAY)
                sent = {name: [storable(one) for one in values] for name, values in changed.items()}
                assert {name: bound.typed[name] for name in sent} == sent
                assert_only_sound_answers(definition, bound)
                tried += 1
    assert tried > 50


def assert_only_sound_answers(definition: Definition, bound: BoundPage) -> None:
    """What is accepted can be stored and is accepted again; what is not is explained on the page."""
    json.dumps(bound.answers, ensure_ascii=False).encode()
    page_id = bound.page.id
    if bound.is_valid:
        assert page_id not in faults_of(definition, bound.answers, TODAY)
        return
    assert_faults_are_shown(bound)
    again = bind(definition, page_id, answers=bound.answers, typed=bound.typed, today=TODAY, judge=True)
    assert not again.is_valid


def test_nothing_forged_gets_in(definition):
    forged = {"status": ["approved"], "_action": ["add:nothing"], "__proto__": ["x"], "pages": ["x"], "version": ["9"]}
    hidden = {item.id: ["forged"] for item in definition.items()}
    for page_id, data, answers in pages_filled(definition):
        honest = submit(definition, page_id, answers=answers, data=data, today=TODAY)
        bound = submit(definition, page_id, answers=answers, data=hidden | forged | data, today=TODAY)
        assert bound.answers == honest.answers
        assert bound.is_valid
        names = {place.item.id for place in places(definition.page(page_id), row_counts(data))}
        assert {name.split("-")[0] for name in bound.typed} <= names | set(row_counts(data))

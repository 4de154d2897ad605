"""What a page shows is what the server judges: for any rules between the questions, and whatever is posted."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.definitions import visible_answers
from procedures.forms.binding import BoundPage, bind, submit
from procedures.forms.completeness import faults_of
from tests.procedures.forms.samples import TODAY, form, page

OPTIONS = [{"value": value, "label": value} for value in ("a", "b")]
KINDS: dict[str, dict[str, Any]] = {
    "yes": {"type": "yes_no"},
    "kind": {"type": "choice", "options": OPTIONS},
    "ticks": {"type": "choices", "options": OPTIONS},
    "count": {"type": "integer", "min": 1, "max": 5},
    "amount": {"type": "yen"},
    "things": {"type": "quantities", "options": OPTIONS, "max": 4},
    "agree": {"type": "declaration", "text": "そのとおりです", "version": "1", "required": False},
}
IDS = list(KINDS)
VALUES = {
    "yes": ["", "yes", "no", "x"],
    "kind": ["", "a", "b", "z"],
    "ticks": ["", "a", "b"],
    "count": ["", "1", "6", "x"],
    "amount": ["", "300円", "-1"],
    "things-a": ["", "2", "x"],
    "things-b": ["", "3"],
    "agree": ["1", "2"],
}
IN_ROW = {"==": [{"var": "item.row_kind"}, "b"]}
CONDITIONS: dict[str, Any] = {
    "yes": {"var": "yes"},
    "kind": {"==": [{"var": "kind"}, "a"]},
    "ticks": {"in": ["b", {"var": "ticks"}]},
    "count": {">": [{"var": "count"}, 2]},
    "amount": {"!": [{"var": "amount"}]},
    "things": {">": [{"sum": [{"var": "things"}]}, 2]},
    "agree": {"!": [{"var": "agree"}]},
}


@st.composite
def rules(draw: st.DrawFn, before: list[str]) -> Any:
    """A condition on questions that come before."""
    one = CONDITIONS[draw(st.sampled_from(before))]
    shape = draw(st.sampled_from(["plain", "not", "and", "or"]))
    if shape == "plain":
        return one
    return {"!": [one]} if shape == "not" else {shape: [one, CONDITIONS[draw(st.sampled_from(before))]]}


@st.composite
def forms(draw: st.DrawFn) -> Any:
    """All the questions in any order, each perhaps with a condition and a requirement, some of them in rows."""
    order = draw(st.permutations(IDS))
    items: list[dict[str, Any]] = []
    for place, item_id in enumerate(order):
        item = {"id": item_id, "label": item_id, **KINDS[item_id]}
        if place and draw(st.booleans()):
            item["when"] = draw(rules(list(order[:place])))
        item["required"] = draw(rules(list(order[:place]))) if place and draw(st.booleans()) else draw(st.booleans())
        items.append(item)
    row = [
        {"id": "row_kind", "label": "行", "type": "choice", "options": OPTIONS, "required": True},
        {
            "id": "row_note",
            "label": "備考",
            "type": "text",
            "when": {"==": [{"var": "item.row_kind"}, "b"]},
            "required": True,
        },
        {"id": "row_count", "label": "数", "type": "integer", "when": draw(rules(list(order)))},
    ]
    people = {
        "id": "people",
        "label": "人",
        "type": "list",
        "item_label": "人",
        "min": draw(st.integers(0, 2)),
        "items": row,
    }
    return form(page("one", *items, people))


POSTED = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.lists(st.sampled_from(values), min_size=1, max_size=2) for name, values in VALUES.items()},
        **{f"people-{row}-row_kind": st.sampled_from([["a"], ["b"], ["z"], [""]]) for row in range(3)},
        **{f"people-{row}-row_note": st.sampled_from([["書いた"], [""]]) for row in range(3)},
        **{f"people-{row}-row_count": st.sampled_from([["1"], ["x"]]) for row in range(3)},
    },
)


def shown(bound: BoundPage) -> set[str]:
    """The ids of all fields of a page, with those of rows."""
    found: set[str] = set()
    for spec in bound.specs:
        found.add(spec["id"])
        for row in spec.get("rows", ()):
            found |= {inner["id"] for inner in row["items"]}
    return found


def required(bound: BoundPage) -> Mapping[str, bool]:
    specs = [*bound.specs, *(inner for spec in bound.specs for row in spec.get("rows", ()) for inner in row["items"])]
    return {spec["id"]: bool(spec["required"]) for spec in specs}


@settings(max_examples=300, deadline=None, derandomize=True)
@given(definition=forms(), before=POSTED, data=POSTED)
def test_what_is_shown_is_what_is_judged(definition, before, data):
    answers = submit(definition, "one", answers={}, data=before, today=TODAY).answers
    bound = submit(definition, "one", answers=answers, data=data, today=TODAY)
    visible = visible_answers(definition, bound.answers, TODAY)
    on_page = shown(bound)
    # Nothing is judged that is not shown, and everything that is shown and required is judged.
    assert all(any(fault.id == one or fault.id.startswith(f"{one}-") for one in on_page) for fault in bound.faults)
    assert {one for one in on_page if one in IDS} == set(visible.item_ids["one"]) - {"people"}
    told = {fault.id.split("-")[0] for fault in bound.faults if not fault.id.startswith("people")}
    for item_id, must in required(bound).items():
        if item_id in IDS and must and item_id not in bound.answers:
            assert item_id in told
    # What is hidden keeps its answer, and changes nothing.
    for item_id in set(IDS) - on_page:
        assert bound.answers.get(item_id) == answers.get(item_id)
        assert item_id not in visible.answers
    # What passed passes again: on the same page, and at the end.
    assert bool(bound.faults) != bound.is_valid
    if bound.is_valid:
        assert faults_of(definition, bound.answers, TODAY) == {}
        again = bind(definition, "one", answers=bound.answers, today=TODAY, judge=True)
        assert again.is_valid
        assert again.answers == bound.answers

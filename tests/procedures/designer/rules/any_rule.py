"""Any rule of the language, right types or not, for tests that try many."""

from typing import Any

from hypothesis import strategies as st

PATHS = [
    "people", "people.0", "copies", "day", "scope", "tags", "tags.x", "name", "name.family", "things", "things.sofa",
    "rows", "pickup.date", "total", "identity.level", "evidence.residence.address", "nowhere", "sum:rows", "item",
    "item.apart", "item.kind", "item.nothing.deep",
]  # fmt: skip
# What documents refuse anyway: control and broken characters.
_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=8)
_WORDS = st.sampled_from(
    ["all", "some", "秋田市", "a", "", "2026-04-01", "0001-01-01", "09:30", "9:30", "一行\n二行", " "]
)
CONSTANTS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(-(10**15), 10**15, allow_nan=False).map(lambda number: number or 0),
    _WORDS,
    _TEXT,
)


def _calls(parts: st.SearchStrategy[Any], *, in_row: bool) -> st.SearchStrategy[Any]:
    def call(operators: list[str], fewest: int, most: int) -> st.SearchStrategy[Any]:
        given = st.lists(parts, min_size=fewest, max_size=most)
        return st.builds(lambda name, arguments: {name: arguments}, st.sampled_from(operators), given)

    every = [
        call(["==", "!=", "<", "<=", ">", ">=", "in", "/", "business_days_after"], 2, 2),
        call(["and", "or", "+", "*", "min", "max"], 1, 4),
        call(["if"], 2, 6),
        call(["!"], 1, 1),
        call(["-", "age_on"], 1, 2),
        call(["today"], 0, 0),
        call(["fiscal_year"], 0, 1),
        st.builds(lambda name, default: {"var": [name, default]}, st.sampled_from(PATHS), parts),
        st.lists(parts, max_size=3),
    ]
    if not in_row:
        body = rules(in_row=True, size=6)
        over_rows = st.sampled_from(["sum", "count", "some", "all"])
        every += [
            st.builds(lambda name, rows, rule: {name: [rows, rule]}, over_rows, parts, body),
            call(["sum", "count"], 1, 1),
        ]  # fmt: skip
    return st.one_of(every)


def rules(*, in_row: bool = False, size: int = 20) -> st.SearchStrategy[Any]:
    leaves = st.one_of(CONSTANTS, st.sampled_from(PATHS).map(lambda name: {"var": name}))
    return st.recursive(leaves, lambda parts: _calls(parts, in_row=in_row), max_leaves=size)

"""Which answers make their own page change."""

from tests.procedures.definitions.test_visibility import definition, page, yes_no

RESULT = {"id": "total_shown", "type": "result", "label": "合計", "value": "total"}
TOTAL = {"id": "total", "type": "integer", "label": "合計", "value": {"+": [{"var": "one"}, {"var": "half"}]}}
HALF = {"id": "half", "type": "integer", "label": "半分", "value": {"/": [{"var": "two"}, 2]}}


def number(name, **more):
    return {"id": name, "type": "integer", "label": name, **more}


def rows(name, *items):
    return {"id": name, "type": "list", "label": name, "item_label": name, "items": list(items)}


def watched(*pages, **more):
    return {page_id: ids for page_id, ids in definition(*pages, **more).watched.items() if page_id != "mail"}


def test_a_page_that_stays_as_it_is_watches_nothing():
    assert watched(page("p", yes_no("a"), number("b", required=True))) == {"p": ()}


def test_what_shows_and_requires_is_watched():
    items = (yes_no("a"), yes_no("b", when={"var": "a"}), yes_no("c", required={"var": "b"}))
    assert watched(page("p", *items)) == {"p": ("a", "b")}


def test_only_the_page_itself_is_watched():
    assert watched(page("p", yes_no("a")), page("q", yes_no("b", when={"var": "a"}))) == {"p": (), "q": ()}


def test_a_result_watches_what_its_calculations_read():
    items = (number("one"), number("two"), number("three"), RESULT)
    assert watched(page("p", *items), values=[TOTAL, HALF]) == {"p": ("one", "two")}


def test_who_cannot_apply_is_found_on_any_page():
    rule = {"when": {">": [{"var": "half"}, 1]}, "message": "ほかの手続です。"}
    found = watched(page("p", number("one")), page("q", number("two")), values=[HALF], eligibility=[rule])
    assert found == {"p": (), "q": ("two",)}


def test_a_list_is_watched_for_its_own_rows_and_for_what_reads_them():
    own = rows("own", yes_no("a"), yes_no("b", when={"var": "item.a"}))
    needed = rows("needed", yes_no("c"), yes_no("d", required={"var": "item.c"}))
    counted = rows("counted", yes_no("e"))
    plain = rows("plain", yes_no("f"))
    shown = yes_no("many", when={">": [{"count": [{"var": "counted"}]}, 1]})
    assert watched(page("p", own, needed, counted, plain, shown)) == {"p": ("own", "needed", "counted")}

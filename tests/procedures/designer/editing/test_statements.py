"""How many statements the editor's pages take, at 30 and at 300 items."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from procedures.designer.checking import findings_of
from tests.designs import make_design
from tests.procedures.designer.editing.desk import HTMX, Editor

pytestmark = pytest.mark.django_db


def large(items: int):
    """Pages of ten items, of which every third has a condition."""
    pages = []
    for page in range(items // 10):
        rows = []
        for number in range(page * 10, page * 10 + 10):
            row = {"id": f"item_{number}", "type": "text", "label": f"質問{number}", "personal": False}
            if number % 3 == 2:
                row["when"] = {"!": [{"var": f"item_{number - 1}"}]}
            rows.append(row)
        pages.append({"id": f"page_{page}", "title": f"ページ{page}", "items": rows})
    return {"title": "大きな手続", "pages": pages, "workflow": {"stages": [{"id": "review", "title": "審査"}]}}


def count(work) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = work()
    assert response.status_code in {200, 302}
    return len(captured)


@pytest.fixture(params=[30, 300])
def editor(request, administrator):
    design = make_design(administrator.user, document=large(request.param))
    findings_of(design)
    return Editor(administrator.client())


# session, user, roles, design, findings, presence (two)
PAGE = 7


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("", PAGE),
        ("at/items/item_5/", PAGE),
        ("at/pages/page_1/", PAGE),
        ("at/pages/", PAGE),
        ("at/values/", PAGE),
        ("at/workflow/stages/review/", PAGE + 1),  # departments
        ("at/retention/", PAGE),
        ("problems/", 5),
        ("problems/beside/?at=items/item_5", 5),
        ("preview/page_1/?at=item_12", 4),
        ("move/items/item_5/", 4),
        ("delete/items/item_4/", 4),
        ("add/pages/page_1/items/", 4),
        ("add/pages/page_1/items/?type=choice", 4),
    ],
)
def test_a_page(editor, path, most):
    editor.client.get(f"/designer/9001/{path}")
    assert count(lambda: editor.client.get(f"/designer/9001/{path}")) == most


def test_an_edit_by_the_script(editor):
    form = editor.form("items/item_5") | {"label": "新しい質問"}
    # session, user, roles, design; the change in a savepoint (five); presence (two)
    assert count(lambda: editor.client.post(editor.address("items/item_5"), form, headers=HTMX)) == 11


def test_an_edit_from_a_form_that_is_behind(editor):
    form = editor.form("items/item_5") | {"label": "新しい質問"}
    editor.send("items/item_6", label="もう一つ")
    assert count(lambda: editor.client.post(editor.address("items/item_5"), form, headers=HTMX)) == 12


@pytest.mark.parametrize("button", ["up:items/item_5", "copy:items/item_5", "delete:items/item_5"])
def test_a_button(editor, button):
    form = editor.form("items/item_5") | {"_do": button}
    # with the message for the next page, which the session keeps
    assert count(lambda: editor.client.post(editor.address("items/item_5"), form)) <= 12


def test_taking_back(editor):
    editor.send("items/item_5", label="新しい質問")
    assert count(lambda: editor.client.post("/designer/9001/undo/")) <= 14

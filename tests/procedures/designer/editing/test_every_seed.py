"""Every procedure of the catalogue opens in the editor, and a form that nobody touched changes nothing."""

import json
from functools import cache

import pytest
from django.template.loader import render_to_string

from procedures.catalogue.seeding import SEEDS
from procedures.definitions import dump, parse
from procedures.designer.designs import find_design
from procedures.designer.documents import COLLECTIONS, SECTIONS, key_of
from procedures.designer.editing.addresses import address_of
from procedures.designer.editing.forms import FIELDS, PartForm, value_at
from procedures.designer.editing.sheets import SUBJECTS
from tests.designs import make_design
from tests.html_forms import untouched

pytestmark = pytest.mark.django_db
FILES = sorted(path.name for path in (SEEDS / "procedures").glob("*.json"))


@cache
def document_of(name: str):
    return json.loads((SEEDS / "procedures" / name).read_text(encoding="utf-8"))["definition"]


def places(part, place=""):
    """Every place with a sheet of its own, found without the code under test."""
    for field, value in part.items():
        if field in SECTIONS and place == "":
            yield from places(value, field)
        elif field in COLLECTIONS and field != "options" and isinstance(value, list):
            for index, member in enumerate(value):
                if not isinstance(member, dict):
                    continue
                key = key_of(member) or str(index)
                here = f"items/{key}" if field == "items" else f"{place}/{field}/{key}".lstrip("/")
                yield here
                yield from places(member, here)


def sent(form: PartForm) -> dict[str, list[str]]:
    html = "".join(
        render_to_string("designer/_entry.html", {"entry": entry})
        for group in form.shown()
        for entry in group["entries"]
    )
    return untouched(html) | {FIELDS: [form.field_names]}


@pytest.mark.parametrize("name", FILES)
def test_an_untouched_form_changes_nothing(name):
    document = document_of(name)
    found = [*SUBJECTS, *places(document)]
    assert len(found) > 25
    for place in found:
        form = PartForm(document, place, 9001)
        data = sent(form)
        read = form.read(data, document)
        assert (place, read.steps, read.errors, read.conflicts) == (place, (), {}, ())
        # what was sent equals what was shown, so nothing had to be read at all
        changed = [
            control.name
            for placed, control in form.controls
            if control.was_sent(data) and control.taken(data) != control.raw(value_at(document, placed))
        ]
        assert (place, changed) == (place, [])


@pytest.mark.parametrize("name", FILES)
def test_saving_without_a_change_leaves_the_text_byte_for_byte(administrator, name):
    """Through the pages: three sheets are opened and sent back as a browser sends them."""
    document = document_of(name)
    design = make_design(administrator.user, document=document)
    before, client = design.document, administrator.client()
    item = document["pages"][0]["items"][0]["id"]
    for place in ("", f"pages/{document['pages'][0]['id']}", f"items/{item}"):
        address = address_of(design.number, place)
        shown = client.get(address).content.decode()
        form = shown[shown.index("data-editor") : shown.index("</form>", shown.index("data-editor"))]
        assert client.post(address, untouched(form)).status_code == 302
    kept = find_design(design.number)
    assert (kept.document, kept.revision) == (before, 0)
    assert dump(parse(kept.decoded())) == dump(parse(document))

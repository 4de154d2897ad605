import copy

import pytest

from procedures.definitions import check, parse
from procedures.designer.checking import find_all, findings_of
from procedures.designer.designs import change
from procedures.designer.models import DesignFindings, OperationKind
from procedures.designer.showable import showable, with_stand_ins
from procedures.designer.steps import Set
from procedures.designer.words import called
from tests.catalogue import small_document
from tests.designs import make_design


def test_a_whole_document_is_shown_as_it_is():
    assert showable(small_document()) == parse(small_document())


def test_an_empty_document_is_a_procedure_with_one_empty_page():
    shown = showable({})
    assert [page.id for page in shown.pages] == ["page_1"]
    assert [item.type for item in shown.items()] == ["text_block"]
    assert check(shown) != []  # nobody can publish a stand-in by mistake


@pytest.mark.parametrize(
    "section", ["kind", "title", "summary", "who", "what_next", "assurance", "workflow", "retention"]
)
def test_a_section_that_is_missing_has_a_stand_in(section):
    document = small_document()
    del document[section]
    shown = showable(document)
    assert [page.id for page in shown.pages] == ["applicant"]
    assert len(list(shown.items())) == 3


def test_what_cannot_be_read_is_left_out_and_the_rest_stays():
    document = small_document(eligibility=[{"when": {"nonsense": 1}, "message": "x"}], audience="nobody")
    items = document["pages"][0]["items"]
    items[1]["type"] = "hologram"
    items[2]["max"] = "たくさん"
    items.append({"id": "scope", "type": "choice", "label": "範囲", "options": [{"value": "A B", "label": "x"}]})
    shown = showable(document)
    assert [item.id for item in shown.items()] == ["applicant_name"]
    assert (shown.eligibility, shown.audience) == ((), "person")


def test_showing_changes_nothing():
    document = small_document()
    document["pages"].append({"id": "empty", "title": "空のページ"})
    before = copy.deepcopy(document)
    assert [len(page.items) for page in showable(document).pages] == [3, 1]
    assert document == before


def test_stand_ins_do_not_move_what_is_there():
    document = {"pages": [{"id": "one", "title": "一"}, {"id": "two", "title": "二", "items": [{"id": "x"}]}]}
    filled = with_stand_ins(document)
    assert [page["id"] for page in filled["pages"]] == ["one", "two"]
    assert filled["pages"][1]["items"] == [{"id": "x"}]


pytest_db = pytest.mark.django_db


@pytest_db
def test_a_missing_section_does_not_hide_what_is_wrong_elsewhere():
    document = small_document()
    del document["summary"]
    document["pages"][0]["items"][2]["when"] = {"==": [{"var": "nobody"}, 1]}
    found = [(one.place, one.field, one.kind) for one in find_all(document)]
    assert ("", "summary", "error") in found
    assert ("items/wish", "when", "error") in found


@pytest_db
def test_findings_of_stand_ins_are_nobodys():
    places = {
        one.place for one in find_all({"pages": [{"id": "one", "title": "一", "items": []}]}) if one.kind == "error"
    }
    assert places == {"", "pages/one"}


@pytest_db
def test_findings_are_worked_out_once_for_a_revision(administrator, django_assert_num_queries):
    design = make_design(administrator.user)
    first = findings_of(design)
    with django_assert_num_queries(1):
        assert findings_of(design) == first
    assert [one for one in first if one.kind == "error"] == []
    steps = [Set("", "who", "どなたでも", "<b>どなたでも</b>")]
    change(design=design, by=administrator.user, kind=OperationKind.CHANGE, place="", steps=steps, words="対象")
    again = findings_of(design)
    assert [(one.place, one.field) for one in again if one.kind == "error"] == [("", "who")]
    stored = DesignFindings.objects.get()
    assert (stored.revision, stored.errors) == (1, 1)


@pytest_db
def test_departments_and_fees_that_the_city_does_not_have_are_errors():
    document = small_document(fees={"timing": "before_review", "lines": [{"item": "no-such-fee"}]})
    assert ("fees/lines/0", "item") in [(one.place, one.field) for one in find_all(document)]


@pytest_db
def test_advice_stands_beside_its_field_with_a_text_to_take_over():
    document = small_document(who="詳しくは[こちら](https://example.jp)を見てください。")
    found = [one for one in find_all(document) if (one.place, one.field) == ("", "who")]
    assert [one.kind for one in found] == ["warning"]


def nobody(document):
    found = [one for one in find_all(document) if one.code.startswith("nobody_")]
    assert {one.kind for one in found} <= {"warning"}
    return [(one.place, one.field, one.code) for one in found]


@pytest_db
def test_a_mail_address_that_is_nobodys_is_told():
    document = small_document()
    document["pages"][0]["items"][1]["id"] = "email_1"
    document["contact_confirmation"] = True
    assert nobody(document) == [("items/email_1", "subject", "nobody_to_write_to")]
    document["pages"][0]["items"][1]["subject"] = "applicant"
    assert nobody(document) == nobody(small_document()) == []


@pytest_db
def test_while_a_design_is_not_whole_only_what_an_item_has_to_say_is_told():
    document = small_document()
    del document["workflow"], document["pages"][0]["items"][0]
    document["pages"][0]["items"][0]["id"] = "email_1"
    assert nobody(document) == [("items/email_1", "subject", "nobody_to_write_to")]
    document["workflow"] = {"stages": [{"id": "review", "title": "審査"}]}
    assert nobody(document) == [
        ("", "pages", "nobody_named"),
        ("items/email_1", "subject", "nobody_to_write_to"),
    ]


def test_a_line_of_fees_goes_by_its_number_and_not_by_a_code():
    document = small_document(fees={"timing": "before_review", "lines": [{"item": "juminhyo"}, {"item": "koseki"}]})
    assert called(document, "fees/lines/1") == "手数料2"


def test_a_paper_without_a_title_goes_by_its_template_and_not_by_a_code():
    document = small_document(documents=[{"id": "paper", "when": "received", "template": "receipt"}])
    assert called(document, "documents/paper") == "書類「受付票」"


@pytest_db
def test_a_condition_that_nobody_made_yet_keeps_from_publishing():
    document = small_document(eligibility=[{"when": False, "message": "対象になりません。"}])
    document["pages"][0]["checks"] = [{"id": "check_1", "when": False, "message": "まちがいです。"}]
    document["fees"] = {"timing": "before_review", "exemptions": [{"when": False, "item": "juminhyo"}]}

    found = [(one.place, one.field, one.kind) for one in find_all(document) if one.code == "condition_unmade"]

    page = document["pages"][0]["id"]
    assert found == [
        ("eligibility/0", "when", "error"),
        ("fees/exemptions/0", "when", "error"),
        (f"pages/{page}/checks/check_1", "when", "error"),
    ]

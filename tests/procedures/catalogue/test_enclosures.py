"""Code lists and slot calendars that travel with procedures."""

import json

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from procedures.catalogue import code_lists
from procedures.catalogue.code_lists import load
from procedures.catalogue.enclosures import MOST_CODES, bring_list
from procedures.catalogue.exchange import read_calendars, read_code_list, read_procedure, write_files, write_procedure
from procedures.catalogue.importing import ImportRefused, import_files, publish_procedure
from procedures.catalogue.models import Procedure, SlotCalendar, StoredCodeList
from procedures.definitions import DefinitionError, code_list
from tests.catalogue import make_department, small_document
from tests.slots import make_calendar

pytestmark = pytest.mark.django_db

SCHOOLS = [["a1", "中通小学校", "ナカドオリ"], ["a2", "明徳小学校", ""]]
SCHOOL = {"id": "school", "type": "choice", "label": "学校", "options_from": "schools"}
VISIT = {"id": "visit", "type": "slot", "label": "来庁の日時", "slots_from": "visits"}
FILES = {"code_lists/schools.json": json.dumps(SCHOOLS).encode()}


def document(*items):
    whole = small_document()
    whole["pages"][0]["items"] += items
    return whole


def one_file(*items, **more) -> str:
    return json.dumps({"number": 9001, "department": "citizen-affairs", "definition": document(*items), **more})


def empty_portal() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE procedures_catalogue_procedure, procedures_catalogue_department, payments_fees_feeitem,"
            " procedures_catalogue_storedcodelist CASCADE"
        )
    code_lists.forget()


@pytest.mark.django_db(transaction=True)
def test_lists_and_calendars_go_out_in_and_out_again_byte_for_byte(tmp_path):
    make_calendar()
    items = (SCHOOL, VISIT, {"id": "home", "type": "choice", "label": "県", "options_from": "prefectures"})
    publish_procedure(one_file(*items, code_lists={"schools": SCHOOLS}))
    first, second = tmp_path / "first", tmp_path / "second"
    call_command("export_procedures", "--all", "--to", str(first))
    alone = write_procedure(Procedure.objects.get(), Procedure.objects.get().versions.get())
    empty_portal()
    assert load("schools") is None
    call_command("import_procedures", str(first))
    call_command("export_procedures", "--all", "--to", str(second))
    files = {path.relative_to(first).as_posix(): path.read_bytes() for path in first.rglob("*.json")}
    assert sorted(files) == [
        *("calendars.json", "code_lists/prefectures.json", "code_lists/schools.json"),
        *("departments.json", "fees.json", "procedures/9001.json"),
    ]
    assert files == {path.relative_to(second).as_posix(): path.read_bytes() for path in second.rglob("*.json")}
    assert write_procedure(Procedure.objects.get(), Procedure.objects.get().versions.get()) == alone
    empty_portal()
    make_department()
    publish_procedure(alone)
    assert write_procedure(Procedure.objects.get(), Procedure.objects.get().versions.get()) == alone
    assert [(one.code, one.label, one.slots.count()) for one in SlotCalendar.objects.all()] == [
        ("visits", "窓口の予約", 0)
    ]


def test_a_file_that_stands_alone_brings_its_lists():
    make_department()
    publish_procedure(one_file(SCHOOL, code_lists={"schools": SCHOOLS}))
    found = code_list("schools")
    assert found is not None
    assert [tuple(code) for code in found.codes] == [tuple(row) for row in SCHOOLS]
    assert "schools" in code_lists.list_ids()
    assert load("schools") is found
    with_lists = write_files(Procedure.objects.all())
    assert read_code_list(with_lists["code_lists/schools.json"]) == tuple(tuple(row) for row in SCHOOLS)
    assert "code_lists" not in json.loads(with_lists["procedures/9001.json"])


def test_a_changed_list_keeps_its_history():
    make_department()
    publish_procedure(one_file(SCHOOL, code_lists={"schools": SCHOOLS}))
    changed = [["a3", "旭南小学校", "アサヒミナミ"], ["a1", "中通小", "ナカドオリ"], SCHOOLS[1]]
    publish_procedure(one_file(SCHOOL, code_lists={"schools": changed}))
    assert load("schools").values == ("a3", "a1", "a2")
    assert list(StoredCodeList.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredCodeList.objects.filter(number=1).delete()


def test_the_portals_own_lists_stay():
    make_department()
    publish_procedure(one_file(code_lists={"prefectures": [["05", "秋田", ""]]}))
    assert not StoredCodeList.objects.exists()
    assert len(load("prefectures").codes) == 47


@pytest.mark.parametrize(
    ("lists", "place", "words"),
    [
        ({"schools": []}, "/code_lists/schools", "短すぎる"),
        ({"Schools": SCHOOLS}, "/code_lists/Schools", "形"),
        ({"schools": {"a": "b"}}, "/code_lists/schools", "配列"),
        ({"schools": [["a1", "甲"]]}, "/code_lists/schools/0/2", "ありません"),
        ({"schools": [["a1", "甲", "", ""]]}, "/code_lists/schools/0", "長すぎます"),
        ({"schools": [["甲", "甲", ""]]}, "/code_lists/schools/0/0", "形"),
        ({"schools": [["a1", "", ""]]}, "/code_lists/schools/0/1", "空です"),
        ({"schools": [["a1", " 甲", ""]]}, "/code_lists/schools/0/1", "形"),
        ({"schools": [["a1", "甲\u0000", ""]]}, "/code_lists/schools/0/1", "形"),
        ({"schools": [["a1", 5, ""]]}, "/code_lists/schools/0/1", "文字"),
        ({"schools": [["a1", "甲" * 101, ""]]}, "/code_lists/schools/0/1", "長すぎます"),
        ({"schools": [["a1", "甲", "\u0007"]]}, "/code_lists/schools/0/2", "形"),
        ({"schools": [["a1", "甲", ""], ["a1", "乙", ""]]}, "/code_lists/schools/1/0", "二度"),
        ({"schools": [["a", "甲", ""]] * (MOST_CODES + 1)}, "/code_lists/schools", "長すぎます"),
        ({f"l{n}": SCHOOLS for n in range(51)}, "/code_lists", "長すぎます"),
        ([], "/code_lists", "オブジェクト"),
    ],
)
def test_what_is_no_list_is_refused_with_its_place(lists, place, words):
    make_department()
    with pytest.raises(DefinitionError) as refused:
        publish_procedure(one_file(code_lists=lists))
    found = {one.place: one.message_ja for one in refused.value.problems}
    assert words in found[place]
    assert not StoredCodeList.objects.exists()


@pytest.mark.parametrize(
    "text", ["", "{}", '[], "x": 1', "[[]]", '[["a"]]', "null", b"\xff", '[["a", "\\ud800", ""]]', "[" * 100_000]
)
def test_files_that_are_no_lists(text):
    for reader in (read_code_list, read_calendars):
        with pytest.raises(DefinitionError):
            reader(text)


def test_ten_megabytes_of_codes_are_refused():
    row = '["a", "' + "あ" * 90 + '", ""],'
    for text in ("[" + row * 6000 + '["b", "b", ""]]', "[" + row * 200_000 + '["b", "b", ""]]'):
        with pytest.raises(DefinitionError) as refused:
            read_code_list(text)
        assert len(refused.value.problems) == 1


def test_no_value_gets_lost():
    make_department()
    publish_procedure(one_file(SCHOOL, code_lists={"schools": SCHOOLS}))
    with pytest.raises(DefinitionError) as refused:
        publish_procedure(one_file(SCHOOL, code_lists={"schools": SCHOOLS[1:]}))
    assert [(one.place, one.code) for one in refused.value.problems] == [("/code_lists/schools", "lost_codes")]
    assert "a1" in refused.value.problems[0].message_ja


@pytest.mark.parametrize(
    ("path", "text", "place"),
    [
        ("code_lists/schools.json", "[[1, 2, 3]]", "/0/0"),
        ("code_lists/schools.json", '[["a", "甲", ""], ["a", "乙", ""]]', "/1/0"),
        ("code_lists/Schools.json", json.dumps(SCHOOLS), ""),
        ("code_lists/../x.json", json.dumps(SCHOOLS), ""),
        ("calendars.json", '[{"code": "visits", "department": "moon", "label": "予約"}]', "/0/department"),
        ("calendars.json", '[{"code": "Visits", "department": "moon", "label": "予約"}]', "/0/code"),
    ],
)
def test_a_folder_is_read_as_a_whole_or_not_at_all(path, text, place):
    make_department()
    files = FILES | {"procedures/9001.json": one_file(SCHOOL).encode()} | {path: text.encode()}
    with pytest.raises(ImportRefused) as refused:
        import_files(files)
    assert (path, place) in {(one.file, one.place) for one in refused.value.problems}
    assert (load("schools"), Procedure.objects.count()) == (None, 0)


def test_a_refused_folder_leaves_no_list_behind():
    make_department()
    files = FILES | {"procedures/9001.json": one_file(SCHOOL, {**SCHOOL, "id": "s2", "options_from": "moons"}).encode()}
    with pytest.raises(ImportRefused) as refused:
        import_files(files)
    places = [one.place for one in refused.value.problems]
    assert places == ["/definition/pages/0/items/4/options_from"]
    assert load("schools") is None


def test_a_calendar_that_is_not_there_is_named():
    make_department()
    with pytest.raises(DefinitionError) as refused:
        publish_procedure(one_file(VISIT))
    assert [(one.place, one.code) for one in refused.value.problems] == [
        ("/definition/pages/0/items/3/slots_from", "unknown_calendar")
    ]


def test_another_process_sees_a_new_list_in_time(monkeypatch, django_assert_num_queries):
    make_department()
    publish_procedure(one_file(SCHOOL, code_lists={"schools": SCHOOLS}))
    moment = 1000.0
    monkeypatch.setattr(code_lists, "monotonic", lambda: moment)
    seen = load("schools")
    with django_assert_num_queries(0):
        assert load("schools") is seen
    StoredCodeList.objects.create(list_id="schools", number=2, document='[["a1", "新", ""], ["a2", "乙", ""]]')
    assert load("schools") is seen
    moment += code_lists.SECONDS
    assert [code.label for code in load("schools").codes] == ["新", "乙"]


def test_the_same_list_is_not_kept_twice():
    rows = read_procedure(one_file(code_lists={"schools": SCHOOLS})).code_lists["schools"]
    assert bring_list("schools", rows, by=None) is not None
    assert bring_list("schools", rows, by=None) is None
    assert StoredCodeList.objects.count() == 1

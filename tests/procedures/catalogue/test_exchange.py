import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from payments.fees.models import FeeItem
from procedures.catalogue.closing import close
from procedures.catalogue.exchange import as_zip, read_departments, read_fees, read_procedure, write_files
from procedures.catalogue.importing import ImportRefused, import_files, publish_procedure
from procedures.catalogue.models import Department, Procedure, ProcedureVersion
from procedures.catalogue.queries import find_published
from procedures.definitions import DefinitionError
from tests.catalogue import make_department, make_procedure, small_document, unproven_document

pytestmark = pytest.mark.django_db


def file_of(number: int = 9001, **changes) -> str:
    return json.dumps({"number": number, "department": "citizen-affairs", "definition": small_document(**changes)})


def empty_portal() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE procedures_catalogue_procedure, procedures_catalogue_department, payments_fees_feeitem CASCADE"
        )


def read_folder(folder) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*.json"))}


@pytest.mark.django_db(transaction=True)
def test_out_into_an_empty_portal_and_out_again_is_byte_for_byte_the_same(catalogue, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    call_command("export_procedures", "--all", "--to", str(first), verbosity=0)
    before = Procedure.objects.count()
    empty_portal()
    assert Procedure.objects.count() == 0
    call_command("import_procedures", str(first))
    assert Procedure.objects.filter(current__isnull=False).count() == before
    call_command("export_procedures", "--all", "--to", str(second))
    assert read_folder(second) == read_folder(first)
    assert len(read_folder(first)) == before + 3  # departments, fees, calendars


def test_one_procedure_brings_what_it_names_and_no_more(catalogue, tmp_path, capsys):
    call_command("export_procedures", "1001", "--to", str(tmp_path))
    files = read_folder(tmp_path)
    assert set(files) == {"departments.json", "fees.json", "procedures/1001.json"}
    definition = find_published(1001).current.definition
    named = {line.item for line in definition.fees.lines}
    assert {row["code"] for row in json.loads(files["fees.json"])} == named
    assert "1 procedures written" in capsys.readouterr().out


def test_the_archive_is_the_same_every_time(catalogue):
    files = write_files(Procedure.objects.select_related("department"))
    assert as_zip(files) == as_zip(dict(reversed(files.items())))


def test_what_is_closed_is_left_out_of_all_and_what_is_not_in_force_out_of_any(tmp_path):
    make_procedure()
    make_procedure(number=9002)
    close(number=9002, by=None, message="窓口へ。")
    Procedure.objects.create(number=9003, department=make_department())
    call_command("export_procedures", "--all", "--to", str(tmp_path))
    assert "procedures/9002.json" not in read_folder(tmp_path)
    assert "procedures/9003.json" not in read_folder(tmp_path)
    call_command("export_procedures", "9002", "--to", str(tmp_path))
    assert "procedures/9002.json" in read_folder(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "words"), [([], "Give numbers"), (["9001", "--all"], "Give numbers"), (["9999"], "no procedure 9999")]
)
def test_export_says_what_it_cannot_do(arguments, words, tmp_path):
    with pytest.raises(CommandError, match=words):
        call_command("export_procedures", *arguments, "--to", str(tmp_path))


def test_the_citys_own_departments_and_fees_stay_as_they_are():
    make_department(name="うちの市民課")
    rows = [
        {"code": "citizen-affairs", "name": "よその市民課", "phone": "0", "valid_from": "2020-04-01"},
        {"code": "archive", "name": "文書課", "phone": "1", "valid_from": "2020-04-01", "successor": "citizen-affairs"},
    ]
    fee = {
        "code": "copy",
        "label": "写し",
        "amount": 300,
        "basis": "条例",
        "status": "sample",
        "valid_from": "2020-04-01",
    }
    files = {"departments.json": json.dumps(rows).encode(), "fees.json": json.dumps([fee]).encode()}
    import_files(files | {"procedures/9001.json": file_of().encode()})
    assert [one.name for one in Department.objects.order_by("code")] == ["文書課", "うちの市民課"]
    assert Department.objects.get(code="archive").successor.code == "citizen-affairs"
    fee["amount"] = 999
    import_files({"fees.json": json.dumps([fee]).encode()})
    assert FeeItem.objects.get().amount == 300


def test_every_problem_of_every_file_and_then_nothing_is_changed():
    make_department()
    files = {
        "departments.json": b'[{"code": "x"}]',
        "fees.json": b'[{"code": "fee", "label": "x", "amount": -1, "basis": "x", "status": "sample",'
        b' "valid_from": "2020-04-01"}]',
        "procedures/1.json": b"{",
        "procedures/2.json": file_of(9002, statistics=["nobody"]).encode(),
        "procedures/3.json": file_of(9003).encode(),
    }
    with pytest.raises(ImportRefused) as refused:
        import_files(files)
    assert [(one.file, one.place) for one in refused.value.problems] == [
        ("departments.json", "/0/name"),
        ("departments.json", "/0/phone"),
        ("departments.json", "/0/valid_from"),
        ("fees.json", "/0/amount"),
        ("procedures/1.json", ""),
        ("procedures/2.json", "/definition/statistics/0"),
    ]
    assert not Procedure.objects.exists()


def test_one_number_in_two_files_is_refused():
    make_department()
    files = {"procedures/1.json": file_of().encode(), "procedures/2.json": file_of(title="別の名前").encode()}
    with pytest.raises(ImportRefused) as refused:
        import_files(files)
    assert "手続番号9001のファイルが二つあります" in refused.value.problems[0].message
    assert not Procedure.objects.exists()


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", "", "JSONとして読めません"),
        ("[]", "", "オブジェクト"),
        ('{"number": 9001, "number": 9002}', "", "二度"),
        ('{"number": NaN}', "", "数として扱えない"),
        ("{}", "/number", "「number」がありません"),
        (file_of(999), "/number", "範囲の外"),
        (file_of(10000), "/number", "範囲の外"),
        (json.dumps({"number": "9001", "department": "x", "definition": {}}), "/number", "整数"),
        (json.dumps({"number": 9001, "department": "ないか", "definition": {}}), "/department", "形"),
        (json.dumps({"number": 9001, "department": "x", "definition": []}), "/definition", "オブジェクト"),
        (json.dumps({"number": 9001, "department": "x", "definition": {}, "more": 1}), "/more", "使えません"),
        (json.dumps(small_document()), "", "定義だけが書かれています"),
        ('{"number": 9001, "department": "x", "definition": {}, "featured": "\ud800"}', "", "この値は使えません"),
    ],
)
def test_a_file_that_is_no_procedure(text, place, words):
    with pytest.raises(DefinitionError) as refused:
        read_procedure(text)
    found = {one.place: one.message_ja for one in refused.value.problems}
    assert words in found[place]


@pytest.mark.parametrize(
    "text", ["", "{}", '[], "x": 1', "[[]]", '[{"code": 1}]', '[{"name": "\\u0000"}]', "null", b"\xff"]
)
def test_lists_that_are_none(text):
    for reader in (read_departments, read_fees):
        with pytest.raises(DefinitionError):
            reader(text)


def test_problems_in_the_definition_stand_at_their_place_in_the_file():
    make_department()
    document = small_document()
    document["pages"][0]["items"][0]["type"] = "upload"
    text = json.dumps({"number": 9001, "department": "citizen-affairs", "definition": document})
    with pytest.raises(DefinitionError) as refused:
        publish_procedure(text)
    assert [one.place for one in refused.value.problems] == ["/definition/pages/0/items/0"]


def test_an_unknown_department_is_named():
    with pytest.raises(DefinitionError) as refused:
        publish_procedure(file_of())
    assert [(one.place, one.code) for one in refused.value.problems] == [("/department", "unknown_department")]


class TestPublishCommand:
    def publish(self, tmp_path, text: str, *more: str) -> None:
        path = tmp_path / "one.json"
        path.write_text(text, encoding="utf-8")
        call_command("publish_procedure", str(path), *more)

    def test_it_publishes_and_says_what(self, tmp_path, capsys):
        make_department()
        self.publish(tmp_path, file_of())
        assert capsys.readouterr().out == "9001 小さな手続: version 1 published.\n"
        self.publish(tmp_path, file_of())
        assert capsys.readouterr().out == "9001 小さな手続: version 1 is the same already.\n"

    def test_warnings_are_told_a_line_each_and_it_publishes(self, tmp_path, capsys):
        make_department()
        row = {"number": 9001, "department": "citizen-affairs", "definition": unproven_document()}
        self.publish(tmp_path, json.dumps(row))
        said = capsys.readouterr()
        assert said.out == "9001 小さな手続: version 1 published.\n"
        assert said.err.startswith(f"Warning: {tmp_path / 'one.json'}: /definition/pages/0/items/2/when: ")
        assert len(said.err.splitlines()) == 1

    def test_from_a_day_in_japan(self, tmp_path):
        make_department()
        self.publish(tmp_path, file_of(), "--from", "2099-04-01")
        version = ProcedureVersion.objects.get()
        assert timezone.localtime(version.effective_from).isoformat() == "2099-04-01T00:00:00+09:00"

    @pytest.mark.parametrize("moment", ["tomorrow", "2099-13-01", ""])
    def test_a_moment_that_is_none(self, tmp_path, moment):
        with pytest.raises(CommandError, match="is no moment"):
            self.publish(tmp_path, file_of(), "--from", moment)

    def test_a_moment_that_is_over(self, tmp_path):
        make_department()
        with pytest.raises(CommandError, match="開始日時が過ぎています"):
            self.publish(tmp_path, file_of(), "--from", "2020-04-01")

    def test_problems_are_told_a_line_each(self, tmp_path):
        make_department()
        with pytest.raises(CommandError) as refused:
            self.publish(tmp_path, file_of(statistics=["nobody", "neither"]))
        lines = str(refused.value).splitlines()
        assert [line.split(": ")[1] for line in lines] == ["/definition/statistics/0", "/definition/statistics/1"]

    def test_ten_megabytes_are_not_read(self, tmp_path):
        with pytest.raises(CommandError, match="大きすぎます"):
            self.publish(tmp_path, '"' + "x" * (10 * 1024 * 1024) + '"')

    def test_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(CommandError, match="No such file"):
            call_command("publish_procedure", str(tmp_path / "none.json"))


def test_import_tells_warnings_of_what_is_new(tmp_path, capsys):
    make_department()
    (tmp_path / "procedures").mkdir()
    row = {"number": 9001, "department": "citizen-affairs", "definition": unproven_document()}
    (tmp_path / "procedures" / "9001.json").write_text(json.dumps(row), encoding="utf-8")
    call_command("import_procedures", str(tmp_path))
    said = capsys.readouterr()
    assert said.out == "1 procedures read, 1 new versions.\n"
    assert said.err.startswith("Warning: 9001: /definition/pages/0/items/2/when: ")
    call_command("import_procedures", str(tmp_path))
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("name", "text", "words"), [("x", "{}", "There is no procedure"), ("1", "{", "procedures/1.json: /: JSON")]
)
def test_import_says_what_it_cannot_read(tmp_path, name, text, words):
    folder = tmp_path / ("procedures" if name == "1" else "elsewhere")
    folder.mkdir()
    (folder / f"{name}.json").write_text(text)
    with pytest.raises(CommandError, match=words):
        call_command("import_procedures", str(tmp_path))


def test_the_revenue_code_travels_with_its_fee():
    make_department()
    fee = {
        "code": "copy",
        "label": "写し",
        "amount": 300,
        "basis": "条例",
        "revenue_code": "14-02-01",
        "status": "sample",
        "valid_from": "2020-04-01",
    }
    priced = file_of(fees={"timing": "before_review", "lines": [{"item": "copy"}]}).encode()
    import_files({"fees.json": json.dumps([fee]).encode(), "procedures/9001.json": priced})
    assert FeeItem.objects.get().revenue_code == "14-02-01"
    assert json.loads(write_files(Procedure.objects.select_related("department"))["fees.json"]) == [fee]

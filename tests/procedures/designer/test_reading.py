"""Starting from a file: what it holds is shown first, what the city does not have is listed."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from procedures.catalogue.code_lists import load
from procedures.catalogue.importing import publish_procedure
from procedures.catalogue.models import Procedure, SlotCalendar, SlotRecord, StoredCodeList
from procedures.definitions import DefinitionError
from procedures.designer.models import Design, Origin
from procedures.designer.starting.reading import read_file
from tests.catalogue import make_department, make_procedure, small_document
from tests.designs import make_design
from tests.procedures.backoffice.pages import text

pytestmark = pytest.mark.django_db
SCHOOL = {"id": "school", "type": "choice", "label": "学校", "options_from": "schools", "required": True}
VISIT = {"id": "visit", "type": "slot", "label": "来庁", "slots_from": "visits", "required": True}
SCHOOLS = [["a1", "中通小学校", "ナカドオリ"], ["a2", "明徳小学校", "メイトク"]]
CALENDAR = {"code": "visits", "department": "elsewhere", "label": "窓口の予約"}


@pytest.fixture
def client(administrator):
    make_department()
    return administrator.client()


def document_with(*items, **changes):
    document = small_document(**changes)
    document["pages"][0]["items"] += items
    return document


def file_of(document, *, number=4003, department="citizen-affairs", **more):
    return json.dumps({"number": number, "department": department, "definition": document} | more)


def post(client, text_of_file, step="check", **more):
    return client.post("/designer/import/", {"text": text_of_file, "step": step} | more)


def begin(client, text_of_file, number="4003", department="citizen-affairs"):
    return post(client, text_of_file, "begin", number=number, department=department)


class TestLooking:
    def test_what_the_file_holds(self, client):
        said = text(post(client, file_of(small_document())))
        assert "手続の名前 小さな手続" in said
        assert "申請者（3項目）" in said
        assert "ファイルの番号 4003" in said
        assert not Design.objects.exists()

    def test_what_the_city_does_not_have_is_listed_and_refuses_nothing(self, client):
        document = document_with(SCHOOL, VISIT)
        document["workflow"]["stages"][0]["department"] = "elsewhere"
        document["fees"] = {"timing": "before_issue", "lines": [{"item": "no-such-fee"}]}
        read = read_file(file_of(document, department="elsewhere"))
        assert {(one.place, one.code) for one in read.unsettled} == {
            ("workflow/stages/review", "unknown_department"),
            ("fees/lines/0", "unknown_fee"),
            ("items/school", "unknown_code_list"),
            ("items/visit", "unknown_calendar"),
        }
        assert (read.department, read.code) == (None, "elsewhere")
        said = text(post(client, file_of(document, department="elsewhere")))
        assert "この市にないもの" in said
        assert "項目「学校」のコード表：コード表「schools」はありません" in said
        assert "段階「審査」の担当課：課「elsewhere」はありません" in said
        begin(client, file_of(document, department="elsewhere"))
        assert Design.objects.get().decoded()["fees"]["lines"] == [{"item": "no-such-fee"}]

    def test_a_document_that_is_not_whole_yet(self, client):
        read = read_file(file_of({"format": 1, "title": "途中", "pages": [{"id": "one", "title": "一", "items": []}]}))
        assert read.document["pages"][0]["items"] == []
        assert "missing" in {one.code for one in read.findings if one.place == ""}

    def test_a_definition_alone(self, client):
        read = read_file(json.dumps(small_document()))
        assert (read.number, read.code, read.department) == (0, "", None)
        answer = post(client, json.dumps(small_document()))
        assert 'value="1001"' in answer.content.decode()

    def test_the_document_is_kept_in_canonical_form(self):
        make_department()
        document = small_document(title={"ja": "小さな手続"}, audience="person")
        assert read_file(file_of(document)).document["title"] == "小さな手続"
        assert "audience" not in read_file(file_of(document)).document

    def test_the_difference_from_what_is_in_force(self, client):
        make_procedure(number=4003)
        said = text(post(client, file_of(small_document(title="別の名前"))))
        assert "この市の4003は「小さな手続」です" in said
        assert "名前を変えた 小さな手続 別の名前" in said

    @pytest.mark.parametrize(
        ("pasted", "words"),
        [
            ("", "JSONとして読めません"),
            ("{", "JSONとして読めません"),
            ("[]", "オブジェクト"),
            ("\x00", "JSONとして読めません"),
            ("<script>", "JSONとして読めません"),
            ('{"number": 1}', "/department"),
            ('{"pages": ' + "[" * 5000 + "]" * 5000 + "}", "深すぎます"),
            (file_of(small_document(kind="nothing")), "/definition/kind"),
            (file_of(small_document(pages="x")), "/definition/pages"),
            (file_of(small_document(pages=[{"id": "a"}])), "/definition/pages/0/title"),
            (file_of(small_document(workflow=None)), "/definition/workflow"),
            (file_of(small_document(unknown=1)), "/definition/unknown"),
            (file_of(small_document(title="\u0007")), "使えない文字"),
            (file_of(small_document(), number=99999), "/number"),
            (file_of(document_with(SCHOOL), code_lists={"schools": [["a", "あ", ""]] * 2}), "/code_lists/schools/1/0"),
        ],
    )
    def test_what_cannot_be_read_is_told_with_its_place(self, client, pasted, words):
        answer = post(client, pasted, "begin", number="4003", department="citizen-affairs")
        assert words in text(answer)
        assert "件の問題があります" in text(answer)
        assert not Design.objects.exists()

    def test_ten_megabytes(self, client):
        assert post(client, "x" * 10 * 1024 * 1024).status_code == 400

    def test_statements_do_not_grow_with_the_file(self, client, django_assert_max_num_queries):
        items = [{"id": f"item_{number}", "type": "text", "label": "問"} for number in range(100)]
        with django_assert_max_num_queries(24):
            post(client, file_of(document_with(*items)))


class TestFiles:
    def test_a_chosen_file_comes_before_what_was_pasted(self, client):
        chosen = SimpleUploadedFile("4003.json", ("\ufeff" + file_of(small_document(title="選んだ"))).encode())
        answer = client.post("/designer/import/", {"file": chosen, "text": "x", "step": "check"})
        assert "手続の名前 選んだ" in text(answer)
        assert "&quot;number&quot;: 4003" in answer.content.decode().partition("</textarea>")[0]

    @pytest.mark.parametrize(("content", "words"), [(b"\xff\xfe", "読めません"), (b"x" * (2 * 1024 * 1024 + 1), "2MB")])
    def test_what_is_no_such_file(self, client, content, words):
        answer = client.post("/designer/import/", {"file": SimpleUploadedFile("x.json", content), "step": "check"})
        assert words in text(answer)


class TestBeginning:
    def test_a_new_procedure(self, client, administrator):
        answer = client.post(
            "/designer/import/",
            {"text": file_of(small_document()), "step": "begin", "number": "4005", "department": "citizen-affairs"},
            follow=True,
        )
        assert "4005の作成を始めました。" in text(answer)
        design = Design.objects.get()
        assert (design.number, design.origin, design.base) == (4005, Origin.FILE, None)
        assert design.origin_note == "手続4003のファイル"
        assert not Procedure.objects.exists()

    def test_the_next_version_of_a_procedure(self, client):
        version = make_procedure(number=4003)
        begin(client, file_of(small_document(title="別の名前")))
        assert (Design.objects.get().base, Design.objects.get().title) == (version, "別の名前")

    def test_somebody_writes_it_already(self, client, supervisor):
        make_design(supervisor.user, number=4003)
        answer = begin(client, file_of(document_with(SCHOOL), code_lists={"schools": SCHOOLS}))
        assert "田中 明さんが" in text(answer)
        assert not StoredCodeList.objects.exists()

    def test_lists_and_calendars_that_the_city_does_not_have_are_made(self, client, administrator):
        pasted = file_of(document_with(SCHOOL, VISIT), code_lists={"schools": SCHOOLS}, slot_calendars=[CALENDAR])
        said = text(post(client, pasted))
        assert "作るコード表" in said
        assert "schools（2件）" in said
        assert "窓口の予約" in said
        assert "この市にないもの" not in said
        assert (load("schools"), StoredCodeList.objects.count(), SlotCalendar.objects.count()) == (None, 0, 0)
        begin(client, pasted)
        assert StoredCodeList.objects.get().by == administrator.user
        assert SlotRecord.objects.get().by == administrator.user
        assert SlotCalendar.objects.get().department.code == "citizen-affairs"

    def test_a_list_of_the_city_stays_as_it_is(self, client):
        make_department()
        publish_procedure(file_of(document_with(SCHOOL), number=4001, code_lists={"schools": SCHOOLS}))
        other = [["a1", "中通小", "ナカドオリ"], SCHOOLS[1]]
        pasted = file_of(document_with(SCHOOL), code_lists={"schools": other, "prefectures": [["05", "秋田", ""]]})
        said = text(post(client, pasted))
        assert "内容が違うコード表" in said
        assert "a1「中通小学校（ナカドオリ）」を「中通小（ナカドオリ）」に変えます。" in said
        assert "prefectures" in said
        begin(client, pasted)
        assert [tuple(code) for code in load("schools").codes] == [tuple(row) for row in SCHOOLS]
        assert len(load("prefectures").codes) == 47

    def test_a_list_that_would_lose_values_stays_too(self, client):
        publish_procedure(file_of(document_with(SCHOOL), number=4001, code_lists={"schools": SCHOOLS}))
        read = read_file(file_of(document_with(SCHOOL), code_lists={"schools": SCHOOLS[:1]}))
        assert "値はなくせません" in read.kept[0].lines[0]

    def test_a_city_without_departments(self):
        with pytest.raises(DefinitionError) as raised:
            read_file(file_of(document_with(VISIT), slot_calendars=[CALENDAR]))
        assert [one.place for one in raised.value.problems] == ["/slot_calendars/0/department"]

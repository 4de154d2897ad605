"""New members of lists, from nothing."""

import re

import pytest

from procedures.definitions import Definition, check, parse
from procedures.definitions.items import DateItem
from procedures.designer.documents import SECTIONS
from procedures.designer.editing.adding import ListPlace
from procedures.designer.editing.identifiers import fault_of, new_id
from procedures.designer.models import Design, DesignOperation
from procedures.designer.schema import field_of, fields_of
from procedures.designer.showable import showable
from tests.designs import make_design
from tests.html_forms import untouched
from tests.procedures.backoffice.pages import text
from tests.procedures.designer.editing.copies import TYPES, a_document, ids
from tests.procedures.designer.editing.desk import Editor, now
from tests.slots import make_calendar

pytestmark = pytest.mark.django_db


@pytest.fixture
def design(administrator):
    return make_design(administrator.user, document=a_document())


class TestAdding:
    def add(self, editor, path, query="", **given):
        address = f"/designer/9001/add/{path}/{query}"
        return editor.client.post(address, untouched(editor.client.get(address).content.decode()) | given)

    def test_types_are_offered_in_words_with_examples(self, editor):
        said = text(editor.client.get("/designer/9001/add/pages/first/items/"))
        assert "品目ごとの数 例）粗大ごみの品目と数" in said
        in_a_row = text(editor.client.get("/designer/9001/add/items/rows/items/"))
        assert "予約枠 例）" not in in_a_row
        assert "繰り返し 例）" not in in_a_row
        assert "まとまり 例）" in in_a_row

    @pytest.mark.parametrize("item_type", TYPES)
    def test_every_type_of_item_from_nothing(self, administrator, item_type):
        make_calendar()
        document = a_document() | {
            "evidence": [
                {"id": "home", "replaces": "住民票", "register": "resident", "claims": ["address"]}
                | {"ground": {"law": "法"}, "use": "check", "fallback": "show"}
            ]
        }
        Design.objects.all().delete()
        make_design(administrator.user, number=9001, document=document)
        editor = Editor(administrator.client())
        asked = {"label": "新しい質問", "item_label": "一件", "body": "説明", "text": "同意します", "wrong": "窓口へ"}
        chosen = {"slots_from": "visits", "evidence": "home", "value": "sum", "subject": "other"}
        response = self.add(editor, "pages/second/items", f"?type={item_type}", **asked, **chosen)
        assert response["Location"] == f"/designer/9001/at/items/{item_type}_1/"
        assert "を追加しました。" in editor.said(response)
        made = now(f"items/{item_type}_1")
        assert made["type"] == item_type
        if item_type not in {"group", "list", "register_facts"}:
            assert showable(Design.objects.get().decoded()).has_item(f"{item_type}_1")
        assert editor.send(f"items/{item_type}_1").status_code == 302
        assert now(f"items/{item_type}_1") == made

    @pytest.mark.parametrize(
        ("path", "given", "place"),
        [
            ("pages", {"title": "新しいページ"}, "pages/page_1"),
            ("values", {"label": "合計", "type": "integer"}, "values/value_1"),
            (
                "evidence",
                {
                    "replaces": "住民票",
                    "register": "resident",
                    "claims": ["address"],
                    "use": "check",
                    "fallback": "show",
                },
                "evidence/evidence_1",
            ),
            ("eligibility", {"message": "市外の方は対象外です。"}, "eligibility/2"),
            ("legal_basis", {"law": "住民基本台帳法", "source": "law"}, "legal_basis/0"),
            ("not_needed", {"paper": "住民票", "reason": "市が調べます"}, "not_needed/0"),
            ("workflow/stages", {"title": "審査"}, "workflow/stages/stage_1"),
            ("documents", {"when": "received", "template": "receipt"}, "documents/document_1"),
            ("fees/lines", {"item": "copies"}, "fees/lines/0"),
            ("pages/first/checks", {"message": "違います", "items": ["why"]}, "pages/first/checks/check_2"),
            ("items/rows/checks", {"message": "違います", "items": ["name"]}, "items/rows/checks/check_2"),
        ],
    )
    def test_every_other_part_from_nothing(self, editor, fee, path, given, place):
        response = self.add(editor, path, **given)
        assert response["Location"] == f"/designer/9001/at/{place}/"
        made = now(place)
        assert {name: made[name] for name in given} == given
        assert editor.send(place).status_code == 302
        assert now(place) == made

    @pytest.mark.parametrize(
        ("item_type", "name"),
        [
            ("person_name", "applicant_name"),
            ("birth_date", "applicant_birth_date"),
            ("address", "applicant_address"),
            ("phone", "applicant_phone"),
            ("email", "applicant_email"),
        ],
    )
    def test_the_applicants_own_gets_the_name_that_queues_letters_and_mail_know(self, editor, item_type, name):
        places = []
        for subject in ("applicant", "other"):
            given = {"label": "新しい質問", "subject": subject}
            places.append(self.add(editor, "pages/second/items", f"?type={item_type}", **given)["Location"])
        assert places == [f"/designer/9001/at/items/{name}/", f"/designer/9001/at/items/{item_type}_1/"]
        assert now(f"items/{name}")["subject"] == "applicant"

    def test_who_it_is_about_is_asked_once_and_not_in_rows(self, editor):
        asks = 'name="subject"'
        address = "/designer/9001/add/pages/second/items/?type=email"
        before = editor.client.get(address).content.decode()
        assert re.search(r'name="subject"[^>]*value="applicant"[^>]* checked', before)
        self.add(editor, "pages/second/items", "?type=email", label="メール", subject="applicant")
        assert asks not in editor.client.get(address).content.decode()
        row = editor.client.get("/designer/9001/add/items/rows/items/?type=email")
        assert asks not in row.content.decode()

    def test_who_it_is_about_is_not_asked_where_an_item_of_another_name_is_the_applicants(self, editor):
        asks, address = 'name="subject"', "/designer/9001/add/pages/second/items/?type=phone"
        self.add(editor, "pages/second/items", "?type=phone", label="電話", subject="other", _own_id="denwa")
        assert now("items/denwa")["subject"] == "other"
        assert asks in editor.client.get(address).content.decode()
        editor.send("items/denwa", subject="applicant")
        assert asks not in editor.client.get(address).content.decode()
        editor.send("items/denwa", subject="")
        assert "subject" not in now("items/denwa")

    def test_what_stands_in_a_stage_and_under_facts(self, editor):
        self.add(editor, "workflow/stages", title="審査")
        response = self.add(editor, "workflow/stages/stage_1/checks", label="氏名が合うか")
        assert response["Location"] == "/designer/9001/at/workflow/stages/stage_1/checks/check_2/"
        assert now("workflow/stages/stage_1/checks/check_2")["label"] == "氏名が合うか"

    def test_an_exemption_of_a_fee_of_this_procedure(self, editor, fee):
        assert "選べるものがまだありません。" in text(editor.client.get("/designer/9001/add/fees/exemptions/"))
        self.add(editor, "fees/lines", item="copies")
        self.add(editor, "fees/exemptions", item="copies")
        assert now("fees/exemptions/0") == {"item": "copies", "when": False}

    def test_behind_a_member(self, editor):
        self.add(editor, "pages/first/items", "?type=text&after=copies", label="新しい質問")
        assert ids("pages/first") == ["copies", "text_1", "why", "rows"]

    def test_options_are_pasted(self, editor):
        pasted = "いす\nつくえ\r\nsofa\tソファ\n\n"
        self.add(editor, "pages/first/items", "?type=choice", **{"label": "品目", "options-paste": pasted})
        assert now("items/choice_1")["options"] == [
            {"value": "option_1", "label": "いす"},
            {"value": "option_2", "label": "つくえ"},
            {"value": "sofa", "label": "ソファ"},
        ]

    def test_a_result_in_a_row_is_worked_out_there(self, editor):
        self.add(editor, "items/rows/items", "?type=result", label="小計")
        assert now("items/result_1") == {"id": "result_1", "type": "result", "label": "小計", "formula": 0}

    def test_a_name_of_ones_own(self, editor):
        self.add(editor, "pages/first/items", "?type=text", label="質問", _own_id="nickname")
        assert now("items/nickname")["label"] == "質問"
        said = text(self.add(editor, "pages/first/items", "?type=text", label="質問", _own_id="nickname"))
        assert "「nickname」はもう使っています。" in said

    def test_a_name_by_which_the_portal_knows_the_applicant(self, editor):
        said = text(self.add(editor, "pages/first/items", "?type=text", label="氏名", _own_id="applicant_name"))
        assert "「applicant_name」は、申請する本人のことに使う名前です。" in said
        self.add(editor, "pages/first/items", "?type=person_name", label="氏名", _own_id="applicant_name")
        assert now("items/applicant_name")["type"] == "person_name"

    def test_faults(self, editor):
        response = self.add(editor, "pages/first/items", "?type=text", label=" ")
        assert "「質問の文」を入力してください。" in text(response)
        assert DesignOperation.objects.count() == 0

    @pytest.mark.parametrize("path", ["title", "pages/none/items", "items/why/items", "items/copies/options", "needed"])
    def test_no_such_list(self, editor, path):
        assert editor.client.get(f"/designer/9001/add/{path}/").status_code == 404

    def test_every_list_of_the_language_can_be_added_to(self):
        document = a_document()
        for info in fields_of(Definition):
            if info.kind == "parts":
                assert ListPlace(document, info.name).info == info
            if info.kind == "part":
                for inner in fields_of(info.models[0]):
                    if inner.kind == "parts":
                        assert ListPlace(document, f"{info.name}/{inner.name}").info == inner
                        assert info.name in SECTIONS


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("copies_2", ""),
        ("Copies", "英小文字で始め"),
        ("3copies", "英小文字で始め"),
        ("item", "システムが使う名前"),
        ("copies", "もう使っています"),
    ],
)
def test_names_that_authors_choose(written, expected):
    assert expected in fault_of(a_document(), written) if expected else fault_of(a_document(), written) == ""


def test_the_name_of_a_page_is_part_of_its_address():
    assert "システムが使う名前" in fault_of({}, "check", is_page=True)
    assert fault_of({}, "check") == ""


def test_numbers_are_never_used_twice():
    assert new_id(a_document(), "check") == "check_2"
    assert new_id({"values": [{"id": "text_9"}]}, "text") == "text_10"
    assert new_id({}, "text", frozenset({"text_1"})) == "text_2"


def test_a_whole_procedure_from_nothing(administrator, fee):
    """What was added and filled in here is a definition without a fault."""
    make_design(administrator.user, number=9002, document={"title": "写しの請求"})
    editor = Editor(administrator.client(), number=9002)
    adding = TestAdding()
    editor.send(kind="issuance", summary="写しを渡します。", who="どなたでも", what_next="郵便で送ります。")
    editor.send("legal_basis", **{"standard_period-business_days": "3", "appeal-authority": "秋田市長"})
    adding_to = [("legal_basis", "", {"law": "住民基本台帳法", "source": "law"})]
    adding_to += [("pages", "", {"title": "通数"}), ("workflow/stages", "", {"title": "審査"})]
    adding_to += [("pages/page_1/items", "?type=integer", {"label": "通数"})]
    for path, query, given in adding_to:
        address = f"/designer/9002/add/{path}/{query}"
        data = untouched(editor.client.get(address).content.decode()) | given
        assert editor.client.post(address, data).status_code == 302
    editor.send("items/integer_1", required="yes", min="1", max="10")
    editor.send(
        "assurance", **{"assurance-level": "0", "assurance-reason": "だれでも請求できるため"}, contact_confirmation=[]
    )
    editor.send("retention", **{"retention-years": "5"})
    document = Design.objects.get(number=9002).decoded()
    definition = parse({"format": 1, **document})
    assert check(definition) == []
    assert (document["pages"][0]["items"][0]["min"], definition.contact_confirmation) == (1, False)
    assert adding


def test_a_bound_that_is_a_rule_keeps_its_link():
    assert field_of(DateItem, "min").kind == "rule"

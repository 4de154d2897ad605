"""Starting a design: from nothing, a skeleton, a copy."""

import pytest
from django.utils import timezone

from procedures.catalogue.models import Department, Procedure
from procedures.definitions import check, dump, parse
from procedures.designer.models import Design, Origin
from procedures.designer.starting.numbers import free_number
from procedures.designer.starting.skeletons import skeletons
from tests.catalogue import make_department, make_procedure, small_document
from tests.designs import make_design
from tests.procedures.backoffice.pages import text

pytestmark = pytest.mark.django_db
WRITTEN_BY_THE_AUTHOR = {
    "title": "名前",
    "summary": "概要",
    "who": "どなたでも",
    "what_next": "確認します。",
    "assurance": {"level": 0, "reason": "要らない"},
    "legal_basis": [{"law": "地方自治法", "source": "law"}],
}


@pytest.fixture
def client(administrator):
    make_department()
    return administrator.client()


def asked(**changes: str) -> dict[str, str]:
    return {"source": "blank", "title": "新しい手続", "department": "citizen-affairs", "number": "4003"} | changes


class TestNumbers:
    def test_the_next_of_the_departments_thousand(self, administrator):
        make_procedure(number=2001)
        make_procedure(number=2002, department="health-inspection")
        assert (free_number("citizen-affairs"), free_number("nowhere"), free_number()) == (2003, 1001, 1001)
        make_design(administrator.user, number=2003)
        assert free_number("citizen-affairs") == 2004

    def test_a_full_thousand_and_a_full_city(self):
        department = make_department()
        make_procedure(number=1999)
        assert free_number("citizen-affairs") == 1001
        rows = [Procedure(number=number, department=department) for number in range(1001, 10000) if number != 1999]
        Procedure.objects.bulk_create(rows, batch_size=2000)
        assert free_number("citizen-affairs") == 0


class TestNew:
    def test_the_form_offers_a_free_number_and_the_own_department(self, client):
        make_procedure(number=3005)
        page = client.get("/designer/new/").content.decode()
        assert 'value="3006"' in page
        assert '<option value="citizen-affairs" selected>' in page
        assert page.count('name="source"') == 2 + len(skeletons())

    def test_from_nothing(self, client, administrator):
        answer = client.post("/designer/new/", asked(number="４００３", title="　犬の\n登録 "), follow=True)
        assert "4003の作成を始めました。" in text(answer)
        design = Design.objects.get()
        assert (design.number, design.title, design.origin) == (4003, "犬の 登録", Origin.BLANK)
        assert (design.decoded(), design.started_by) == ({"format": 1, "title": "犬の 登録"}, administrator.user)

    @pytest.mark.parametrize("code", list(skeletons()))
    def test_from_a_skeleton(self, client, code):
        client.post("/designer/new/", asked(source=f"skeleton:{code}"))
        design = Design.objects.get()
        assert (design.origin, design.origin_note) == (Origin.TEMPLATE, skeletons()[code].title)
        assert list(design.decoded())[:3] == ["format", "kind", "title"]
        assert design.decoded()["title"] == "新しい手続"

    @pytest.mark.parametrize("code", list(skeletons()))
    def test_a_skeleton_lacks_only_what_its_author_writes(self, code):
        document = WRITTEN_BY_THE_AUTHOR | skeletons()[code].document()
        if document["kind"] in {"application", "issuance"}:
            document["standard_period"] = {"business_days": 5}
        found = [(one.place, one.code) for one in check(parse(document))]
        assert found == ([("/fees/lines", "fee_lines_missing")] if code == "issuance" else [])

    def test_a_copy_of_what_is_in_force(self, client):
        source = make_procedure(number=2001, title={"ja": "もと", "en": "Source"})
        client.post("/designer/new/", asked(source="copy", copied="2001", title=""))
        client.post("/designer/new/", asked(source="copy", copied="2001", number="4004", title="別の名前"))
        same, other = Design.objects.order_by("number")
        assert dump(parse(same.document)) == source.document
        assert (same.origin, same.origin_note) == (Origin.COPY, "2001 もと 版1")
        assert same.base is None
        assert other.decoded() == same.decoded() | {"title": "別の名前"}

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"number": "abc"}, "1001から9999まで"),
            ({"number": "0999"}, "1001から9999まで"),
            ({"number": "12345678"}, "1001から9999まで"),
            ({"number": ""}, "「手続番号」を入力してください"),
            ({"number": "2001"}, "2001は「小さな手続」の番号です"),
            ({"department": ""}, "「担当の課」を選んでください"),
            ({"department": "nowhere"}, "正しく選択してください"),
            ({"title": " "}, "手続の名前を入力してください"),
            ({"title": "あ" * 121}, "120"),
            ({"source": "copy"}, "写すもとの手続を選んでください"),
            ({"source": "copy", "copied": "9998"}, "正しく選択してください"),
            ({"source": "skeleton:none"}, "正しく選択してください"),
            ({"source": ""}, "「何から始めるか」を選んでください"),
        ],
    )
    def test_what_is_refused(self, client, changes, words):
        make_procedure(number=2001)
        answer = client.post("/designer/new/", asked(**changes))
        assert words in text(answer)
        assert "<title>エラー：" in answer.content.decode()
        assert not Design.objects.exists()

    def test_what_somebody_writes_already_is_told_with_who_and_when(self, client, supervisor):
        design = make_design(supervisor.user, number=4003)
        moment = timezone.localtime(design.started_at)
        answer = text(client.post("/designer/new/", asked()))
        assert (
            f"田中 明さんが{moment.year}/{moment.month}/{moment.day} {moment.hour}:{moment:%M}から作成中です" in answer
        )
        assert Design.objects.get().started_by == supervisor.user

    def test_a_department_that_has_ended_is_not_offered(self, client):
        yesterday = timezone.localdate() - timezone.timedelta(days=1)
        Department.objects.filter(code="citizen-affairs").update(valid_from=yesterday, valid_until=yesterday)
        assert "citizen-affairs" not in client.get("/designer/new/").content.decode()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, rows, django_assert_num_queries):
        for row in range(rows):
            make_procedure(number=2001 + row)
        client.get("/designer/new/")
        # session, user, roles, departments, procedures to copy; three for the free number
        with django_assert_num_queries(8):
            client.get("/designer/new/")


def test_a_small_document_is_a_whole_one():
    assert check(parse(small_document())) == []

import io
import json
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from identity.people.models import Role
from procedures.applications.models import Draft, DraftMigration
from procedures.catalogue.closing import close
from procedures.catalogue.models import Procedure, ProcedureRecord, ProcedureVersion
from procedures.catalogue.services import publish
from procedures.designer import urls
from procedures.designer.models import Design
from tests.cast import make_staff
from tests.catalogue import make_department, make_procedure, small_document
from tests.designs import make_design
from tests.factories.applications import make_draft
from tests.procedures.backoffice.pages import text

pytestmark = pytest.mark.django_db
PHONE = {"id": "phone", "type": "phone", "label": "電話番号", "required": True}


def with_phone(number: int = 9001) -> ProcedureVersion:
    document = small_document()
    pages = document["pages"]
    pages[0]["items"].append(PHONE)
    return make_procedure(number=number, pages=pages)


def scheduled(number: int = 9001) -> ProcedureVersion:
    return publish(
        number=number,
        department=make_department(),
        document=small_document(title="春からの名前"),
        effective_from=timezone.now() + timedelta(days=3),
    )


def file_of(number: int = 9001, **changes) -> str:
    return json.dumps({"number": number, "department": "citizen-affairs", "definition": small_document(**changes)})


def later(name: str, **changes: str) -> dict[str, str]:
    day = {"year": "２０９９", "month": "4", "day": "1"} | changes
    return {f"{name}_when": "later", f"{name}_time": "9:30"} | {f"{name}_day-{part}": one for part, one in day.items()}


@pytest.fixture
def client(administrator):
    return administrator.client()


class TestWhoGetsIn:
    def addresses(self) -> list[str]:
        known = {"number": 9001, "version": 1, "trial": uuid4(), "page": "applicant", "verb": "claim", "index": 0}
        design = make_design(make_staff("ono@city.example.jp", "小野 望", "citizen-affairs").user)
        known |= {"design_id": design.pk, "revision": 0, "code": "agent", "copy_id": uuid4(), "field": "when"}
        lists = {"add": "pages/applicant/items"}
        return [
            reverse(
                f"designer:{one.name}",
                kwargs={
                    name: lists.get(str(one.name), "items/wish") if name == "place" else known[name]
                    for name in one.pattern.converters
                },
            )
            for one in urls.urlpatterns
        ]

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_administrators_only(self, client, clerk, approver, supervisor, citizen, administrator, method):
        make_procedure()
        for address in self.addresses():
            for player in (clerk, approver, supervisor):
                assert getattr(player.client(), method)(address).status_code == 403
            assert getattr(citizen.client(), method)(address).status_code == 404
            assert getattr(administrator.client(second_factor=False), method)(address).status_code == 403
        assert not ProcedureRecord.objects.exclude(kind="published").exists()

    def test_nobody_signed_in(self, client):
        from django.test import Client

        make_procedure()
        assert {Client().get(address).status_code for address in self.addresses()} == {302}

    def test_every_page_opens_and_is_not_kept(self, client):
        make_procedure()
        for address in self.addresses():
            response = client.get(address)
            if any(part in address.removesuffix(part) for part in ("/try/", "/blocks/")):
                assert response.status_code in {404, 405}  # a trial or a block that is not there
                continue
            assert response.status_code in {200, 405}
            assert response["Cache-Control"] == "no-store"

    @pytest.mark.parametrize(
        "rest", ["", "differences/", "drafts/", "close/", "versions/1/start/", "versions/1/export/"]
    )
    def test_what_is_not_there(self, client, rest):
        make_procedure()
        assert client.get(f"/designer/9999/{rest}").status_code == 404
        assert client.get("/designer/9001/versions/7/start/").status_code == 404
        assert client.get("/designer/9001/differences/?before=x").status_code == 404
        assert client.get("/designer/9001/drafts/?to=99999999999999").status_code == 404


class TestList:
    def test_live_and_scheduled_versions_and_drafts(self, client):
        make_draft()
        scheduled()
        close(number=make_procedure(number=9002).procedure.number, by=None, message="窓口へ。")
        said = text(client.get("/designer/"))
        assert "9001 小さな手続 市民課 版1 公開中 編集する 版2（" in said
        assert "1件" in said
        assert "版1 終了" in said

    def test_an_empty_portal(self, client):
        assert "手続はまだありません" in text(client.get("/designer/"))

    @pytest.mark.parametrize(
        ("search", "found"),
        [("小さな", True), ("９００１", True), ("9001 市民課", True), ("9001 会計", False), ("　", True)],
    )
    def test_narrowed_down(self, client, search, found):
        make_procedure()
        said = text(client.get("/designer/", {"q": search}))
        assert ("9001 小さな手続" in said) is found
        assert ("見つかりません。" in said) is not found

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, rows, django_assert_num_queries):
        for row in range(rows):
            make_draft(version=make_procedure(number=9001 + row))
            scheduled(9001 + row)
        client.get("/designer/")
        with django_assert_num_queries(
            8
        ):  # session, user, roles, procedures, versions to come, drafts, designs, reviews
            client.get("/designer/")


class TestOneProcedure:
    def test_versions_history_and_drafts(self, client, administrator):
        make_draft()
        with_phone()
        scheduled()
        said = text(client.get("/designer/9001/versions/"))
        assert "版1 以前の版" in said
        assert "版2 公開中" in said
        assert "版3 予約" in said
        assert "公開の予約（版3）" in said

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, rows, django_assert_num_queries):
        for row in range(rows):
            make_draft(version=make_procedure(title=f"名前{row}"))
        client.get("/designer/9001/versions/")
        with django_assert_num_queries(8):  # session, user, roles, procedure, scheduled, versions, drafts, history
            client.get("/designer/9001/versions/")

    def test_calling_off(self, client):
        make_procedure()
        scheduled()
        answer = client.post("/designer/9001/versions/2/call-off/", follow=True)
        assert "版2の予約を取り消しました。" in text(answer)
        assert "版2 取消し" in text(answer)
        assert "この版は予約されていません" in text(client.post("/designer/9001/versions/1/call-off/", follow=True))


class TestDifferences:
    def test_in_words(self, client):
        make_procedure()
        with_phone()
        said = text(client.get("/designer/9001/differences/?before=1&after=2"))
        assert "版1と版2の違い" in said
        assert "ページ「申請者」に項目「電話番号」を追加した" in said
        assert "項目「電話番号」を削除した" in text(client.get("/designer/9001/differences/?before=2&after=1"))
        assert "違いはありません。" in text(client.get("/designer/9001/differences/?before=1&after=1"))


class TestGoingBackToAVersion:
    def test_the_difference_first_and_then_a_design(self, client, administrator):
        first = make_procedure()
        with_phone()
        assert "項目「電話番号」を削除した" in text(client.get("/designer/9001/versions/1/start/"))
        answer = client.post("/designer/9001/versions/1/start/", follow=True)
        assert "版1から作成を始めました。" in text(answer)
        design = Design.objects.get()
        assert (design.base, design.started_by, design.origin) == (first, administrator.user, "version")
        assert json.loads(design.document) == json.loads(first.document)
        assert ProcedureVersion.objects.count() == 2

    def test_while_it_is_being_written(self, client, administrator):
        make_procedure()
        make_design(administrator.user)
        assert "すでに作成中です" in text(client.get("/designer/9001/versions/1/start/"))
        answer = client.post("/designer/9001/versions/1/start/", follow=True)
        assert "作成中の内容を開きました。" in text(answer)
        assert Design.objects.count() == 1


class TestExport:
    def test_one_version(self, client):
        make_procedure()
        with_phone()
        answer = client.get("/designer/9001/versions/1/export/")
        assert answer["Content-Disposition"] == 'attachment; filename="9001.json"'
        row = json.loads(answer.content)
        assert (row["number"], row["department"], row["definition"]["title"]) == (9001, "citizen-affairs", "小さな手続")

    def test_the_whole_catalogue(self, client):
        make_procedure()
        make_procedure(number=9002)
        with zipfile.ZipFile(io.BytesIO(client.get("/designer/export/").content)) as archive:
            names = archive.namelist()
        assert names == ["departments.json", "fees.json", "procedures/9001.json", "procedures/9002.json"]


class TestClose:
    def test_with_successor_message_and_deadline(self, client, administrator):
        draft = make_draft()
        make_procedure(number=9002)
        soon = timezone.localtime() + timedelta(days=5)
        deadline = later("drafts", year=str(soon.year), month=str(soon.month), day=str(soon.day))
        form = {"successor": "９００２", "message": "新しい手続へ。", "closes_when": "now"} | deadline
        said = text(client.post("/designer/9001/close/", form, follow=True))
        assert "手続の終了を登録しました。" in said
        assert "後継の手続：9002 小さな手続" in said
        draft.refresh_from_db()
        assert draft.expires_at == Procedure.objects.get(number=9001).drafts_until
        assert ProcedureRecord.objects.latest("pk").by == administrator.user
        assert "手続を再開しました。" in text(client.post("/designer/9001/reopen/", follow=True))
        assert Procedure.objects.get(number=9001).closes_at is None

    @pytest.mark.parametrize(
        ("form", "words"),
        [
            ({}, "案内がありません"),
            ({"successor": "abc"}, "手続番号0は公開されていません"),
            ({"successor": "9999"}, "手続番号9999は公開されていません"),
            ({"successor": "9001"}, "この手続に戻ってしまいます"),
            ({"message": "窓口へ。"} | later("closes", year="2020"), "過ぎています"),
            ({"message": "窓口へ。"} | later("drafts", day="99"), "年・月・日の数字で"),
        ],
    )
    def test_what_is_refused(self, client, form, words):
        make_procedure()
        answer = client.post("/designer/9001/close/", form)
        assert words in text(answer)
        assert Procedure.objects.get().closes_at is None


class TestDrafts:
    def test_the_effect_first_and_then_the_move(self, client, administrator):
        draft, other = make_draft(), make_draft()
        with_phone()
        page = client.get("/designer/9001/drafts/")
        assert text(page).count("新しく回答が必要になる項目：「電話番号」") == 2
        assert "花子" not in page.content.decode()
        answer = client.post("/designer/9001/drafts/", {"drafts": f"{draft.pk}:0"}, follow=True)
        assert "1件の下書きを版2に移しました。" in text(answer)
        line = DraftMigration.objects.get()
        assert (line.draft_id, line.by) == (draft.pk, administrator.user)
        assert Draft.objects.get(pk=other.pk).version_id == other.version_id

    def test_back_again(self, client):
        draft = make_draft()
        with_phone()
        client.post("/designer/9001/drafts/?to=2", {"drafts": f"{draft.pk}:0"})
        client.post("/designer/9001/drafts/?to=1", {"drafts": f"{draft.pk}:1"})
        assert Draft.objects.get().version_id == draft.version_id

    @pytest.mark.parametrize("chosen", ["", "x", "x:0", ":", "9" * 40, f"{'0' * 32}:x"])
    def test_nothing_chosen(self, client, chosen):
        make_draft()
        with_phone()
        answer = client.post("/designer/9001/drafts/", {"drafts": chosen})
        assert "一つ以上選んでください" in text(answer)

    def test_saved_since_it_was_shown(self, client):
        draft = make_draft()
        with_phone()
        Draft.objects.update(revision=5)
        answer = client.post("/designer/9001/drafts/", {"drafts": f"{draft.pk}:0"}, follow=True)
        assert "申請者が内容を保存しました" in text(answer)
        assert not DraftMigration.objects.exists()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, rows, django_assert_num_queries):
        for _ in range(rows):
            make_draft()
        with_phone()
        client.get("/designer/9001/drafts/")
        with django_assert_num_queries(7):  # session, user, roles, procedure, versions, the version, drafts
            client.get("/designer/9001/drafts/")


def test_an_administrator_of_any_department(db):
    make_procedure()
    other = make_staff("abe@city.example.jp", "阿部 学", "public-relations", Role.ADMINISTRATOR)
    assert other.client().get("/designer/9001/versions/").status_code == 200

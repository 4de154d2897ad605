from datetime import date, timedelta

import pytest
from django.utils import timezone

from procedures.catalogue import code_lists
from procedures.catalogue.code_lists import load
from procedures.catalogue.enclosures import bring_list
from procedures.catalogue.list_keeping import BadList, as_pasted, named_in_rules, read_pasted, store_list
from procedures.catalogue.models import StoredCodeList
from procedures.definitions import Code
from procedures.forms.binding import submit
from tests.catalogue import make_procedure, small_document
from tests.procedures.backoffice.pages import text

pytestmark = pytest.mark.django_db
SCHOOLS = "a1\t中通小学校\tナカドオリ\na2\t明徳小学校\n"
SCHOOL = {"id": "school", "type": "choice", "label": "学校", "options_from": "schools"}


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture(autouse=True)
def nothing_kept():
    code_lists.forget()
    yield
    code_lists.forget()


@pytest.fixture
def client(administrator):
    return administrator.client()


@pytest.fixture
def schools() -> StoredCodeList:
    return store("schools", SCHOOLS)


def store(list_id: str, rows: str, *, days: int = 0, expected: int = 0) -> StoredCodeList:
    stored = store_list(
        list_id=list_id, codes=read_pasted(rows), valid_from=today(days), reason="改正", expected=expected, by=None
    )
    code_lists.forget()
    return stored


def put(client, rows: str, step: str = "store", days: int = 0, **more: str):
    data = {"rows": rows, "valid_from": today(days).isoformat(), "reason": "学校の統合", "step": step} | more
    return client.post("/settings/codes/schools/change/", data, follow=True)


def procedure(**more):
    pages = small_document()["pages"]
    pages[0]["items"] += [SCHOOL, {"id": "bus", "type": "text", "label": "バス停", "required": False} | more]
    return make_procedure(pages=pages)


class TestPasting:
    @pytest.mark.parametrize(
        "pasted",
        [
            "05\t秋田県\tアキタケン\n06\t山形県",
            "05,秋田県,アキタケン\r\n06,山形県,\r\n",
            "値\t表示\tフリガナ\n０５\t 秋田県 \tアキタケン\n\n06\t山形県\t\n",
            'value,label,kana\n05,"秋田県",アキタケン\n06,"山形県"',
        ],
    )
    def test_tabs_commas_and_heads(self, pasted):
        assert read_pasted(pasted) == (Code("05", "秋田県", "アキタケン"), Code("06", "山形県"))

    def test_what_is_shown_can_be_pasted_again(self):
        codes = read_pasted(SCHOOLS)
        assert read_pasted(as_pasted(codes)) == codes

    def test_a_label_with_a_comma_between_tabs(self):
        assert read_pasted("a\t甲、乙,丙") == (Code("a", "甲、乙,丙"),)

    @pytest.mark.parametrize(
        ("pasted", "problem"),
        [
            ("", "表の列を貼り付けてください。"),
            ("値\t表示", "表の列を貼り付けてください。"),
            ("a1\t甲\nA1\t乙", "2行目：値「A1」は使えません。"),
            ("a1\t甲\na1\t乙", "2行目：値「a1」が二度書かれています。"),
            ("a1\t\n", "1行目：値「a1」の表示を"),
            ("a1\t甲\tコウ\t余り", "1行目：列が多すぎます。"),
            ("a1\t" + "甲" * 101, "1行目：値「a1」の表示を"),
            ("a1\t甲\t" + "コ" * 201, "1行目：値「a1」のフリガナを"),
            ("\n".join(f"a{n}\t甲" for n in range(5001)), "5000行までに"),
        ],
    )
    def test_what_cannot_be_read(self, pasted, problem):
        with pytest.raises(BadList, match=problem):
            read_pasted(pasted)


class TestList:
    def test_own_and_stored_lists(self, client, schools):
        procedure()
        said = text(client.get("/settings/codes/"))
        assert "prefectures システムに備わっている表 – 0件" in said
        assert "schools 版1" in said
        assert "1件" in said

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, rows, django_assert_num_queries):
        for row in range(rows):
            store(f"list_{row}", SCHOOLS)
        client.get("/settings/codes/")
        with django_assert_num_queries(6):  # session, user, roles, who uses what, versions, ids
            client.get("/settings/codes/")


class TestOne:
    def test_codes_users_and_versions(self, client, schools):
        procedure()
        said = text(client.get("/settings/codes/schools/"))
        assert "今の内容（2件）" in said
        assert "a1 中通小学校 ナカドオリ" in said
        assert "9001 小さな手続 公開中" in said
        assert "版1" in said
        assert "加えた2件、変えた0件、なくした0件 理由：改正" in said
        said = text(client.get("/settings/codes/schools/?q=明徳"))
        assert "今の内容（1件）" in said
        assert "中通" not in said
        assert "見つかりません。" in text(client.get("/settings/codes/schools/?q=月"))

    def test_a_list_of_the_portal_cannot_be_changed(self, client):
        assert "この画面からは変えられません" in text(client.get("/settings/codes/prefectures/"))
        assert client.get("/settings/codes/prefectures/change/").status_code == 404
        with pytest.raises(BadList, match="備わっている"):
            store("prefectures", SCHOOLS)

    def test_a_long_list(self, client):
        store("long", "\n".join(f"a{n}\t学校{n}" for n in range(400)))
        assert "初めの300件を表示しています。" in text(client.get("/settings/codes/long/"))

    def test_nothing_there(self, client):
        for rest in ("", "change/"):
            assert client.get(f"/settings/codes/moon/{rest}").status_code == 404

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, rows, django_assert_num_queries):
        for row in range(rows):
            store("schools", SCHOOLS + f"b{row}\t北小学校\n", expected=row)
        client.get("/settings/codes/schools/")
        with django_assert_num_queries(6):  # session, user, roles, list, versions, who uses it
            client.get("/settings/codes/schools/")


class TestChange:
    def test_first_what_it_changes_then_stored(self, client, administrator, schools):
        rows = "a2\t明徳小学校\tメイトク\na3\t東小学校\n"
        answer = put(client, rows, "check")
        said = text(answer)
        assert answer.status_code == 200
        assert "加わるもの（1件） a3「東小学校」" in said
        assert "表示が変わるもの（1件） a2「明徳小学校」→「明徳小学校（メイトク）」" in said
        assert "選べなくなるもの（1件） a1「中通小学校（ナカドオリ）」" in said
        assert "この内容で登録する" in said
        assert StoredCodeList.objects.count() == 1
        said = text(put(client, rows, expected="1"))
        assert "加えた1件、変えた1件、なくした1件 理由：学校の統合" in said
        newest = StoredCodeList.objects.latest("number")
        assert (newest.number, newest.by, newest.reason) == (2, administrator.user, "学校の統合")

    def test_only_the_order(self, client, schools):
        rows = "a2\t明徳小学校\na1\t中通小学校\tナカドオリ\n"
        assert "並び順が変わります" in text(put(client, rows, "check"))

    def test_from_a_day_on_and_called_off(self, client, schools, monkeypatch):
        assert "変更の予定" in text(put(client, "a3\t東小学校\n" + SCHOOLS, days=3))
        code_lists.forget()
        assert load("schools").values == ("a1", "a2")
        assert "からの変更を取り消しました。" in text(
            client.post("/settings/codes/schools/call-off/", {"day": today(3).isoformat()}, follow=True)
        )
        monkeypatch.setattr(timezone, "localdate", lambda *_: date.today() + timedelta(days=9))  # noqa: DTZ011
        code_lists.forget()
        assert load("schools").values == ("a1", "a2")

    def test_it_takes_effect(self, client, schools, monkeypatch):
        put(client, "a3\t東小学校\n" + SCHOOLS, days=3)
        later = today(3)
        monkeypatch.setattr(timezone, "localdate", lambda *_: later)
        code_lists.forget()
        assert load("schools").values == ("a3", "a1", "a2")

    def test_nothing_to_call_off(self, client, schools):
        address = "/settings/codes/schools/call-off/"
        assert "すでに始まったか" in text(client.post(address, {"day": today().isoformat()}, follow=True))
        assert "予定がありません" in text(client.post(address, {"day": today(2).isoformat()}, follow=True))
        assert client.post(address, {"day": "x"}).status_code == 404

    @pytest.mark.parametrize(
        ("rows", "more", "words"),
        [
            (SCHOOLS, {}, "今の内容と同じです"),
            ("A\t甲", {}, "1行目：値「A」は使えません"),
            ("a9\t甲", {"reason": ""}, "「理由」を入力してください"),
            ("a9\t甲", {"valid_from": "2020-01-01"}, "今日からあとの日に"),
            ("a9\t甲", {"expected": "0"}, "ほかの人が先にこの表を変えました"),
        ],
    )
    @pytest.mark.parametrize("step", ["check", "store"])
    def test_what_cannot_be(self, client, schools, rows, more, words, step):
        answer = put(client, rows, step, **more)
        assert answer.status_code == 400
        assert words in text(answer)
        assert "<title>エラー：" in answer.content.decode()
        assert StoredCodeList.objects.count() == 1

    def test_a_code_that_a_rule_names_stays(self, client, schools):
        procedure(when={"in": [{"var": "school"}, ["a2"]]})
        assert named_in_rules("schools") == {"a2": ("9001 小さな手続",)}
        said = text(put(client, "a1\t中通小学校\tナカドオリ", "check"))
        assert "「明徳小学校」（a2）は、9001 小さな手続の条件が使っているため、なくせません。" in said
        assert put(client, "a2\t明徳小学校", "check").status_code == 200

    def test_a_code_left_out_is_shown_and_not_offered(self, client, schools):
        definition = procedure().definition
        put(client, "a1\t中通小学校\tナカドオリ")
        code_lists.forget()
        item = next(one for one in definition.items() if one.id == "school")
        assert item.option("a2").label.ja == "明徳小学校"
        assert [item.offers(value) for value in ("a1", "a2", "a9")] == [True, False, False]
        bound = submit(definition, "applicant", answers={}, data={"school": ["a2"]}, today=today())
        assert [one.message for one in bound.faults if one.id == "school"] == [
            "「学校」は「候補を表示する」を押して、候補から選んでください。例）中通小学校"
        ]

    def test_an_import_goes_on_from_what_is_offered(self, schools):
        change = bring_list("schools", [("a1", "中通", ""), ("a2", "明徳小学校", "")], by=None)
        assert change.changed == 1
        assert load("schools").get("a1").label == "中通"


class TestNew:
    def new(self, client, step: str = "store", **changes: str):
        data = {"list_id": "schools", "rows": SCHOOLS, "valid_from": today(1).isoformat(), "reason": "新設"}
        return client.post("/settings/codes/new/", data | {"step": step} | changes, follow=True)

    def test_checked_and_stored(self, client):
        assert "加わるもの（2件）" in text(self.new(client, "check"))
        assert not StoredCodeList.objects.exists()
        assert "からの内容を登録しました。" in text(self.new(client))
        assert StoredCodeList.objects.get().valid_from == today(1)

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"list_id": "Schools"}, "英小文字で始まる"),
            ({"list_id": "prefectures"}, "備わっているため"),
            ({"list_id": "others"}, "ほかの人が先に"),
            ({"rows": ""}, "「表の内容」を入力してください"),
        ],
    )
    def test_what_cannot_be(self, client, changes, words):
        store("others", SCHOOLS)
        answer = self.new(client, **changes)
        assert answer.status_code == 400
        assert words in text(answer)
        assert StoredCodeList.objects.count() == 1

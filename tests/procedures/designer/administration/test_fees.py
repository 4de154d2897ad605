from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from identity.access.actors import Portal
from payments.assessments.services import Line, assess
from payments.fees.models import FeeItem, FeeRecord, Revenue
from payments.hooks import Subject
from procedures.catalogue.seeding import load_seeds
from tests.catalogue import make_procedure
from tests.procedures.backoffice.pages import text

pytestmark = pytest.mark.django_db
TERMS = {
    "label": "住民票の写し",
    "amount": "３５０円",
    "unit": "通",
    "basis": "秋田市手数料条例 別表第1",
    "revenue_code": "13-02-01-01",
    "verification": "verified",
}
FEES = {"timing": "before_review", "lines": [{"item": "juminhyo", "quantity": 1}]}


def today(days: int = 0) -> date:
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture
def client(administrator):
    Revenue.objects.create(code="13-02-01-01", label="戸籍住民基本台帳手数料", verification="sample")
    return administrator.client()


@pytest.fixture
def fee() -> FeeItem:
    return FeeItem.objects.create(
        code="juminhyo", label="住民票の写し", amount=300, unit="通", basis="条例", valid_from=date(2024, 4, 1),
        verification="sample",
    )  # fmt: skip


def prices(code: str = "juminhyo") -> list[tuple[int, date, date | None]]:
    return list(
        FeeItem.objects.filter(code=code).order_by("valid_from").values_list("amount", "valid_from", "valid_until")
    )


def put(client, day: date, **changes: str):
    return client.post("/settings/fees/juminhyo/price/", TERMS | {"valid_from": day.isoformat()} | changes, follow=True)


class TestList:
    def test_what_each_costs_today(self, client, fee):
        make_procedure(fees=FEES)
        put(client, today(5))
        said = text(client.get("/settings/fees/"))
        assert "住民票の写し 変更の予定 見本 300円／通 条例 歳入科目 なし 2024/4/1–期限なし 1件" in said

    def test_nothing_yet(self, client):
        assert "手数料はまだありません" in text(client.get("/settings/fees/"))

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, rows, django_assert_num_queries):
        for row in range(rows):
            code = f"fee-{row}"
            FeeItem.objects.create(
                code=code, label=code, amount=1, basis="条例", valid_from=today(), verification="sample"
            )
            make_procedure(
                number=9001 + row, fees={"timing": "before_review", "lines": [{"item": code, "quantity": 1}]}
            )
        client.get("/settings/fees/")
        with django_assert_num_queries(5):  # session, user, roles, who uses what, prices
            client.get("/settings/fees/")


class TestNew:
    def test_made_with_a_record(self, client, administrator):
        data = TERMS | {"code": "juminhyo", "valid_from": "令和9年4月1日"}
        said = text(client.post("/settings/fees/new/", data, follow=True))
        assert "手数料を登録しました。" in said
        assert prices() == [(350, date(2027, 4, 1), None)]
        record = FeeRecord.objects.get()
        assert (record.kind, record.by, record.data["after"]["amount"]) == ("made", administrator.user, 350)
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            FeeRecord.objects.update(at=timezone.now())

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"code": "JU"}, "英小文字で始まる"),
            ({"code": "juminhyo"}, "符号「juminhyo」は「住民票の写し」が使っています"),
            ({"amount": "三百"}, "金額を数字で入力してください"),
            ({"amount": "99999999"}, "10,000,000円までの"),
            ({"basis": ""}, "「根拠となる条例」を入力してください"),
            ({"revenue_code": "99"}, "正しく選択してください"),
            ({"verification": ""}, "「条例との照合」を選んでください"),
            ({"valid_from": "2027-13-01"}, "日付を入力してください"),
        ],
    )
    def test_what_cannot_be(self, client, fee, wrong, words):
        answer = client.post("/settings/fees/new/", TERMS | {"code": "other", "valid_from": "2027-04-01"} | wrong)
        assert answer.status_code == 400
        assert words in text(answer)
        assert "<title>エラー：" in answer.content.decode()
        assert FeeItem.objects.count() == 1


class TestPrice:
    def test_the_procedures_that_ask_for_it_are_shown_first(self, client, fee):
        make_procedure(fees=FEES)
        assert "使っている手続 9001 小さな手続 公開中" in text(client.get("/settings/fees/juminhyo/price/"))

    def test_from_a_day_on(self, client, fee):
        said = text(put(client, today(5)))
        assert prices() == [(300, fee.valid_from, today(4)), (350, today(5), None)]
        assert "今の金額 見本 300円／通" in said
        assert "金額：300円 → 350円" in said
        assert "見本：はい → いいえ" in said

    def test_a_price_that_was_used_stays(self, client, fee):
        assess(subject=Subject("application", uuid4()), title="写し", lines=[Line(quantity=1, item=fee)], by=Portal())
        with pytest.raises(DatabaseError, match="not edited"), transaction.atomic():
            FeeItem.objects.update(amount=1)
        put(client, today())
        assert prices() == [(300, fee.valid_from, today(-1)), (350, today(), None)]

    def test_called_off(self, client, fee):
        put(client, today(5))
        address, day = "/settings/fees/juminhyo/call-off/", today(5).isoformat()
        assert "からの金額を取り消しました。" in text(client.post(address, {"day": day}, follow=True))
        assert prices() == [(300, fee.valid_from, None)]
        assert "すでに始まったか" in text(client.post(address, {"day": day}, follow=True))
        assert client.post(address, {"day": ""}).status_code == 404

    def test_called_off_after_an_end(self, client, fee):
        FeeItem.objects.update(valid_until=today(9))
        put(client, today(5))
        client.post("/settings/fees/juminhyo/call-off/", {"day": today(5).isoformat()})
        assert prices() == [(300, fee.valid_from, today(9))]

    @pytest.mark.parametrize(
        ("days", "changes", "words"),
        [
            (-1, {}, "今日からあとの日に"),
            (2, {}, "すでに登録されています"),
            (9, {"amount": "400"}, "今の内容と同じです"),
        ],
    )
    def test_what_cannot_be(self, client, fee, days, changes, words):
        put(client, today(5), amount="400")
        answer = put(client, today(days), **changes)
        assert answer.status_code == 400
        assert words in text(answer)
        assert len(prices()) == 2

    def test_a_seed_leaves_what_an_administrator_changed(self, client):
        load_seeds()
        put(client, today(5))
        load_seeds()
        assert [amount for amount, _first, _last in prices()] == [300, 350]
        assert prices()[0][2] == today(4)


class TestEnd:
    def end(self, client, days: int = 0, reason: str = "条例の改正"):
        data = {"last_day": today(days).isoformat(), "reason": reason}
        return client.post("/settings/fees/juminhyo/end/", data, follow=True)

    def test_not_while_a_procedure_asks_for_it(self, client, fee):
        make_procedure(fees=FEES)
        answer = self.end(client)
        assert answer.status_code == 400
        assert "この手数料を、9001 小さな手続が使っています。" in text(answer)
        assert prices()[0][2] is None

    def test_ended_and_taken_back(self, client, fee):
        assert "廃止の予定" in text(self.end(client, 3))
        assert prices()[0][2] == today(3)
        assert "すでに決まっています" in text(self.end(client, 4))
        assert "廃止を取り消しました。" in text(client.post("/settings/fees/juminhyo/keep/", follow=True))
        assert "取り消せる廃止の予定がありません" in text(client.post("/settings/fees/juminhyo/keep/", follow=True))
        assert prices()[0][2] is None

    def test_what_cannot_be(self, client, fee):
        assert "今日からあとの日に" in text(self.end(client, -1))
        assert "「理由」を入力してください" in text(self.end(client, 0, " "))
        put(client, today(5))
        assert "あとに始まる金額があります" in text(self.end(client, 3))

    def test_over(self, client, fee):
        FeeItem.objects.update(valid_until=today(-1))
        said = text(client.get("/settings/fees/juminhyo/"))
        assert "住民票の写し 廃止 見本" in said
        assert "手数料を廃止する" not in said


class TestOne:
    @pytest.mark.parametrize("rest", ["", "price/", "end/"])
    def test_nothing_there(self, client, rest):
        assert client.get(f"/settings/fees/moon/{rest}").status_code == 404

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, fee, rows, django_assert_num_queries):
        for row in range(rows):
            make_procedure(number=9001 + row, fees=FEES)
            put(client, today(row), amount=str(400 + row))
        client.get("/settings/fees/juminhyo/")
        with django_assert_num_queries(6):  # session, user, roles, prices, who uses it, history
            client.get("/settings/fees/juminhyo/")

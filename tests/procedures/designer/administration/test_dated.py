"""減免の規定, 歳入科目 and 指定納付受託者: made, changed from a day on, ended; each with who did what."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from identity.access.actors import Portal
from payments.assessments.exemptions import claim_exemption
from payments.assessments.services import Line, assess
from payments.fees.models import ExemptionRule, FeeItem, FeeRecord, Revenue
from payments.gateways import registry
from payments.gateways.models import Trustee, TrusteeRecord
from payments.gateways.trustees import covering
from payments.hooks import Subject
from payments.ledger.entries import Movement, record_entry
from payments.ledger.models import EntryKind, Source
from procedures.catalogue.seeding import load_seeds
from tests.payments.fake_gateway import FakeGateway
from tests.payments.scene import make_item, make_trustee
from tests.procedures.backoffice.pages import text

pytestmark = pytest.mark.django_db
RULE = {
    "label": "生活保護を受けている人",
    "percent": "５０",
    "fixed_yen": "",
    "items": ["juminhyo"],
    "needs_evidence": "yes",
    "needs_approval": "yes",
    "basis": "秋田市手数料条例 第5条",
    "verification": "verified",
}
REVENUE = {"label": "総務手数料 戸籍手数料", "trustee_allowed": "yes", "verification": "verified"}
NOTICE = {
    "name": "見本決済株式会社",
    "address": "東京都千代田区",
    "notice_number": "秋田市告示第1号",
    "notice_date": "令和8年3月25日",
    "revenues": "証明書の交付手数料",
    "revenue_codes": ["14-02-01"],
    "is_sample": "no",
}


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-20 10:00:00+09:00", tick=True):
        yield


def on(days: int = 0) -> date:
    return date(2026, 11, 20) + timedelta(days=days)


@pytest.fixture
def client(administrator):
    return administrator.client()


@pytest.fixture
def fee(client) -> FeeItem:
    return make_item()


class TestExemptions:
    NEW = "/settings/exemptions/new/"
    ONE = "/settings/exemptions/hogo/"

    def make(self, client, **changes):
        data = RULE | {"code": "hogo", "valid_from": on().isoformat()} | changes
        return client.post(self.NEW, data, follow=True)

    def change(self, client, days: int = 5, **changes):
        data = RULE | {"percent": "100", "valid_from": on(days).isoformat()} | changes
        return client.post(f"{self.ONE}change/", data, follow=True)

    def rows(self):
        listed = ExemptionRule.objects.order_by("valid_from")
        return list(listed.values_list("percent", "fixed_yen", "valid_from", "valid_until"))

    def test_made_with_a_record(self, client, fee, administrator):
        said = text(self.make(client))
        assert "登録しました。" in said
        assert "50%を減額 確認書類が必要・承認が必要" in said
        made, record = ExemptionRule.objects.get(), FeeRecord.objects.get()
        assert (made.items, made.needs_approval, made.is_sample) == (["juminhyo"], True, False)
        assert (record.about, record.kind, record.by) == ("exemption", "made", administrator.user)
        listed = text(client.get("/settings/exemptions/"))
        assert "50%を減額 確認書類が必要・承認が必要 住民票の写し 秋田市手数料条例 第5条 2026/11/20–期限なし" in listed

    def test_a_fixed_sum_of_every_fee(self, client, fee):
        self.make(client, percent="", fixed_yen="２００円", items=[], needs_evidence="no", needs_approval="no")
        assert self.rows() == [(None, 200, on(), None)]
        said = text(client.get("/settings/exemptions/"))
        assert "200円を減額 確認書類は不要・承認は不要 すべての手数料" in said

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"code": "HOGO"}, "英小文字で始まる"),
            ({"code": "procedure-1"}, "「procedure-」で始めることはできません"),
            ({"percent": "101"}, "1から100までの"),
            ({"percent": "0"}, "1から100までの"),
            ({"percent": "半分"}, "4けたまでの数字で"),
            ({"percent": ""}, "どちらか一つを"),
            ({"fixed_yen": "200"}, "どちらか一つを"),
            ({"percent": "", "fixed_yen": "99999999"}, "10,000,000円までの"),
            ({"label": ""}, "「名称」を入力してください"),
            ({"basis": ""}, "「根拠となる条例」を入力してください"),
            ({"items": ["moon"]}, "選択してください"),
            ({"needs_approval": ""}, "「承認」を選んでください"),
            ({"verification": ""}, "「条例との照合」を選んでください"),
            ({"valid_from": "2027-02-30"}, "日付を入力してください"),
        ],
    )
    def test_what_cannot_be(self, client, fee, wrong, words):
        answer = self.make(client, **wrong)
        assert answer.status_code == 400
        assert words in text(answer)
        assert "<title>エラー：" in answer.content.decode()
        if "label" not in wrong:
            assert 'value="生活保護を受けている人"' in answer.content.decode()  # nothing typed is lost
        assert (ExemptionRule.objects.count(), FeeRecord.objects.count()) == (0, 0)

    def test_a_code_once(self, client, fee):
        self.make(client)
        assert "「hogo」は、すでに登録されています" in text(self.make(client))

    def test_from_a_day_on_and_called_off(self, client, fee):
        self.make(client)
        said = text(self.change(client))
        assert self.rows() == [(50, None, on(), on(4)), (100, None, on(5), None)]
        assert "減額：50%を減額 → 全額を免除" in said
        assert "2026/11/25から：全額を免除" in said
        assert "すでに登録されています" in text(self.change(client))
        assert "今の内容と同じです" in text(self.change(client, days=9))
        assert "今日からあとの日に" in text(self.change(client, days=-1))
        day = {"day": on(5).isoformat()}
        assert "予定を取り消しました。" in text(client.post(f"{self.ONE}call-off/", day, follow=True))
        assert self.rows() == [(50, None, on(), None)]
        assert "すでに始まったか" in text(client.post(f"{self.ONE}call-off/", day, follow=True))
        assert client.post(f"{self.ONE}call-off/", {"day": "x"}).status_code == 404

    def test_called_off_after_an_end(self, client, fee):
        self.make(client)
        ExemptionRule.objects.update(valid_until=on(9))
        self.change(client)
        client.post(f"{self.ONE}call-off/", {"day": on(5).isoformat()})
        assert self.rows() == [(50, None, on(), on(9))]

    def test_ended_and_taken_back(self, client, fee):
        self.make(client)
        end, said = f"{self.ONE}end/", {"last_day": on(3).isoformat(), "reason": "条例の改正"}
        assert client.post(end, said | {"reason": ""}).status_code == 400
        assert "今日からあとの日に" in text(client.post(end, said | {"last_day": on(-1).isoformat()}))
        page = text(client.post(end, said, follow=True))
        assert ("廃止の予定" in page, "理由：条例の改正" in page) == (True, True)
        assert "すでに決まっています" in text(client.post(end, said))
        assert "廃止を取り消しました。" in text(client.post(f"{self.ONE}keep/", follow=True))
        assert "取り消せる廃止の予定はありません" in text(client.post(f"{self.ONE}keep/", follow=True))
        kinds = list(FeeRecord.objects.order_by("pk").values_list("kind", flat=True))
        assert kinds == ["made", "ended", "kept"]

    def test_a_rule_that_took_something_off_stays(self, client, fee):
        self.make(client, needs_approval="no")
        rule = ExemptionRule.objects.get()
        subject = Subject("application", uuid4())
        claim = assess(subject=subject, title="写し", lines=[Line(quantity=1, item=fee)], by=Portal())
        claim_exemption(assessment_id=claim.pk, rule=rule, by=Portal())
        with pytest.raises(DatabaseError, match="not edited"), transaction.atomic():
            ExemptionRule.objects.update(percent=1)
        self.change(client, days=1)
        assert self.rows() == [(50, None, on(), on(0)), (100, None, on(1), None)]

    def test_what_a_procedure_defines_is_shown_and_kept_elsewhere(self, client, fee):
        code = f"{ExemptionRule.OF_PROCEDURE}1"
        ExemptionRule.objects.create(
            code=code, label="市の行事", percent=100, basis="条例", verification="sample", valid_from=on()
        )
        said = text(client.get("/settings/exemptions/"))
        assert ("減免の規定はまだありません" in said, "手続の定義が定める減免" in said, "市の行事" in said) == (
            True,
        ) * 3
        assert client.get(f"/settings/exemptions/{code}/change/").status_code == 404

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, fee, rows, django_assert_num_queries):
        for row in range(rows):
            self.make(client, code=f"rule-{row}")
            self.change(client, days=row + 1)
        client.get("/settings/exemptions/")
        with django_assert_num_queries(7):  # session, user, roles, rules, fees, rules of procedures, fees
            client.get("/settings/exemptions/")
        for row in range(rows):
            self.make(client)
            self.change(client, days=row + 1, percent=str(row + 1))
        with django_assert_num_queries(6):  # session, user, roles, rules, fees, history
            client.get(self.ONE)


class TestRevenues:
    NEW = "/settings/revenues/new/"
    ONE = "/settings/revenues/13-02-01-01/"

    def make(self, client, **changes):
        data = REVENUE | {"code": "13-02-01-01", "year": "2026"} | changes
        return client.post(self.NEW, data, follow=True)

    def change(self, client, year: int = 2027, **changes):
        data = REVENUE | {"label": "総務手数料 証明手数料", "year": str(year)} | changes
        return client.post(f"{self.ONE}change/", data, follow=True)

    def rows(self):
        return list(Revenue.objects.order_by("valid_from").values_list("label", "valid_from", "valid_until"))

    def test_made_and_chosen_at_a_fee(self, client, administrator):
        said = text(self.make(client))
        assert "2026年度から 指定納付受託者 取り扱う 使う手数料 なし" in said
        assert self.rows() == [("総務手数料 戸籍手数料", date(2026, 4, 1), None)]
        record = FeeRecord.objects.get()
        assert (record.about, record.kind, record.by) == ("revenue", "made", administrator.user)
        assert "13-02-01-01 総務手数料 戸籍手数料" in text(client.get("/settings/fees/new/"))
        assert "登録されています" in text(self.make(client))

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"code": "１３の２"}, "会計の仕組みで使う"),
            ({"label": " "}, "「名称」を入力してください"),
            ({"year": ""}, "「いつの会計年度から」を入力してください"),
            ({"year": "令和"}, "4けたまでの数字で"),
            ({"year": "26"}, "4けたの西暦で"),
            ({"trustee_allowed": ""}, "を選んでください"),
        ],
    )
    def test_what_cannot_be(self, client, wrong, words):
        answer = self.make(client, **wrong)
        assert (answer.status_code, words in text(answer)) == (400, True)
        assert (Revenue.objects.count(), FeeRecord.objects.count()) == (0, 0)

    def test_from_a_year_on(self, client):
        self.make(client)
        said = text(self.change(client, trustee_allowed="no"))
        assert self.rows() == [
            ("総務手数料 戸籍手数料", date(2026, 4, 1), date(2027, 3, 31)),
            ("総務手数料 証明手数料", date(2027, 4, 1), None),
        ]
        assert "指定納付受託者：取り扱う → 取り扱わない" in said
        for year in (2026, 2027):
            assert "来年度からあとの" in text(self.change(client, year=year))
        client.post(f"{self.ONE}call-off/", {"day": "2027-04-01"})
        assert len(self.rows()) == 1

    def test_whole_years_only(self, client):
        with pytest.raises(IntegrityError, match="revenue_whole_years"), transaction.atomic():
            Revenue.objects.create(code="x", label="x", verification="sample", valid_from=on())

    def test_one_that_an_assessment_names_stays(self, client):
        self.make(client, code="14-02-01")
        assess(subject=Subject("x", uuid4()), title="写し", lines=[Line(quantity=1, item=make_item())], by=Portal())
        with pytest.raises(DatabaseError, match="not edited"), transaction.atomic():
            Revenue.objects.update(label="x")
        with pytest.raises(DatabaseError, match="not edited"), transaction.atomic():
            Revenue.objects.all().delete()
        data = REVENUE | {"label": "新しい名称", "year": "2027"}
        client.post("/settings/revenues/14-02-01/change/", data)
        assert Revenue.objects.count() == 2

    def test_ended_when_no_price_names_it(self, client):
        self.make(client)
        fee = make_item(revenue_code="13-02-01-01")
        end, said = f"{self.ONE}end/", {"year": "2026", "reason": "予算の組替え"}
        assert "手数料「住民票の写し」が使っています" in text(client.post(end, said))
        FeeItem.objects.filter(pk=fee.pk).update(valid_until=date(2026, 3, 31))
        assert "今日からあとの日に" in text(client.post(end, said | {"year": "2025"}))
        client.post(end, said)
        assert self.rows()[0][2] == date(2027, 3, 31)
        terms = {"label": "写し", "amount": "300", "unit": "通", "basis": "条例", "verification": "sample"}
        later = terms | {"revenue_code": "13-02-01-01", "code": "later", "valid_from": "2027-04-01"}
        assert "適用開始日より前に廃止されます" in text(client.post("/settings/fees/new/", later))

    def test_no_trustee_receives_what_it_may_not(self, client):
        self.make(client, trustee_allowed="no")
        make_trustee()
        assert covering(gateway="fake", revenue_code="13-02-01-01", day=on()) is None
        assert covering(gateway="fake", revenue_code="13-02-01-02", day=on()) is not None

    def test_seeds_leave_what_is_there(self, client):
        self.make(client)
        self.change(client)
        load_seeds()
        assert Revenue.objects.filter(code="13-02-01-01").count() == 2

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, rows, django_assert_num_queries):
        for row in range(rows):
            self.make(client, code=f"13-{row}")
            make_item(code=f"fee-{row}", revenue_code="13-0")
        client.get("/settings/revenues/")
        with django_assert_num_queries(5):  # session, user, roles, fees, revenues
            client.get("/settings/revenues/")
        for row in range(rows):
            self.make(client)
            self.change(client, year=2027 + row, label=f"名称{row}")
        with django_assert_num_queries(6):  # session, user, roles, revenues, fees, history
            client.get(self.ONE)


class TestTrustees:
    NEW = "/settings/trustees/new/"
    ONE = "/settings/trustees/fake/"

    @pytest.fixture(autouse=True)
    def city(self, client):
        Revenue.objects.create(code="14-02-01", label="証明手数料", verification="sample")
        with registry.replaced(FakeGateway()):
            yield

    def make(self, client, **changes):
        return client.post(
            self.NEW, NOTICE | {"gateway": "fake", "valid_from": on().isoformat()} | changes, follow=True
        )

    def change(self, client, days: int = 5, **changes):
        data = NOTICE | {"name": "別の決済株式会社", "valid_from": on(days).isoformat()} | changes
        return client.post(f"{self.ONE}change/", data, follow=True)

    def test_appointed_and_published(self, client, administrator):
        said = text(self.make(client))
        assert "見本決済株式会社" in said
        made, record = Trustee.objects.get(), TrusteeRecord.objects.get()
        assert (made.notice_date, made.revenue_codes, made.is_sample) == (date(2026, 3, 25), ["14-02-01"], False)
        assert (record.gateway, record.kind, record.by) == ("fake", "made", administrator.user)
        assert "秋田市告示第1号" in text(client.get("/payments/trustees/"))
        assert "見本決済株式会社 fake 秋田市告示第1号 2026/3/25" in text(client.get("/settings/trustees/"))
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            TrusteeRecord.objects.update(at=timezone.now())

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"gateway": "moon"}, "選択してください"),
            ({"name": ""}, "「会社の名称」を入力してください"),
            ({"address": " "}, "「所在地」を入力してください"),
            ({"notice_number": ""}, "「告示番号」を入力してください"),
            ({"notice_date": "2026-11-21"}, "告示日は、指定開始日か、それより前の日に"),
            ({"revenues": ""}, "「取り扱う歳入等」を入力してください"),
            ({"revenue_codes": ["99"]}, "選択してください"),
            ({"is_sample": ""}, "「告示との照合」を選んでください"),
        ],
    )
    def test_what_cannot_be(self, client, wrong, words):
        answer = self.make(client, **wrong)
        assert (answer.status_code, words in text(answer)) == (400, True)
        assert (Trustee.objects.count(), TrusteeRecord.objects.count()) == (0, 0)

    def test_a_further_notice(self, client):
        self.make(client)
        said = text(self.change(client))
        assert "名称：見本決済株式会社 → 別の決済株式会社" in said
        found = [covering(gateway="fake", revenue_code="14-02-01", day=on(days)) for days in (4, 5)]
        assert [one.name for one in found if one] == ["見本決済株式会社", "別の決済株式会社"]
        client.post(f"{self.ONE}call-off/", {"day": on(5).isoformat()})
        assert Trustee.objects.get().valid_until is None

    def test_ended(self, client):
        self.make(client)
        client.post(f"{self.ONE}end/", {"last_day": on().isoformat(), "reason": "指定の取消し"})
        assert covering(gateway="fake", revenue_code="14-02-01", day=on(1)) is None
        assert "指定の終了の予定" in text(client.get("/settings/trustees/"))
        assert "指定の取消し" in text(client.get(self.ONE))

    def test_one_that_received_money_stays(self, client):
        self.make(client)
        record_entry(
            Movement(
                kind=EntryKind.CHARGE,
                amount_yen=300,
                provider="fake",
                provider_ref="p1",
                claim=uuid4(),
                occurred_at=timezone.now(),
                revenue_code="14-02-01",
                source=Source.WEBHOOK,
            )
        )
        with pytest.raises(DatabaseError, match="not edited"), transaction.atomic():
            Trustee.objects.update(name="x")
        with pytest.raises(DatabaseError, match="not edited"), transaction.atomic():
            Trustee.objects.all().delete()
        self.change(client)
        assert Trustee.objects.count() == 2

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, client, rows, django_assert_num_queries):
        for row in range(rows):
            make_trustee(f"other-{row}")
        client.get("/settings/trustees/")
        with django_assert_num_queries(4):  # session, user, roles, trustees
            client.get("/settings/trustees/")
        self.make(client)
        for row in range(rows):
            self.change(client, days=row + 1, name=f"会社{row}")
        with django_assert_num_queries(5):  # session, user, roles, trustees, history
            client.get(self.ONE)


@pytest.mark.parametrize("kind", ["exemptions", "revenues", "trustees"])
class TestAll:
    def test_nothing_yet(self, client, kind):
        assert "はまだありません" in text(client.get(f"/settings/{kind}/"))

    @pytest.mark.parametrize("rest", ["", "change/", "end/"])
    def test_nothing_there(self, client, kind, rest):
        assert client.get(f"/settings/{kind}/moon/{rest}").status_code == 404

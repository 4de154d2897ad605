"""A trial on the clerk's side, and what it costs."""

import re
from typing import Any

import pytest
from django.test import Client

from payments.fees.models import FeeItem
from procedures.designer.rehearsal.models import Trial
from tests.catalogue import FOUR_EYES, make_procedure
from tests.factories.applications import make_application
from tests.procedures.backoffice.pages import text
from tests.procedures.designer.rehearsal.author import Author, begin

pytestmark = pytest.mark.django_db(transaction=True)


class TestStaff:
    def test_another_person_decides_where_two_must(self, client):
        make_procedure(workflow=FOUR_EYES)
        author = Author(client, begin(client))
        author.press("fill/")
        author.send()
        author.do("claim")
        said = author.see("staff/")
        assert "決定する（決裁者）" in said
        assert "決裁 市民課 決裁者" in said
        author.do("decide", outcome="refused", text="住民登録がないため。")
        assert "理由：住民登録がないため。" in author.see("sent/")

    def test_a_refusal_needs_its_reasons_and_keeps_what_was_chosen(self, author):
        author.press("fill/")
        author.send()
        author.do("claim")
        answer = author.press("do/decide/", outcome="refused", text=" ")
        assert answer.status_code == 400
        assert "理由や文が必要です。" in text(answer)
        assert re.search(r'value="refused"[^>]*checked', answer.content.decode())
        assert "決定の内容を選んでください。" in text(author.press("do/decide/", text="よい"))
        assert "状態 審査中" in author.see("staff/")

    def test_what_the_table_does_not_allow_is_not_done(self, author):
        author.press("fill/")
        author.send()
        assert "いまの状態では、この操作はできません。" in text(author.press("do/complete/"))
        for verb in ("submit", "resubmit", "fly"):
            assert author.press(f"do/{verb}/").status_code == 404
        assert "担当する" in author.see("staff/")

    def test_an_old_tab_does_nothing(self, author):
        author.press("fill/")
        author.send()
        author.client.post(author.url("do/claim/"), {"_revision": "1"})
        assert "状態 受付済み" in author.see("staff/")

    def test_nothing_is_done_before_something_is_sent(self, author):
        assert author.press("do/claim/").status_code == 404
        assert author.client.get(author.url("papers/0/")).status_code == 404
        for place in ("sent/", "staff/"):
            assert author.client.get(author.url(place))["Location"] == author.url("check/")

    def test_the_applicant_takes_it_back(self, author):
        author.press("fill/")
        author.send()
        author.do("withdraw", _back="sent")
        assert "状態 取下げ" in author.see("sent/")

    def test_statements(self, author, django_assert_max_num_queries):
        """More than other pages: all is written anew. It grows with the steps, and not with what the city holds."""
        author.press("fill/")
        author.send()
        author.do("claim")
        with django_assert_max_num_queries(75) as short:
            author.client.get(author.url("staff/"))
        make_application(version=make_procedure(number=9002))
        make_application(version=make_procedure(number=9003))
        with django_assert_max_num_queries(len(short)):
            author.client.get(author.url("staff/"))


class TestFees:
    """粗大ごみ, whose fee is fixed by staff; and one that is paid before anybody looks at it."""

    def test_fixed_paid_and_recorded(self, client):
        fees = {"timing": "before_issue", "lines": [{"item": "sodai-small"}]}
        author = Author(client, self.sent(client, fees))
        assert "いまの回答の手数料 300円" in author.see("check/")
        author.do("claim")
        assert "いまの状態では、この操作はできません。" in text(author.press("do/settle/"))
        author.do("fix_fee", text="")
        said = author.see("sent/")
        assert "手数料の納付をお願いします：小さな手続" in said
        assert "まだ納めていない額 300円" in said
        author.do("remind_fee")
        author.do("settle", _back="sent")
        said = author.see("sent/")
        assert "まだ納めていない額 0円" in said
        assert "手数料の納付を確認しました：小さな手続" in said

    def test_what_waits_for_its_fee_says_so(self, client):
        author = Author(client, self.sent(client, {"timing": "before_review", "lines": [{"item": "sodai-small"}]}))
        said = author.see("staff/")
        assert "手数料の納付を待っています" in said
        assert "担当する" not in said
        author.do("settle")
        assert "担当する" in author.see("staff/")

    @pytest.mark.parametrize(("granted", "owed"), [("yes", "0円"), ("", "300円")])
    def test_an_exemption_is_decided(self, client, granted, owed):
        exemption = {"item": "sodai-small", "when": True, "approval": True, "reason": "生活保護を受けているため"}
        fees = {"timing": "before_issue", "lines": [{"item": "sodai-small"}], "exemptions": [exemption]}
        author = Author(client, self.sent(client, fees))
        author.do("claim")
        if not granted:
            assert "理由や文が必要です。" in text(author.press("do/fix_fee/"))
        author.do("fix_fee", granted=granted, text="確かめました。")
        assert f"合計 {owed}" in author.see("staff/")

    def sent(self, client: Client, fees: dict[str, Any]) -> Trial:
        FeeItem.objects.create(
            code="sodai-small",
            label="粗大ごみ（小）",
            amount=300,
            basis="見本の条例",
            verification="sample",
            revenue_code="waste",
            valid_from="2020-04-01",
        )
        make_procedure(fees=fees)
        author = Author(client, begin(client))
        author.press("fill/")
        assert author.send().status_code == 302
        return author.trial

"""Fees of a trial beyond the plain way: another amount, too late, receipted, given back with a second person's word."""

from typing import Any

import pytest
from django.test import Client

from payments.ledger.models import Receipt, ReceiptCounter
from procedures.designer.rehearsal.playing import played
from procedures.designer.rehearsal.seen import see
from procedures.designer.rehearsal.trials import read_trial
from tests.cast import Player
from tests.catalogue import FOUR_EYES, make_procedure
from tests.payments.scene import make_item
from tests.procedures.backoffice.pages import text
from tests.procedures.designer.rehearsal.author import DAY, Author, begin, form_of
from tests.procedures.designer.rehearsal.test_isolation import another, held_tables  # noqa: F401  a fixture
from tests.tables import row_counts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client(administrator: Player) -> Client:
    return administrator.client()


def sent(client: Client, timing: str = "before_issue", *, changes: Any = None, **fees: Any) -> Author:
    """A trial of a procedure that costs 300 yen, sent on 24 November 2026."""
    make_item()
    make_procedure(fees={"timing": timing, "lines": [{"item": "juminhyo"}], **fees}, **(changes or {}))
    author = Author(client, begin(client))
    author.press("fill/")
    assert author.send().status_code == 302
    return author


class TestAnotherAmount:
    def test_with_a_reason_it_is_what_staff_say(self, client):
        author = sent(client)
        author.do("claim")
        wanted = {"quantity-juminhyo": "2", "extra_label": "郵送料", "extra_yen": "４６０"}
        assert "理由や文が必要です。" in text(author.press("do/fix_fee/", **wanted))
        author.do("fix_fee", **wanted, text="2通と郵送の希望のため")
        said = author.see("sent/")
        assert "合計 1,060円" in said
        assert "郵送料" in said

    @pytest.mark.parametrize(
        ("typed", "problem"),
        [
            ({"quantity-juminhyo": "たくさん"}, "数は、0から9999までの数字で入力してください。"),
            ({"extra_label": "郵送料"}, "そのほかの費用は、何の費用かと、1円以上の金額を入力してください。"),
            ({"extra_yen": "460"}, "そのほかの費用は、何の費用かと、1円以上の金額を入力してください。"),
        ],
    )
    def test_what_is_no_amount_is_said_and_kept(self, client, typed, problem):
        author = sent(client)
        author.do("claim")
        answer = author.press("do/fix_fee/", text="急ぎ", **typed)
        assert answer.status_code == 400
        assert problem in text(answer)
        assert "急ぎ" in answer.content.decode()

    def test_less_than_was_paid_is_given_back(self, client):
        author = sent(client)
        author.do("claim")
        author.do("fix_fee", **{"quantity-juminhyo": "2"}, text="2通のため")
        author.do("settle")
        author.do("fix_fee", **{"quantity-juminhyo": "1"}, text="1通でよいため")
        author.do("ask_refund", amount="300", text="1通分を返すため")
        author.do("approve_refund")
        assert "振込待ち 300円" in author.see("staff/")


class TestTooLate:
    def test_the_days_pass_and_everybody_hears_of_it(self, client):
        author = sent(client, "before_review")
        assert "納付の期限 2026年12月8日（火）" in author.see("sent/")
        author.do("fee_overdue")
        said = author.see("staff/")
        assert "2026年12月9日" in said
        assert "期限を過ぎた未納" in said
        assert "納付の期限切れ" in said
        assert "期限までに納められなかったことにする" not in said
        assert "納付の期限が近いことを知らせる" not in said
        author.do("settle")
        said = author.see("staff/")
        assert "期限を過ぎた未納" not in said
        assert "担当する" in said

    def test_where_the_city_has_it_so_it_counts_as_taken_back(self, client, settings):
        settings.FEE_OVERDUE = "withdraw"
        author = sent(client, "before_review")
        author.do("fee_overdue")
        said = author.see("staff/")
        assert "状態 取下げ" in said
        assert "未納による取下げ" in said

    def test_before_anything_is_owed_there_is_nothing_to_be_late_with(self, client):
        author = sent(client)
        assert "いまの状態では、この操作はできません。" in text(author.press("do/fee_overdue/"))


class TestReceipt:
    def test_where_the_city_issues_them(self, client, settings, another):  # noqa: F811
        settings.FEE_RECEIPTS = True
        author = sent(client, "before_review")
        assert "領収書を出す" not in author.see("sent/")
        author.do("settle", _back="sent")
        before = row_counts()
        author.do("issue_receipt", _back="sent")
        author.do("issue_receipt", _back="sent")
        said = author.see("sent/")
        assert said.count("領収書（PDF）") == 2
        author.trial.refresh_from_db()
        with played(author.trial, read_trial(author.trial)) as play:
            case = see(play.stage)
            assert case is not None
            assert [paper.title for paper in case.papers].count("領収書") == 2
            assert Receipt.objects.count() == 1
            assert held_tables(another) == set()
        assert not ReceiptCounter.objects.exists()
        assert row_counts() == before

    def test_elsewhere_there_is_none(self, client):
        author = sent(client, "before_review")
        author.do("settle")
        assert "領収書を出す" not in author.see("sent/")
        assert "いまの状態では、この操作はできません。" in text(author.press("do/issue_receipt/"))

    def test_not_of_what_went_back(self, client, settings):
        settings.FEE_RECEIPTS = True
        author = sent(client, "before_review", refund="not_started")
        author.do("settle")
        author.do("withdraw")
        for deed in ("approve_refund", "enter_payee", "transfer_refund"):
            author.do(deed)
        author.press("do/issue_receipt/", _back="sent")
        assert "還付した納付なので、領収書は出せません。" in author.see("sent/")

    def test_the_record_of_the_payment(self, client):
        author = sent(client, "before_review")
        author.do("settle")
        assert "納付済みの記録（PDF）" in author.see("sent/")


class TestRefund:
    @pytest.mark.parametrize(("eyes", "by"), [({}, "決裁者（試行）"), ({"workflow": FOUR_EYES}, "別の決裁者（試行）")])
    def test_refused_and_given_back_with_the_word_of_another(self, client, eyes, by):
        """Whoever decided asked for the refund with that: nobody approves what that person asked for."""
        author = sent(client, "before_review", refund="not_issued", changes=eyes)
        before = row_counts()
        author.do("settle")
        author.do("claim")
        author.do("decide", outcome="refused", text="住民登録がないため。")
        assert "承認待ち 300円 不許可" in author.see("staff/")
        author.do("approve_refund")
        said = author.see("staff/")
        assert f"決裁 {by}" in said
        assert "振込待ち" in said
        assert "いまの状態では、この操作はできません。" in text(author.press("do/transfer_refund/"))
        assert "返金の振込先をお知らせください" in author.see("sent/")
        author.do("enter_payee", _back="sent")
        author.press("day/", **DAY | {"day-month": "12", "day-day": "24"})
        author.do("transfer_refund")
        said = author.see("sent/")
        assert "振込済み 2026年12月24日" in said
        assert "手数料をお返ししました" in said
        assert row_counts() == before

    def test_not_approved_with_a_reason(self, client):
        author = sent(client, "before_review", refund="not_started")
        author.do("settle")
        author.do("withdraw", _back="sent")
        answer = author.press("do/refuse_refund/", text=" ")
        assert answer.status_code == 400
        assert "承認しない理由を書いてください。" in text(answer)
        author.do("refuse_refund", text="着手済みのため")
        assert "不承認 300円" in author.see("staff/")

    @pytest.mark.parametrize("amount", ["301", "-1", "ぜんぶ"])
    def test_no_more_than_was_paid(self, client, amount):
        author = sent(client, "before_review")
        author.do("settle")
        answer = author.press("do/ask_refund/", amount=amount, text="誤り")
        assert answer.status_code == 400
        assert "1円から300円までの数字で入力してください。" in text(answer)
        assert "理由や文が必要です。" in text(author.press("do/ask_refund/", amount="100"))

    def test_what_was_kept_stays_when_the_procedure_says_so(self, client):
        author = sent(client, "before_review")
        author.do("settle")
        author.do("withdraw")
        assert "還付の内容" not in author.see("staff/")


def test_taken_back_while_it_waits_for_a_correction(client):
    author = sent(client, "before_issue")
    author.do("claim")
    author.do("request_correction", text="希望を書いてください。")
    author.do("withdraw", _back="sent")
    said = author.see("sent/")
    assert "状態 取下げ" in said
    assert "取下げ" in author.see("staff/")


def test_mended_answers_change_the_fee(client):
    """As for real: the amount is open again, and staff fix it anew."""
    quantity = {"if": [{"==": [{"var": "wish"}, "2通"]}, 2, 1]}
    author = sent(client, lines=[{"item": "juminhyo", "quantity": quantity}])
    author.do("claim")
    author.do("fix_fee", text="")
    author.do("request_correction", text="数を書いてください。", items=["wish"])
    author.press("pages/applicant/", **{**form_of(author), "wish": "2通"})
    assert author.send().status_code == 302
    author.do("fix_fee", text="")
    assert "合計 600円" in author.see("sent/")

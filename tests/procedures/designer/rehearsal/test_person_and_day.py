"""Who tries, at which level, and on which day."""

import pytest

from tests.catalogue import make_procedure
from tests.procedures.backoffice.pages import text
from tests.procedures.designer.rehearsal.author import DAY, Author, begin, form_of
from tests.tables import row_counts

pytestmark = pytest.mark.django_db(transaction=True)


class TestLevel:
    def test_too_low_is_said_before_and_refused_when_sent(self, client):
        make_procedure(assurance={"level": 2, "reason": "本人を確かめるため"})
        author = Author(client, begin(client))
        author.press("fill/")
        assert "次のレベルを求める画面が出ます：2" in author.see("check/")
        answer = author.send()
        assert answer.status_code == 409
        assert "この手続に必要なレベルは2です。" in text(answer)
        author.press("", person="hanako", level="2", **DAY)
        assert author.send().status_code == 302

    def test_a_signature_is_given_at_level_3_alone(self, client):
        make_procedure(assurance={"level": 3, "reason": "重要なため", "signature": True})
        author = Author(client, begin(client, level="2"))
        author.press("fill/")
        assert "カードの署名がありません。" in text(author.send())
        before = row_counts()
        author.press("", person="hanako", level="3", **DAY)
        assert author.send().status_code == 302
        assert row_counts() == before

    def test_the_person_is_changed_and_what_was_sent_is_played_again(self, author):
        author.press("fill/")
        author.send()
        author.press("", person="hanako", level="0", **DAY)
        said = author.see("sent/")
        assert "1番目の「申請」が、いまの設定ではできません。" in said
        assert "本人確認レベルが足りません。" in said
        assert author.client.get(author.url("papers/0/")).status_code == 404
        author.press("", person="hanako", level="1", **DAY)
        assert "請求を受け付けました" in author.see("sent/")


class TestDays:
    def test_a_day_outside_the_period_is_said_and_refused(self, client):
        make_procedure(accepts={"from": "2027-04-01", "until": "2027-04-30"})
        author = Author(client, begin(client))
        author.press("fill/")
        assert "この日は、受付の始まる前です。" in author.see("check/")
        assert "受付期間の外の日です。" in text(author.send())
        author.press("", person="hanako", level="1", **DAY | {"day-year": "2027", "day-month": "4", "day-day": "30"})
        assert author.send().status_code == 302
        assert "2027年4月30日" in author.see("sent/")

    def test_the_clock_stands_still_during_a_correction(self, author):
        author.press("fill/")
        author.send()
        assert "期限 2026年11月27日（金） 残り3開庁日" in author.see("staff/")
        author.do("claim")
        author.do("request_correction", text="希望を書いてください。", items=["wish"])
        author.press("day/", **DAY | {"day-month": "12", "day-day": "1"})
        assert "11月24日（火）から停止中。残り3開庁日" in author.see("staff/")
        assert "希望を書いてください。" in author.see("sent/")
        assert "前に送った内容から、変わったところがありません。" in text(author.send())
        author.press("pages/applicant/", **{**form_of(author), "wish": "早めに"})
        assert author.send().status_code == 302
        assert "期限 2026年12月4日（金） 残り3開庁日" in author.see("staff/")

    def test_time_does_not_go_back(self, author):
        author.press("fill/")
        author.send()
        answer = author.press("day/", **DAY | {"day-day": "1"})
        assert "2026年11月24日から2100年までの日を入力してください。" in text(author.client.get(answer["Location"]))

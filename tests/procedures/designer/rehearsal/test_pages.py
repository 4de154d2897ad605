"""The pages of a trial, as an administrator goes through them."""

import base64
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from identity.people.models import Role
from payments.fees.models import FeeItem
from procedures.applications.keys import rotate_keys
from procedures.designer.models import Design
from procedures.designer.rehearsal.models import Trial
from procedures.designer.rehearsal.trials import purge_trials, read_trial
from procedures.documents.apart import PressFailed
from tests.cast import CITIZEN_AFFAIRS, Player, make_staff
from tests.catalogue import FOUR_EYES, make_procedure, small_document
from tests.designs import make_design
from tests.factories.applications import make_application
from tests.procedures.backoffice.pages import text
from tests.tables import row_counts

pytestmark = pytest.mark.django_db(transaction=True)
START = "/designer/9001/try/"
DAY = {"day-year": "2026", "day-month": "11", "day-day": "24"}


@pytest.fixture
def client(administrator: Player) -> Client:
    return administrator.client()


def begin(client: Client, **chosen: str) -> Trial:
    """A trial as 山王 花子 at level 1, on 24 November 2026."""
    answer = client.post(START, {"person": "hanako", "level": "1", **DAY, **chosen})
    assert answer.status_code == 302, text(answer)
    return Trial.objects.latest("started_at")


class Author:
    """Somebody who tries a procedure: presses what the pages offer."""

    def __init__(self, client: Client, trial: Trial) -> None:
        self.client = client
        self.trial = trial

    def url(self, place: str) -> str:
        return f"{START}{self.trial.pk}/{place}"

    def see(self, place: str) -> str:
        return text(self.client.get(self.url(place)))

    def press(self, place: str, **data: Any) -> Any:
        self.trial.refresh_from_db()
        return self.client.post(self.url(place), {"_revision": self.trial.revision, **data})

    def do(self, verb: str, **data: Any) -> Any:
        answer = self.press(f"do/{verb}/", **data)
        assert answer.status_code == 302, text(answer)
        return answer

    def send(self) -> Any:
        return self.press("check/")


@pytest.fixture
def author(client) -> Author:
    make_procedure()
    return Author(client, begin(client))


def test_from_start_to_end(author):
    before = row_counts()
    assert "試行です。どこにも送られません" in author.see("pages/applicant/")
    assert author.press("fill/").status_code == 302
    assert "山王 花子（サンノウ ハナコ）" in author.see("check/")
    assert author.send()["Location"] == author.url("sent/")
    said = author.see("sent/")
    assert "請求を受け付けました" in said
    assert re.search(r"XXXX-[2-9A-Y]{4}-[2-9A-Y]", said)
    assert "あて先 hanako@example.jp（送りません）" in said
    assert "受付票（PDF）" in said
    author.do("claim")
    author.do("decide", outcome="approved", text="")
    author.do("complete")
    said = author.see("staff/")
    assert "状態 完了" in said
    assert "決定：認める" in said
    paper = author.client.get(author.url("papers/1/"))
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    assert row_counts() == before


class TestBeginning:
    def test_what_is_wrong_is_said_and_nothing_begins(self, client):
        make_procedure()
        answer = client.post(START, {"person": "nobody", "level": "9", **DAY, "day-month": "13"})
        assert answer.status_code == 400
        said = text(answer)
        assert "見本の人を選んでください。" in said
        assert "本人確認レベルを選んでください。" in said
        assert "日付を、年・月・日の数字で入力してください。" in said
        assert not Trial.objects.exists()

    def test_days_far_away_are_refused(self, client):
        make_procedure()
        answer = client.post(START, {"person": "hanako", "level": "1", **DAY, "day-year": "2101"})
        assert "2000年1月1日から2100年までの日を入力してください。" in text(answer)

    def test_the_level_that_the_procedure_asks_for_is_suggested(self, client):
        make_procedure(assurance={"level": 3, "reason": "重要なため", "signature": True})
        assert re.search(r'value="3"[^>]*checked', client.get(START).content.decode())

    def test_a_published_version_or_the_text_that_is_being_written(self, client, administrator):
        make_procedure()
        make_procedure(title="新しい名前")
        make_design(administrator.user, title="書いている名前")
        assert "作成中の内容 公開した版2 公開した版1" in re.sub(r"\s+", " ", text(client.get(START)))
        for source, title in (("design", "書いている名前"), ("2", "新しい名前"), ("1", "小さな手続")):
            said = Author(client, begin(client, source=source)).see("check/")
            assert f"試行の一覧（9001 {title}）へ" in said

    def test_nothing_to_try(self, client):
        assert client.get(START).status_code == 404

    def test_a_trial_is_its_authors_alone(self, author):
        make_staff("mori@city.example.jp", "森 望", CITIZEN_AFFAIRS, Role.ADMINISTRATOR)
        other = make_staff("hayashi@city.example.jp", "林 進", CITIZEN_AFFAIRS, Role.ADMINISTRATOR).client()
        for place in ("", "check/", "sent/", "staff/", "pages/applicant/", "papers/0/"):
            assert other.get(author.url(place)).status_code == 404
            assert author.client.get(author.url(place).replace("9001", "9002")).status_code == 404
        assert "ありません。" in text(other.get(START))
        assert "市内に住む大人、公開した版1" in text(author.client.get(START))

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, author, rows, django_assert_num_queries):
        for _row in range(rows - 1):
            begin(author.client)
        author.client.get(START)
        # session, user, roles; design, versions; version with department; title twice; trials
        with django_assert_num_queries(9):
            author.client.get(START)


class TestForm:
    def test_any_page_may_be_opened_and_a_hidden_one_says_so(self, client):
        pages = small_document()["pages"]
        second = {"id": "more", "title": "もっと", "items": [{"id": "why", "type": "text", "label": "理由"}]}
        what = {"id": "what", "type": "text", "label": "何"}
        never = {"id": "never", "title": "ときどき", "when": {"==": [{"var": "wish"}, "あり"]}, "items": [what]}
        make_procedure(pages=[*pages, second, never])
        author = Author(client, begin(client))
        assert "全3ステップ中2ステップ目" in author.see("pages/more/")
        assert "いまの回答では、このページは表示されません" in author.see("pages/never/")
        assert author.client.get(author.url("pages/unknown/")).status_code == 404
        said = author.see("pages/applicant/")
        assert "申請者 未入力" in said
        assert "ときどき 表示なし" in said

    def test_what_is_wrong_is_kept_and_said(self, author):
        answer = author.press("pages/applicant/", applicant_email="はなこ")
        assert answer["Location"].endswith("?errors=1")
        said = text(author.client.get(answer["Location"]))
        assert "「氏名」とフリガナを入力してください" in said
        assert "申請者 直す" in said
        assert "入力の終わっていないページがあります" in author.see("check/")

    def test_the_sample_answers_are_the_persons(self, client):
        make_procedure()
        author = Author(client, begin(client, person="kazuko"))
        author.press("pages/applicant/", _action="fill")
        assert "葛\U000e0100原" in author.see("pages/applicant/")

    def test_what_the_card_says_is_fixed(self, client):
        items = small_document()["pages"][0]["items"]
        items[0]["source"] = "identity.name"
        make_procedure(pages=[{"id": "applicant", "title": "申請者", "items": items}])
        for level, told in (("1", 0), ("2", 1)):
            author = Author(client, begin(client, person="minh", level=level))
            said = author.see("pages/applicant/").partition("全2ステップ中1ステップ目")[2]
            assert said.count("ＮＧＵＹＥＮ") == told

    def test_a_page_sent_from_an_old_tab_overwrites_nothing(self, author):
        author.press("pages/applicant/", _action="fill")
        answer = author.client.post(
            author.url("pages/applicant/"), {"_revision": "0", "applicant_email": "x@example.jp"}
        )
        assert answer.status_code == 409
        assert "別の画面で先に保存されています" in text(answer)
        assert "hanako@example.jp" in author.see("check/")

    def test_the_page_follows_what_is_typed_without_saving(self, author):
        answer = author.press("pages/applicant/", _action="refresh", applicant_email="x@example.jp")
        assert answer.status_code == 200
        assert read_trial(author.trial).typed == {}

    def test_answers_are_sealed(self, author):
        author.press("fill/")
        author.trial.refresh_from_db()
        assert b"hanako" not in bytes(author.trial.contents)
        assert read_trial(author.trial).answers["applicant_email"] == "hanako@example.jp"

    def test_statements(self, author, django_assert_num_queries):
        author.press("fill/")
        with django_assert_num_queries(4):  # session, user, roles, trial
            author.client.get(author.url("pages/applicant/"))
        with django_assert_num_queries(4):
            author.client.get(author.url("check/"))


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


def form_of(author: Author) -> dict[str, str]:
    """What the browser would send of the filled-in page."""
    name = {"family": "山王", "given": "花子", "family_kana": "サンノウ", "given_kana": "ハナコ"}
    return {**{f"applicant_name-{part}": value for part, value in name.items()}, "applicant_email": "hanako@example.jp"}


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


class TestEnd:
    def test_again_from_the_beginning(self, author):
        author.press("fill/")
        author.send()
        assert author.press("again/")["Location"] == author.url("pages/applicant/")
        assert "氏名 （記入なし）" in author.see("check/")

    def test_ending_deletes_it(self, author):
        assert author.press("end/")["Location"] == START
        assert not Trial.objects.exists()

    def test_what_nobody_touches_is_deleted_after_30_days(self, author):
        assert purge_trials() == 0
        Trial.objects.update(changed_at=timezone.now() - timedelta(days=31))
        assert purge_trials() == 1

    def test_the_key_goes_round_with_the_others(self, author, settings):
        author.press("fill/")
        new = base64.urlsafe_b64encode(b"n" * 32).decode()
        settings.SEALING_KEYS = f"new:{new},{settings.SEALING_KEYS}"
        assert rotate_keys() == 1
        settings.SEALING_KEYS = f"new:{new}"
        author.trial.refresh_from_db()
        assert read_trial(author.trial).answers["applicant_email"] == "hanako@example.jp"

    def test_a_lost_key_leaves_an_empty_trial(self, author, settings):
        author.press("fill/")
        settings.SEALING_KEYS = f"other:{base64.urlsafe_b64encode(b'o' * 32).decode()}"
        author.trial.refresh_from_db()
        assert read_trial(author.trial).answers == {}


class TestTheText:
    def test_publishing_destroys_nothing(self, author):
        author.press("fill/")
        author.send()
        make_procedure(title="あたらしい手続", kind="application")
        assert "試行の一覧（9001 小さな手続）へ" in author.see("staff/")
        author.do("claim")
        assert "状態 審査中" in author.see("staff/")

    def test_the_text_being_written_changes_when_one_says_so(self, client, administrator):
        design = make_design(administrator.user)
        author = Author(client, begin(client))
        author.press("fill/")
        Design.objects.filter(pk=design.pk).update(document=json.dumps(small_document(title="変えた名前")))
        assert "試行の一覧（9001 小さな手続）へ" in author.see("check/")
        assert "試したあとで、内容が変わりました" in author.see("")
        author.press("renew/")
        said = author.see("check/")
        assert "試行の一覧（9001 変えた名前）へ" in said
        assert "hanako@example.jp" in said

    def test_what_cannot_be_tried_yet_is_listed_and_the_rest_is_shown(self, client, administrator):
        document = {"title": "書きはじめ", "pages": small_document()["pages"]}
        document["pages"].append({"id": "empty", "title": "まだ空"})
        make_design(administrator.user, document=document)
        said = text(client.get(START))
        assert "まだ仕上がっていないところ" in said
        author = Author(client, begin(client))
        assert "まだ空" in author.see("pages/applicant/")
        assert "（項目はまだありません）" in author.see("pages/empty/")
        assert "まだ仕上がっていないところ" in author.see("")
        author.press("fill/")
        assert author.send().status_code == 302
        assert "担当する" in author.see("staff/")

    def test_a_design_of_nothing_at_all(self, client, administrator):
        make_design(administrator.user, document={})
        author = Author(client, begin(client))
        author.press("fill/")
        assert "（ページはまだありません）" in author.see("check/")
        assert author.send().status_code == 302
        assert "申請を受け付けました" in author.see("sent/")

    def test_faults_and_pages_lead_to_where_they_are_written(self, client, administrator):
        make_design(administrator.user, document={"title": "書きはじめ", "pages": small_document()["pages"]})
        html = client.get(START).content.decode()
        assert 'href="/designer/9001/"' in html
        author = Author(client, begin(client))
        page = author.client.get(author.url("pages/applicant/")).content.decode()
        assert 'href="/designer/9001/at/pages/applicant/"' in page
        make_procedure()
        published = Author(client, begin(client, source="1"))
        assert "を書き直す" not in published.see("pages/applicant/")


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


def test_a_paper_that_cannot_be_made_is_said(author, monkeypatch):
    def fail(*_args: object, **_more: object) -> bytes:
        raise PressFailed

    author.press("fill/")
    author.send()
    monkeypatch.setattr("procedures.designer.views.trial_case.render_pdf_apart", fail)
    answer = author.client.get(author.url("papers/0/"))
    assert answer["Location"] == author.url("sent/")
    assert "書類を作れませんでした。" in author.see("sent/")

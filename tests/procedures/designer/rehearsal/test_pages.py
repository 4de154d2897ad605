"""The pages of a trial, as an administrator goes through them."""

import base64
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from identity.people.models import Role
from procedures.applications.keys import rotate_keys
from procedures.designer.rehearsal.models import Trial
from procedures.designer.rehearsal.trials import purge_trials, read_trial
from procedures.documents.apart import PressFailed
from tests.cast import CITIZEN_AFFAIRS, make_staff
from tests.catalogue import make_procedure, small_document
from tests.designs import make_design
from tests.procedures.backoffice.pages import text
from tests.procedures.designer.rehearsal.author import DAY, START, Author, begin
from tests.tables import row_counts

pytestmark = pytest.mark.django_db(transaction=True)


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


def test_a_paper_that_cannot_be_made_is_said(author, monkeypatch):
    def fail(*_args: object, **_more: object) -> bytes:
        raise PressFailed

    author.press("fill/")
    author.send()
    monkeypatch.setattr("procedures.designer.views.trial_case.render_pdf_apart", fail)
    answer = author.client.get(author.url("papers/0/"))
    assert answer["Location"] == author.url("sent/")
    assert "書類を作れませんでした。" in author.see("sent/")

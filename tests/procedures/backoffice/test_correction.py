import re

import pytest

from procedures.applications.events import event_text
from procedures.applications.models import ApplicationEvent
from procedures.notifications.models import Message
from procedures.workflow import commands
from tests.factories.cases import do, form_of, in_review, received
from tests.procedures.backoffice.pages import follow, hidden, part, text

pytestmark = pytest.mark.django_db

WORDS = "番地と部屋番号を\n入力してください。"


@pytest.fixture
def case(clerk, version):
    return in_review(version, clerk.staff)


def address(case) -> str:
    return f"/staff/cases/{case.receipt}/correction/"


class TestWriting:
    def test_the_questions_of_the_application_are_offered(self, clerk, case):
        response = clerk.client().get(address(case))
        assert response.status_code == 200
        offered = re.findall(r'name="items" value="(\w+)"', response.content.decode())
        assert offered == ["applicant_name", "applicant_email", "wish"]

    def test_a_standard_sentence_is_added_to_what_is_written(self, clerk, case):
        form = form_of(case, text="はじめに。", step="sentence:1", items=["wish"])
        response = clerk.client().post(address(case), form)
        assert part(response, r"<textarea[^>]*>\n(.*?)</textarea>") == (
            "はじめに。\n氏名は、住民票に書かれている文字で入力してください。"
        )
        assert re.search(r'value="wish"[^>]* checked', response.content.decode())
        assert hidden(response) == {"revision": form["revision"], "key": form["key"]}

    @pytest.mark.parametrize("step", ["sentence:99", "sentence:-1", "sentence:", "sentence:１", "x"])
    def test_a_forged_step_keeps_what_is_written(self, clerk, case, step):
        response = clerk.client().post(address(case), form_of(case, text="はじめに。", step=step))
        assert part(response, r"<textarea[^>]*>\n(.*?)</textarea>") == "はじめに。"

    @pytest.mark.parametrize("words", ["", " \r\n\u200b ", "\x00"])
    def test_words_are_asked_for(self, clerk, case, words):
        response = clerk.client().post(address(case), form_of(case, text=words, step="check", items=["wish"]))
        assert response.status_code == 400
        assert "入力内容に誤りがあります" in text(response)
        assert 'href="#text"' in response.content.decode()
        assert "直してほしいことを、申請者に向けた文で入力してください。" in text(response)
        assert response.content.decode().count("<title>エラー：") == 1

    def test_too_many_words(self, clerk, case):
        response = clerk.client().post(address(case), form_of(case, text="あ" * 2001, step="send"))
        assert response.status_code == 400
        assert "あ" * 2001 in text(response)
        assert ApplicationEvent.objects.filter(verb="request_correction").count() == 0


class TestSending:
    def test_first_it_is_shown_as_the_citizen_reads_it(self, clerk, case):
        form = form_of(case, text=WORDS, step="check", items=["wish", "forged"])
        response = clerk.client().post(address(case), form)
        said = text(response)
        assert "申請者に見える文の確認" in said
        assert "直す項目 希望 番地と部屋番号を 入力してください。" in said
        assert re.findall(r'name="items" value="(\w+)"', response.content.decode()) == ["wish"]
        assert hidden(response)["key"] == form["key"]
        case.refresh_from_db()
        assert case.state == "in_review"

    def test_it_can_be_written_anew(self, clerk, case):
        response = clerk.client().post(address(case), form_of(case, text=WORDS, step="write", items=["wish"]))
        assert part(response, r"<textarea[^>]*>\n(.*?)</textarea>") == WORDS

    def test_then_it_is_sent(self, clerk, case):
        client = clerk.client()
        form = form_of(case, text=WORDS, step="send", items=["wish", "wish", "forged"])
        assert "修正を依頼しました。" in follow(client, client.post(address(case), form))
        event = ApplicationEvent.objects.select_related("application").get(verb="request_correction")
        assert (event.data, event_text(event)) == ({"items": ["wish"]}, WORDS)
        assert Message.objects.filter(topic="correction").count() == 1

    def test_a_double_click_sends_once(self, clerk, case):
        client, form = clerk.client(), form_of(case, text=WORDS, step="send")
        answers = [client.post(address(case), form).status_code for _ in range(2)]
        assert (answers, Message.objects.filter(topic="correction").count()) == ([302, 302], 1)


class TestRefusals:
    def test_only_for_the_assignee(self, colleague, case):
        for response in (
            colleague.client().get(address(case)),
            colleague.client().post(address(case), form_of(case, text=WORDS, step="send")),
        ):
            assert response.status_code == 403
            assert "この操作はできません" in text(response)

    def test_not_before_it_is_claimed(self, clerk, version):
        assert clerk.client().get(address(received(version))).status_code == 403

    @pytest.mark.parametrize("step", ["check", "send", "write", "sentence:0"])
    def test_somebody_was_first_and_the_words_are_kept(self, clerk, case, step):
        form = form_of(case, text=WORDS, step=step)
        do(commands.decide, case, clerk.staff, outcome="approved")
        response = clerk.client().post(address(case), form)
        assert response.status_code == 409
        assert re.search(r"先に、佐藤 恵さんが\S+に「決定」を行いました。", text(response))
        assert part(response, r'<textarea[^>]*id="typed"[^>]*>\n(.*?)</textarea>').startswith(WORDS)

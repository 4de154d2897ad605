import re

import pytest

from procedures.applications.events import event_text
from procedures.applications.models import ApplicationEvent
from procedures.documents.models import Document
from procedures.workflow import commands
from tests.catalogue import FOUR_EYES, make_procedure
from tests.factories.cases import do, form_of, in_review
from tests.procedures.backoffice.pages import follow, hidden, part, text

pytestmark = pytest.mark.django_db

REASONS = "住民登録がないため、請求できる方に当たりません。"


@pytest.fixture
def case(clerk, version):
    return in_review(version, clerk.staff)


def address(case) -> str:
    return f"/staff/cases/{case.receipt}/decision/"


class TestDeciding:
    def test_the_words_follow_the_kind_of_procedure(self, clerk, case):
        other = in_review(make_procedure(number=9010, kind="application"), clerk.staff)
        client = clerk.client()
        assert "交付する 交付しない" in text(client.get(address(case)))
        assert "認める 認めない" in text(client.get(address(other)))

    def test_what_will_be_printed_on_appeal_is_shown(self, clerk, case):
        said = text(clerk.client().get(address(case)))
        assert "秋田市長に対して審査請求をすることができます" in said

    def test_nothing_chosen(self, clerk, case):
        for outcome in ("", "maybe"):
            response = clerk.client().post(address(case), form_of(case, outcome=outcome, step="check"))
            assert response.status_code == 400
            assert 'href="#outcome"' in response.content.decode()
            assert "決定の内容を選んでください。" in text(response)

    @pytest.mark.parametrize("step", ["check", "send"])
    def test_a_refusal_needs_reasons(self, clerk, case, step):
        response = clerk.client().post(address(case), form_of(case, outcome="refused", text=" ", step=step))
        assert response.status_code == 400
        assert 'href="#text"' in response.content.decode()
        assert "認めない理由を入力してください。" in text(response)
        assert re.search(r'value="refused"[^>]* checked', response.content.decode())
        case.refresh_from_db()
        assert case.state == "in_review"

    def test_before_it_is_done_it_is_said_what_happens(self, clerk, case):
        form = form_of(case, outcome="refused", text=REASONS, step="check")
        response = clerk.client().post(address(case), form)
        said = text(response)
        assert f"決定 交付しない 理由 {REASONS}" in said
        assert "秋田市長に対して審査請求" in said
        assert "決定は取り消せません。" in said
        assert "「交付しない」と決定する" in said
        assert hidden(response)["key"] == form["key"]
        case.refresh_from_db()
        assert case.state == "in_review"

    def test_an_approval_prints_no_appeal(self, clerk, case):
        response = clerk.client().post(address(case), form_of(case, outcome="approved", step="check"))
        assert "審査請求" not in text(response)

    def test_a_refusal(self, clerk, case):
        client = clerk.client()
        form = form_of(case, outcome="refused", text=REASONS, step="send")
        assert "決定しました。" in follow(client, client.post(address(case), form))
        event = ApplicationEvent.objects.select_related("application").get(verb="decide")
        assert (event.data, event_text(event)) == ({"outcome": "refused"}, REASONS)
        assert Document.objects.get().kind == "decision"

    def test_an_approval_needs_no_words(self, clerk, case):
        clerk.client().post(address(case), form_of(case, outcome="approved", step="send"))
        case.refresh_from_db()
        assert (case.state, case.outcome) == ("decided", "approved")

    def test_a_double_click_decides_once(self, clerk, case):
        client, form = clerk.client(), form_of(case, outcome="approved", step="send")
        answers = [client.post(address(case), form).status_code for _ in range(2)]
        assert (answers, ApplicationEvent.objects.filter(verb="decide").count()) == ([302, 302], 1)

    def test_with_four_eyes_the_approver_decides(self, clerk, approver):
        case = in_review(make_procedure(number=9009, workflow=FOUR_EYES), clerk.staff)
        form = form_of(case, outcome="approved", step="send")
        assert clerk.client().post(address(case), form).status_code == 403
        assert approver.client().post(address(case), form).status_code == 302


class TestRefusals:
    def test_the_same_page_with_another_outcome_is_another_decision(self, clerk, case):
        client, form = clerk.client(), form_of(case, outcome="approved", text=REASONS, step="send")
        client.post(address(case), form)
        response = client.post(address(case), form | {"outcome": "refused"})
        assert response.status_code == 409
        assert ApplicationEvent.objects.filter(verb="decide").count() == 1

    @pytest.mark.parametrize("step", ["check", "send"])
    def test_somebody_was_first_and_the_reasons_are_kept(self, clerk, case, step):
        form = form_of(case, outcome="refused", text=REASONS, step=step)
        do(commands.request_correction, case, clerk.staff, text="直してください。", items=[])
        do(commands.note, case, clerk.staff, text="メモは追い越しではない")
        response = clerk.client().post(address(case), form)
        assert response.status_code == 409
        assert re.search(r"先に、佐藤 恵さんが\S+に「修正の依頼」を行いました。", text(response))
        assert part(response, r'<textarea[^>]*id="typed"[^>]*>\n(.*?)</textarea>') == REASONS

    def test_a_notification_cannot_be_refused(self, clerk):
        case = in_review(make_procedure(number=9006, kind="notification"), clerk.staff)
        form = form_of(case, outcome="refused", text=REASONS, step="send")
        response = clerk.client().post(address(case), form)
        case.refresh_from_db()
        assert (response.status_code, case.state) == (403, "in_review")

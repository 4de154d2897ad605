import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from identity.disclosure.models import DisclosureEntry
from procedures.applications.events import event_text
from procedures.applications.models import Application, ApplicationEvent
from procedures.applications.receipts import show_receipt
from procedures.documents.models import Document
from procedures.workflow import commands
from tests.catalogue import FOUR_EYES, make_procedure, small_document
from tests.factories.cases import completed, corrected, do, form_of, in_review, received, refused, waiting
from tests.procedures.backoffice.pages import buttons, follow, hidden, text

pytestmark = pytest.mark.django_db


def address(case: Application, *more: str) -> str:
    return "/".join(["/staff/cases", case.receipt, *more, ""])


def verbs(case: Application) -> list[str]:
    return list(case.events.order_by("sequence").values_list("verb", flat=True))


class TestOpening:
    def test_it_is_written_down_before_it_is_shown(self, clerk, citizen, version):
        case = received(version, visitor=citizen.visitor)
        clerk.client().get(address(case))
        entry = DisclosureEntry.objects.get()
        assert (entry.subject, entry.citizen_id, entry.staff_id) == (case.pk, citizen.user.pk, clerk.user.pk)
        assert (entry.department, entry.purpose) == ("citizen-affairs", "申請の審査")

    def test_each_opening_is_written(self, clerk, version):
        case, client = received(version), clerk.client()
        for _ in range(2):
            client.get(address(case))
        assert DisclosureEntry.objects.count() == 2

    def test_nothing_is_written_for_who_may_not_see(self, outsider, version):
        assert outsider.client().get(address(received(version))).status_code == 404
        assert DisclosureEntry.objects.count() == 0

    def test_a_receipt_number_in_another_writing_is_the_same_case(self, clerk, version):
        case = received(version)
        assert clerk.client().get(f"/staff/cases/{show_receipt(case.receipt).lower()}/").status_code == 200

    @pytest.mark.parametrize("receipt", ["AAAAAAAAB", "x", "%00", "２"])
    def test_no_such_case(self, clerk, receipt):
        assert clerk.client().get(f"/staff/cases/{receipt}/").status_code == 404

    @pytest.mark.parametrize("rounds", [1, 3])
    def test_statements(self, clerk, version, django_assert_num_queries, rounds):
        case = corrected(version, clerk.staff)
        for _ in range(rounds):
            do(commands.note, case, clerk.staff, text="メモ")
        client = clerk.client()
        cache.set("reading-watch", [], 60)  # whom to watch for is read once a minute
        # session, user, roles, application, disclosure, events, messages, documents, answers twice, departments
        with django_assert_num_queries(11):
            client.get(address(case))
        # and the two ways on in the list
        with django_assert_num_queries(13):
            client.get(address(case) + "?from=mine")


class TestWhatItTells:
    def test_answers(self, clerk, version):
        said = text(clerk.client().get(address(received(version))))
        assert "氏名 山王 花子（サンノウ ハナコ）" in said
        assert "希望 早めに" in said
        assert "修正前" not in said

    def test_what_a_correction_changed(self, clerk, version):
        case = corrected(version, clerk.staff)
        said = text(clerk.client().get(address(case)))
        assert "項目 修正後 修正前" in said
        assert "希望 窓口で受け取る 早めに" in said
        assert "氏名 山王 花子（サンノウ ハナコ） 同じ" in said

    def test_an_answer_taken_away_is_still_told(self, clerk, version):
        case = corrected(version, clerk.staff, wish=None)
        assert "希望 （記入なし） 早めに" in text(clerk.client().get(address(case)))

    def test_a_question_that_is_gone_is_still_told(self, clerk):
        question = {"id": "copies", "type": "integer", "label": "通数", "when": {"==": [{"var": "wish"}, "早めに"]}}
        version = make_procedure(number=9007, pages=with_question(question))
        case = corrected(version, clerk.staff, wish="ゆっくり", copies=2)
        application = Application.objects.get(pk=case.pk)
        said = text(clerk.client().get(address(application)))
        assert "希望 ゆっくり 早めに" in said

    def test_history_notes_messages(self, clerk, version):
        case = waiting(version, clerk.staff, text="番地を入力してください。")
        do(commands.note, case, clerk.staff, text="電話済み")
        said = text(clerk.client().get(address(case)))
        assert re.search(
            r"経過 申請 \S+ 申請者 担当の開始 \S+ 佐藤 恵 修正の依頼（希望） \S+ 佐藤 恵 番地を入力してください。", said
        )
        assert re.search(r"内部メモ 電話済み \S+ \S+ 佐藤 恵", said)
        assert re.search(r"送ったお知らせ 修正のお願い \S+ \S+ 未開封 受付のお知らせ", said)

    def test_the_clock(self, clerk, version):
        with time_machine.travel(datetime(2026, 11, 24, 1, tzinfo=UTC), tick=True):
            case = in_review(version, clerk.staff)
            said = text(clerk.client().get(address(case)))
            assert "期限 2026年11月27日（金） 残り3開庁日" in said
            do(commands.request_correction, case, clerk.staff, text="直してください。", items=[])
        with time_machine.travel(datetime(2026, 12, 1, 1, tzinfo=UTC), tick=True):
            said = text(clerk.client().get(address(case)))
            assert "停止中 11月24日（火）から停止中。残り3開庁日" in said

    def test_a_procedure_without_a_clock(self, clerk):
        case = received(make_procedure(number=9006, kind="notification"))
        assert "期限 なし" in text(clerk.client().get(address(case)))

    def test_the_outcome_and_its_document(self, clerk, version):
        case = refused(version, clerk.staff)
        said = text(clerk.client().get(address(case)))
        assert "決定：認めない" in said
        assert "住民登録がないため。" in said
        assert "決定通知書 作成中" in said

    def test_checks_of_the_stages(self, clerk):
        stages = [{"id": "review", "title": "審査", "checks": [{"id": "resident", "label": "住民登録を確かめた"}]}]
        case = received(make_procedure(number=9008, workflow={"stages": stages}))
        assert "審査 住民登録を確かめた" in text(clerk.client().get(address(case)))


def with_question(question):
    page = small_document()["pages"][0]
    return [page | {"items": [*page["items"], question]}]


class TestWay:
    def test_previous_and_next_of_the_list_with_its_filters(self, clerk, version):
        other = make_procedure(number=9003)
        first, between, last = received(version), received(other), received(version)
        html = clerk.client().get(address(first) + "?from=unassigned&procedure=9001").content.decode()
        assert f'rel="next" href="/staff/cases/{last.receipt}/?from=unassigned&amp;procedure=9001"' in html
        assert 'rel="prev"' not in html
        html = clerk.client().get(address(first) + "?from=unassigned").content.decode()
        assert f'rel="next" href="/staff/cases/{between.receipt}/?from=unassigned"' in html

    def test_without_a_list_there_is_no_way(self, clerk, version):
        received(version)
        case = received(version)
        for query in ("", "?from=nowhere"):
            assert 'rel="prev"' not in clerk.client().get(address(case) + query).content.decode()

    def test_after_an_act_the_way_goes_on(self, clerk, version):
        case, following = received(version), received(version)
        client = clerk.client()
        response = client.post(address(case, "claim") + "?from=unassigned", form_of(case))
        assert response["Location"] == address(case) + "?from=unassigned"
        assert f'rel="next" href="/staff/cases/{following.receipt}/?from=unassigned"' in (
            client.get(response["Location"]).content.decode()
        )


class TestButtons:
    def test_exactly_what_the_table_allows(self, clerk, colleague, administrator, version):
        new = received(version)
        mine = in_review(version, clerk.staff)
        asked = waiting(version, clerk.staff)
        decided = refused(version, clerk.staff)
        closed = completed(version, clerk.staff)
        client = clerk.client()
        assert client.post(address(closed), {"purpose": "inquiry"})["Location"] == address(closed)
        found = [buttons(client.get(address(case))) for case in (new, mine, asked, decided, closed)]
        assert found == [{"担当する"}, {"決定する", "修正を依頼する", "担当を外す"}, set(), {"完了にする"}, set()]
        assert buttons(colleague.client().get(address(mine))) == set()
        assert "佐藤 恵さんが審査しています。" in text(colleague.client().get(address(mine)))
        assert administrator.client().get(address(new)).status_code == 404

    def test_four_eyes(self, clerk, approver):
        case = in_review(make_procedure(number=9009, workflow=FOUR_EYES), clerk.staff)
        assert buttons(clerk.client().get(address(case))) == {"修正を依頼する", "担当を外す"}
        assert buttons(approver.client().get(address(case))) == {"決定する"}

    def test_a_notification_is_completed_and_never_decided(self, clerk):
        case = in_review(make_procedure(number=9006, kind="notification"), clerk.staff)
        assert buttons(clerk.client().get(address(case))) == {"完了にする", "修正を依頼する", "担当を外す"}


class TestActs:
    def test_claim_release_complete(self, clerk, version):
        case, client = received(version), clerk.client()
        assert "担当にしました。" in follow(client, client.post(address(case, "claim"), form_of(case)))
        case.refresh_from_db()
        assert "担当を外しました。" in follow(client, client.post(address(case, "release"), form_of(case)))
        decided = refused(version, clerk.staff)
        assert "完了にしました。" in follow(client, client.post(address(decided, "complete"), form_of(decided)))
        decided.refresh_from_db()
        assert (verbs(case), decided.state) == (["submit", "claim", "release"], "completed")

    def test_the_page_sends_what_it_saw(self, clerk, version):
        case, client = received(version), clerk.client()
        client.post(address(case, "claim"), hidden(client.get(address(case))))
        case.refresh_from_db()
        assert case.assignee_id == clerk.user.pk

    def test_a_note(self, clerk, version):
        case, client = received(version), clerk.client()
        assert "内部メモを残しました。" in follow(
            client, client.post(address(case, "note"), form_of(case, text=" 電話しました。\r\n不在 "))
        )
        event = ApplicationEvent.objects.select_related("application").get(verb="note")
        assert event_text(event) == "電話しました。\n不在"

    def test_two_notes_from_one_page_are_two(self, clerk, version):
        case, client = received(version), clerk.client()
        form = form_of(case)
        for words in ("一つ目", "一つ目", "二つ目"):
            client.post(address(case, "note"), form | {"text": words})
        assert verbs(case) == ["submit", "note", "note"]

    def test_an_empty_note_is_asked_for(self, clerk, version):
        case = received(version)
        response = clerk.client().post(address(case, "note"), form_of(case, text="  "))
        assert response.status_code == 400
        assert "メモを入力してから" in text(response)
        assert response.content.decode().count("<title>エラー：") == 1

    def test_a_note_that_is_too_long_is_given_back(self, clerk, version):
        case = received(version)
        response = clerk.client().post(address(case, "note"), form_of(case, text="あ" * 2001))
        assert response.status_code == 400
        assert "2000文字までで入力してください" in text(response)
        assert "あ" * 2001 in text(response)
        assert verbs(case) == ["submit"]

    def test_a_double_click_is_one_act(self, clerk, version):
        case, client = received(version), clerk.client()
        form = form_of(case)
        for _ in range(2):
            assert client.post(address(case, "claim"), form).status_code == 302
        assert verbs(case) == ["submit", "claim"]

    def test_somebody_was_first(self, clerk, colleague, version):
        case = received(version)
        form = form_of(case)
        do(commands.claim, case, colleague.staff)
        response = clerk.client().post(address(case, "claim"), form)
        assert response.status_code == 409
        assert re.search(r"先に、高橋 進さんが\S+に「担当の開始」を行いました。", text(response))
        assert "高橋 進さんが審査しています。" in text(response)
        assert verbs(case) == ["submit", "claim"]

    def test_the_citizen_was_first(self, clerk, version):
        from tests.factories.applications import guest_of

        case = received(version)
        form = form_of(case)
        do(commands.withdraw, case, guest_of(case))
        response = clerk.client().post(address(case, "claim"), form)
        assert response.status_code == 409
        assert re.search(r"先に、申請者が\S+に「取下げ」を行いました。", text(response))

    @pytest.mark.parametrize("verb", ["release", "complete"])
    def test_what_is_not_allowed_is_said_on_the_case_page(self, colleague, clerk, version, verb):
        case = in_review(version, clerk.staff)
        response = colleague.client().post(address(case, verb), form_of(case))
        assert response.status_code == 403
        assert "この操作はできません" in text(response)
        assert verbs(case) == ["submit", "claim"]

    @pytest.mark.parametrize("verb", ["claim", "release", "complete", "note"])
    def test_a_reload_after_signing_in_again_is_the_case_page(self, clerk, version, verb):
        case = received(version)
        assert clerk.client().get(address(case, verb) + "?from=mine")["Location"] == address(case) + "?from=mine"
        assert verbs(case) == ["submit"]

    def test_a_foreign_csrf_token_does_nothing(self, clerk, version):
        case, client = received(version), clerk.client()
        client.handler.enforce_csrf_checks = True
        response = client.post(address(case, "claim"), form_of(case) | {"csrfmiddlewaretoken": "x" * 64})
        assert (response.status_code, verbs(case)) == (403, ["submit"])


class TestDocuments:
    @pytest.fixture
    def document(self, clerk, version):
        return Document.objects.select_related("application").get(application=refused(version, clerk.staff))

    def test_one_that_is_not_made_yet(self, clerk, document):
        client = clerk.client()
        response = client.get(address(document.application, "documents", str(document.pk)))
        assert "書類を作っています。" in follow(client, response)

    def test_the_pdf_and_that_it_was_seen(self, clerk, document):
        import hashlib

        from procedures.applications.sealing import seal

        pdf = b"%PDF-1.7 example"
        document.content = seal(document.application, document.purpose, pdf)
        document.made_at, document.digest = timezone.now(), hashlib.sha256(pdf).hexdigest()
        document.save()
        client = clerk.client()
        response = client.get(address(document.application, "documents", str(document.pk)))
        assert (response.content, response["Content-Type"]) == (pdf, "application/pdf")
        assert DisclosureEntry.objects.get().purpose == "書類の確認"
        Document.objects.update(digest="0" * 64)
        response = client.get(address(document.application, "documents", str(document.pk)))
        assert "保存してある書類が壊れています。" in follow(client, response)

    def test_of_another_case(self, clerk, version, document):
        other = received(version)
        assert clerk.client().get(address(other, "documents", str(document.pk))).status_code == 404
        assert clerk.client().get(address(other, "documents", str(uuid4()))).status_code == 404

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from procedures.applications.models import Application, Draft
from procedures.applications.resume import make_resume_token
from procedures.catalogue.closing import close
from procedures.workflow import commands
from tests.catalogue import make_procedure
from tests.factories.cases import do, waiting
from tests.procedures.portal.steps import SMALL_PAGE, Citizen, text


@pytest.fixture
def ready(db) -> Citizen:
    citizen = Citizen(make_procedure())
    citizen.start()
    citizen.fill()
    return citizen


def test_the_check_page_shows_everything_before_sending(ready):
    shown = text(ready.client.get(ready.address("check")))
    assert "全2ステップ中2ステップ目" in shown
    assert "請求する" in shown
    assert "3開庁日" in shown
    assert "担当が確認します。" in shown


def test_a_double_click_is_one_application(ready):
    first = ready.send()
    again = ready.client.post(ready.address("check"), {"_revision": "1"})
    assert Application.objects.count() == 1
    assert again["Location"] == first["Location"]


def test_going_back_after_sending_leads_to_the_done_page(ready):
    sent = ready.send()
    for page in ("applicant", "check", "saved"):
        assert ready.client.get(ready.address(page))["Location"] == sent["Location"]
    assert ready.client.post(ready.address("applicant"), SMALL_PAGE)["Location"] == sent["Location"]


def test_what_another_tab_changed_is_read_before_it_is_sent(ready):
    old = ready.draft.revision
    ready.send_page(data=SMALL_PAGE | {"wish": "やはり遅めに"})
    late = ready.client.post(ready.address("check"), {"_revision": str(old)})
    assert late.status_code == 409
    assert "やはり遅めに" in text(late)
    assert Application.objects.count() == 0
    ready.send()
    assert Application.objects.count() == 1


def test_a_fault_left_behind_is_mended_before_sending(ready):
    ready.send_page(data=SMALL_PAGE | {"applicant_email": "誤り"}, _action="save")
    for response in (ready.client.get(ready.address("check")), ready.send()):
        assert response["Location"] == ready.address("applicant")
    assert Application.objects.count() == 0


def test_an_empty_draft_is_not_sent(db):
    citizen = Citizen(make_procedure())
    citizen.start()
    assert citizen.send()["Location"] == citizen.address("applicant")
    assert Application.objects.count() == 0


@pytest.mark.parametrize(
    ("accepts", "said"),
    [({"from": 1}, "まだ受付が始まっていません"), ({"until": -1}, "受付は終わりました")],
)
def test_a_closed_procedure_says_so_and_takes_nothing(db, accepts, said):
    days = {name: (timezone.localdate() + timedelta(days=days)).isoformat() for name, days in accepts.items()}
    citizen = Citizen(make_procedure(accepts=days))
    shown = text(citizen.client.get("/procedures/9001/"))
    assert said in shown
    assert "/start/" not in shown
    assert citizen.client.post("/procedures/9001/start/")["Location"] == "/procedures/9001/"
    assert Draft.objects.count() == 0


def test_a_procedure_that_closes_over_a_draft_keeps_it_and_says_so(db, time_machine_at_closing):
    citizen, close = time_machine_at_closing
    citizen.start()
    citizen.fill()
    close()
    shown = citizen.send()
    assert "受付は終わりました" in text(shown)
    assert Application.objects.count() == 0
    assert Draft.objects.count() == 1


@pytest.fixture
def time_machine_at_closing(db):
    last = timezone.localdate()
    citizen = Citizen(make_procedure(accepts={"until": last.isoformat()}))
    travel = time_machine.travel(timezone.now() + timedelta(days=1), tick=True)
    yield citizen, travel.start
    travel.stop()


@pytest.fixture
def mending(db, clerk) -> tuple[Citizen, Application]:
    """A guest whose application waits for correction, on its correction draft."""
    version = make_procedure()
    citizen = Citizen(version)
    application = citizen.apply()
    do(commands.claim, application, clerk.staff)
    do(commands.request_correction, application, clerk.staff, text="希望をくわしく書いてください。", items=["wish"])
    opened = citizen.client.post(f"/applications/{application.receipt}/correct/")
    citizen.draft_id = Draft.objects.get(corrects=application).pk
    assert opened["Location"] == citizen.address("applicant") + "?from=check"
    return citizen, application


def test_the_request_of_the_clerk_stands_over_every_page_of_the_correction(mending):
    citizen, _application = mending
    for page in ("applicant", "check"):
        assert "希望をくわしく書いてください。" in text(citizen.client.get(citizen.address(page)))


def test_a_correction_shows_the_difference_and_is_sent(mending):
    citizen, application = mending
    before = citizen.contents.answers
    data = SMALL_PAGE | {"wish": "水曜の午前"}
    citizen.send_page(data=data)
    shown = text(citizen.client.get(citizen.address("check")))
    assert "変わったところ" in shown
    assert "水曜の午前" in shown
    assert "修正した内容を送る" in shown
    sent = citizen.send()
    assert sent["Location"] == f"/applications/{application.receipt}/"
    application.refresh_from_db()
    assert application.answers_number == 2
    assert before["wish"] != "水曜の午前"
    again = citizen.client.post(citizen.address("check"), {"_revision": "1"})
    assert again["Location"] == sent["Location"]
    assert "修正した内容を受け取りました" in text(citizen.client.get(sent["Location"]))


def test_a_correction_can_be_gone_on_with_and_sent_from_another_device(mending):
    citizen, application = mending
    phone = Citizen(citizen.version, draft_id=citizen.draft_id)
    phone.client.post(f"/resume/{make_resume_token(citizen.draft_id)}/")
    phone.send_page(data=SMALL_PAGE | {"wish": "水曜の午前"})
    sent = phone.send()
    assert sent["Location"] == f"/applications/{application.receipt}/"
    assert "修正した内容を送りました" in text(phone.client.get(sent["Location"]))
    application.refresh_from_db()
    assert application.answers_number == 2


def test_a_correction_of_a_withdrawn_application_is_not_sent(mending):
    citizen, application = mending
    citizen.send_page(data=SMALL_PAGE | {"wish": "水曜の午前"})
    revision = str(citizen.draft.revision)
    key = "3f2f0f0e-0000-4000-8000-000000000000"
    application.refresh_from_db()
    withdrawal = {"revision": str(application.revision), "command_key": key}
    citizen.client.post(f"/applications/{application.receipt}/withdraw/", withdrawal)
    late = citizen.client.post(citizen.address("check"), {"_revision": revision})
    assert late.status_code == 404
    application.refresh_from_db()
    assert (application.state, application.answers_number) == ("withdrawn", 1)


def test_a_correction_without_a_change_is_not_sent(mending):
    citizen, application = mending
    shown = citizen.send()
    assert shown.status_code == 409
    assert "変わった内容がありません" in text(shown)
    application.refresh_from_db()
    assert application.state == "correction"


def test_opening_the_correction_twice_is_one_draft(mending):
    citizen, application = mending
    citizen.client.post(f"/applications/{application.receipt}/correct/")
    assert Draft.objects.filter(corrects=application).count() == 1


def test_a_correction_that_was_thrown_away_starts_from_what_was_sent(mending):
    citizen, application = mending
    citizen.send_page(data=SMALL_PAGE | {"wish": "水曜の午前"})
    citizen.client.post(citizen.address("discard"))
    citizen.client.post(f"/applications/{application.receipt}/correct/")
    citizen.draft_id = Draft.objects.get(corrects=application).pk
    assert citizen.contents.answers["wish"] != "水曜の午前"


def test_nothing_is_corrected_that_nobody_asked_for(db, clerk):
    citizen = Citizen(make_procedure())
    application = citizen.apply()
    sent = citizen.client.post(f"/applications/{application.receipt}/correct/", follow=True)
    assert "いまは修正できません" in text(sent)
    assert Draft.objects.count() == 0


def test_anothers_correction_is_not_there(db, clerk):
    application = waiting(make_procedure(), clerk.staff)
    stranger = Citizen(make_procedure())
    assert stranger.client.post(f"/applications/{application.receipt}/correct/").status_code == 404
    assert Draft.objects.count() == 0


def test_a_correction_begins_where_something_is_to_be_mended(db, clerk):
    name = {"id": "applicant_name", "type": "person_name", "label": "氏名", "required": True}
    wish = {"id": "wish", "type": "text", "label": "希望", "required": True}
    pages = [{"id": "one", "title": "一", "items": [name]}, {"id": "two", "title": "二", "items": [wish]}]
    version = make_procedure(pages=pages, contact_confirmation=False, assurance={"level": 0, "reason": "なし"})
    citizen = Citizen(version)
    application = citizen.apply()
    do(commands.claim, application, clerk.staff)
    do(commands.request_correction, application, clerk.staff, text="直してください。", items=["wish", "gone"])
    opened = citizen.client.post(f"/applications/{application.receipt}/correct/")
    citizen.draft_id = Draft.objects.get(corrects=application).pk
    assert opened["Location"] == citizen.address("two") + "?from=check"
    sent = citizen.send_page("two", {"wish": "水曜の午前"}, _from="check")
    assert sent["Location"] == citizen.address("check")


def test_a_draft_of_a_closed_procedure_is_sent_until_the_last_moment_for_drafts(ready):
    close(number=9001, by=None, message="終わりました。", drafts_until=timezone.now() + timedelta(days=1))
    with time_machine.travel(timezone.now() + timedelta(days=2), tick=True):
        assert "受付は終わりました" in text(ready.client.get(ready.address("check")))
        ready.send()
        assert Application.objects.count() == 0
    ready.send()
    assert Application.objects.count() == 1

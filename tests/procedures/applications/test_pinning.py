"""A citizen in the middle of a form, while the city changes the procedure: through the pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from procedures.applications.migration import migrate_drafts
from procedures.applications.models import Application, Draft
from procedures.catalogue.closing import close
from procedures.catalogue.services import publish
from procedures.catalogue.switching import switch_due
from tests.catalogue import make_department, make_procedure, small_document
from tests.procedures.portal.steps import Citizen, text

pytestmark = pytest.mark.django_db


def page_of(number: int, *, required: bool = True) -> dict:
    item = {"id": f"answer_{number}", "type": "text", "label": f"質問{number}", "required": required}
    return {"id": f"page_{number}", "title": f"ページ{number}", "items": [item]}


FREE: dict[str, Any] = {"assurance": {"level": 0, "reason": "なし"}, "contact_confirmation": False}
FIVE = [page_of(number) for number in range(1, 6)]


def publish_pages(pages, **more):
    return make_procedure(pages=pages, **FREE, **more)


@pytest.fixture
def on_page_three(db) -> Citizen:
    citizen = Citizen(publish_pages(FIVE))
    citizen.start()
    for number in (1, 2):
        sent = citizen.send_page(f"page_{number}", {f"answer_{number}": f"答え{number}"})
    assert sent["Location"] == citizen.address("page_3")
    return citizen


def test_a_new_version_changes_nothing_for_who_is_on_page_three(on_page_three):
    citizen = on_page_three
    before = text(citizen.client.get(citizen.address("page_3")))
    other = [page_of(9), *FIVE[3:], page_of(8)]
    new = publish_pages(other, title="新しい名前")
    after = text(citizen.client.get(citizen.address("page_3")))
    assert without_tokens(after) == without_tokens(before)
    for number in (3, 4, 5):
        sent = citizen.send_page(f"page_{number}", {f"answer_{number}": f"答え{number}"})
    assert sent["Location"] == citizen.address("check")
    citizen.send()
    application = Application.objects.get()
    assert (application.version_id, application.procedure_id) == (citizen.version.pk, new.procedure_id)
    assert "小さな手続" in text(citizen.client.get(f"/applications/{application.receipt}/"))


def without_tokens(page: str) -> list[str]:
    return [line for line in page.split("<") if "csrf" not in line]


def test_nor_does_a_scheduled_version_that_takes_effect(on_page_three):
    citizen = on_page_three
    document = small_document(pages=[page_of(9)], **FREE)
    moment = timezone.now() + timedelta(days=1)
    publish(number=9001, department=make_department(), document=document, effective_from=moment)
    assert switch_due(moment) == 1
    assert "質問3" in text(citizen.client.get(citizen.address("page_3")))
    assert citizen.draft.version_id == citizen.version.pk


def test_who_starts_now_gets_the_new_version(on_page_three):
    new = publish_pages([page_of(9)])
    other = Citizen(new)
    assert other.start()["Location"] == other.address("page_9")
    assert other.draft.version_id == new.pk


def test_a_draft_that_was_moved_goes_on_where_something_is_missing(on_page_three):
    citizen = on_page_three
    new = publish_pages([page_of(9), *FIVE])
    migrate_drafts([citizen.draft_id], new, None)
    assert citizen.client.get(citizen.address("page_3"))["Location"] == citizen.address("page_9")
    citizen.send_page("page_9", {"answer_9": "答え9"})
    shown = text(citizen.client.get(citizen.address("page_1")))
    assert 'value="答え1"' in shown


def test_what_an_open_tab_sends_after_a_move_is_not_lost(on_page_three):
    citizen = on_page_three
    seen = citizen.draft.revision
    migrate_drafts([citizen.draft_id], publish_pages([*FIVE, page_of(9)]), None)
    answer = citizen.client.post(citizen.address("page_3"), {"answer_3": "途中の答え", "_revision": str(seen)})
    assert answer.status_code == 409
    assert 'value="途中の答え"' in text(answer)
    sent = citizen.send_page("page_3", {"answer_3": "途中の答え"})
    assert sent["Location"] == citizen.address("page_4")


def test_parked_answers_are_not_sent_and_not_shown(db):
    optional = page_of(2, required=False)
    citizen = Citizen(publish_pages([page_of(1), optional]))
    citizen.start()
    citizen.fill()
    migrate_drafts([citizen.draft_id], publish_pages([page_of(1)]), None)
    assert citizen.contents.parked["answers"]["answer_2"]["text"]
    assert "質問2" not in text(citizen.client.get(citizen.address("check")))
    citizen.send()
    assert Application.objects.count() == 1
    assert not Draft.objects.exists()


def test_parked_answers_stay_while_pages_are_saved(db):
    citizen = Citizen(publish_pages([page_of(1), page_of(2)]))
    citizen.start()
    citizen.fill()
    migrate_drafts([citizen.draft_id], publish_pages([page_of(1)]), None)
    parked = citizen.contents.parked
    citizen.send_page("page_1", {"answer_1": "別の答え"})
    assert (citizen.contents.answers, citizen.contents.parked) == ({"answer_1": "別の答え"}, parked)


class TestClosed:
    def test_it_is_not_begun_and_not_listed(self, db):
        citizen = Citizen(publish_pages([page_of(1)]))
        close(number=9001, by=None, message="窓口へ。")
        sent = citizen.client.post("/procedures/9001/start/")
        assert not Draft.objects.exists()
        assert sent.status_code in {302, 404}
        assert "/procedures/9001/" not in text(citizen.client.get("/procedures/"))

    def test_an_open_draft_can_be_finished_and_sent(self, on_page_three):
        citizen = on_page_three
        close(number=9001, by=None, message="窓口へ。", drafts_until=timezone.now() + timedelta(days=3))
        citizen.fill()
        citizen.send()
        assert Application.objects.get().version_id == citizen.version.pk

    def test_until_the_deadline(self, on_page_three):
        citizen = on_page_three
        deadline = timezone.now() + timedelta(days=3)
        close(number=9001, by=None, message="窓口へ。", drafts_until=deadline)
        citizen.send_page("page_3", {"answer_3": "答え"})
        assert citizen.draft.expires_at == deadline
        Draft.objects.update(expires_at=timezone.now())
        assert citizen.client.get(citizen.address("page_4")).status_code == 404

"""Places of slots: never more booked than there are, given back, exchanged, and what citizens are told."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from identity.access.actors import Visitor
from procedures.applications.bookings import SlotGone, held_slots
from procedures.applications.drafts import Contents, read_draft, save_draft
from procedures.applications.models import Application, Booking, Draft
from procedures.catalogue.models import Slot
from procedures.catalogue.slot_keeping import set_calendar_open, set_slot_open
from procedures.forms.journey import Journey
from procedures.workflow import commands
from procedures.workflow.corrections import correction_draft
from procedures.workflow.errors import AnswersIncomplete
from tests.catalogue import SMALL_ANSWERS, make_procedure, small_document
from tests.factories.applications import guest_of, make_application, make_draft
from tests.factories.cases import do
from tests.procedures.portal.steps import Citizen
from tests.procedures.workflow.test_commands import in_parallel
from tests.slots import answer_to, fill, make_calendar

pytestmark = pytest.mark.django_db(transaction=True)

VISIT = {"id": "visit", "type": "slot", "label": "来庁の日時", "required": True, "slots_from": "visits"}
PAGE = {"id": "visit_page", "title": "来庁", "items": [VISIT, {"id": "note", "type": "text", "label": "備考"}]}


@pytest.fixture
def calendar(db):
    return make_calendar()


@pytest.fixture
def version(calendar):
    return make_procedure(pages=[*small_document()["pages"], PAGE])


def answers(slot, **more):
    return SMALL_ANSWERS | {"visit": answer_to(slot)} | more


def booked(slot: Slot) -> int:
    slot.refresh_from_db()
    assert Booking.objects.filter(slot=slot).count() == slot.booked
    return slot.booked


def mended(application, slot) -> tuple[Draft, Visitor]:
    """The correction of an application with another slot, ready to be sent."""
    guest = guest_of(application)
    draft = correction_draft(application=application, visitor=guest)
    save_draft(draft, Contents(answers=answers(slot)), expected_revision=draft.revision)
    return draft, Visitor(grants=guest.grants | {draft.pk})


def resubmit(application, slot):
    draft, granted = mended(application, slot)
    application.refresh_from_db()
    commands.resubmit(
        actor=granted, application_id=application.pk, draft_id=draft.pk, expected_revision=application.revision
    )


def ask_to_mend(application, clerk):
    do(commands.claim, application, clerk.staff)
    do(commands.request_correction, application, clerk.staff, text="日時を変えてください。", items=["visit"])


def test_twenty_citizens_and_three_places(calendar, version):
    slot = fill(calendar, capacity=3)[0]
    drafts = [make_draft(version=version, answers=answers(slot)) for _one in range(20)]

    def job(draft):
        return lambda: commands.submit(actor=Visitor(grants=frozenset({draft.pk})), draft_id=draft.pk)

    results = in_parallel(*(job(draft) for draft in drafts))
    sent = [one for one in results if isinstance(one, Application)]
    assert len(sent) == 3
    assert {type(one) for one in results if one not in sent} <= {SlotGone, AnswersIncomplete}
    assert (booked(slot), Application.objects.count(), Draft.objects.count()) == (3, 3, 17)


def test_the_database_itself_refuses_one_too_many(calendar, version):
    first, second = fill(calendar, capacity=1)[:2]
    make_application(version=version, answers=answers(first))
    other = make_application(version=version, answers=answers(second))
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(application=other, item="again", slot=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.filter(application=other).update(slot=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Slot.objects.filter(pk=first.pk).update(capacity=0)
    assert (booked(first), booked(second)) == (1, 1)


def test_the_same_draft_sent_twice_is_one_booking(calendar, version):
    slot = fill(calendar, capacity=1)[0]
    draft = make_draft(version=version, answers=answers(slot))
    visitor = Visitor(grants=frozenset({draft.pk}))
    results = in_parallel(*[lambda: commands.submit(actor=visitor, draft_id=draft.pk)] * 4)
    assert len({result.receipt for result in results}) == 1
    assert booked(slot) == 1


def test_withdrawing_and_refusing_give_the_place_back(calendar, version, clerk):
    slot = fill(calendar, capacity=3)[0]
    withdrawn, refused, approved = (make_application(version=version, answers=answers(slot)) for _one in range(3))
    assert booked(slot) == 3
    do(commands.withdraw, withdrawn, guest_of(withdrawn))
    assert booked(slot) == 2
    for application, outcome in ((refused, "refused"), (approved, "approved")):
        do(commands.claim, application, clerk.staff)
        do(commands.decide, application, clerk.staff, outcome=outcome, reasons="理由")
    assert booked(slot) == 1
    assert held_slots(approved.pk) == {"visit": answer_to(slot)}
    assert held_slots(refused.pk) == {}


def test_a_correction_exchanges_the_slot(calendar, version, clerk):
    first, second = fill(calendar, capacity=1)[:2]
    application = make_application(version=version, answers=answers(first))
    ask_to_mend(application, clerk)
    resubmit(application, second)
    assert (booked(first), booked(second)) == (0, 1)


def test_a_correction_keeps_a_slot_that_is_full_with_itself(calendar, version, clerk):
    slot = fill(calendar, capacity=1)[0]
    application = make_application(version=version, answers=answers(slot))
    ask_to_mend(application, clerk)
    set_slot_open(slot_id=slot.pk, is_open=False, by=None)
    guest = guest_of(application)
    draft = correction_draft(application=application, visitor=guest)
    changed = Contents(answers=answers(slot, wish="遅めに"))
    save_draft(draft, changed, expected_revision=draft.revision)
    application.refresh_from_db()
    commands.resubmit(
        actor=Visitor(grants=guest.grants | {draft.pk}),
        application_id=application.pk,
        draft_id=draft.pk,
        expected_revision=application.revision,
    )
    assert booked(slot) == 1


def test_a_correction_to_a_full_slot_changes_nothing(calendar, version, clerk):
    first, second = fill(calendar, capacity=1)[:2]
    application = make_application(version=version, answers=answers(first))
    make_application(version=version, answers=answers(second))
    ask_to_mend(application, clerk)
    with pytest.raises(AnswersIncomplete):
        resubmit(application, second)
    assert held_slots(application.pk) == {"visit": answer_to(first)}
    assert (booked(first), booked(second)) == (1, 1)


def test_two_who_want_each_others_place_do_not_wait_for_ever(calendar, version, clerk):
    first, second = fill(calendar, capacity=2)[:2]
    one, other = (make_application(version=version, answers=answers(slot)) for slot in (first, second))
    for application in (one, other):
        ask_to_mend(application, clerk)
    jobs = [lambda: resubmit(one, second), lambda: resubmit(other, first)]
    assert in_parallel(*jobs) == [None, None]
    assert (held_slots(one.pk), held_slots(other.pk)) == ({"visit": answer_to(second)}, {"visit": answer_to(first)})
    assert (booked(first), booked(second)) == (1, 1)


def test_the_draft_is_what_it_was_after_the_place_went(calendar, version, monkeypatch):
    """Between the check of the answers and the booking somebody else was faster."""
    slot = fill(calendar, capacity=1)[0]
    draft = make_draft(version=version, answers=answers(slot))
    make_application(version=version, answers=answers(slot))
    monkeypatch.setattr(Journey, "complete", property(lambda _self: True))
    with pytest.raises(SlotGone) as gone:
        commands.submit(actor=Visitor(grants=frozenset({draft.pk})), draft_id=draft.pk)
    assert (gone.value.item_id, gone.value.standing) == ("visit", "full")
    assert read_draft(Draft.objects.get()).answers == answers(slot)
    assert (booked(slot), Application.objects.count()) == (1, 1)


class TestOnThePages:
    @pytest.fixture
    def citizen(self, calendar, version):
        fill(calendar, capacity=1)
        citizen = Citizen(version)
        citizen.start()
        citizen.fill()
        return citizen

    def chosen(self, citizen) -> Slot:
        answer = citizen.contents.answers["visit"]
        return next(slot for slot in Slot.objects.order_by("starts_at") if answer_to(slot) == answer)

    def page(self, citizen, place="visit_page") -> str:
        return unescape(citizen.client.get(citizen.address(place)).content.decode())

    def why(self, citizen) -> str:
        """The page to which sending leads back."""
        assert Application.objects.filter(draft_id=citizen.draft_id).count() == 0
        back = citizen.send()
        back = citizen.client.get(back["Location"]) if back["Location"].endswith("/check/") else back
        assert back["Location"] == citizen.address("visit_page") + "?errors=1"
        shown: str = unescape(citizen.client.get(back["Location"]).content.decode())
        assert 'class="error-summary' in shown
        return shown

    def test_the_slot_that_went_is_named_and_nothing_else_is_lost(self, citizen, version):
        slot = self.chosen(citizen)
        before = citizen.contents.answers
        make_application(version=version, answers=answers(slot))
        shown = self.why(citizen)
        day = timezone.localtime(slot.starts_at)
        assert f"「{day.year}年{day.month}月{day.day}日（" in shown
        assert "は、ほかの方の予約でいっぱいになりました。ほかの日時を選んでください。例）" in shown
        assert citizen.contents.answers == before
        citizen.send_page("visit_page", {"visit": self.first_offered(shown), "note": ""})
        citizen.send()
        application = Application.objects.get(draft_id=citizen.draft_id)
        assert held_slots(application.pk)["visit"] != answer_to(slot)

    def first_offered(self, shown: str) -> str:
        return shown.split('name="visit" value="', 1)[1].split('"', 1)[0]

    def test_a_closed_slot(self, citizen):
        set_slot_open(slot_id=self.chosen(citizen).pk, is_open=False, by=None)
        assert "は、予約の受付を止めています。ほかの日時を選んでください。" in self.why(citizen)

    def test_a_closed_calendar_says_where_to_turn(self, citizen, calendar):
        set_calendar_open(calendar=calendar, is_open=False, by=None)
        shown = self.why(citizen)
        assert "は、予約の受付を止めています。今は選べる日時がありません。市民課（電話 018-888-0000）に" in shown
        assert "data-invalid" in shown

    def test_a_slot_of_a_day_that_is_too_near_by_now(self, citizen):
        slot = self.chosen(citizen)
        with time_machine.travel(slot.starts_at - timedelta(hours=1), tick=False):
            assert "は、今は予約できない日です。" in self.why(citizen)

    def test_a_slot_that_is_over(self, calendar, version):
        slot = fill(calendar, capacity=1)[0]
        same_day = make_procedure(pages=[*small_document()["pages"], {**PAGE, "items": [{**VISIT, "earliest": 0}]}])
        late = make_draft(version=same_day, answers=answers(slot))
        with (
            time_machine.travel(slot.starts_at + timedelta(minutes=1), tick=False),
            pytest.raises(AnswersIncomplete),
        ):
            commands.submit(actor=Visitor(grants=frozenset({late.pk})), draft_id=late.pk)

    def test_the_clerk_and_the_check_page_read_day_and_time(self, citizen, clerk):
        day = timezone.localtime(self.chosen(citizen).starts_at)
        words = f"{day.year}年{day.month}月{day.day}日（{'月火水木金土日'[day.weekday()]}） 9時から12時まで"
        assert words in self.page(citizen, "check")
        citizen.send()
        receipt = Application.objects.get().receipt
        assert words in unescape(clerk.client().get(f"/staff/cases/{receipt}/").content.decode())
        for page in ("", "done/"):
            assert words in citizen.client.get(f"/applications/{receipt}/{page}").content.decode()
        do(commands.withdraw, Application.objects.get(), Visitor(grants=frozenset({citizen.draft_id})))
        assert "予約した日時" not in citizen.client.get(f"/applications/{receipt}/").content.decode()

    def test_a_page_of_slots_takes_one_more_statement(self, citizen, django_assert_num_queries):
        self.page(citizen)
        with django_assert_num_queries(2):  # the draft, the slots
            self.page(citizen)

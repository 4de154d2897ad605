import re
from datetime import date, datetime, time, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from procedures.applications.receipts import show_receipt
from procedures.catalogue.errors import Refused
from procedures.catalogue.models import Slot, SlotCalendar, SlotRecord, SlotRoutine
from procedures.catalogue.slot_keeping import MOST_SLOTS, Pattern, change_capacity, make_slots, times_of_pattern
from procedures.catalogue.slot_routines import keep_making
from procedures.catalogue.slots import free_slots, where_to_turn
from tests.catalogue import SMALL_ANSWERS, make_procedure, small_document
from tests.factories.applications import make_application
from tests.procedures.backoffice.pages import follow, text
from tests.slots import answer_to, fill, make_calendar

pytestmark = pytest.mark.django_db

FORM = {
    **{f"first-{part}": value for part, value in (("year", "２０９９"), ("month", "4"), ("day", "1"))},
    **{f"last-{part}": value for part, value in (("year", "2099"), ("month", "4"), ("day", "30"))},
    "weekdays": ["0", "2"],
    "start": "9:00",
    "end": "12:00",
    "minutes": "30",
    "capacity": "５",
    "weeks": "",
    "do": "make",
}


@pytest.fixture
def calendar(db):
    return make_calendar()


def pattern(**changes):
    usual: dict[str, Any] = {
        "first": date(2099, 4, 1),
        "last": date(2099, 4, 30),
        "weekdays": range(5),
        "start": time(9),
    }
    return Pattern(**(usual | {"end": time(12), "capacity": 2} | changes))


class TestWho:
    def test_staff_of_the_department_who_handle_or_oversee(self, calendar, clerk, supervisor, administrator):
        for player in (clerk, supervisor, administrator):
            assert "窓口の予約" in text(player.client().get("/staff/slots/"))
            assert player.client().get("/staff/slots/visits/").status_code == 200

    def test_nobody_else(self, calendar, outsider, approver):
        slot = fill(calendar)[0]
        for player in (outsider, approver):
            assert "予約枠の表はまだありません" in text(player.client().get("/staff/slots/"))
            for address in ("/staff/slots/visits/", f"/staff/slots/visits/{slot.pk}/"):
                for method in ("get", "post"):
                    assert getattr(player.client(), method)(address, {"do": "close"}).status_code == 404
        assert not SlotRecord.objects.filter(kind__in=["closed", "slot_closed"]).exists()

    def test_a_slot_of_another_calendar(self, calendar, clerk):
        slot = fill(make_calendar("others", "health-inspection"))[0]
        assert clerk.client().get(f"/staff/slots/visits/{slot.pk}/").status_code == 404

    def test_only_who_oversees_makes_a_calendar(self, calendar, clerk, supervisor):
        data = {"label": "相談の予約", "code": "advice", "department": "citizen-affairs"}
        assert clerk.client().post("/staff/slots/", data).status_code == 403
        assert "新しい表を作る" not in text(clerk.client().get("/staff/slots/"))
        client = supervisor.client()
        assert "予約枠の表を作りました" in follow(client, client.post("/staff/slots/", data))
        assert SlotRecord.objects.get().by == supervisor.user
        assert "すでに使われています" in text(client.post("/staff/slots/", data))
        wrong = text(client.post("/staff/slots/", {"label": "", "code": "Ａ!", "department": "health-inspection"}))
        for words in ("名称を60文字までで", "符号は英小文字で始め", "課を選んでください"):
            assert words in wrong
        assert SlotCalendar.objects.count() == 2


class TestMakingSlots:
    def test_of_a_period_by_weekday_without_closed_days(self, calendar, clerk):
        client = clerk.client()
        assert "枠を" in follow(client, client.post("/staff/slots/visits/", FORM))
        slots = list(Slot.objects.order_by("starts_at"))
        days = {timezone.localtime(slot.starts_at).date() for slot in slots}
        assert {day.weekday() for day in days} == {0, 2}
        assert date(2099, 4, 29) not in days  # 昭和の日, a Wednesday
        assert len(slots) == 6 * len(days)
        assert {slot.capacity for slot in slots} == {5}
        assert "新しく作る枠はありませんでした" in follow(client, client.post("/staff/slots/visits/", FORM))
        assert Slot.objects.count() == len(slots)
        record = SlotRecord.objects.get()
        assert (record.by, record.data["count"]) == (clerk.user, len(slots))
        assert "佐藤 恵" in text(client.get("/staff/slots/visits/?from=2099-04-01"))

    @pytest.mark.parametrize(
        ("changes", "place", "words"),
        [
            ({"first-month": "13"}, "first", "日付を、年・月・日の数字で"),
            ({"last-year": "２０９８"}, "last", "期間の終わりが始まりより前です"),
            ({"last-year": "2101"}, "last", "期間は1年までです"),
            ({"weekdays": []}, "weekdays", "曜日を一つ以上"),
            ({"weekdays": ["9"]}, "weekdays", "曜日を一つ以上"),
            ({"start": "25:00"}, "start", "時刻を、時と分の間に"),
            ({"end": "8:00", "minutes": ""}, "end", "終わりの時刻が始まりより前です"),
            ({"minutes": "4"}, "minutes", "一つの枠の長さは、5分から"),
            ({"minutes": "x"}, "minutes", "分の数を"),
            ({"capacity": "0"}, "capacity", "定員は1から1000まで"),
            ({"capacity": "99999999"}, "capacity", "定員を数字で"),
            ({"minutes": "5", "weekdays": list("0123456"), "last-year": "2099", "last-month": "12"}, "last", "2000件"),
            ({"weeks": "x"}, "weeks", "週の数を数字で"),
            ({"weeks": "51"}, "weeks", "1から50までの週"),
            ({"weeks": "50", "minutes": "5", "weekdays": list("0123456")}, "weeks", "2000件を超えます"),
        ],
    )
    def test_what_makes_no_sense_is_told_at_its_place(self, calendar, clerk, changes, place, words):
        response = clerk.client().post("/staff/slots/visits/", FORM | changes)
        assert response.status_code == 200
        assert words in text(response)
        assert f'href="#{place}' in unescape(response.content.decode())
        assert not Slot.objects.exists()
        assert not SlotRoutine.objects.exists()

    def test_problems_stand_in_the_order_of_the_boxes(self, calendar, clerk):
        wrong = {"capacity": "x", "weekdays": [], "end": "x", "last-day": "40", "weeks": "x"}
        page = clerk.client().post("/staff/slots/visits/", FORM | wrong).content.decode()
        places = re.findall(r'href="#(\w+)[^"]*"', page[page.index("<main") :])
        assert places[:5] == ["last", "weekdays", "end", "capacity", "weeks"]

    def test_nothing_in_the_past_and_again_only_what_is_new(self, calendar):
        with time_machine.travel("2099-04-10T10:00:00+09:00", tick=False):
            made = make_slots(calendar=calendar, pattern=pattern(start=time(9), end=time(11), minutes=60), by=None)
            again = make_slots(
                calendar=calendar,
                pattern=pattern(last=date(2099, 5, 8), start=time(9), end=time(11), minutes=60),
                by=None,
            )
        first = Slot.objects.order_by("starts_at").first()
        assert timezone.localtime(first.starts_at).strftime("%m-%d %H:%M") == "04-13 09:00"
        assert (made, again) == (26, 6)  # 5/4 to 5/6 are holidays

    def test_closed_days_where_they_are_asked_for(self):
        days = {times.date for times in times_of_pattern(pattern(weekdays=range(7), closed_days_too=True))}
        assert len(days) == 30

    def test_too_many_at_once(self, calendar):
        huge = pattern(last=date(2099, 12, 31), start=time(0), end=time(23), minutes=5)
        assert sum(1 for _ in times_of_pattern(huge)) > MOST_SLOTS
        with pytest.raises(Refused):
            make_slots(calendar=calendar, pattern=huge, by=None)


class TestOneSlot:
    def test_more_and_fewer_places_but_not_below_what_is_booked(self, calendar, clerk):
        slot = fill(calendar, capacity=3)[0]
        Slot.objects.filter(pk=slot.pk).update(booked=2)
        client, address = clerk.client(), f"/staff/slots/visits/{slot.pk}/"
        assert "すでに2件の予約があります" in text(client.post(address, {"capacity": "1"}))
        assert "定員は1から" in text(client.post(address, {"capacity": "たくさん"}))
        changed = client.post(address, {"capacity": "２"})
        assert changed["Location"] == address
        assert "枠を変えました" in follow(client, changed)
        slot.refresh_from_db()
        assert slot.capacity == 2
        page = text(client.get(address))
        assert "3から2へ" in page
        assert "佐藤 恵" in page
        with pytest.raises(IntegrityError), transaction.atomic():
            Slot.objects.filter(pk=slot.pk).update(capacity=1)

    def test_the_same_number_leaves_no_record(self, calendar):
        slot = fill(calendar, capacity=3)[0]
        change_capacity(slot_id=slot.pk, capacity=3, by=None)
        assert list(SlotRecord.objects.values_list("kind", flat=True)) == ["slots"]

    def test_closing_and_opening(self, calendar, clerk):
        slot = fill(calendar)[0]
        client, address = clerk.client(), f"/staff/slots/visits/{slot.pk}/"
        today = timezone.localdate()
        offered = len(free_slots("visits", today, today + timedelta(days=60), 500))
        for do, count in (("close", offered - 1), ("close", offered - 1), ("open", offered)):
            client.post(address, {"do": do})
            assert len(free_slots("visits", today, today + timedelta(days=60), 500)) == count
        kinds = list(SlotRecord.objects.order_by("pk").values_list("kind", flat=True))
        assert kinds == ["slots", "slot_closed", "slot_opened"]
        with pytest.raises(IntegrityError), transaction.atomic():
            SlotRecord.objects.all().delete()

    def test_the_whole_calendar(self, calendar, clerk):
        fill(calendar)
        client = clerk.client()
        today = timezone.localdate()
        assert "受付の状態を変えました" in follow(client, client.post("/staff/slots/visits/", {"do": "close"}))
        assert free_slots("visits", today, today + timedelta(days=60), 500) == []
        assert "停止中" in text(client.get("/staff/slots/"))
        client.post("/staff/slots/visits/", {"do": "open"})
        assert len(free_slots("visits", today, today + timedelta(days=60), 500)) > 10
        assert where_to_turn("visits") == ("市民課", "018-888-0000")
        assert where_to_turn("moon") == ("", "")


VISIT = {"id": "visit", "type": "slot", "label": "来庁の日時", "required": True, "slots_from": "visits"}


class TestWhoHasAPlace:
    """Whom to tell when a slot is called off."""

    @pytest.fixture
    def slot(self, calendar):
        return fill(calendar)[0]

    @staticmethod
    def book(slot, **procedure):
        pages = [*small_document()["pages"], {"id": "visit_page", "title": "来庁", "items": [VISIT]}]
        version = make_procedure(pages=pages, **procedure)
        return make_application(version=version, answers=SMALL_ANSWERS | {"visit": answer_to(slot)})

    def test_closing_names_the_applications_with_links(self, slot, clerk):
        booked = self.book(slot)
        client, address = clerk.client(), f"/staff/slots/visits/{slot.pk}/"
        assert "連絡が必要かもしれません" not in text(client.get(address))
        page = client.get(client.post(address, {"do": "close"})["Location"])
        assert "連絡が必要かもしれません" in text(page)
        assert f'href="/staff/cases/{booked.receipt}/"' in page.content.decode()
        for words in (show_receipt(booked.receipt), "小さな手続", "市民課", "受付済み"):
            assert words in text(page)
        assert "花子" not in text(page)  # nothing that needs an entry in the record of readings
        assert client.get(f"/staff/cases/{booked.receipt}/").status_code == 200

    def test_a_case_of_another_department_is_named_and_not_linked(self, slot, clerk, administrator):
        other = self.book(slot, number=9002, department="health-inspection")
        own = self.book(slot)
        for player, links in ((clerk, [own.receipt]), (administrator, [])):
            page = player.client().get(f"/staff/slots/visits/{slot.pk}/")
            assert show_receipt(other.receipt) in text(page)
            assert re.findall(r'href="/staff/cases/(\w+)/"', page.content.decode()) == links

    def test_nobody(self, slot, clerk):
        assert "予約はありません" in text(clerk.client().get(f"/staff/slots/visits/{slot.pk}/"))

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, slot, clerk, rows, django_assert_num_queries):
        for _row in range(rows):
            self.book(slot)
        client = clerk.client()
        with django_assert_num_queries(9):  # those without a booking, and the names of their departments
            client.get(f"/staff/slots/visits/{slot.pk}/")


class TestMakingThemAgainAndAgain:
    def test_asked_for_shown_and_ended(self, calendar, clerk):
        client, address = clerk.client(), "/staff/slots/visits/"
        tomorrow = timezone.localdate() + timedelta(days=1)
        parts = zip(("year", "month", "day"), (tomorrow.year, tomorrow.month, tomorrow.day), strict=True)
        days = {f"{name}-{part}": str(value) for part, value in parts for name in ("first", "last")}
        days |= {"first-year": str(tomorrow.year), "weeks": "８"}
        assert "これからも自動で作ります" in follow(client, client.post(address, FORM | days))
        words = "月・水曜日 09:00–12:00、30分ずつ、定員5、8週間先まで"
        shown = text(client.get(address))
        assert shown.count(words) == 3  # in the list, behind its button, in the history
        assert "自動" in shown
        assert Slot.objects.latest("starts_at").starts_at.date() >= tomorrow + timedelta(weeks=7)
        routine = SlotRoutine.objects.get()
        for _time in range(2):  # pressed twice: nothing more happens
            said = follow(client, client.post(address, {"routine": str(routine.pk)}))
            assert "作り続けるのをやめました" in said
        assert not SlotRoutine.objects.exists()
        assert SlotRecord.objects.filter(kind="kept_no_more").count() == 1

    def test_not_of_another_calendar(self, calendar, clerk):
        other = make_calendar("others", "health-inspection")
        keep_making(calendar=other, pattern=pattern(), weeks=4, by=None)
        clerk.client().post("/staff/slots/visits/", {"routine": str(SlotRoutine.objects.get().pk)})
        assert SlotRoutine.objects.count() == 1


@pytest.mark.parametrize("begin", ["2099-04-01", "x", "9999-12-31", "0001-01-01", "２０９９-04-01", ""])
def test_any_first_day_opens(calendar, clerk, begin):
    assert clerk.client().get("/staff/slots/visits/", {"from": begin}).status_code == 200


def test_four_weeks_or_one_where_there_are_many_slots(calendar, clerk):
    fill(calendar, days=60)
    client, address = clerk.client(), "/staff/slots/visits/"
    assert "次の4週間を見る" in text(client.get(address))
    today = timezone.localdate()
    make_slots(
        calendar=calendar,
        pattern=pattern(first=today, last=today + timedelta(days=60), start=time(13), end=time(17), minutes=30),
        by=None,
    )
    page = client.get(address)
    assert "次の1週間を見る" in text(page)
    assert "今日からの枠に戻る" not in text(page)
    shown = re.findall(rf'href="{address}(\d+)/"', page.content.decode())
    week = Slot.objects.filter(starts_at__gte=timezone.now(), starts_at__lt=_midnight(today + timedelta(days=7)))
    assert {int(pk) for pk in shown} == set(week.values_list("pk", flat=True))
    later = client.get(address, {"from": (today + timedelta(days=7)).isoformat()})
    assert "今日からの枠に戻る" in text(later)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def test_the_list_counts_what_is_booked_in_four_weeks(calendar, clerk):
    slots = fill(calendar, days=60, capacity=2)
    Slot.objects.filter(pk=slots[0].pk).update(booked=2)
    Slot.objects.filter(pk=slots[-1].pk).update(booked=1)
    said = text(clerk.client().get("/staff/slots/"))
    assert re.search(r"visits 2／\d+ 受付中", said)
    assert "満員" in text(clerk.client().get("/staff/slots/visits/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_statements(calendar, clerk, rows, django_assert_num_queries):
    for row in range(rows):
        slot = fill(make_calendar(f"more_{row}"))[0]
    client = clerk.client()
    with django_assert_num_queries(5):  # session, user, roles, calendars, departments for the frame
        client.get("/staff/slots/")
    with django_assert_num_queries(8):  # …, calendar, slots, what is made again and again, history
        client.get(f"/staff/slots/more_{row}/")
    with django_assert_num_queries(8):  # …, slot, who booked it, history
        client.get(f"/staff/slots/more_{row}/{slot.pk}/")

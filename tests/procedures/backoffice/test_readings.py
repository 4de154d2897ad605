"""What for a case is opened, and looks that a supervisor asks about."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone

from identity.disclosure import watching
from identity.disclosure.models import DisclosureEntry, ReadingFlag, ReadingWatch, Rule
from identity.disclosure.services import record_disclosure
from procedures.applications.answers import read_answers
from procedures.backoffice.looking import record_look
from procedures.documents.models import Document
from procedures.workflow import commands
from tests.cast import CITIZEN_AFFAIRS
from tests.catalogue import make_procedure, small_document
from tests.factories.cases import completed, do, in_review, received, refused
from tests.procedures.backoffice.pages import follow, hidden, text

pytestmark = pytest.mark.django_db


def address(case) -> str:
    return f"/staff/cases/{case.receipt}/"


def purposes() -> list[str]:
    return list(DisclosureEntry.objects.order_by("pk").values_list("purpose", flat=True))


def flags() -> list[tuple[str, str]]:
    return list(ReadingFlag.objects.order_by("pk").values_list("rule", "entry__staff__name"))


class TestPurpose:
    @pytest.fixture
    def case(self, colleague, version):
        return completed(version, colleague.staff)

    def test_what_is_open_asks_nothing(self, clerk, version):
        assert "何のために" not in text(clerk.client().get(address(received(version))))
        assert purposes() == ["申請の審査"]

    def test_what_is_over_is_opened_for_a_purpose_that_the_citizen_reads(self, clerk, case):
        client = clerk.client()
        asked = client.get(address(case))
        assert "何のために開きますか" in text(asked)
        assert "山王 花子" not in asked.content.decode()
        assert purposes() == []
        client.post(address(case), {"purpose": "inquiry"})
        assert client.get(address(case)).status_code == 200
        assert purposes() == ["本人からの問い合わせ"]

    def test_another_purpose_is_written_out(self, clerk, case):
        client = clerk.client()
        missing = client.post(address(case), {"purpose": "other", "words": " "})
        assert (missing.status_code, "内容を入力してください" in text(missing)) == (400, True)
        client.post(address(case), {"purpose": "other", "words": "証明書の再交付の準備"})
        client.get(address(case))
        assert purposes() == ["証明書の再交付の準備"]

    @pytest.mark.parametrize("data", [{"purpose": ""}, {"purpose": "curiosity"}])
    def test_none_is_no_purpose(self, clerk, case, data):
        answer = clerk.client().post(address(case), data)
        assert (answer.status_code, purposes()) == (400, [])

    def test_it_holds_for_half_an_hour_and_for_this_case(self, clerk, colleague, case, version):
        other = completed(version, colleague.staff)
        with time_machine.travel(timezone.now(), tick=False) as now:
            client = clerk.client()
            client.post(address(case), {"purpose": "inquiry"})
            assert "何のために" in text(client.get(address(other)))
            for _part in range(2):  # the session itself ends with half an hour without use
                now.shift(timedelta(minutes=14))
                assert "何のために" not in text(client.get(address(case)))
            now.shift(timedelta(minutes=3))
            assert "何のために" in text(client.get(address(case)))

    def test_its_documents_too(self, clerk, case):
        client = clerk.client()
        document = Document.objects.filter(application=case).first()
        assert document is not None
        assert "何のために" in text(client.get(f"{address(case)}documents/{document.pk}/"))
        assert purposes() == []

    def test_whoever_closes_a_case_goes_on_looking_at_it(self, clerk, version):
        case = refused(version, clerk.staff)
        client = clerk.client()
        form = hidden(client.get(address(case)))
        assert "完了にしました" in follow(client, client.post(f"{address(case)}complete/", form))

    def test_who_was_overtaken_by_the_end_reads_what_was_typed(self, clerk, version):
        case = in_review(version, clerk.staff)
        client = clerk.client()
        form = hidden(client.get(address(case)))
        do(commands.release, case, clerk.staff)
        answer = client.post(f"{address(case)}release/", form)
        assert answer.status_code == 409


class TestWatching:
    def watch(self, player, kind: str, shown: str, reader: str = ""):
        data = {"kind": kind, "shown": shown, "reader": reader, "department": CITIZEN_AFFAIRS}
        return player.client().post("/staff/readings/watched/", data)

    def test_a_well_known_name_is_flagged_whoever_reads(self, supervisor, clerk, colleague, version):
        self.watch(supervisor, "name", "山王　花子")
        case = received(version)
        for player in (clerk, colleague):
            player.client().get(address(case))
        assert flags() == [(Rule.NOTABLE, "佐藤 恵"), (Rule.NOTABLE, "高橋 進")]

    def test_somebody_near_is_flagged_for_that_reader_only(self, supervisor, clerk, colleague, version):
        self.watch(supervisor, "name", "山王花子", str(clerk.user.pk))
        case = received(version)
        for player in (clerk, colleague):
            player.client().get(address(case))
        assert flags() == [(Rule.NEAR, "佐藤 恵")]

    def test_a_neighbour_is_found_by_the_town(self, supervisor, clerk):
        self.watch(supervisor, "town", "山王一丁目", str(clerk.user.pk))
        asked = {"id": "home", "type": "address", "label": "住所", "subject": "applicant"}
        pages = [*small_document()["pages"], {"id": "home", "title": "住所", "items": [asked]}]
        case = received(make_procedure(number=9002, pages=pages))
        request = type("Request", (), {"staff": clerk.staff, "session": {}})()
        record_look(request, case, "申請の審査", {**read_answers(case), "home": {"town": "山王一丁目"}})
        record_look(request, case, "申請の審査", {"home": {"town": "土崎港中央一丁目"}})
        assert flags() == [(Rule.NEAR, "佐藤 恵")]

    def test_names_are_not_in_the_database_in_the_clear(self, supervisor, version):
        self.watch(supervisor, "name", "山王 花子")
        kept = ReadingWatch.objects.get()
        assert "山王" not in kept.shown + kept.key
        assert "山王 花子" in text(supervisor.client().get("/staff/readings/watched/"))

    def test_twice_and_nothing_are_refused(self, supervisor, version):
        assert self.watch(supervisor, "name", "山王 花子").status_code == 302
        again = self.watch(supervisor, "name", "山王 花子")
        assert (again.status_code, "すでに登録されています" in text(again)) == (400, True)
        assert self.watch(supervisor, "name", "　").status_code == 400

    def test_what_is_removed_is_watched_no_longer(self, supervisor, clerk, version):
        self.watch(supervisor, "name", "山王 花子")
        supervisor.client().post(f"/staff/readings/watched/{ReadingWatch.objects.get().pk}/remove/")
        clerk.client().get(address(received(version)))
        assert flags() == []

    def test_another_department_s_list_is_not_theirs_to_change(self, supervisor, version, clerk):
        kept = ReadingWatch.objects.create(
            key="k" * 32, shown="x", department="health-inspection", made_by=supervisor.user
        )
        supervisor.client().post(f"/staff/readings/watched/{kept.pk}/remove/")
        assert ReadingWatch.objects.filter(pk=kept.pk).exists()


class TestMany:
    def read(self, player, count: int, *, own: bool = False) -> None:
        for _case in range(count):
            record_disclosure(
                subject=uuid4(),
                citizen_id=None,
                staff_id=player.user.pk,
                department=CITIZEN_AFFAIRS,
                purpose="申請の審査",
                own=own,
            )

    def test_more_than_forty_of_others_in_an_hour(self, clerk, colleague):
        self.read(clerk, watching.MANY + 1)
        self.read(colleague, watching.MANY)
        assert watching.flag_many() == 1
        assert flags() == [(Rule.MANY, "佐藤 恵")]
        assert ReadingFlag.objects.get().count == watching.MANY + 1

    def test_three_hundred_of_one_s_own_are_a_morning_s_work(self, clerk):
        self.read(clerk, 300, own=True)
        assert watching.flag_many() == 0

    def test_the_same_case_again_and_again_is_one(self, clerk):
        subject = uuid4()
        for _look in range(watching.MANY + 1):
            record_disclosure(
                subject=subject, citizen_id=None, staff_id=clerk.user.pk, department="x", purpose="申請の審査"
            )
        assert watching.flag_many() == 0

    def test_once_an_hour_each(self, clerk):
        with time_machine.travel(timezone.now(), tick=False) as now:
            self.read(clerk, watching.MANY + 1)
            assert [watching.flag_many(), watching.flag_many()] == [1, 0]
            now.shift(timedelta(minutes=61))
            assert watching.flag_many() == 0
            self.read(clerk, watching.MANY + 1)
            assert watching.flag_many() == 1


class TestClosing:
    @pytest.fixture
    def flag(self, clerk, version):
        case = received(version)
        entry = DisclosureEntry.objects.create(
            subject=case.pk, staff=clerk.user, department=CITIZEN_AFFAIRS, purpose="申請の審査"
        )
        return ReadingFlag.objects.create(entry=entry, rule=Rule.NOTABLE)

    def test_a_supervisor_asks_and_writes_down_what_came_out(self, supervisor, flag):
        client = supervisor.client()
        said = text(client.get("/staff/readings/"))
        assert "佐藤 恵" in said
        assert "注意が必要な人の申請" in said
        answer = client.post(f"/staff/readings/{flag.pk}/close/", {"note": "窓口での問い合わせへの対応だった"})
        assert "確認の結果を記録しました" in follow(client, answer)
        flag.refresh_from_db()
        assert (flag.closed_by, flag.note) == (supervisor.user, "窓口での問い合わせへの対応だった")

    def test_without_words_it_stays_open(self, supervisor, flag):
        client = supervisor.client()
        assert "200文字までで" in follow(client, client.post(f"/staff/readings/{flag.pk}/close/", {"note": " "}))
        flag.refresh_from_db()
        assert flag.closed_at is None

    def test_nobody_closes_the_own(self, supervisor, flag):
        entry = DisclosureEntry.objects.create(
            subject=flag.entry.subject, staff=supervisor.user, department=CITIZEN_AFFAIRS, purpose="申請の審査"
        )
        own = ReadingFlag.objects.create(entry=entry, rule=Rule.NOTABLE)
        client = supervisor.client()
        assert "ほかの管理職が確認します" in text(client.get("/staff/readings/"))
        assert "記録できませんでした" in follow(client, client.post(f"/staff/readings/{own.pk}/close/", {"note": "x"}))

    def test_the_database_wants_somebody_and_a_note(self, flag, supervisor):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReadingFlag.objects.filter(pk=flag.pk).update(closed_at=timezone.now(), closed_by=supervisor.user)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_statements(self, supervisor, clerk, version, django_assert_num_queries, rows):
        for _row in range(rows):
            entry = DisclosureEntry.objects.create(
                subject=received(version).pk, staff=clerk.user, department=CITIZEN_AFFAIRS, purpose="申請の審査"
            )
            ReadingFlag.objects.create(entry=entry, rule=Rule.NOTABLE)
        cache.clear()
        client = supervisor.client()
        # session, user, roles, waiting, closed, receipts, departments
        with django_assert_num_queries(7):
            client.get("/staff/readings/")

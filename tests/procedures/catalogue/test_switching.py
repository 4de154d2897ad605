from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from procedures.catalogue.errors import BadMoment, NotScheduled, PublishedMeanwhile
from procedures.catalogue.models import Procedure, ProcedureRecord, ProcedureVersion
from procedures.catalogue.queries import find_published, published
from procedures.catalogue.search import search
from procedures.catalogue.services import call_off, publish
from procedures.catalogue.switching import switch_due, version_at
from procedures.catalogue.tasks import switch_versions
from procedures.definitions import dump, parse
from tests.catalogue import make_department, make_procedure, small_document

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def soon(days: int = 1):
    return timezone.now() + days * DAY


def schedule(moment, number=9001, department="citizen-affairs", **changes) -> ProcedureVersion:
    document = small_document(**changes)
    return publish(number=number, department=make_department(department), document=document, effective_from=moment)


def make_late(number=9001, *, title="遅れた名前") -> ProcedureVersion:
    """A version that should be in force while the task has not run."""
    past = timezone.now()
    text = dump(parse(small_document(title=title)))
    procedure, _ = Procedure.objects.get_or_create(number=number, defaults={"department": make_department()})
    Procedure.objects.filter(pk=procedure.pk).update(due_at=past)
    return procedure.versions.create(number=99, document=text, digest="0" * 64, effective_from=past)


def kinds() -> list[str]:
    return list(ProcedureRecord.objects.order_by("pk").values_list("kind", flat=True))


class TestScheduling:
    def test_a_scheduled_version_changes_nothing_until_its_moment(self):
        now = make_procedure()
        coming = schedule(soon(), title="新しい名前")
        found = find_published(9001)
        assert (found.current_id, found.title, found.due_at) == (now.pk, "小さな手続", coming.effective_from)
        assert kinds() == ["published", "scheduled"]

    def test_at_its_moment_it_is_the_current_one(self):
        make_procedure()
        coming = schedule(soon(), title="新しい名前", life_events=["moving"])
        assert switch_due(soon(2)) == 1
        found = Procedure.objects.get()
        assert (found.current_id, found.title, found.life_events) == (coming.pk, "新しい名前", ["moving"])
        assert found.due_at is None
        assert [one.number for one in search("新しい名前")] == [9001]
        assert kinds()[-1] == "switched"

    def test_the_task_may_run_at_any_time_and_twice(self):
        make_procedure()
        schedule(soon(), title="新しい名前")
        switch_versions()
        assert switch_due(soon(2)) == 1
        assert switch_due(soon(2)) == 0
        assert kinds().count("switched") == 1

    def test_of_several_that_became_due_the_last_one_counts(self):
        make_procedure()
        schedule(soon(1), title="一つ目")
        second = schedule(soon(2), title="二つ目")
        third = schedule(soon(9), title="三つ目")
        switch_due(soon(3))
        found = Procedure.objects.get()
        assert (found.current_id, found.due_at) == (second.pk, third.effective_from)

    def test_what_is_published_now_gives_way_to_what_was_scheduled_before(self):
        make_procedure()
        coming = schedule(soon(), title="予約した名前")
        mended = make_procedure(title="急いで直した名前")
        assert find_published(9001).current_id == mended.pk
        switch_due(soon(2))
        assert find_published(9001).current_id == coming.pk

    def test_the_version_of_any_moment(self):
        first = make_procedure()
        coming = schedule(soon(), title="新しい名前")
        procedure = Procedure.objects.get()
        moments = (timezone.now() - DAY, timezone.now(), soon(2))
        assert [version_at(procedure, moment) for moment in moments] == [None, first, coming]

    def test_a_moment_that_is_over_is_refused(self):
        with pytest.raises(BadMoment, match="開始日時が過ぎています"):
            schedule(timezone.now() - timedelta(seconds=1))
        assert not Procedure.objects.exists()

    def test_scheduling_what_will_be_in_force_anyway_is_that_version(self):
        first = make_procedure()
        assert schedule(soon()).pk == first.pk
        schedule(soon(), title="新しい名前")
        back = schedule(soon(2))
        assert (back.number, back.digest) == (3, first.digest)

    def test_a_new_procedure_that_begins_later_is_not_listed_before(self):
        schedule(soon())
        assert list(published()) == []
        assert Procedure.objects.get().title == "小さな手続"
        switch_due(soon(2))
        assert [one.number for one in published()] == [9001]

    def test_the_department_changes_with_the_version(self):
        make_procedure()
        schedule(soon(), department="public-relations")
        assert find_published(9001).department.code == "citizen-affairs"
        switch_due(soon(2))
        assert find_published(9001).department.code == "public-relations"


class TestCallingOff:
    def test_what_was_called_off_never_takes_effect(self):
        first = make_procedure()
        coming = schedule(soon(), title="新しい名前")
        call_off(version=coming, by=None)
        assert switch_due(soon(2)) == 0
        found = Procedure.objects.get()
        assert (found.current_id, found.due_at) == (first.pk, None)
        assert kinds() == ["published", "scheduled", "called_off"]

    def test_twice_or_too_late_is_refused(self):
        current = make_procedure()
        coming = schedule(soon(), title="新しい名前")
        call_off(version=coming, by=None)
        for version in (coming, current):
            with pytest.raises(NotScheduled, match="予約されていません"):
                call_off(version=version, by=None)

    @pytest.mark.parametrize(
        "change",
        [{"effective_from": None}, {"number": 7}, {"effective_from": None, "document": "{}"}, {"digest": ""}],
    )
    def test_the_database_keeps_a_version_in_force_as_it_is(self, change):
        make_procedure()
        with pytest.raises(IntegrityError, match="append-only"):
            ProcedureVersion.objects.update(**change)

    def test_the_database_lets_nothing_else_of_a_coming_version_change(self):
        coming = schedule(soon())
        with pytest.raises(IntegrityError, match="append-only"):
            ProcedureVersion.objects.filter(pk=coming.pk).update(effective_from=None, document="{}")


def test_the_database_keeps_the_history_as_it_is():
    make_procedure()
    with pytest.raises(IntegrityError, match="append-only"):
        ProcedureRecord.objects.update(kind="closed")


class TestTheTaskIsLate:
    def test_readers_see_the_right_version_and_write_nothing(self):
        make_procedure()
        late = make_late()
        found = find_published(9001)
        assert (found.current_id, found.title) == (late.pk, "遅れた名前")
        assert found.current.definition.title.ja == "遅れた名前"
        assert Procedure.objects.get().title == "小さな手続"
        assert switch_due() == 1
        assert Procedure.objects.get().title == "遅れた名前"

    def test_a_first_version_too(self):
        late = make_late()
        assert [one.current_id for one in published()] == [late.pk]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_one_statement_while_the_task_keeps_up_and_one_more_while_not(self, rows):
        for row in range(rows):
            make_procedure(number=9001 + row)
            for version in [schedule(soon(), number=9001 + row, title="新しい名前")]:
                assert version.definition
        with CaptureQueriesContext(connection) as in_time:
            list(published())
        for row in range(rows):
            assert make_late(number=9001 + row).definition
        with CaptureQueriesContext(connection) as late:
            assert {one.title for one in published()} == {"遅れた名前"}
        assert (len(in_time), len(late)) == (1, 2)

    def test_other_ways_of_reading_rows_stay_possible(self):
        make_procedure()
        make_late()
        assert list(published().values_list("number", flat=True)) == [9001]
        assert published().count() == 1
        assert published().first().title == "遅れた名前"
        assert [one.title for one in published().iterator()] == ["遅れた名前"]


class TestExpected:
    def test_who_has_not_seen_the_newest_version_is_told_who_published_it(self, administrator):
        publish(number=9001, department=make_department(), document=small_document(), by=administrator.user, expected=0)
        with pytest.raises(PublishedMeanwhile, match=r"先に渡辺 光が.*版1を公開または予約しました"):
            publish(number=9001, department=make_department(), document=small_document(title="別の名前"), expected=0)
        assert ProcedureVersion.objects.count() == 1

    def test_the_same_text_is_no_conflict(self):
        first = make_procedure()
        assert publish(number=9001, department=make_department(), document=small_document(), expected=0).pk == first.pk

    def test_who_has_seen_it_goes_on(self):
        make_procedure()
        document = small_document(title="別の名前")
        assert publish(number=9001, department=make_department(), document=document, expected=1).number == 2

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from identity.access.actors import Staff
from identity.people.models import Kind, Role, User
from procedures.applications import queries
from procedures.applications.effects import MAX_ATTEMPTS
from procedures.applications.models import Application, Effect, EffectState, FeeState, State
from procedures.applications.queries import Filters, Position, QueueView, counts, neighbour, position_of, queue_page
from procedures.applications.search_keys import keys_of
from tests.cast import PUBLIC_HEALTH
from tests.catalogue import SMALL_ANSWERS, make_procedure
from tests.factories.applications import claimed
from tests.factories.cases import completed, in_review, received, refused, waiting

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
NONE = Filters()
TABLE = "procedures_applications_application"


@pytest.fixture
def version(db):
    return make_procedure()


@pytest.fixture
def tuesday():
    """火曜日, after the holiday of 23 November; two business days on is Thursday 26."""
    with time_machine.travel(datetime(2026, 11, 24, 1, tzinfo=UTC), tick=True):
        yield


def receipts(staff, view, filters=NONE, **more):
    page = queue_page(staff=staff, view=view, filters=filters, today=TODAY, **more)
    return [row.receipt for row in page.rows]


def due(application: Application, day: date | None) -> Application:
    Application.objects.filter(pk=application.pk).update(due_on=day)
    application.refresh_from_db()
    return application


class TestViews:
    def test_each_application_stands_where_a_clerk_looks_for_it(self, tuesday, clerk, colleague, version):
        new = received(version)
        mine = in_review(version, clerk.staff)
        others = in_review(version, colleague.staff)
        asked = waiting(version, clerk.staff)
        decided = refused(version, clerk.staff)
        closed = completed(version, clerk.staff)
        late = due(received(version), TODAY - timedelta(days=1))
        soon = due(in_review(version, colleague.staff), TODAY + timedelta(days=2))
        unpaid = received(version)
        Application.objects.filter(pk=unpaid.pk).update(fee=FeeState.DUE_FIRST, due_on=None)
        for one in (new, mine, others, asked, decided, closed):
            due(one, TODAY + timedelta(days=6))
        due(asked, TODAY - timedelta(days=3))  # stands still: neither late nor soon
        shown = {view: set(receipts(clerk.staff, view)) for view in QueueView if view is not QueueView.SEARCH}
        assert shown == {
            QueueView.UNASSIGNED: {new.receipt, late.receipt},
            QueueView.UNPAID: {unpaid.receipt},
            QueueView.MINE: {mine.receipt},
            QueueView.DUE_SOON: {soon.receipt},
            QueueView.OVERDUE: {late.receipt},
            QueueView.WAITING: {asked.receipt},
            QueueView.DECIDED: {decided.receipt},
            QueueView.CLOSED: {closed.receipt},
        }

    def test_other_departments_have_their_own(self, clerk, outsider, version):
        elsewhere = received(make_procedure(number=9002, department=PUBLIC_HEALTH))
        here = received(version)
        assert receipts(clerk.staff, QueueView.UNASSIGNED) == [here.receipt]
        assert receipts(outsider.staff, QueueView.UNASSIGNED) == [elsewhere.receipt]

    def test_departments_of_one_clerk_are_one_list(self, tuesday, clerk, version):
        health = make_procedure(number=9002, department=PUBLIC_HEALTH)
        first, second, third = (
            due(received(one), TODAY + timedelta(days=days)) for one, days in ((version, 1), (health, 2), (version, 3))
        )
        both = Staff(
            user_id=clerk.user.pk,
            name="佐藤",
            roles=frozenset({("citizen-affairs", "clerk"), (PUBLIC_HEALTH, "clerk")}),
        )
        assert receipts(both, QueueView.UNASSIGNED) == [first.receipt, second.receipt, third.receipt]

    def test_nobody_without_a_department_sees_anything(self, version):
        received(version)
        nobody = Staff(user_id=1, name="誰でもない", roles=frozenset())
        assert [receipts(nobody, view) for view in QueueView] == [[]] * len(QueueView)

    def test_the_most_urgent_comes_first_and_what_has_no_date_last(self, tuesday, clerk, version):
        days = (None, 5, -1, 5, None, 0)
        made = [due(received(version), None if day is None else TODAY + timedelta(days=day)) for day in days]
        assert receipts(clerk.staff, QueueView.UNASSIGNED) == [made[i].receipt for i in (2, 5, 1, 3, 0, 4)]

    def test_what_was_closed_last_comes_first(self, clerk, version):
        first, second = completed(version, clerk.staff), completed(version, clerk.staff)
        assert receipts(clerk.staff, QueueView.CLOSED) == [second.receipt, first.receipt]


class TestPaging:
    @pytest.fixture
    def made(self, tuesday, version):
        days = (None, 5, 2, 5, None, 2, 5)
        rows = [due(received(version), None if day is None else TODAY + timedelta(days=day)) for day in days]
        moment = timezone.now()
        Application.objects.filter(pk__in=[rows[1].pk, rows[3].pk]).update(submitted_at=moment)  # only the id tells
        for row in rows:
            row.refresh_from_db()
        return sorted(rows, key=lambda row: (row.due_on or date.max, row.submitted_at, row.pk))

    @pytest.mark.parametrize("size", [1, 2, 3])
    def test_forward_and_back_through_all_pages(self, made, clerk, size):
        wanted = [row.receipt for row in made]
        seen, position, more = [], None, True
        while more:
            page = queue_page(
                staff=clerk.staff, view=QueueView.UNASSIGNED, filters=NONE, today=TODAY, position=position, size=size
            )
            assert page.has_previous == (position is not None)
            seen += [row.receipt for row in page.rows]
            position, more = position_of(page.rows[-1], QueueView.UNASSIGNED), page.has_next
        assert seen == wanted
        back: list[str] = []
        more = True
        position = position_of(made[-1], QueueView.UNASSIGNED)
        while more:
            page = queue_page(
                staff=clerk.staff,
                view=QueueView.UNASSIGNED,
                filters=NONE,
                today=TODAY,
                position=position,
                back=True,
                size=size,
            )
            assert page.has_next
            back = [row.receipt for row in page.rows] + back
            position, more = position_of(page.rows[0], QueueView.UNASSIGNED), page.has_previous
        assert back == wanted[:-1]

    def test_closed_ones_page_by_their_closing(self, clerk, version):
        made = [completed(version, clerk.staff).receipt for _ in range(3)][::-1]
        first = queue_page(staff=clerk.staff, view=QueueView.CLOSED, filters=NONE, today=TODAY, size=2)
        position = position_of(first.rows[-1], QueueView.CLOSED)
        second = queue_page(
            staff=clerk.staff, view=QueueView.CLOSED, filters=NONE, today=TODAY, size=2, position=position
        )
        assert [row.receipt for row in (*first.rows, *second.rows)] == made
        assert (first.has_next, second.has_next) == (True, False)

    def test_neighbours_of_a_case_also_after_it_left_the_list(self, made, clerk):
        claimed(made[2], clerk.staff)
        before, after = (
            neighbour(
                staff=clerk.staff,
                view=QueueView.UNASSIGNED,
                filters=NONE,
                today=TODAY,
                application=made[2],
                back=back,
            )
            for back in (True, False)
        )
        assert (before, after) == (made[1], made[3])

    def test_the_ends_have_one_neighbour(self, made, clerk):
        args = {"staff": clerk.staff, "view": QueueView.UNASSIGNED, "filters": NONE, "today": TODAY}
        assert neighbour(**args, application=made[0], back=True) is None
        assert neighbour(**args, application=made[-1]) is None

    def test_an_open_case_has_no_place_among_the_closed(self, made, clerk):
        assert position_of(made[0], QueueView.CLOSED) is None
        view = QueueView.CLOSED
        assert neighbour(staff=clerk.staff, view=view, filters=NONE, today=TODAY, application=made[0]) is None


class TestPosition:
    def test_written_and_read(self):
        moment = datetime(2026, 11, 24, 1, 2, 3, 456789, tzinfo=UTC)
        for position in (Position(TODAY, moment, uuid4()), Position(None, moment, uuid4())):
            assert Position.read(position.write()) == position

    @pytest.mark.parametrize(
        "written",
        [
            "",
            "x",
            "2026-11-24_1_zz",
            f"2026-13-24_1_{UUID(int=0).hex}",
            f"_999999999999999999_{UUID(int=0).hex}",
            f"2026-11-24_1_{UUID(int=0).hex}' OR 1",
            f"２０２６-11-24_1_{UUID(int=0).hex}",
        ],
    )
    def test_nonsense_is_no_position(self, written):
        assert Position.read(written) is None


class TestFilters:
    def test_by_person(self, clerk, version):
        hanako = received(version)
        others = SMALL_ANSWERS | {
            "applicant_name": {"family": "土崎", "given": "一郎", "family_kana": "ツチザキ", "given_kana": "イチロウ"}
        }
        ichiro = received(version, answers=others)
        items = version.definition.applicant
        keys = keys_of(items.among(others))
        for letter, field in (("n", "name_key"), ("k", "kana_key")):
            who = Filters(who=letter + keys[field])
            assert receipts(clerk.staff, QueueView.SEARCH, who) == [ichiro.receipt]
        either = Filters(who=f"n{keys['name_key']}.k{keys_of(items.among(SMALL_ANSWERS))['kana_key']}")
        assert receipts(clerk.staff, QueueView.SEARCH, either) == [ichiro.receipt, hanako.receipt]

    def test_by_procedure(self, clerk, version):
        received(version)
        other = received(make_procedure(number=9003))
        assert receipts(clerk.staff, QueueView.UNASSIGNED, Filters(procedure=9003)) == [other.receipt]

    def test_an_address_is_read_with_care(self):
        key = "n" + "a" * 32
        assert Filters.read(procedure="9001", who=key) == Filters(procedure=9001, who=key)
        assert Filters.read(procedure="９００１", who=key + ".x") == NONE
        assert Filters.read(procedure="9001 OR 1", who="n123") == NONE


class TestCounts:
    def test_all_views_in_one_statement(self, clerk, colleague, version, django_assert_num_queries):
        received(version), in_review(version, clerk.staff), waiting(version, colleague.staff)
        due(received(version), TODAY - timedelta(days=1))
        staff = clerk.staff
        with django_assert_num_queries(1):
            found = counts(
                staff=staff, today=TODAY, now=timezone.now(), shown=(QueueView.WAITING, Filters(procedure=1000))
            )
        assert {name: found[name] for name in ("unassigned", "mine", "overdue", "waiting", "decided", "closed")} == {
            "unassigned": 2,
            "mine": 1,
            "overdue": 1,
            "waiting": 1,
            "decided": 0,
            "closed": 0,
        }
        assert (found["stuck"], found["shown"]) == (0, 0)

    def test_counting_stops(self, clerk, version, monkeypatch):
        monkeypatch.setattr(queries, "COUNTED_UP_TO", 2)
        for _ in range(4):
            received(version)
        found = counts(staff=clerk.staff, today=TODAY, now=timezone.now())
        assert found["unassigned"] == 3


class TestStuck:
    def test_dead_and_late_of_the_own_department(self, clerk, outsider, administrator, version):
        application = received(version)
        effect = Effect.objects.get(application=application)
        orphan = Effect.objects.create(kind="x", payload={}, once="x", state=EffectState.DEAD, attempts=MAX_ATTEMPTS)
        now = timezone.now()
        later = now + timedelta(minutes=11)
        assert list(queries.stuck_effects(staff=clerk.staff, now=now)) == []
        assert list(queries.stuck_effects(staff=clerk.staff, now=later)) == [effect]
        assert list(queries.stuck_effects(staff=outsider.staff, now=later)) == []
        assert set(queries.stuck_effects(staff=administrator.staff, now=later)) == {effect, orphan}
        Effect.objects.filter(pk=effect.pk).update(state=EffectState.DONE, done_at=now)
        assert list(queries.stuck_effects(staff=clerk.staff, now=later)) == []
        assert list(queries.done_effects(staff=clerk.staff, since=now - timedelta(hours=1))) == [effect]


MANY = f"""
INSERT INTO {TABLE} (id, receipt, procedure_id, version_id, department, draft_id, state, outcome, revision,
    answers_number, assignee_id, submitted_at, due_on, closed_at, decided_at, name_key, kana_key, birth_key, phone_key,
    digest, open_answers, wrapped_key, key_name, fee)
SELECT gen_random_uuid(), lpad(n::text, 9, '0'), procedure_id, version_id,
    (ARRAY['citizen-affairs', 'public-health', 'taxes', 'roads'])[1 + n %% 4], gen_random_uuid(), s.state,
    CASE WHEN s.state IN ('decided', 'completed') THEN 'approved' ELSE '' END, 1, 1,
    CASE WHEN s.state = 'in_review' THEN (ARRAY[%(people)s])[1 + n %% 20] END,
    now() - n * interval '1 minute',
    CASE WHEN n %% 9 > 0 THEN DATE '2026-11-24' - 20 + n %% 60 END,
    CASE WHEN s.state IN ('completed', 'withdrawn') THEN now() - n * interval '30 seconds' END,
    CASE WHEN s.state IN ('decided', 'completed') THEN now() - n * interval '1 minute' END,
    md5('n' || n), md5('k' || n), md5('b' || n %% 5000), md5('p' || n), digest, '{{}}', wrapped_key, key_name,
    CASE WHEN n %% 20 = 0 THEN 'due' ELSE '' END
FROM {TABLE}, generate_series(1, 20000) n,
    LATERAL (SELECT (ARRAY['received', 'in_review', 'correction', 'decided', 'completed', 'completed', 'withdrawn',
        'completed', 'in_review', 'received'])[1 + (n * 7919 / 13) %% 10] AS state) s
"""


class TestPlans:
    """With 20,000 applications every list is read through an index, and its reading ends with the page."""

    @pytest.fixture
    def many(self, clerk, version):
        received(version)
        people = [
            User.objects.create_user(email=f"{n}@city.example.jp", kind=Kind.STAFF, name=f"職員{n}").pk
            for n in range(20)
        ]
        sql = MANY.replace("%(people)s", ", ".join(map(str, [clerk.user.pk, *people[1:]])))
        with connection.cursor() as cursor:
            cursor.execute(sql.replace("%%", "%"))
            cursor.execute(f"ANALYZE {TABLE}")
        return Staff(
            user_id=clerk.user.pk,
            name="佐藤",
            roles=frozenset({("citizen-affairs", Role.CLERK.value), ("public-health", Role.CLERK.value)}),
        )

    def plans(self, read) -> str:
        with CaptureQueriesContext(connection) as captured:
            read()
        with connection.cursor() as cursor:
            lines = []
            for query in captured.captured_queries:
                cursor.execute("EXPLAIN " + query["sql"])
                lines += [line for (line,) in cursor.fetchall()]
        return "\n".join(lines)

    def test_every_list_is_read_in_the_order_of_an_index(self, many):
        for view in (view for view in QueueView if view is not QueueView.SEARCH):
            args = {"staff": many, "view": view, "filters": NONE, "today": TODAY}
            first = queue_page(**args)
            assert first.has_next
            position = position_of(first.rows[6], view)
            assert len(queue_page(**args, position=position, size=10).rows) == 10
            for at, back in ((None, False), (position, False), (position, True)):
                plan = self.plans(lambda at=at, back=back, args=args: queue_page(**args, position=at, back=back))
                index = {
                    QueueView.CLOSED: "application_closed",
                    QueueView.MINE: "application_mine",
                    QueueView.UNPAID: "application_unpaid",
                }
                assert f"Seq Scan on {TABLE}" not in plan
                assert index.get(view, "application_queue") in plan
        sought = Filters(who="n" + "0" * 32 + ".k" + "1" * 32)
        plan = self.plans(lambda: queue_page(staff=many, view=QueueView.SEARCH, filters=sought, today=TODAY))
        assert f"Seq Scan on {TABLE}" not in plan
        plan = self.plans(lambda: counts(staff=many, today=TODAY, now=timezone.now()))
        assert f"Seq Scan on {TABLE}" not in plan


def test_states_of_the_views_are_states_of_applications():
    assert {state for states in queries._STATES.values() for state in states} == set(State)

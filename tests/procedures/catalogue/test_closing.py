from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from procedures.catalogue.closing import close, reopen
from procedures.catalogue.errors import BadMoment, NowhereToGo
from procedures.catalogue.models import Procedure, ProcedureRecord
from procedures.catalogue.queries import find_closed, find_published, published
from tests.catalogue import make_procedure

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def old(db):
    return make_procedure(number=9001, title="古い手続")


@pytest.fixture
def new(db):
    return make_procedure(number=9002, title="新しい手続")


def test_a_closed_procedure_is_not_begun_and_says_where_to_go(old, new, administrator):
    close(number=9001, by=administrator.user, successor=9002, message="4月から新しい手続になりました。")
    assert [one.number for one in published()] == [9002]
    with pytest.raises(Procedure.DoesNotExist):
        find_published(9001)
    closure = find_closed(9001)
    assert (closure.procedure.title, closure.message) == ("古い手続", "4月から新しい手続になりました。")
    assert closure.successor.title == "新しい手続"
    record = ProcedureRecord.objects.latest("pk")
    assert (record.kind, record.by, record.data["successor"]) == ("closed", administrator.user, 9002)


def test_a_closing_to_come_changes_nothing_yet(old):
    close(number=9001, by=None, closes_at=timezone.now() + DAY, message="窓口へ。")
    assert find_published(9001).title == "古い手続"
    assert find_closed(9001) is None


def test_open_and_unknown_procedures_are_not_closed(old):
    assert find_closed(9001) is None
    assert find_closed(9999) is None


def test_the_successor_at_the_end_of_the_chain_that_is_open(old, new):
    make_procedure(number=9003, title="もっと新しい手続")
    close(number=9001, by=None, successor=9002)
    close(number=9002, by=None, successor=9003)
    assert find_closed(9001).successor.number == 9003
    close(number=9003, by=None, message="なくなりました。")
    assert find_closed(9001).successor is None


def test_reopened_it_is_as_before(old, administrator):
    close(number=9001, by=None, message="窓口へ。", drafts_until=timezone.now() + DAY)
    reopen(number=9001, by=administrator.user)
    assert find_published(9001).title == "古い手続"
    found = Procedure.objects.get()
    assert (found.closes_at, found.closing_message, found.drafts_until) == (None, "", None)
    kinds = [record.kind for record in ProcedureRecord.objects.order_by("pk")]
    assert kinds == ["published", "closed", "reopened"]
    reopen(number=9001, by=administrator.user)
    assert ProcedureRecord.objects.count() == 3


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "案内がありません"),
        ({"message": "　 "}, "案内がありません"),
        ({"message": "あ" * 1001}, "1,000文字まで"),
        ({"successor": 9999}, "手続番号9999は公開されていません"),
        ({"successor": 9001}, "この手続に戻って"),
    ],
)
def test_it_must_say_where_to_go(old, given, words):
    with pytest.raises(NowhereToGo, match=words):
        close(number=9001, by=None, **given)
    assert find_closed(9001) is None


def test_successors_in_a_circle_are_refused(old, new):
    close(number=9001, by=None, successor=9002)
    with pytest.raises(NowhereToGo, match="この手続に戻って"):
        close(number=9002, by=None, successor=9001)


@pytest.mark.parametrize(
    ("closes", "drafts", "words"), [(-1, None, "過ぎています"), (None, -1, "より後に"), (3, 2, "より後に")]
)
def test_moments_in_the_wrong_order_are_refused(old, closes, drafts, words):
    now = timezone.now()
    with pytest.raises(BadMoment, match=words):
        close(
            number=9001,
            by=None,
            message="窓口へ。",
            closes_at=now + closes * DAY if closes else None,
            drafts_until=now + drafts * DAY if drafts else None,
        )


def test_an_unknown_number_is_named(old):
    with pytest.raises(Procedure.DoesNotExist):
        close(number=9999, by=None, message="窓口へ。")
    with pytest.raises(Procedure.DoesNotExist):
        reopen(number=9999, by=None)


def test_the_database_wants_to_know_where_to_go(old):
    with pytest.raises(IntegrityError, match="says_where_to_go"):
        Procedure.objects.update(closes_at=timezone.now())

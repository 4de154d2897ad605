"""Drafts and departments that somebody else changes while a row is waited for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from identity.access.actors import Visitor
from procedures.applications.migration import migrate_drafts
from procedures.applications.models import Application, Draft
from procedures.catalogue.department_keeping import end_department, keep_department, keep_up
from procedures.catalogue.models import Department, Procedure
from procedures.workflow.commands import submit
from tests.catalogue import make_department, make_procedure
from tests.factories.applications import make_draft
from tests.waiting import waiting_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft() -> Draft:
    return make_draft()


def newer(title: str = "新しい版"):
    return make_procedure(title=title)


def test_a_citizen_sends_while_an_administrator_moves_the_draft(draft):
    version = newer()
    guest = Visitor(grants=frozenset({draft.pk}))
    sent = waiting_for(
        lambda: migrate_drafts([draft.pk], version, None), lambda: submit(actor=guest, draft_id=draft.pk)
    )
    assert sent == Application.objects.get(draft_id=draft.pk)
    assert (sent.version_id, sent.procedure_id) == (version.pk, version.procedure_id)
    assert Draft.objects.count() == 0


def test_two_administrators_move_the_same_draft(draft):
    version = newer()
    (second,) = waiting_for(
        lambda: migrate_drafts([draft.pk], version, None), lambda: migrate_drafts([draft.pk], version, None)
    )
    assert second.refusal == "この下書きは、もうこの版にあります。"


def test_two_administrators_move_a_draft_to_two_versions(draft):
    first, second = newer(), newer("もっと新しい版")
    (result,) = waiting_for(
        lambda: migrate_drafts([draft.pk], first, None), lambda: migrate_drafts([draft.pk], second, None)
    )
    draft.refresh_from_db()
    assert (result.refusal, draft.version_id) == ("", second.pk)


def test_drafts_of_another_procedure_are_not_moved(draft):
    (result,) = migrate_drafts([draft.pk], make_procedure(number=9002), None)
    assert result.refusal == "この下書きはもうありません。送信されたか、取り消されたか、期限が過ぎました。"


def test_a_department_passes_on_to_the_successor_chosen_last():
    last_day = timezone.localdate() + timedelta(days=3)
    version = make_procedure()
    tax, health = make_department("city-tax", "市民税課"), make_department("health", "保健予防課")
    Department.objects.update(valid_from=last_day - timedelta(days=60))
    affairs = Department.objects.get(code="citizen-affairs")
    end_department(department=affairs, last_day=last_day, successor=tax, reason="改正", by=None)

    def choose_another() -> None:
        keep_department(department=affairs, by=None)
        end_department(department=affairs, last_day=last_day, successor=health, reason="改正", by=None)

    assert waiting_for(choose_another, lambda: keep_up(last_day + timedelta(days=1))) == 1
    assert Procedure.objects.get(pk=version.procedure_id).department == health

"""`accepts` of a definition: how many applications, and how many of one person."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.db import close_old_connections, connection
from django.test import Client
from django.urls import reverse

from identity.access.actors import Visitor
from procedures.applications.models import Application, Draft
from procedures.applications.models.application import Outcome
from procedures.applications.quotas import like
from procedures.applications.search_keys import birth_key
from procedures.catalogue.models import ProcedureVersion
from procedures.workflow import commands
from procedures.workflow.commands import submit
from procedures.workflow.errors import AlreadySent, NotAccepting
from tests.catalogue import make_procedure
from tests.factories.applications import guest_of, make_application, make_draft
from tests.factories.cases import do, received
from tests.procedures.backoffice.pages import text

TODAY = "2026-11-24T10:00:00+09:00"


def one(scope: str, **more: Any) -> ProcedureVersion:
    return make_procedure(accepts={"once_per": scope, **more})


def applied(version: ProcedureVersion, visitor: Visitor | None = None) -> Application:
    return make_application(visitor, version=version)


def born(application: Application) -> Application:
    """With the hash of one and the same birth date, which the small procedure does not ask for."""
    application.birth_key = birth_key("1985-04-12")
    application.save(update_fields=["birth_key"])
    return application


@pytest.mark.django_db
class TestOnce:
    @pytest.mark.parametrize("scope", ["person", "household", "fiscal_year"])
    def test_the_second_of_an_account_is_led_to_the_first(self, citizen, scope):
        version = one(scope)
        first = applied(version, citizen.visitor)
        draft = make_draft(citizen.visitor, version=version)
        with pytest.raises(AlreadySent) as refusal:
            submit(actor=citizen.visitor, draft_id=draft.pk)
        assert refusal.value.receipt == first.receipt
        assert Draft.objects.filter(pk=draft.pk).exists()

    def test_the_page_says_so_and_shows_it(self, citizen):
        version = one("person")
        draft = make_draft(citizen.visitor, version=version)
        first = applied(version, citizen.visitor)
        client = citizen.client()
        answer = client.post(reverse("portal:check", args=[draft.pk]), {"_revision": str(draft.revision)})
        assert answer["Location"] == reverse("portal:application", args=[first.receipt])
        assert "一度だけ申請できます" in text(client.get(answer["Location"]))
        started = client.post(reverse("portal:start", args=[version.procedure.number]))
        assert started["Location"] == reverse("portal:application", args=[first.receipt])

    def test_where_nothing_is_said_anything_may_come_again(self, citizen):
        version = make_procedure()
        assert applied(version, citizen.visitor).pk != applied(version, citizen.visitor).pk

    def test_another_person_and_another_procedure_are_another_matter(self, citizen, other_citizen):
        version, other = one("person"), make_procedure(number=9002, accepts={"once_per": "person"})
        for where, who in ((version, citizen), (version, other_citizen), (other, citizen)):
            applied(where, who.visitor)
        assert Application.objects.count() == 3

    def test_a_withdrawn_and_a_refused_one_leave_the_way_free(self, citizen, clerk):
        version = one("person")
        do(commands.withdraw, applied(version, citizen.visitor), citizen.visitor)
        no = applied(version, citizen.visitor)
        do(commands.claim, no, clerk.staff)
        do(commands.decide, no, clerk.staff, outcome=Outcome.REFUSED, reasons="要件を満たしません。")
        assert applied(version, citizen.visitor).state == "received"

    def test_the_next_fiscal_year_begins_in_april(self, citizen):
        version = one("fiscal_year")
        with time_machine.travel("2027-03-31T23:50:00+09:00", tick=False):
            applied(version, citizen.visitor)
        with time_machine.travel("2027-04-01T00:10:00+09:00", tick=False):
            applied(version, citizen.visitor)
        assert Application.objects.count() == 2

    def test_a_guest_is_not_turned_away_and_the_clerk_is_told(self, clerk):
        version = one("person")
        first, second = applied(version), born(applied(version))
        born(first)
        assert like(second) == [first.receipt]
        said = text(clerk.client().get(f"/staff/cases/{second.receipt}/"))
        assert "同じ方からと思われる申請があります" in said
        do(commands.withdraw, first, guest_of(first))
        assert like(second) == []

    def test_who_took_part_in_another_year_is_not_alike(self):
        version = one("fiscal_year")
        with time_machine.travel("2026-03-31T23:50:00+09:00", tick=False):
            born(applied(version))
        with time_machine.travel(TODAY, tick=False):
            assert like(born(applied(version))) == []


@pytest.mark.django_db
class TestPlaces:
    def test_when_all_are_taken_the_page_says_so(self):
        version = one("person", limit=2)
        applied(version)
        first = applied(version)
        draft = make_draft(version=version)
        with pytest.raises(NotAccepting):
            submit(actor=Visitor(grants=frozenset({draft.pk})), draft_id=draft.pk)
        page = reverse("portal:procedure", args=[version.procedure.number])
        assert "定員に達しました" in text(Client().get(page))
        assert Client().post(f"{page}start/")["Location"] == page
        do(commands.withdraw, first, guest_of(first))
        assert "定員に達しました" not in text(Client().get(page))

    def test_what_came_before_it_opened_does_not_count(self):
        with time_machine.travel("2026-10-31T10:00:00+09:00", tick=False):
            version = make_procedure(accepts={"limit": 1, "from": "2026-10-01"})
            applied(version)
        reopened = make_procedure(accepts={"limit": 1, "from": "2026-11-01"})
        assert reopened.procedure_id == version.procedure_id
        with time_machine.travel(TODAY, tick=False):
            applied(reopened)
        assert Application.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_three_places_are_given_to_three_of_twelve_at_once():
    version = make_procedure(accepts={"limit": 3})
    drafts = [make_draft(version=version) for _draft in range(12)]

    def send(draft: Draft) -> bool:
        try:
            submit(actor=Visitor(grants=frozenset({draft.pk})), draft_id=draft.pk)
        except NotAccepting:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        sent = list(pool.map(send, drafts))
    assert (sum(sent), Application.objects.count(), Draft.objects.count()) == (3, 3, 9)


@pytest.mark.django_db(transaction=True)
def test_two_tabs_of_one_account_give_one_application(citizen):
    version = make_procedure(accepts={"once_per": "person"})
    drafts = [make_draft(citizen.visitor, version=version) for _tab in range(4)]

    def send(draft: Draft) -> bool:
        close_old_connections()
        try:
            submit(actor=citizen.visitor, draft_id=draft.pk)
        except AlreadySent:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(send, drafts))
    assert (sum(sent), Application.objects.count()) == (1, 1)


def test_cases_are_received_as_before(db):
    assert received(make_procedure()).once_key == ""

"""Two at once, each on a connection of their own: one act, and the other is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from procedures.applications.models import ApplicationEvent
from tests.catalogue import FOUR_EYES, make_procedure
from tests.factories.cases import form_of, in_review, received
from tests.procedures.backoffice.pages import text

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*requests):
    barrier = Barrier(len(requests))

    def send(request):
        client, address, form = request
        barrier.wait()
        try:
            return client.post(address, form)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(send, requests))


def test_two_who_decide(clerk, approver, supervisor):
    second = supervisor
    second.user.roles.create(department="citizen-affairs", role="approver", valid_from="2020-01-01")
    case = in_review(make_procedure(number=9009, workflow=FOUR_EYES), clerk.staff)
    address = f"/staff/cases/{case.receipt}/decision/"
    approve = form_of(case, outcome="approved", step="send")
    refuse = form_of(case, outcome="refused", text="要件を満たさないため。", step="send")
    responses = at_once((approver.client(), address, approve), (second.client(), address, refuse))
    case.refresh_from_db()
    assert sorted(response.status_code for response in responses) == [302, 409]
    assert ApplicationEvent.objects.filter(verb="decide").count() == 1
    told, by = (responses[1], "鈴木 誠さん") if responses[0].status_code == 302 else (responses[0], "田中 明さん")
    assert case.outcome == ("approved" if told is responses[1] else "refused")
    assert f"先に、{by}が" in text(told)
    assert ('id="typed"' in told.content.decode()) == (told is responses[1])  # what was written is kept


def test_two_who_claim(clerk, colleague):
    case = received(make_procedure())
    token = {"one": f"{case.receipt}:1"}
    responses = at_once(
        (clerk.client(), f"/staff/cases/{case.receipt}/claim/", form_of(case)),
        (colleague.client(), "/staff/claim/", form_of(case, **token)),
    )
    case.refresh_from_db()
    assert ApplicationEvent.objects.filter(verb="claim").count() == 1
    assert case.assignee_id == (clerk.user.pk if responses[0].status_code == 302 else colleague.user.pk)


def test_a_double_click_at_the_same_moment(clerk):
    case = received(make_procedure())
    form = form_of(case)
    address = f"/staff/cases/{case.receipt}/claim/"
    client = clerk.client()
    twin = clerk.client()
    responses = at_once((client, address, form), (twin, address, form))
    assert [response.status_code for response in responses] == [302, 302]
    assert ApplicationEvent.objects.filter(verb="claim").count() == 1

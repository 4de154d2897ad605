import re
from datetime import timedelta

import pytest
from django.utils import timezone

from procedures.applications.models import Application, Effect, EffectState
from procedures.applications.receipts import show_receipt
from tests.factories.cases import in_review, received, refused, waiting
from tests.procedures.backoffice.pages import part, text

pytestmark = pytest.mark.django_db


def test_the_first_day(clerk):
    said = text(clerk.client().get("/staff/"))
    assert "待っている申請はありません" in said
    assert "自分の担当 0 件" in said


def test_how_much_stands_where(clerk, version):
    for _ in range(2):
        received(version)
    late = in_review(version, clerk.staff)
    Application.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    waiting(version, clerk.staff)
    refused(version, clerk.staff)
    Effect.objects.filter(application=late).update(state=EffectState.DEAD)
    said = text(clerk.client().get("/staff/"))
    for words in (
        "自分の担当 1 件",
        "期限を過ぎた 1 件",
        "担当者なし 2 件",
        "申請者の回答待ち 1 件",
        "決定済み 1 件",
        "止まっている処理 1 件",
    ):
        assert words in said


def next_case(response) -> str:
    return part(response, r'href="([^"]+)">次の案件を開く')


def test_the_next_case_is_the_most_urgent_of_my_own(clerk, version):
    received(version)
    later, sooner = in_review(version, clerk.staff), in_review(version, clerk.staff)
    Application.objects.filter(pk=sooner.pk).update(due_on=timezone.localdate())
    response = clerk.client().get("/staff/")
    assert next_case(response) == f"/staff/cases/{sooner.receipt}/?from=mine"
    assert re.search(
        rf"自分の担当（期限の近い順） .*{show_receipt(sooner.receipt)}.*{show_receipt(later.receipt)}", text(response)
    )


def test_without_own_work_the_next_case_is_one_nobody_has(clerk, colleague, version):
    in_review(version, colleague.staff)
    free = received(version)
    response = clerk.client().get("/staff/")
    assert next_case(response) == f"/staff/cases/{free.receipt}/?from=unassigned"
    assert "次は、担当者の決まっていない申請です" in text(response)


@pytest.mark.parametrize("rows", [1, 3])
def test_statements(clerk, version, django_assert_num_queries, rows):
    for _ in range(rows):
        in_review(version, clerk.staff)
    client = clerk.client()
    with django_assert_num_queries(6):  # session, user, roles, counts, mine, departments
        client.get("/staff/")

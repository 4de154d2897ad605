import re
from datetime import timedelta

import pytest
from django.utils import timezone

from identity.people.models import Role, StaffRole
from tests.procedures.backoffice.pages import text

pytestmark = pytest.mark.django_db


def test_roles_of_the_departments_one_answers_for(supervisor, clerk, outsider, version):
    said = text(supervisor.client().get("/staff/people/"))
    assert re.search(r"佐藤 恵 sato@city\.example\.jp 市民課 担当 \d{4}/\d+/\d+–期限なし", said)
    assert "田中 明" in said
    assert "伊藤 さくら" not in said


def test_what_ended_is_left_out_and_what_begins_is_named(administrator, clerk, colleague, version):
    today = timezone.localdate()
    StaffRole.objects.filter(user=clerk.user).update(
        valid_from=today - timedelta(days=9), valid_until=today - timedelta(days=1)
    )
    StaffRole.objects.filter(user=colleague.user).update(
        valid_from=today + timedelta(days=1), valid_until=today + timedelta(days=30)
    )
    said = text(administrator.client().get("/staff/people/"))
    assert "佐藤 恵" not in said
    assert re.search(r"高橋 進 \S+ 市民課 担当 \S+ これから", said)


def test_an_account_that_is_off_is_named(supervisor, clerk, version):
    clerk.user.is_active = False
    clerk.user.save(update_fields=["is_active"])
    assert "佐藤 恵 利用停止" in text(supervisor.client().get("/staff/people/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_statements(supervisor, version, django_assert_num_queries, rows):
    for role in list(Role)[:rows]:
        StaffRole.objects.create(
            user=supervisor.user,
            department="citizen-affairs",
            role=role,
            valid_from=timezone.localdate() - timedelta(days=1),
        )
    client = supervisor.client()
    # session, user, roles, roles of the departments, departments for the list and for the frame
    with django_assert_num_queries(6):
        client.get("/staff/people/")

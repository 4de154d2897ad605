"""The profile and 「誰が何を見たか」."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from identity.disclosure.departments import department_names
from identity.disclosure.services import record_disclosure
from identity.people.models import User
from tests.cast import Player, make_citizen
from tests.catalogue import make_department

pytestmark = pytest.mark.django_db

PROFILE = "/profile/"
DISCLOSURES = "/profile/disclosures/"


def look(citizen: Player, clerk: Player, *, purpose: str = "審査のため", department: str = "citizen-affairs") -> None:
    record_disclosure(
        subject=uuid4(),
        citizen_id=citizen.user.pk,
        staff_id=clerk.user.pk,
        department=department,
        purpose=purpose,
    )


def cells(html: str) -> list[list[str]]:
    """The body of the one table, without the times."""
    body = re.search(r"<tbody>(.*?)</tbody>", html, re.DOTALL)
    assert body is not None
    rows = re.findall(r"<tr>(.*?)</tr>", body[1], re.DOTALL)
    return [re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)[1:] for row in rows]


def links(html: str) -> set[str]:
    return set(re.findall(r'href="([^"]+)"', html))


def test_addresses():
    assert (reverse("identity:profile"), reverse("identity:disclosures")) == (PROFILE, DISCLOSURES)


@pytest.mark.parametrize("address", [PROFILE, DISCLOSURES])
def test_a_visitor_is_asked_to_sign_in(address: str):
    response = Client().get(address)

    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={address}")


@pytest.mark.parametrize("address", [PROFILE, DISCLOSURES])
def test_pages_are_read_only_and_not_kept_by_the_browser(citizen: Player, address: str):
    client = citizen.client()

    assert client.post(address).status_code == 405
    assert "no-store" in client.get(address)["Cache-Control"]


def test_the_profile_leads_to_what_can_be_changed(citizen: Player):
    html = citizen.client().get(PROFILE).content.decode()

    assert "hanako@example.jp" in html
    assert "使っていません" in html
    assert {
        reverse("account_email"),
        reverse("account_change_password"),
        reverse("mfa_index"),
        DISCLOSURES,
    } <= links(html)
    assert f'action="{reverse("account_logout")}"' in html


def test_staff_have_a_profile_without_a_citizens_record(clerk: Player):
    html = clerk.client().get(PROFILE).content.decode()

    assert "sato@city.example.jp" in html
    assert DISCLOSURES not in links(html)


def test_a_look_is_shown_with_department_and_purpose(citizen: Player, clerk: Player):
    make_department()
    look(citizen, clerk)
    look(citizen, clerk, purpose="電話での問い合わせ", department="abolished")

    html = citizen.client().get(DISCLOSURES).content.decode()

    assert cells(html) == [
        ["abolished", "電話での問い合わせ"],  # a department without a name is shown by its code
        ["市民課", "審査のため"],
    ]


def test_nobody_sees_looks_at_somebody_else(citizen: Player, other_citizen: Player, clerk: Player):
    look(other_citizen, clerk)

    html = citizen.client().get(DISCLOSURES).content.decode()

    assert ("まだ誰も開いていません" in html, "佐藤" in html) == (True, False)


def test_long_records_are_paged(citizen: Player, clerk: Player):
    make_department()
    for number in range(53):
        look(citizen, clerk, purpose=f"{number}回目")
    client = citizen.client()

    first = client.get(DISCLOSURES).content.decode()
    second = client.get(f"{DISCLOSURES}?page=2").content.decode()
    third = client.get(f"{DISCLOSURES}?page=3").content.decode()

    assert [row[1] for row in cells(first)] == [f"{number}回目" for number in range(52, 2, -1)]
    assert [row[1] for row in cells(second)] == ["2回目", "1回目", "0回目"]
    assert ("?page=2" in links(first), "?page=1" in links(second), "?page=3" in links(second)) == (True, True, False)
    assert "これより古い記録はありません" in third


@pytest.mark.parametrize("typed", ["0", "-1", "x", "１", "99999999999999999999", ""])
def test_a_page_that_is_none_is_the_first(citizen: Player, clerk: Player, typed: str):
    make_department()
    look(citizen, clerk)

    response = citizen.client().get(DISCLOSURES, {"page": typed})

    assert cells(response.content.decode()) == [["市民課", "審査のため"]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_record_costs_four_statements_however_long(
    citizen: Player, clerk: Player, count: int, django_assert_num_queries: Any
):
    make_department()
    for _ in range(count):
        look(citizen, clerk)
    client = citizen.client()

    with django_assert_num_queries(4) as context:  # session, account, looks, departments
        html = client.get(DISCLOSURES).content.decode()

    assert len(cells(html)) == count
    assert len(context) == 4


def test_the_profile_costs_three_statements(citizen: Player, django_assert_num_queries: Any):
    client = citizen.client()

    with django_assert_num_queries(3):  # session, account, second factor
        client.get(PROFILE)


def test_names_of_departments_come_from_above():
    make_department()

    assert department_names({"citizen-affairs", "unknown"}) == {"citizen-affairs": "市民課"}


def test_no_codes_cost_nothing(django_assert_num_queries: Any):
    with django_assert_num_queries(0):
        assert department_names(set()) == {}


def test_markup_in_a_purpose_is_text(clerk: Player):
    make_department()
    person = make_citizen("mari@example.jp")
    look(person, clerk, purpose="<b>審査</b>")

    html = person.client().get(DISCLOSURES).content.decode()

    assert cells(html)[0][1] == "&lt;b&gt;審査&lt;/b&gt;"


def test_a_profile_without_an_address_says_so():
    person = Player(User.objects.create_user())

    html = person.client().get(PROFILE).content.decode()

    assert "登録していません" in html

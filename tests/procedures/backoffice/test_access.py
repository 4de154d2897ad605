"""Who gets no page. Every address of the room is tried, so that a new one cannot be forgotten."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import URLPattern, reverse
from django.urls.converters import IntConverter, UUIDConverter
from django.utils import timezone

from identity.people.models import StaffRole
from procedures.applications.models import Application, ApplicationEvent
from procedures.backoffice import urls
from tests.factories.cases import received

pytestmark = pytest.mark.django_db


def arguments(pattern: URLPattern, receipt: str) -> dict[str, object]:
    known: dict[str, object] = {"view": "unassigned", "receipt": receipt, "action": "grant"}
    made_up: dict[type, object] = {UUIDConverter: uuid4(), IntConverter: 1}
    wanted = pattern.pattern.converters
    return {name: known.get(name, made_up.get(type(converter), "x")) for name, converter in wanted.items()}


def addresses(receipt: str) -> list[str]:
    return [reverse(f"backoffice:{pattern.name}", kwargs=arguments(pattern, receipt)) for pattern in urls.urlpatterns]


@pytest.fixture
def case(version) -> Application:
    return received(version)


def answers(client, case, method: str) -> set[int]:
    return {getattr(client, method)(address).status_code for address in addresses(case.receipt)}


@pytest.mark.parametrize("method", ["get", "post"])
class TestNobodyGetsIn:
    def test_not_signed_in(self, client, case, method):
        for address in addresses(case.receipt):
            response = getattr(client, method)(address)
            assert (response.status_code, response["Location"].partition("?")[0]) == (
                302,
                reverse("identity:staff_login"),
            )

    def test_a_citizen(self, citizen, case, method):
        assert answers(citizen.client(), case, method) == {404}

    def test_staff_without_the_second_factor(self, clerk, case, method):
        client = clerk.client(second_factor=False)
        assert answers(client, case, method) == {403}
        assert "二段階認証が必要です" in client.get("/staff/").content.decode()

    def test_staff_without_a_role_today(self, clerk, case, method):
        today = timezone.localdate()
        StaffRole.objects.update(valid_from=today - timedelta(days=9), valid_until=today - timedelta(days=1))
        client = clerk.client()
        assert answers(client, case, method) == {403}
        assert "職員の役割がありません" in client.get("/staff/").content.decode()

    def test_staff_whose_role_has_not_begun(self, clerk, case, method):
        StaffRole.objects.update(valid_from=timezone.localdate() + timedelta(days=1))
        assert answers(clerk.client(), case, method) == {403}

    def test_nothing_happened(self, citizen, case, method):
        answers(citizen.client(), case, method)
        assert list(ApplicationEvent.objects.values_list("verb", flat=True)) == ["submit"]


class TestOtherDepartments:
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_case_is_not_there(self, outsider, case, method):
        client = outsider.client()
        of_case = [address for address in addresses(case.receipt) if case.receipt in address]
        assert len(of_case) == 16
        answered = {getattr(client, method)(address).status_code for address in of_case}
        assert answered - {405} == {404}  # what is only read takes no POST from anybody

    def test_the_search_does_not_tell_that_it_is(self, outsider, case):
        client = outsider.client()
        response = client.post("/staff/search/", {"q": case.receipt})
        assert response["Location"] == "/staff/queue/unassigned/"
        assert "所属する課にありません" in client.get(response["Location"]).content.decode()

    def test_a_claim_in_a_list_finds_nothing(self, outsider, case):
        response = outsider.client().post("/staff/claim/", {"case": f"{case.receipt}:1", "key": uuid4().hex})
        assert "見つかりませんでした" in response.content.decode()
        case.refresh_from_db()
        assert case.assignee is None

    def test_people_are_for_supervisors(self, clerk, outsider):
        assert [player.client().get("/staff/people/").status_code for player in (clerk, outsider)] == [403, 403]


def test_the_frame_says_who_works_where(clerk, case):
    html = clerk.client().get("/staff/").content.decode()
    assert "市民課　佐藤 恵" in html
    assert reverse("account_logout") in html


def test_pages_are_not_kept_by_the_browser(clerk, case):
    client = clerk.client()
    assert client.get("/staff/")["Cache-Control"] == "no-store"
    assert client.get(f"/staff/cases/{case.receipt}/")["Cache-Control"] == "no-store"

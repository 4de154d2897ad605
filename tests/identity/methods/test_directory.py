"""Single sign-on of staff by the city's directory: both factors from there, accounts registered here first."""

import pytest
from django.core.checks import run_checks
from django.http import Http404
from django.test import Client

from identity.methods.models import CitizenIdentity, IdentityEvent, StaffIdentity
from identity.pages.returning import returned
from identity.people.models import User
from tests.cast import CITIZEN_AFFAIRS, make_staff
from tests.identity.methods.forger import SUBJECT, Forger, forging

EMAIL = "sato@city.example.jp"
HERE = "/identify/directory/return/"


@pytest.fixture
def directory(db, settings):
    with forging() as forger:
        settings.SIGN_IN = {
            "directory": {
                **{k: v for k, v in forger.settings()["card"].items() if k != "sign_transactions"},
                "scopes": ("email",),
                "accepted_acr": ("mfa",),
            }
        }
        settings.DIRECTORY_DOMAINS = frozenset({"city.example.jp"})
        forger.claims = {"acr": "mfa"}
        tells(forger, email=EMAIL)
        yield forger


def tells(forger: Forger, *, email: object, vouched: object = True, subject: str = SUBJECT) -> None:
    forger.userinfo = {"sub": subject, "email": email, "email_verified": vouched}
    forger.claims = {**forger.claims, "sub": subject}


def leave(client: Client, wanted: str = "/staff/people/") -> str:
    answer = client.post("/identify/directory/", {"next": wanted})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def come_in(forger: Forger, client: Client | None = None, /, **changes: str | None):
    client = client or Client()
    back = forger.back(leave(client), **changes).partition("?")[2]
    return client, client.get(f"{HERE}?{back}")


def reasons() -> list[str]:
    return list(IdentityEvent.objects.exclude(reason="").order_by("at").values_list("reason", flat=True))


class TestComingIn:
    def test_with_both_factors_from_there_and_to_the_page_that_was_wanted(self, directory, supervisor):
        supervisor.user.email = EMAIL
        supervisor.user.save(update_fields=["email"])
        client, answer = come_in(directory)
        assert (answer.status_code, answer["Location"]) == (302, "/staff/people/")
        assert client.get("/staff/people/").status_code == 200
        assert client.session.get_expire_at_browser_close()
        known = StaffIdentity.objects.get()
        assert (known.user, known.issuer) == (supervisor.user, directory.issuer)
        assert SUBJECT not in known.subject + known.subject_hash
        assert CitizenIdentity.objects.count() == 0

    def test_the_second_time_by_the_subject_though_the_address_is_new(self, directory, clerk):
        come_in(directory)
        tells(directory, email="takada@city.example.jp")
        client, answer = come_in(directory)
        assert answer.status_code == 302
        assert client.session["_auth_user_id"] == str(clerk.user.pk)

    def test_what_was_in_the_browser_s_session_is_gone(self, directory, clerk):
        client = Client()
        client.get("/staff/login/")
        session = client.session
        session["left"] = "by somebody else"
        session.save()
        before = session.session_key
        come_in(directory, client)
        assert "left" not in client.session
        assert client.session.session_key != before

    @pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "", "javascript:alert(1)"])
    def test_it_leads_nowhere_else(self, directory, clerk, wanted):
        client = Client()
        back = directory.back(leave(client, wanted)).partition("?")[2]
        assert client.get(f"{HERE}?{back}")["Location"] == "/staff/"


class TestTurnedAway:
    def turned_away(self, directory: Forger, text: str, reason: str, **changes: str | None) -> None:
        client, answer = come_in(directory, **changes)
        assert (answer.status_code, text in answer.content.decode()) == (403, True)
        assert reasons()[-1:] == [reason]
        assert "_auth_user_id" not in client.session

    def test_one_factor_is_not_enough(self, directory, clerk):
        directory.claims = {"acr": "password"}
        self.turned_away(directory, "確かめられませんでした", "acr")

    def test_whoever_is_not_registered(self, directory):
        self.turned_away(directory, "登録されていません", "no-account")
        assert User.objects.count() == 0

    def test_a_citizen_of_that_address(self, directory, citizen):
        citizen.user.email = EMAIL
        citizen.user.save(update_fields=["email"])
        self.turned_away(directory, "登録されていません", "no-account")

    def test_an_address_outside_the_city(self, directory):
        make_staff("sato@elsewhere.example", "佐藤 恵", CITIZEN_AFFAIRS)
        tells(directory, email="sato@elsewhere.example")
        self.turned_away(directory, "登録されていません", "domain")

    @pytest.mark.parametrize(
        ("email", "vouched"), [(EMAIL, False), (EMAIL, None), (EMAIL, "yes"), (None, True), ("sato", True)]
    )
    def test_an_address_that_the_directory_does_not_vouch_for(self, directory, clerk, email, vouched):
        tells(directory, email=email, vouched=vouched)
        self.turned_away(directory, "登録されていません", "no-address")

    def test_whose_account_is_suspended(self, directory, clerk):
        come_in(directory)
        User.objects.update(is_active=False)
        self.turned_away(directory, "利用が止められています", "inactive-account")

    def test_an_address_that_was_given_to_somebody_new(self, directory, clerk):
        come_in(directory)
        tells(directory, email=EMAIL, subject="b2a7c0de-5c0e-4b64-9d0a-3a5b0d8d2f99")
        self.turned_away(directory, "前にほかの方が", "other-subject")

    def test_who_cancels(self, directory, clerk):
        self.turned_away(directory, "中止しました", "cancelled", code=None, error="access_denied")

    def test_an_answer_in_another_browser(self, directory, clerk):
        back = directory.back(leave(Client())).partition("?")[2]
        answer = Client().get(f"{HERE}?{back}")
        assert (answer.status_code, reasons()) == (403, ["state"])

    def test_the_same_answer_twice(self, directory, clerk):
        client = Client()
        back = directory.back(leave(client)).partition("?")[2]
        client.get(f"{HERE}?{back}")
        client.post("/accounts/logout/")
        assert client.get(f"{HERE}?{back}").status_code == 403

    def test_a_directory_that_is_away(self, directory, clerk):
        directory.answers["discovery"] = lambda: (503, {})
        answer = Client().post("/identify/directory/", {"next": "/staff/"})
        assert (answer.status_code, "つながりません" in answer.content.decode()) == (403, True)

    def test_the_citizens_way_back_is_not_for_this_answer(self, directory, clerk):
        client = Client()
        back = directory.back(leave(client)).partition("?")[2]
        request = client.get(f"{HERE}?{back}").wsgi_request
        with pytest.raises(Http404):
            returned(request, "directory")


class TestTheDoor:
    def test_it_is_offered_where_it_is_set_up_and_the_browser_lets_the_form_lead_there(self, directory):
        answer = Client().get("/staff/login/?next=/staff/people/")
        html = answer.content.decode()
        assert "庁内のアカウントでログインする" in html
        assert 'name="next" value="/staff/people/"' in html
        assert directory.origin in answer["Content-Security-Policy"].partition("form-action")[2].partition(";")[0]

    def test_citizens_are_not_offered_it(self, directory):
        assert "庁内のアカウント" not in Client().get("/identify/?level=2").content.decode()

    def test_without_it_there_is_no_such_door(self, db, settings):
        settings.SIGN_IN = {}
        assert "庁内のアカウント" not in Client().get("/staff/login/").content.decode()
        assert Client().post("/identify/directory/").status_code == 404
        assert Client().get(HERE).status_code == 404

    def test_production_wants_the_second_factor_and_the_domains_named(self, directory, settings):
        assert [check.id for check in run_checks(tags=["security"])] == []
        settings.DIRECTORY_DOMAINS = frozenset()
        assert [check.id for check in run_checks(tags=["security"])] == ["identity_methods.E003"]

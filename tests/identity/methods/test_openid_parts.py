"""The smaller parts: keys, discovery, attributes, checks, what is forgotten, what is never changed."""

import base64
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from urllib3.exceptions import DecodeError
from urllib3.response import HTTPResponse

from akita_portal import environment
from akita_portal.embedded.processes import BASE_DIR
from identity.access.assurance import Level
from identity.access.secrets import decrypt_secret, encrypt_secret
from identity.methods import pending
from identity.methods.attributes import keep_attributes, verified_attributes
from identity.methods.card.attributes import age_on, card_attributes, normalise
from identity.methods.checks import providers_are_real
from identity.methods.contract import ProofFailed
from identity.methods.events import record_event
from identity.methods.expiry import forget_what_is_over
from identity.methods.flow import digest
from identity.methods.gbizid import attributes as corporate
from identity.methods.gbizid.method import GBizIdMethod
from identity.methods.keys import new_key, read_keys
from identity.methods.marks import address_mark, person_mark, subject_mark
from identity.methods.models import Attempt, CitizenIdentity, Event, IdentityEvent, VerifiedAttributes
from identity.methods.openid import documents
from identity.methods.openid.provider import Endpoints, provider
from identity.methods.openid.transport import ProviderAway, get_json, post_json
from identity.methods.renewal import renew_identities
from identity.methods.tasks import forget
from identity.methods.tokens import ClientKey, client_assertion, public_jwk
from identity.people.models import User
from tests.identity.methods.forger import CLIENT_KEYS, forging


@pytest.fixture
def forger(db, settings):
    with forging() as made:
        settings.SIGN_IN = made.settings()
        yield made


# -- our keys


def test_a_key_does_not_show_itself():
    (key,) = read_keys(new_key("2026a"))
    assert repr(key) == "ClientKey('2026a')"
    assert "d" not in public_jwk(key)
    assert read_keys("") == ()


def test_an_assertion_is_new_each_time():
    key: ClientKey = read_keys(CLIENT_KEYS)[0]
    first, second = (client_assertion(key, client_id="RP1", audience="https://op.example/token") for _time in range(2))
    assert first != second


def test_the_command_makes_a_key_that_the_environment_takes(capsys):
    call_command("new_client_key", "2027a")
    (key,) = read_keys(capsys.readouterr().out.strip())
    assert key.kid == "2027a"


def test_only_one_module_knows_the_library():
    found = subprocess.run(
        [
            "grep",
            "-rlE",
            r"^\s*(from|import) jose\b",
            "akita_portal",
            "procedures",
            "payments",
            "identity",
            "accessibility",
        ],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout.split() == ["identity/methods/tokens.py"]


# -- documents and calls


def test_documents_are_fetched_once(forger):
    ours = provider("card")
    for _time in range(3):
        documents.endpoints(ours)
        documents.signing_keys(ours)
    assert (forger.count("discovery"), forger.count("keys")) == (1, 1)


def test_endpoints_of_the_settings_are_not_discovered(forger, settings):
    given = Endpoints(authorization="https://a", token="https://t", userinfo="https://u", jwks=f"{forger.issuer}/keys")
    settings.SIGN_IN["card"]["endpoints"] = given
    ours = provider("card")
    assert documents.endpoints(ours) is given
    assert [key["kid"] for key in documents.signing_keys(ours)] == ["rsa-1", "ec-1"]
    assert forger.count("discovery") == 0
    assert ours.origins() == tuple(sorted({forger.origin, "https://a"}))


def test_a_discovery_document_that_is_refused_or_no_object(forger):
    forger.answers["discovery"] = lambda: (404, {})
    with pytest.raises(ProviderAway, match="status-404"):
        documents.endpoints(provider("card"))
    forger.answers["discovery"] = lambda: (200, [])
    with pytest.raises(ProviderAway, match="discovery-issuer"):
        documents.endpoints(provider("card"))


def test_a_body_that_breaks_off(forger):
    forger.answers["userinfo"] = lambda: (200, b"{")
    with pytest.raises(ProviderAway, match="not-json"):
        get_json(f"{forger.issuer}/userinfo", timeout=(1, 1))


def test_a_body_that_is_not_what_its_header_says(forger, monkeypatch):
    def broken(*_arguments, **_options):
        raise DecodeError("broken")

    monkeypatch.setattr(HTTPResponse, "read", broken)
    with pytest.raises(ProviderAway, match="DecodeError"):
        post_json(f"{forger.issuer}/token", {}, timeout=(1, 1), bearer="a")


# -- what the card says


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({"birthdate": "19850412"}, "1985-04-12"),
        ({"birthdate": "1985-04-12"}, "1985-04-12"),
        ({"birthdate": "19850400"}, ""),
        ({"birthdate": "1985"}, ""),
        ({"birthdate": 19850412}, ""),
        ({"birthdate": "１９８５0412"}, ""),
        ({}, ""),
    ],
)
def test_a_birth_date_in_either_form(told, kept):
    assert normalise(told)["birth_date"] == kept


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("秋田県秋田市山王一丁目1番1号", "秋田県秋田市山王一丁目1番1号"),
        ({"formatted": "秋田県秋田市\n山王一丁目"}, "秋田県秋田市 山王一丁目"),
        ({"region": "秋田県", "locality": "秋田市", "street_address": "山王一丁目"}, "秋田県秋田市山王一丁目"),
        ({"formatted": 7, "region": "秋田県"}, "秋田県"),
        (None, ""),
        (["秋田県"], ""),
        ("あ" * 500, "あ" * 400),
    ],
)
def test_an_address_as_text_or_as_an_object(told, kept):
    assert normalise({"address": told})["address"] == kept


@pytest.mark.parametrize(
    ("told", "kept"),
    [("1", "male"), (2, "female"), ("female", "female"), ("9", "unknown"), (None, "unknown"), ("", "unknown")],
)
def test_a_gender_in_either_form(told, kept):
    assert normalise({"gender": told})["gender"] == kept


def test_a_name_is_kept_as_it_is_written():
    name = "渡邉󠄀　𠮷男"  # with a variation selector
    assert normalise({"name": f" {name} "})["name"] == name
    assert normalise({"name": ["x"]})["name"] == ""


def test_family_and_given():
    def parts(name: str) -> tuple[str, str]:
        return card_attributes({"name": name}, timezone.now()).family_and_given

    assert parts("山王　花子") == ("山王", "花子")
    assert parts("山王 花子") == ("山王", "花子")
    assert parts("JOHN SMITH PAUL") == ("JOHN", "SMITH　PAUL")
    assert parts("山王") == ("山王", "")


def test_age():
    assert age_on(date(2011, 11, 23), date(2026, 11, 22)) == 14
    assert age_on(date(2011, 11, 23), date(2026, 11, 23)) == 15
    assert age_on(date(2012, 2, 29), date(2027, 2, 28)) == 14
    assert age_on(date(2012, 2, 29), date(2027, 3, 1)) == 15


@pytest.mark.parametrize(
    ("number", "is_right"),
    [
        ("7000012050002", True),  # 国税庁
        ("7000012050003", False),
        ("0000012050002", False),
        ("700001205000", False),
        ("７000012050002", False),
        ("", False),
    ],
)
def test_a_corporate_number_checks_itself(number, is_right):
    assert corporate.is_corporate_number(number) is is_right
    assert corporate.normalise({"corp_reg_num": number})["corporate_number"] == (number if is_right else "")


def test_a_corporation_that_tells_nothing():
    assert corporate.normalise({"corp_name": 7}) == {"corporate_number": "", "company_name": "", "account": ""}


def test_a_corporation_without_a_name_is_not_taken():
    with pytest.raises(ProofFailed) as refused:
        GBizIdMethod().read({"account_type": "2", "corp_reg_num": "7000012050002"})
    assert (refused.value.outcome, refused.value.reason) == ("failed", "company-name")


# -- keyed hashes


def test_marks_are_keyed_and_tell_their_parts_apart(settings):
    assert subject_mark("a", "bc") != subject_mark("ab", "c")
    assert person_mark({"name": "山王　花子"}) == person_mark({"birth_date": "1985-04-12"}) == ""
    assert address_mark({}) == ""
    before = subject_mark("a", "b")
    settings.SEARCH_HASH_KEY = "another-key-" * 6
    assert subject_mark("a", "b") != before


# -- what is kept, and for how long


@pytest.fixture
def identity(db) -> CitizenIdentity:
    return CitizenIdentity.objects.create(
        user=User.objects.create_user(), method="card", issuer="https://op", subject_hash="h", subject="s", level=2
    )


def test_attributes_go_when_their_time_is_over(identity, settings):
    settings.VERIFIED_ATTRIBUTES_KEPT = timedelta(hours=1)
    keep_attributes(identity, {"name": "山王　花子"})
    assert verified_attributes(identity.user_id) is not None
    with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1), tick=False):
        assert verified_attributes(identity.user_id) is None
        assert forget_what_is_over() == (1, 0)
    assert not VerifiedAttributes.objects.exists()


def test_attributes_of_an_identity_that_was_replaced_are_not_told(identity):
    keep_attributes(identity, {"name": "山王　花子"})
    identity.superseded_by = identity
    identity.save()
    assert verified_attributes(identity.user_id) is None


def test_one_statement_reads_them(identity, django_assert_num_queries):
    keep_attributes(identity, {"name": "山王　花子"})
    with django_assert_num_queries(1):
        verified_attributes(identity.user_id)


def test_attempts_go_after_ten_minutes(db):
    def attempt(state: str) -> Attempt:
        return Attempt.objects.create(state=state, browser=digest("b"), method="card", level=2, next_path="/")

    old, new = attempt("old"), attempt("new")
    Attempt.objects.filter(pk=old.pk).update(started_at=timezone.now() - timedelta(minutes=10))
    forget()
    assert list(Attempt.objects.all()) == [new]
    assert pending.find(new.pk, browser="b", user_id=None) is None


@pytest.mark.parametrize("verb", ["UPDATE {} SET reason = 'x'", "DELETE FROM {}"])
def test_identity_events_are_append_only(db, verb):
    record_event(Event.STARTED, method="card", level=Level.CARD, user_id=None)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(IdentityEvent._meta.db_table))
    assert IdentityEvent.objects.get().reason == ""


def test_events_stay_when_the_account_goes(db):
    user = User.objects.create_user()
    record_event(Event.STARTED, method="card", level=Level.CARD, user_id=user.pk)
    number = user.pk
    user.delete()
    assert IdentityEvent.objects.get().user_id == number


def test_a_new_sealing_key_is_used_for_all_of_it(db, settings):
    settings.SEALING_KEYS = f"old:{base64.urlsafe_b64encode(b'o' * 32).decode()}"
    identity = CitizenIdentity.objects.create(
        user=User.objects.create_user(),
        method="card",
        issuer="https://op",
        subject_hash="h",
        subject=encrypt_secret("a-subject"),
        level=2,
    )
    keep_attributes(identity, {"name": "山王　花子"})
    newer = f"new:{base64.urlsafe_b64encode(b'n' * 32).decode()}"
    settings.SEALING_KEYS = f"{newer},{settings.SEALING_KEYS}"
    assert renew_identities() == 2
    settings.SEALING_KEYS = newer
    identity.refresh_from_db()
    assert decrypt_secret(identity.subject) == "a-subject"
    found = verified_attributes(identity.user_id)
    assert found is not None
    assert found.name == "山王　花子"


# -- checks


def faults() -> list[str]:
    return [str(fault.id) for fault in providers_are_real()]


@pytest.mark.parametrize(
    ("issuer", "found"),
    [
        ("https://auth-and-sign.go.jp/api/realms/main", []),
        ("http://auth-and-sign.go.jp/api/realms/main", ["identity_methods.E001"]),
        ("https://127.0.0.1:9000/api/realms/main", ["identity_methods.E001"]),
        ("https://[::1]/x", ["identity_methods.E001"]),
        ("https://localhost/x", ["identity_methods.E001"]),
        ("https://op.localhost/x", ["identity_methods.E001"]),
    ],
)
def test_production_takes_no_sandbox(settings, issuer, found):
    settings.SIGN_IN = {"card": {"issuer": issuer, "algorithms": ("ES256",)}}
    settings.PRODUCTION = True
    assert faults() == found
    settings.PRODUCTION = False
    assert faults() == []


@pytest.mark.parametrize("algorithms", [(), ("HS256",), ("ES256", "none"), ("PS256",)])
def test_only_algorithms_that_are_safe(settings, algorithms):
    settings.SIGN_IN = {"card": {"issuer": "https://op.example", "algorithms": algorithms}}
    assert faults() == ["identity_methods.E002"]


def test_the_settings_are_made_of_the_environment():
    program = (
        "from akita_portal.settings.test import SIGN_IN as found;"
        "print(list(found), found['card']['issuer'], found['card']['endpoints'])"
    )
    given = {
        "PATH": "/usr/bin:/bin",
        "SIGN_IN_METHODS": "gbizid,card",
        "CARD_ISSUER": "https://op.example/realms/main",
        "CARD_CLIENT_ID": "RP1",
        "CARD_KEYS": CLIENT_KEYS,
        "CARD_ENDPOINTS": "authorization=https://a/,token=https://t/?x=y,userinfo=https://u/,jwks=https://j/",
        "GBIZID_ISSUER": "https://gbiz.example",
        "GBIZID_CLIENT_ID": "BZ1",
        "GBIZID_KEYS": CLIENT_KEYS,
    }
    command = [sys.executable, "-c", program]
    ended = subprocess.run(command, env=given, cwd=BASE_DIR, capture_output=True, text=True, check=False)
    assert ended.stdout.startswith("['gbizid', 'card'] https://op.example/realms/main Endpoints("), ended.stderr
    assert "token='https://t/?x=y'" in ended.stdout


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({"SIGN_IN_METHODS": "card"}, "SIGN_IN_METHODS"),
        ({"CARD_KEYS": "2026:AAAA"}, "CARD_KEYS"),
        ({"CARD_KEYS": f"{CLIENT_KEYS},{CLIENT_KEYS}"}, "CARD_KEYS"),
        ({"CARD_ISSUER": "https://op.example/"}, "CARD_ISSUER"),
        ({"CARD_ISSUER": "op.example"}, "CARD_ISSUER"),
        ({"CARD_ENDPOINTS": "token=https://t"}, "CARD_ENDPOINTS"),
        ({"CARD_ID_TOKEN_ALGS": "HS256"}, "CARD_ID_TOKEN_ALGS"),
        ({"CARD_ID_TOKEN_ALGS": ""}, "CARD_ID_TOKEN_ALGS"),
        ({"CARD_CLIENT_ID": "a b"}, "CARD_CLIENT_ID"),
    ],
)
def test_a_wrong_variable_is_named(variables, name, monkeypatch, capsys):
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    environment.environment.cache_clear()
    with pytest.raises(SystemExit):
        environment.environment()
    environment.environment.cache_clear()
    assert f"Environment variable {name}:" in capsys.readouterr().err


def test_got_at_is_told(identity):
    moment = datetime(2026, 11, 23, tzinfo=UTC)
    with time_machine.travel(moment, tick=False):
        keep_attributes(identity, {"name": "山王　花子", "birth_date": "1985-04-12"})
        found = verified_attributes(identity.user_id)
    assert found is not None
    assert (found.got_at, found.birth_date, found.gender) == (moment, date(1985, 4, 12), "unknown")

"""Revocation lists on their way into the index, and what the index answers."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from django.core.management import CommandError, call_command

from identity.jpki import tasks
from identity.jpki.models import RevocationList, RevokedSerial
from identity.jpki.reasons import Reason
from identity.jpki.revocation.lists import ListFault, verify_list
from identity.jpki.revocation.refresh import Loaded, refresh_revocations, store_list
from identity.jpki.roots import pinned_roots
from identity.jpki.verification import verify_signature
from identity.sandbox.ca import lists
from identity.sandbox.ca.authority import Kind
from tests.jpki import DOCUMENT, bare, web_server

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)
POINT = lists.point_of(Kind.SIGN.usage)


@pytest.fixture
def crl(pinned):
    """crl(entries=…, …) -> a list of generation 3 in DER."""

    def made(**changed) -> bytes:
        given = {"entries": [], "usage": Kind.SIGN.usage, "scope": POINT, **changed}
        return lists.build(given.pop("key", pinned.key(Kind.SIGN, 3)), **given)

    return made


@pytest.fixture
def load(tmp_path, settings, db):
    """load(der) -> what became of it."""

    def loaded(der: bytes) -> Loaded:
        path = tmp_path / "one.crl"
        path.write_bytes(der)
        settings.JPKI_CRLS = str(path)
        (found,) = refresh_revocations()
        return found

    return loaded


def entry(card, reason=x509.ReasonFlags.unspecified) -> lists.Entry:
    return lists.Entry(card.certificate.serial_number, NOW, reason)


def judged(card) -> tuple[Reason, str]:
    found = verify_signature(bare(card), document=DOCUMENT)
    return found.reason, found.revocation.note


# -- loading


def test_a_list_is_stored_once_with_its_entries(load, crl, hanako):
    der = crl(entries=[entry(hanako, x509.ReasonFlags.superseded), lists.Entry(7, NOW)], number=0xABC)
    assert (load(der).fault, load(der).is_new) == ("", False)
    stored = RevocationList.objects.get()
    assert (bytes(stored.der), stored.size, stored.number) == (der, 2, "abc")
    assert set(RevokedSerial.objects.values_list("serial", "reason", "revoked_at")) == {
        (f"{hanako.certificate.serial_number:x}", "superseded", NOW),
        ("7", "unspecified", NOW),
    }


def test_pem_is_read_too(load, crl):
    pem = x509.load_der_x509_crl(crl()).public_bytes(serialization.Encoding.PEM)
    assert load(pem).fault == ""


def test_a_folder_names_every_list_in_it(indexed):
    found = refresh_revocations()
    assert [(one.fault, one.is_new) for one in found] == [("", False)] * 3
    assert RevocationList.objects.current().count() == 3


def test_a_newer_list_takes_the_place_of_the_older_one(load, crl, hanako):
    load(crl(entries=[entry(hanako)], this_update=NOW - DAY, number=1))
    assert judged(hanako) == (Reason.REVOKED, "")
    load(crl(entries=[], number=2))
    assert judged(hanako) == (Reason.GOOD, "")
    assert list(RevocationList.objects.order_by("pk").values_list("superseded_at", flat=True))[1] is None
    assert RevokedSerial.objects.count() == 0  # bytes of the old list stay for evidence, its index does not


@pytest.mark.parametrize(
    "older", [{"this_update": NOW - DAY, "number": 9}, {"number": 4}], ids=["made earlier", "lower number"]
)
def test_an_older_list_played_back_is_refused(load, crl, hanako, older):
    load(crl(entries=[entry(hanako)], number=5))
    assert load(crl(entries=[], **older)).fault == "older than the list in force"
    assert judged(hanako) == (Reason.REVOKED, "")


def test_a_replaced_list_does_not_come_back(load, crl):
    first = crl(number=5)
    load(first)
    assert load(crl(number=5, entries=[lists.Entry(7, NOW)])).is_new is True
    assert load(first).is_new is False
    assert RevocationList.objects.current().get().size == 1


def test_a_list_that_fails_leaves_the_stored_one_in_force(load, crl, hanako, settings):
    load(crl(entries=[entry(hanako)]))
    assert load(b"nothing").fault == "not a revocation list in DER"
    settings.JPKI_CRLS += ",/nowhere/at/all.crl"
    assert [one.fault for one in refresh_revocations()] == ["not a revocation list in DER", "FileNotFoundError"]
    assert judged(hanako) == (Reason.REVOKED, "")


def test_an_entry_that_is_not_understood_refuses_the_whole_list(load, crl, pinned):
    key = pinned.key(Kind.SIGN, 3)
    odd = x509.RevokedCertificateBuilder().serial_number(9).revocation_date(NOW)
    odd = odd.add_extension(x509.CertificateIssuer([x509.DirectoryName(POINT)]), critical=True)
    builder = x509.CertificateRevocationListBuilder().issuer_name(pinned.root(Kind.SIGN, 3).subject)
    builder = builder.last_update(NOW).next_update(NOW + DAY).add_revoked_certificate(odd.build())
    builder = builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), False)
    der = builder.sign(key, lists.hash_for(key)).public_bytes(serialization.Encoding.DER)
    assert load(der).fault == "has an entry with a critical extension that is not known"
    assert RevocationList.objects.count() == 0


def test_lists_come_over_http(pinned, settings, db, crl):
    der = crl()
    with web_server(lambda path, _headers, _body: (200, der) if path == "/one" else (404, b"")) as address:
        settings.JPKI_CRLS = f"{address}/one, {address}/two"
        found = refresh_revocations()
    assert [(one.fault, one.is_new) for one in found] == [("", True), ("answered 404", False)]


# -- what no list may say


def only(**fields) -> x509.IssuingDistributionPoint:
    base = {
        "full_name": [x509.DirectoryName(POINT)],
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    }
    return x509.IssuingDistributionPoint(**{**base, **fields})


NOT_ALL = "does not cover all reasons and all certificates of citizens"


@pytest.mark.parametrize(
    ("extension", "fault"),
    [
        (only(only_contains_ca_certs=True), NOT_ALL),
        (only(only_contains_attribute_certs=True), NOT_ALL),
        (only(indirect_crl=True), NOT_ALL),
        (only(only_some_reasons=frozenset([x509.ReasonFlags.key_compromise])), NOT_ALL),
        (only(full_name=[x509.DNSName("example.jp")]), NOT_ALL),
        (
            only(full_name=None, relative_name=x509.RelativeDistinguishedName(list(POINT)[-1:])),
            NOT_ALL,
        ),
        (x509.DeltaCRLIndicator(1), "holds changes only (delta)"),
        (
            x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.392.200149.99.2"), b"\x05\x00"),
            "has a critical extension that is not known",
        ),
    ],
    ids=["CA", "attributes", "indirect", "some reasons", "DNS name", "relative name", "delta", "unknown"],
)
def test_lists_that_cannot_prove_absence(load, crl, extension, fault):
    assert load(crl(scope=None, extra=[(extension, True)])).fault == fault


@pytest.mark.parametrize(
    "extension",
    [
        only(full_name=None, only_contains_user_certs=True),
        only(full_name=[x509.DirectoryName(POINT), x509.DNSName("example.jp")]),
    ],
    ids=["all citizens", "two kinds of names"],
)
def test_lists_that_can(load, crl, hanako, extension):
    assert load(crl(scope=None, extra=[(extension, True)])).fault == ""
    assert judged(hanako) == (Reason.GOOD, "")


def test_a_list_at_an_address(load, crl, authority, hanako):
    """A certificate without that point is not covered."""
    address = only(full_name=[x509.UniformResourceIdentifier("http://crl.example/one.crl")])
    assert load(crl(scope=None, extra=[(address, True)])).fault == ""
    assert judged(hanako) == (Reason.REVOCATION_UNKNOWN, "there is no revocation list for this certificate")


def test_a_list_in_pieces_is_none(pinned, crl, authority):
    der = crl()
    roots = pinned_roots()
    for cut in (b"", der[:-1], der + b"\x00", b"\x30\x00"):
        with pytest.raises(ListFault, match="not a revocation list in DER"):
            verify_list(cut, roots=roots, moment=NOW)
    with pytest.raises(ListFault, match="not signed by a pinned root"):
        verify_list(der, roots=(), moment=NOW)


def test_a_list_beyond_all_size_is_not_parsed():
    with pytest.raises(ListFault, match="too large"):
        verify_list(bytes(128 * 1024 * 1024 + 1), roots=(), moment=NOW)


def test_a_list_without_its_issuers_key(pinned):
    key = pinned.key(Kind.SIGN, 3)
    builder = x509.CertificateRevocationListBuilder().issuer_name(pinned.root(Kind.SIGN, 3).subject)
    der = builder.last_update(NOW).next_update(NOW + DAY).sign(key, lists.hash_for(key))
    with pytest.raises(ListFault, match="does not name its issuer's key"):
        verify_list(der.public_bytes(serialization.Encoding.DER), roots=pinned_roots(), moment=NOW)


def test_a_list_signed_with_another_hash(pinned):
    from cryptography.hazmat.primitives import hashes

    key = pinned.key(Kind.SIGN, 3)
    builder = x509.CertificateRevocationListBuilder().issuer_name(pinned.root(Kind.SIGN, 3).subject)
    der = builder.last_update(NOW).next_update(NOW + DAY).sign(key, hashes.SHA512())
    with pytest.raises(ListFault, match="an algorithm that is not accepted"):
        verify_list(der.public_bytes(serialization.Encoding.DER), roots=pinned_roots(), moment=NOW)


# -- asking


def test_a_whole_list_and_one_of_the_city_are_both_asked(load, crl, hanako):
    load(crl(scope=None))
    load(crl(entries=[entry(hanako, x509.ReasonFlags.certificate_hold)]))
    assert judged(hanako) == (Reason.ON_HOLD, "")


def test_a_stale_list_is_unknown_even_when_another_generation_is_fresh(indexed, hanako, time_machine):
    time_machine.move_to(NOW + 8 * DAY)
    assert judged(hanako) == (Reason.REVOCATION_UNKNOWN, "the revocation list is stale")


def test_one_statement_asks(indexed, hanako, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert judged(hanako) == (Reason.GOOD, "")


def test_the_proof_names_list_and_entry(load, crl, hanako):
    load(crl(entries=[entry(hanako, x509.ReasonFlags.cessation_of_operation)]))
    proof = verify_signature(bare(hanako), document=DOCUMENT).revocation.proof()
    assert (proof["status"], proof["source"], proof["list_sha256"]) == (
        "revoked",
        "crl",
        RevocationList.objects.get().sha256,
    )
    assert proof["entry"] == {
        "serial": f"{hanako.certificate.serial_number:x}",
        "reason": "cessationOfOperation",
        "revoked_at": NOW.isoformat(),
    }


def test_a_list_goes_in_whole_or_not_at_all(pinned, db, crl):
    verified = verify_list(crl(entries=[lists.Entry(7, NOW)]), roots=pinned_roots(), moment=NOW + DAY / 2)
    assert store_list(verified) is True
    assert store_list(verified) is False


# -- command and task


def test_the_command_tells_each_list_and_fails_with_the_first_fault(pinned, db, settings):
    out = StringIO()
    call_command("refresh_revocations", stdout=out)
    assert out.getvalue().count(" entries, new") == 3
    settings.JPKI_CRLS = "/nowhere.crl"
    with pytest.raises(CommandError, match="1 of 1 lists were not loaded"):
        call_command("refresh_revocations", stdout=StringIO())
    settings.JPKI_CRLS = ""
    with pytest.raises(CommandError, match="names no revocation list"):
        call_command("refresh_revocations", stdout=StringIO())


def test_the_task_loads_what_is_new_and_goes_on_after_a_fault(pinned, db, settings):
    settings.JPKI_CRLS = f"/nowhere.crl,{pinned.crls}"
    tasks.refresh_revocation_lists()
    tasks.refresh_revocation_lists()
    assert RevocationList.objects.current().count() == 3


def test_the_task_does_nothing_with_another_source(pinned, db, settings):
    settings.JPKI_REVOCATION = "ocsp"
    tasks.refresh_revocation_lists()
    assert RevocationList.objects.count() == 0

"""The sandbox's authority: in the profile of the real one, and nowhere near a city's own machines."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine as clock
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.x509.oid import NameOID
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from identity.jpki import profile
from identity.jpki.models import RevocationList
from identity.jpki.reasons import Reason
from identity.jpki.verification import verify_signature
from identity.sandbox.ca import services, tasks
from identity.sandbox.ca.authority import Authority, KeyType, Kind, sandbox_authority
from identity.sandbox.ca.certificates import ORGANIZATION
from tests.jpki import DOCUMENT, HANAKO, bare


@pytest.fixture
def own(tmp_path, settings) -> Authority:
    """An authority of this test alone, as SANDBOX_CA names it."""
    settings.SANDBOX_CA = str(tmp_path / "jpki")
    settings.JPKI_ROOTS = str(tmp_path / "jpki" / "roots")
    settings.JPKI_CRLS = str(tmp_path / "jpki" / "crls")
    return sandbox_authority()


def extension(certificate: x509.Certificate, kind: type):
    return certificate.extensions.get_extension_for_class(kind)


# -- the profile


def test_all_generations_have_one_name_and_keys_of_their_own(authority):
    roots = [authority.root(Kind.SIGN, number) for number in (1, 2, 3, 4)]
    assert len({root.subject for root in roots}) == 1
    assert len({extension(root, x509.SubjectKeyIdentifier).value.digest for root in roots}) == 4
    assert roots[0].not_valid_after_utc < datetime.now(UTC) < roots[1].not_valid_after_utc
    (organization,) = roots[0].subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    assert organization.value == ORGANIZATION == "MIHON-DEV"
    assert authority.root(Kind.AUTHENTICATION, 3).subject != roots[2].subject


def test_roots_have_the_profile(authority):
    root = authority.root(Kind.SIGN, 3)
    constraints, usage = extension(root, x509.BasicConstraints), extension(root, x509.KeyUsage)
    assert (constraints.critical, constraints.value.ca) == (True, True)
    assert (usage.critical, usage.value.key_cert_sign, usage.value.crl_sign) == (True, True, True)
    (point,) = extension(root, x509.CRLDistributionPoints).value
    assert isinstance(point.full_name[0], x509.DirectoryName)


def test_a_signing_certificate_has_the_profile(hanako):
    certificate = hanako.certificate
    usage, policies = extension(certificate, x509.KeyUsage), extension(certificate, x509.CertificatePolicies)
    assert (usage.critical, usage.value.digital_signature, usage.value.content_commitment) == (True, True, True)
    assert (policies.critical, policies.value[0].policy_identifier.dotted_string) == (True, profile.POLICY_SIGN_TEST)
    names = extension(certificate, x509.SubjectAlternativeName)
    assert [name.type_id.dotted_string.rpartition(".")[2] for name in names.value] == list("143526")
    assert names.critical is False
    assert extension(certificate, x509.IssuerAlternativeName).critical is False
    (point,) = extension(certificate, x509.CRLDistributionPoints).value
    assert isinstance(point.full_name[0], x509.DirectoryName)
    with pytest.raises(x509.ExtensionNotFound):
        extension(certificate, x509.ExtendedKeyUsage)
    (common,) = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert "秋田" not in common.value
    assert common.value[:8].isdigit()


def test_an_authentication_certificate_names_nobody(authority):
    certificate = authority.issue(None, kind=Kind.AUTHENTICATION).certificate
    usage = extension(certificate, x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment) == (True, False)
    assert [attribute.oid for attribute in certificate.subject] == [NameOID.COUNTRY_NAME, NameOID.COMMON_NAME]
    with pytest.raises(x509.ExtensionNotFound):
        extension(certificate, x509.SubjectAlternativeName)


def test_a_p384_card_comes_from_the_next_generation(authority):
    certificate = authority.issue(HANAKO, key_type=KeyType.P384).certificate
    certificate.verify_directly_issued_by(authority.root(Kind.SIGN, 4))
    assert certificate.signature_hash_algorithm.name == "sha384"


# -- keeping


def test_keys_are_made_once_and_closed_to_others(own, tmp_path):
    own.make()
    again = Authority(tmp_path / "jpki")
    again.make()
    assert again.root(Kind.SIGN, 3) == own.root(Kind.SIGN, 3)
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "jpki").glob("*.key")} == {0o600}
    assert (tmp_path / "jpki").stat().st_mode & 0o777 == 0o700
    assert {path.name for path in own.roots.iterdir()} == {f"sign-{number}.pem" for number in (1, 2, 3, 4)}
    assert b"PRIVATE" not in b"".join(path.read_bytes() for path in own.roots.iterdir())


def test_what_was_revoked_is_in_the_next_lists_of_every_process(own, tmp_path):
    card = own.issue(HANAKO)
    own.revoke(card.certificate, reason=x509.ReasonFlags.superseded)
    crl = x509.load_der_x509_crl(Authority(tmp_path / "jpki").crl())
    entry = crl.get_revoked_certificate_by_serial_number(card.certificate.serial_number)
    assert entry.extensions.get_extension_for_class(x509.CRLReason).value.reason is x509.ReasonFlags.superseded
    assert crl.is_signature_valid(own.root(Kind.SIGN, 3).public_key())


def test_only_generations_in_force_publish_lists(own):
    assert {path.name for path in own.publish()} == {"sign-2.crl", "sign-3.crl", "sign-4.crl"}


# -- in the demo


def test_preparing_makes_authority_roots_and_index(own, db):
    services.prepare_authority()
    services.prepare_authority()
    assert RevocationList.objects.current().count() == 3
    card = own.issue(HANAKO)
    assert verify_signature(bare(card), document=DOCUMENT).is_good
    own.revoke(card.certificate, reason=x509.ReasonFlags.certificate_hold)
    with clock.travel(datetime.now(UTC) + timedelta(seconds=2)):  # lists are told apart by the second
        services.publish_lists()
        assert verify_signature(bare(card), document=DOCUMENT).reason is Reason.ON_HOLD


def test_lists_are_published_again_each_day(own, db):
    tasks.publish_sandbox_lists()
    before = (own.crls / "sign-3.crl").read_bytes()
    tasks.publish_sandbox_lists()
    assert (own.crls / "sign-3.crl").read_bytes() == before
    with clock.travel(datetime.now(UTC) + timedelta(days=1, minutes=1)):
        tasks.publish_sandbox_lists()
    assert (own.crls / "sign-3.crl").read_bytes() != before


def test_the_demo_is_seeded_with_it(own, db, settings):
    settings.DEMO = True
    call_command("seed_demo", verbosity=0)
    assert RevocationList.objects.current().count() == 3


# -- never in production


@pytest.mark.parametrize(("production", "allowed"), [(True, False), (True, True), (False, False)])
def test_it_does_not_exist_in_production(tmp_path, settings, production, allowed):
    settings.PRODUCTION, settings.SANDBOXES_ALLOWED = production, allowed
    with pytest.raises(ImproperlyConfigured, match="does not exist in production"):
        Authority(tmp_path / "jpki")
    assert not (tmp_path / "jpki").exists()


def test_without_a_folder_there_is_none(settings):
    settings.SANDBOX_CA = ""
    with pytest.raises(ImproperlyConfigured, match="names no folder"):
        sandbox_authority()
    tasks.publish_sandbox_lists()


def test_its_roots_say_what_they_are(authority):
    text = authority.root(Kind.SIGN, 3).public_bytes(serialization.Encoding.DER)
    assert text.count(b"MIHON-DEV") > 1

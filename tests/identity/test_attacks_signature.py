"""What somebody may try in order to have a card signature accepted that is none, from top to bottom.

Every certificate is made at run time by the sandbox's authority, whose roots are pinned as a city would pin J-LIS'.
A control at the top shows that the same path accepts what is in order: each refusal below is due to its one fault.
The reason is what staff read; that a citizen never reads it is in tests/identity/signatures/test_messages.py.
"""

import os
from datetime import UTC, datetime, timedelta
from hashlib import sha1, sha256

import pytest
from asn1crypto import cms, core
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from hypothesis import HealthCheck, given, settings, strategies

from identity.jpki.profile import POLICY_AUTHENTICATION, POLICY_SIGN_MOBILE
from identity.jpki.reasons import Reason
from identity.jpki.revocation.kept import KeptAnswer, KeptList
from identity.jpki.revocation.ocsp import build_request
from identity.jpki.roots import pinned_roots
from identity.jpki.verification import CHECKS, BareSignature, CmsSignature, verify_signature
from identity.sandbox.ca import lists
from identity.sandbox.ca.authority import Authority, Issued, KeyType, Kind, make_key, sign_bare
from identity.sandbox.ca.certificates import LeafProfile, build_root
from tests.jpki import DOCUMENT, HANAKO, bare, changed_cms, raw_signature, resigned, signed_cms

NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _pinned(pinned):
    """The authority's roots are pinned in every test here."""


@pytest.fixture
def judge(authority):
    """judge(signature, generation=3, document=…, entries=…) -> the first check that failed, GOOD when none did."""

    def judged(signature, *, generation=3, document=DOCUMENT, entries=None):
        key = authority.key(Kind.SIGN, generation)
        point = lists.point_of(Kind.SIGN.usage)
        crl = lists.build(key, entries=entries or [], usage=Kind.SIGN.usage, scope=point)
        source = KeptList(crl, pinned_roots())
        return verify_signature(signature, document=document, source=source).reason

    return judged


# -- the control: what is in order


def test_a_bare_signature_in_order_is_accepted(judge, hanako):
    assert judge(bare(hanako)) is Reason.GOOD


def test_a_cms_in_order_is_accepted(judge, hanako):
    assert judge(signed_cms(hanako)) is Reason.GOOD


def test_the_next_card_with_p384_is_accepted(judge, authority):
    card = authority.issue(HANAKO, key_type=KeyType.P384)
    assert judge(bare(card), generation=4) is Reason.GOOD
    assert judge(signed_cms(card), generation=4) is Reason.GOOD


# -- size


def test_fifty_megabytes_are_not_even_parsed(judge, hanako):
    large = b"\x30\x84\x03\x20\x00\x00" + bytes(50 * 1024 * 1024)
    assert judge(CmsSignature(large)) is Reason.TOO_LARGE
    assert judge(BareSignature(bare(hanako).value, large)) is Reason.TOO_LARGE
    assert judge(BareSignature(large, hanako.der)) is Reason.TOO_LARGE


# -- form


def test_nothing_at_all(judge, hanako):
    assert judge(CmsSignature(b"")) is Reason.NOT_DER
    assert judge(BareSignature(b"", b"")) is Reason.NOT_DER
    assert judge(BareSignature(b"", hanako.der)) is Reason.SIGNATURE


@pytest.mark.parametrize("cut", [1, 2, 100, 1000])
def test_truncated_der(judge, hanako, cut):
    assert judge(CmsSignature(signed_cms(hanako).cms[:-cut])) is Reason.NOT_DER
    assert judge(BareSignature(bare(hanako).value, hanako.der[:-cut])) is Reason.NOT_DER


def test_something_after_the_end(judge, hanako):
    assert judge(CmsSignature(signed_cms(hanako).cms + b"\x05\x00")) is Reason.NOT_DER
    assert judge(BareSignature(bare(hanako).value, hanako.der + b"\x00")) is Reason.NOT_DER


def test_ber_with_the_indefinite_length(judge, hanako):
    body = cms.ContentInfo.load(signed_cms(hanako).cms).contents
    assert judge(CmsSignature(b"\x30\x80" + body + b"\x00\x00")) is Reason.NOT_DER


def test_a_length_written_longer_than_needed(judge, hanako):
    whole = signed_cms(hanako).cms
    assert whole[:2] == b"\x30\x82"
    assert judge(CmsSignature(b"\x30\x83\x00" + whole[2:])) is Reason.NOT_DER


def test_der_that_is_no_signature(judge, hanako):
    assert judge(CmsSignature(b"\x30\x00")) is Reason.STRUCTURE
    assert judge(CmsSignature(cms.ContentInfo({"content_type": "data", "content": b"x"}).dump())) is Reason.STRUCTURE
    assert judge(BareSignature(bare(hanako).value, core.Integer(1).dump())) is Reason.STRUCTURE


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(place=strategies.integers(0, 1500), octet=strategies.integers(0, 255))
def test_any_octet_changed_is_refused_without_an_exception(judge, hanako, place, octet):
    whole = bytearray(signed_cms(hanako).cms)
    place %= len(whole)
    if whole[place] == octet:
        octet ^= 0xFF
    whole[place] = octet
    assert judge(CmsSignature(bytes(whole))) is not Reason.GOOD


def test_a_certificate_whose_signature_has_unused_bits(judge, hanako):
    """The same signature to a lenient reader, and another fingerprint."""
    place = hanako.der.index(b"\x03\x82\x01\x01\x00" + hanako.certificate.signature) + 4
    for unused in range(1, 8):
        other = hanako.der[:place] + bytes([unused]) + hanako.der[place + 1 :]
        assert judge(BareSignature(bare(hanako).value, other)) is Reason.NOT_DER


def test_a_digest_algorithm_that_nobody_used(judge, hanako):
    """The list of digest algorithms is under no signature: it must say what the signer says."""

    def add(data):
        data["digest_algorithms"] = [{"algorithm": "sha256"}, {"algorithm": "sha512"}]

    assert judge(changed_cms(signed_cms(hanako), add)) is Reason.STRUCTURE


# -- who signed


def test_two_signers(judge, hanako, authority):
    assert judge(signed_cms(hanako, authority.issue(HANAKO))) is Reason.SIGNERS


def test_no_signer(judge, hanako):
    def nobody(data):
        data["signer_infos"] = []

    assert judge(changed_cms(signed_cms(hanako), nobody)) is Reason.SIGNERS


def test_attached_content(judge, hanako):
    assert judge(signed_cms(hanako, attached=True)) is Reason.ATTACHED


def test_attached_content_that_says_something_else(judge, hanako):
    def attach(data):
        data["encap_content_info"] = {"content_type": "data", "content": b"something else"}

    assert judge(changed_cms(signed_cms(hanako), attach)) is Reason.ATTACHED


def test_a_certificate_of_somebody_else_in_the_bag(judge, hanako, authority):
    other = authority.issue(HANAKO)

    def swap(data):
        data["certificates"] = [cms.CertificateChoices.load(other.der)]

    assert judge(changed_cms(signed_cms(hanako), swap)) is Reason.STRUCTURE


def test_no_certificate_in_the_bag(judge, hanako):
    def empty(data):
        data["certificates"] = []

    assert judge(changed_cms(signed_cms(hanako), empty)) is Reason.STRUCTURE


def test_a_certificate_in_the_bag_that_is_of_another_kind(judge, hanako):
    """An attribute certificate is no certificate of a person's key."""
    octets = signed_cms(hanako).cms
    kind = cms.ContentInfo.load(octets)["content"]["certificates"][0].chosen.dump()
    other = b"\xa1" + kind[1:]  # [1]: v1AttrCert, read lazily
    assert octets.count(kind) == 1
    assert judge(CmsSignature(octets.replace(kind, other))) is Reason.STRUCTURE

    def add(data):
        odd = cms.OtherCertificateFormat({"other_cert_format": "1.2.3.4", "other_cert": core.Null()})
        bag = [cms.CertificateChoices(name="certificate", value=data["certificates"][0].chosen)]
        data["certificates"] = [*bag, cms.CertificateChoices(name="other", value=odd)]

    assert judge(changed_cms(signed_cms(hanako), add)) is Reason.STRUCTURE


def test_unsigned_attributes_that_nobody_vouches_for(judge, hanako):
    def add(data):
        attribute = cms.CMSAttribute({"type": "signing_time", "values": [cms.Time(name="utc_time", value=NOW)]})
        data["signer_infos"][0]["unsigned_attrs"] = cms.CMSAttributes([attribute])

    assert judge(changed_cms(signed_cms(hanako), add)) is Reason.STRUCTURE


# -- what was signed


def test_another_document(judge, hanako):
    assert judge(bare(hanako), document=DOCUMENT + b" ") is Reason.SIGNATURE
    assert judge(signed_cms(hanako), document=DOCUMENT + b" ") is Reason.SIGNATURE


def test_a_signature_of_somebody_else_with_hanakos_certificate(judge, hanako, authority):
    mallory = authority.issue(HANAKO)
    assert judge(BareSignature(bare(mallory).value, hanako.der)) is Reason.SIGNATURE


def test_a_value_of_zeros_and_one_of_ones(judge, hanako):
    assert judge(BareSignature(bytes(256), hanako.der)) is Reason.SIGNATURE
    assert judge(BareSignature(b"\xff" * 256, hanako.der)) is Reason.SIGNATURE
    assert judge(BareSignature((1).to_bytes(256, "big"), hanako.der)) is Reason.SIGNATURE


def test_an_ecdsa_value_of_zeros(judge, authority):
    """r = s = 0 passed in more than one library (CVE-2022-21449)."""
    card = authority.issue(HANAKO, key_type=KeyType.P384)
    zeros = core.Sequence.load(b"\x30\x06\x02\x01\x00\x02\x01\x00").dump()
    assert judge(BareSignature(zeros, card.der), generation=4) is Reason.SIGNATURE


def test_signed_attributes_of_another_document(judge, hanako):
    """The value is good over the attributes; the attributes are of another text."""
    assert judge(signed_cms(hanako, document=b"transfer everything")) is Reason.SIGNATURE


def test_the_message_digest_taken_out_of_the_signed_attributes(judge, hanako):
    def strip(data):
        signer = data["signer_infos"][0]
        kept = [one for one in signer["signed_attrs"] if one["type"].native != "message_digest"]
        signer["signed_attrs"] = cms.CMSAttributes(kept)
        attributes = signer["signed_attrs"].untag().dump(force=True)
        signer["signature"] = sign_bare(hanako.key, sha256(attributes).digest())

    assert judge(changed_cms(signed_cms(hanako), strip)) is Reason.SIGNATURE


# -- algorithms


def test_sha1_over_the_document(judge, hanako):
    def weaken(data):
        signer = data["signer_infos"][0]
        signer["digest_algorithm"] = {"algorithm": "sha1"}
        signer["signature"] = raw_signature(hanako.key, DOCUMENT, "sha1")
        data["digest_algorithms"] = [{"algorithm": "sha1"}]

    forged = changed_cms(signed_cms(hanako, attributes=False), weaken)
    assert judge(forged) is Reason.ALGORITHM


def test_a_bare_value_over_a_sha1_digest(judge, hanako):
    """The SHA-1 value is a good RSA signature, but no signature over the SHA-256 digest."""
    assert sha1(DOCUMENT, usedforsecurity=False).digest_size == 20
    assert judge(BareSignature(raw_signature(hanako.key, DOCUMENT, "sha1"), hanako.der)) is Reason.SIGNATURE


def test_sha1_on_the_certificate(judge, hanako, authority):
    weak = resigned(hanako.certificate, authority.key(Kind.SIGN, 3), "sha1")
    assert judge(BareSignature(bare(hanako).value, weak)) is Reason.ALGORITHM


@pytest.mark.parametrize("key_type", [KeyType.RSA_1024, KeyType.P256])
def test_a_weaker_key(judge, authority, key_type):
    card = authority.issue(HANAKO, key_type=key_type)
    digest = sha256(DOCUMENT).digest()
    assert judge(BareSignature(sign_bare(card.key, digest), card.der)) is Reason.ALGORITHM


def test_sha256_with_p384(judge, authority):
    """ECDSA over the shorter digest is a good signature by itself, and not on the list."""
    card = authority.issue(HANAKO, key_type=KeyType.P384)
    value = sign_bare(card.key, sha256(DOCUMENT).digest())

    def name_sha256(data):
        signer = data["signer_infos"][0]
        signer["digest_algorithm"] = {"algorithm": "sha256"}
        signer["signature_algorithm"] = {"algorithm": "sha256_ecdsa"}
        signer["signature"] = value
        data["digest_algorithms"] = [{"algorithm": "sha256"}]

    forged = changed_cms(signed_cms(card, attributes=False), name_sha256)
    assert judge(forged, generation=4) is Reason.ALGORITHM


def test_an_rsa_key_called_ecdsa(judge, hanako):
    def confuse(data):
        data["signer_infos"][0]["signature_algorithm"] = {"algorithm": "sha384_ecdsa"}

    assert judge(changed_cms(signed_cms(hanako), confuse)) is Reason.ALGORITHM


# -- who issued the certificate


@pytest.fixture
def impostor(tmp_path) -> Authority:
    """A CA with the same name as the pinned one, and keys of its own."""
    return Authority(tmp_path / "impostor")


def test_a_forged_ca_with_the_same_name(judge, impostor):
    assert judge(bare(impostor.issue(HANAKO))) is Reason.ISSUER
    assert judge(signed_cms(impostor.issue(HANAKO))) is Reason.ISSUER


def test_a_forged_ca_that_brings_its_root_along(judge, impostor):
    card = impostor.issue(HANAKO)
    root = impostor.root(Kind.SIGN, 3)
    assert judge(signed_cms(card, beside=(root,))) is Reason.ISSUER


def test_a_forged_ca_that_also_claims_the_pinned_key(judge, authority, impostor, hanako):
    """Same name, same key identifier; the signature is the forger's."""
    forged = resigned(hanako.certificate, impostor.key(Kind.SIGN, 3))
    assert judge(BareSignature(bare(hanako).value, forged)) is Reason.ISSUER


def test_a_certificate_that_signed_itself(judge, authority):
    key = make_key(KeyType.RSA_2048)
    own = build_root(key, usage=Kind.SIGN.usage, serial=3, valid=(NOW - DAY, NOW + DAY))
    issued = Issued(own, key)
    assert judge(bare(issued)) is Reason.ISSUER


def test_a_root_that_has_expired(judge, authority):
    card = authority.issue(HANAKO, generation=1)
    assert judge(bare(card), generation=1) is Reason.ISSUER


def test_the_root_itself_as_a_signer(judge, authority):
    root = Issued(authority.root(Kind.SIGN, 3), authority.key(Kind.SIGN, 3))
    assert judge(bare(root)) is Reason.KEY_USAGE


def test_no_roots_at_all(judge, hanako, settings):
    settings.JPKI_ROOTS = ""
    assert judge(bare(hanako)) is Reason.ISSUER


# -- when


def test_an_expired_certificate(judge, authority):
    card = authority.issue(HANAKO, not_before=NOW - 30 * DAY, not_after=NOW - timedelta(seconds=1))
    assert judge(bare(card)) is Reason.EXPIRED


def test_a_certificate_that_is_not_yet_valid(judge, authority):
    card = authority.issue(HANAKO, not_before=NOW + DAY)
    assert judge(bare(card)) is Reason.NOT_YET_VALID


def test_a_signing_time_in_the_past_does_not_help_an_expired_certificate(judge, authority):
    """What a signer says about the time is not asked: at intake it is always now."""
    card = authority.issue(HANAKO, not_before=NOW - 30 * DAY, not_after=NOW - DAY)
    assert judge(signed_cms(card)) is Reason.EXPIRED


# -- what for


def test_the_authentication_certificate(judge, authority, tmp_path, settings):
    """利用者証明用: the auth CA is not pinned for signing. Even if it were, its certificates cannot sign."""
    card = authority.issue(None, kind=Kind.AUTHENTICATION)
    assert judge(bare(card)) is Reason.ISSUER
    root = authority.root(Kind.AUTHENTICATION, 3).public_bytes(serialization.Encoding.PEM)
    (tmp_path / "auth.pem").write_bytes(root)
    settings.JPKI_ROOTS = str(tmp_path)
    assert judge(bare(card)) is Reason.KEY_USAGE


@pytest.mark.parametrize(
    "leaf",
    [
        LeafProfile(non_repudiation=False),
        LeafProfile(digital_signature=False),
        LeafProfile(with_key_usage=False),
        LeafProfile(key_cert_sign=True),
        LeafProfile(is_ca=True),
    ],
    ids=["no nonRepudiation", "no digitalSignature", "no keyUsage", "keyCertSign", "CA:TRUE"],
)
def test_a_wrong_usage(judge, authority, leaf):
    assert judge(bare(authority.issue(HANAKO, leaf=leaf))) is Reason.KEY_USAGE


@pytest.mark.parametrize(
    "policy", [POLICY_AUTHENTICATION, POLICY_SIGN_MOBILE, "1.2.392.200149.8.5.1.1.2", "2.5.29.32.0", "1.2.3.4"]
)
def test_a_wrong_policy(judge, authority, policy):
    assert judge(bare(authority.issue(HANAKO, leaf=LeafProfile(policy)))) is Reason.POLICY


def test_a_test_certificate_in_production(judge, hanako, settings):
    settings.PRODUCTION, settings.SANDBOXES_ALLOWED = True, False
    assert judge(bare(hanako)) is Reason.ISSUER  # its root is left out


def test_a_test_policy_in_production_under_a_real_looking_root(hanako, authority, settings):
    """Even where the roots are handed in past the filter, the policy of the tests does not count."""
    roots = pinned_roots()
    settings.PRODUCTION, settings.SANDBOXES_ALLOWED = True, False
    source = KeptList(authority.crl(), roots)
    found = verify_signature(bare(hanako), document=DOCUMENT, source=source, roots=roots)
    assert (found.reason, found.passed[-1]) == (Reason.POLICY, "usage")


def test_a_critical_extension_that_nobody_knows(judge, authority):
    card = authority.issue(HANAKO, leaf=LeafProfile(critical_unknown=True))
    assert judge(bare(card)) is Reason.PATH


def test_a_card_without_a_person(judge, authority):
    nobody = authority.issue(None, kind=Kind.SIGN)
    assert judge(bare(nobody)) is Reason.PROFILE


# -- revocation


def test_a_revoked_certificate(judge, hanako):
    entry = lists.Entry(hanako.certificate.serial_number, NOW, x509.ReasonFlags.affiliation_changed)
    assert judge(bare(hanako), entries=[entry]) is Reason.REVOKED


def test_a_certificate_on_hold(judge, hanako):
    entry = lists.Entry(hanako.certificate.serial_number, NOW, x509.ReasonFlags.certificate_hold)
    assert judge(bare(hanako), entries=[entry]) is Reason.ON_HOLD


def crl_verdict(card: Issued, crl: bytes) -> tuple[Reason, str]:
    found = verify_signature(bare(card), document=DOCUMENT, source=KeptList(crl, pinned_roots()))
    assert found.revocation is not None
    return found.reason, found.revocation.note


def make_crl(authority: Authority, **changed) -> bytes:
    given = {"entries": [], "usage": Kind.SIGN.usage, "scope": lists.point_of(Kind.SIGN.usage), **changed}
    return lists.build(given.pop("key", authority.key(Kind.SIGN, 3)), **given)


def test_a_stale_list(authority, hanako):
    crl = make_crl(authority, this_update=NOW - 9 * DAY, next_update=NOW - DAY)
    assert crl_verdict(hanako, crl) == (Reason.REVOCATION_UNKNOWN, "the list is stale")


def test_a_list_from_tomorrow(authority, hanako):
    crl = make_crl(authority, this_update=NOW + DAY, next_update=NOW + 2 * DAY)
    assert crl_verdict(hanako, crl) == (Reason.REVOCATION_UNKNOWN, "the list is not yet in force")


def test_a_list_of_another_generation(authority, hanako):
    crl = make_crl(authority, key=authority.key(Kind.SIGN, 2))
    assert crl_verdict(hanako, crl) == (Reason.REVOCATION_UNKNOWN, "the list is not for this certificate")


def test_a_list_of_another_city(authority, hanako):
    elsewhere = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Yokote-shi CRLDP")])
    crl = make_crl(authority, scope=elsewhere)
    assert crl_verdict(hanako, crl) == (Reason.REVOCATION_UNKNOWN, "the list is not for this certificate")


def test_a_forged_list(authority, hanako, impostor):
    crl = make_crl(authority, key=impostor.key(Kind.SIGN, 3))
    assert crl_verdict(hanako, crl) == (Reason.REVOCATION_UNKNOWN, "the list is not signed by a pinned root")


def test_a_list_with_an_entry_taken_out(authority, hanako):
    entry = lists.Entry(hanako.certificate.serial_number, NOW)
    crl = make_crl(authority, entries=[entry])
    other = crl.replace(entry.serial.to_bytes(7, "big"), (entry.serial - 1).to_bytes(7, "big"))
    assert other != crl
    assert crl_verdict(hanako, other) == (Reason.REVOCATION_UNKNOWN, "the list is not signed by a pinned root")


def test_an_empty_index_is_not_good(hanako, db):
    found = verify_signature(bare(hanako), document=DOCUMENT)
    assert found.reason is Reason.REVOCATION_UNKNOWN


def ocsp_verdict(authority: Authority, card: Issued, **changed) -> tuple[Reason, str]:
    """Have the authority answer a real question, with something changed, and judge by that answer."""
    root = next(one for one in pinned_roots() if one.loaded == authority.root(Kind.SIGN, 3))
    ca_key = authority.key(Kind.SIGN, 3)
    nonce = os.urandom(32)
    asked = changed.pop("asked", None) or card
    question = build_request(_asn1(asked), issuer=root, nonce=changed.pop("question_nonce", nonce))
    responder = changed.pop("responder", None) or lists.make_responder(
        make_key(KeyType.RSA_2048), ca_key=ca_key, usage=Kind.SIGN.usage
    )
    answer = lists.answer(
        question, issuer=root.loaded, entries=changed.pop("entries", []), responder=responder, **changed
    )
    found = verify_signature(bare(card), document=DOCUMENT, source=KeptAnswer("ocsp", answer, nonce))
    assert found.revocation is not None
    return found.reason, found.revocation.note


def _asn1(card: Issued):
    return asn1.Certificate.load(card.der)


def test_an_ocsp_answer_in_order_is_accepted(authority, hanako):
    assert ocsp_verdict(authority, hanako) == (Reason.GOOD, "")


def test_ocsp_says_revoked_and_on_hold(authority, hanako):
    serial = hanako.certificate.serial_number
    revoked = lists.Entry(serial, NOW, x509.ReasonFlags.superseded)
    held = lists.Entry(serial, NOW, x509.ReasonFlags.certificate_hold)
    assert ocsp_verdict(authority, hanako, entries=[revoked])[0] is Reason.REVOKED
    assert ocsp_verdict(authority, hanako, entries=[held])[0] is Reason.ON_HOLD


def test_ocsp_says_unknown(authority, hanako):
    verdict = ocsp_verdict(authority, hanako, known=False)
    assert verdict == (Reason.REVOCATION_UNKNOWN, "the responder does not know the certificate")


def test_an_ocsp_answer_played_back(authority, hanako):
    """Good once, for another question: the nonce is not ours."""
    verdict = ocsp_verdict(authority, hanako, question_nonce=os.urandom(32))
    assert verdict == (Reason.REVOCATION_UNKNOWN, "the answer is to another question")


def test_an_ocsp_answer_about_another_certificate(authority, hanako):
    verdict = ocsp_verdict(authority, hanako, asked=authority.issue(HANAKO))
    assert verdict == (Reason.REVOCATION_UNKNOWN, "the answer is about another certificate")


def test_an_old_ocsp_answer(authority, hanako):
    verdict = ocsp_verdict(authority, hanako, this_update=NOW - DAY, next_update=NOW - timedelta(seconds=1))
    assert verdict == (Reason.REVOCATION_UNKNOWN, "the answer is not current")


def test_fifty_megabytes_of_an_ocsp_answer(hanako):
    source = KeptAnswer("ocsp", bytes(50 * 1024 * 1024), b"nonce")
    found = verify_signature(bare(hanako), document=DOCUMENT, source=source)
    assert found.reason is Reason.REVOCATION_UNKNOWN
    assert found.revocation is not None
    assert found.revocation.note == "the answer is too large"


def test_an_ocsp_responder_that_the_ca_did_not_authorise(authority, hanako):
    key = make_key(KeyType.RSA_2048)
    plain = lists.make_responder(key, ca_key=authority.key(Kind.SIGN, 3), usage=Kind.SIGN.usage, authorised=False)
    verdict = ocsp_verdict(authority, hanako, responder=plain)
    assert verdict == (Reason.REVOCATION_UNKNOWN, "the responder is not authorised by the CA")


def test_a_citizens_certificate_as_an_ocsp_responder(authority, hanako):
    responder = lists.Responder(hanako.certificate, hanako.key)
    verdict = ocsp_verdict(authority, hanako, responder=responder)
    assert verdict == (Reason.REVOCATION_UNKNOWN, "the responder is not authorised by the CA")


def test_an_ocsp_responder_of_a_forged_ca(authority, hanako, impostor):
    forged = lists.make_responder(make_key(KeyType.RSA_2048), ca_key=impostor.key(Kind.SIGN, 3), usage=Kind.SIGN.usage)
    verdict = ocsp_verdict(authority, hanako, responder=forged)
    assert verdict == (Reason.REVOCATION_UNKNOWN, "the responder is not authorised by the CA")


# -- the order itself


def test_the_checks_run_in_the_order_of_the_design():
    assert list(CHECKS) == [
        "size",
        "der",
        "signer",
        "algorithm",
        "issuer",
        "validity",
        "usage",
        "policy",
        "path",
        "holder",
        "signature",
        "revocation",
    ]


def test_nobody_is_asked_about_a_signature_that_does_not_hold(hanako):
    class Asked:
        def look_up(self, certificate, *, issuer, moment):
            raise AssertionError("asked")

    found = verify_signature(bare(hanako), document=b"other", source=Asked())
    assert (found.reason, found.passed[-1]) == (Reason.SIGNATURE, "holder")

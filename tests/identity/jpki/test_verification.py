"""Signatures in order, from several makers and generations, and other programs that check ours."""

import asyncio
import logging
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from identity.jpki import profile
from identity.jpki.cms import with_certificate, without_certificates
from identity.jpki.profile import CertificateHolder
from identity.jpki.reasons import Reason, staff_reason
from identity.jpki.revocation.kept import KeptList, NoProof
from identity.jpki.roots import pinned_roots
from identity.jpki.verification import CHECKS, CmsSignature, verify_signature
from identity.sandbox.ca.authority import Authority, Issued, KeyType, Kind
from identity.sandbox.ca.certificates import LeafProfile
from tests.jpki import DOCUMENT, HANAKO, bare, signed_cms

NOW = datetime.now(UTC).replace(microsecond=0)


def verified(authority: Authority, signature, *, generation: int = 3, moment: datetime | None = None):
    source = KeptList(authority.crl(generation), pinned_roots())
    return verify_signature(signature, document=DOCUMENT, source=source, moment=moment)


def test_everything_about_a_good_signature_is_told(pinned, hanako):
    before = datetime.now(UTC)
    found = verified(pinned, bare(hanako))
    assert (found.is_good, found.reason, found.passed) == (True, Reason.GOOD, tuple(CHECKS))
    assert found.holder == HANAKO
    assert found.certificate == hanako.der
    assert found.root.loaded == pinned.root(Kind.SIGN, 3)
    assert found.revocation.entry is None
    assert before <= found.moment <= datetime.now(UTC)


@pytest.mark.parametrize("generation", [2, 3])
def test_each_generation_in_force_is_accepted(pinned, generation):
    card = pinned.issue(HANAKO, generation=generation)
    assert verified(pinned, bare(card), generation=generation).is_good


def test_the_sandboxs_own_rsa_ca_may_sign_a_p384_card(pinned):
    card = pinned.issue(HANAKO, key_type=KeyType.P384, generation=3)
    assert verified(pinned, bare(card)).is_good


def test_an_expired_generation_still_serves_old_evidence(pinned):
    then = NOW - timedelta(days=2 * 365)
    card = pinned.issue(HANAKO, generation=1, not_before=then - timedelta(days=1), not_after=then + timedelta(days=9))
    found = verify_signature(bare(card), document=DOCUMENT, source=NoProof(), moment=then)
    assert (found.reason, found.passed[-1]) == (Reason.REVOCATION_UNKNOWN, "signature")


def test_a_phones_certificate_signs_where_the_setting_says_so(pinned, settings):
    phone = pinned.issue(CertificateHolder(), leaf=LeafProfile(profile.POLICY_SIGN_MOBILE))
    assert verified(pinned, bare(phone)).reason is Reason.POLICY
    settings.JPKI_ACCEPT_MOBILE = True
    found = verified(pinned, bare(phone))
    assert (found.reason, found.holder) == (Reason.GOOD, CertificateHolder())


def test_a_cards_real_policy_is_accepted_in_production(pinned, settings):
    roots = pinned_roots()
    card = pinned.issue(HANAKO, leaf=LeafProfile(profile.POLICY_SIGN_CARD))
    settings.PRODUCTION, settings.SANDBOXES_ALLOWED = True, False
    source = KeptList(pinned.crl(), roots)
    found = verify_signature(bare(card), document=DOCUMENT, source=source, roots=roots)
    assert found.is_good


def test_substitute_characters_do_not_hinder_a_signature(pinned):
    holder = replace(HANAKO, name_substitutes=(1,))
    found = verified(pinned, bare(pinned.issue(holder)))
    assert (found.is_good, found.holder.is_as_registered) == (True, False)


def test_a_broken_name_in_the_certificate_is_told_as_such(pinned):
    broken = CertificateHolder(unknown=((profile.NAME, core.PrintableString("Akita").dump()),))
    assert verified(pinned, bare(pinned.issue(broken))).reason is Reason.PROFILE


def test_a_certificate_taken_out_can_be_put_back(pinned, hanako):
    whole = verified(pinned, bare(hanako)).cms
    without = without_certificates(whole)
    assert sha256(hanako.der).digest() not in without
    assert hanako.der not in without
    assert verified(pinned, CmsSignature(without)).reason is Reason.STRUCTURE
    assert with_certificate(without, hanako.der) == whole


def test_every_reason_has_a_sentence_for_staff():
    sentences = [staff_reason(reason) for reason in Reason]
    assert all(sentences)
    assert len(set(sentences)) == len(Reason)


def test_a_broken_folder_of_roots_is_nobodys_signature(pinned, hanako, settings, tmp_path, caplog):
    (tmp_path / "odd.pem").write_text("nothing")
    settings.JPKI_ROOTS = str(tmp_path)
    found = verify_signature(bare(hanako), document=DOCUMENT, source=NoProof())
    assert (found.reason, found.passed[-1]) == (Reason.ROOTS_UNREADABLE, "algorithm")
    assert "odd.pem" in caplog.text


def test_no_name_gets_into_the_log(pinned, caplog):
    """pyHanko's warnings quote the subject and the traceback of each refused certificate."""
    with caplog.at_level(logging.WARNING):
        card = pinned.issue(HANAKO, leaf=LeafProfile(critical_unknown=True))
        assert verified(pinned, bare(card)).reason is Reason.PATH
        assert verified(pinned, signed_cms(pinned.issue(HANAKO), document=b"other")).reason is Reason.SIGNATURE
    assert caplog.text == ""


# -- openssl agrees, both ways


def openssl(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["openssl", *arguments], check=False, capture_output=True)


@pytest.fixture
def files(tmp_path, pinned):
    """Write what openssl needs: files(name=bytes, …) -> {name: path}, with root and list of a generation."""

    def written(generation: int = 3, **contents: bytes) -> dict[str, str]:
        root = pinned.root(Kind.SIGN, generation).public_bytes(serialization.Encoding.PEM)
        # openssl finds lists where it finds CA certificates.
        contents |= {"trusted": root + _pem_list(pinned.crl(generation)), "document": DOCUMENT}
        for name, content in contents.items():
            (tmp_path / name).write_bytes(content)
        return {name: str(tmp_path / name) for name in contents}

    return written


def _pem_list(der: bytes) -> bytes:
    return x509.load_der_x509_crl(der).public_bytes(serialization.Encoding.PEM)


def _openssl_verifies(paths: dict[str, str]) -> int:
    return openssl(
        "cms", "-verify", "-binary", "-inform", "DER", "-in", paths["cms"], "-content", paths["document"],
        "-CAfile", paths["trusted"], "-crl_check", "-purpose", "any", "-out", "/dev/null",
    ).returncode  # fmt: skip


@pytest.mark.parametrize(("key_type", "generation"), [(KeyType.RSA_2048, 3), (KeyType.P384, 4)])
def test_openssl_verifies_the_cms_that_is_kept(pinned, files, key_type, generation):
    card = pinned.issue(HANAKO, key_type=key_type)
    kept = verified(pinned, bare(card), generation=generation)
    assert kept.is_good
    paths = files(generation, cms=kept.cms)
    assert _openssl_verifies(paths) == 0
    with open(paths["document"], "ab") as document:  # noqa: PTH123  one more octet
        document.write(b".")
    assert _openssl_verifies(paths) != 0


@pytest.mark.parametrize(
    ("key_type", "generation", "digest"), [(KeyType.RSA_2048, 3, "sha256"), (KeyType.P384, 4, "sha384")]
)
@pytest.mark.parametrize("attributes", [[], ["-noattr"], ["-nosmimecap"]], ids=["plain", "noattr", "nosmimecap"])
def test_a_cms_made_by_openssl_is_accepted(pinned, files, key_type, generation, digest, attributes):
    card = pinned.issue(HANAKO, key_type=key_type)
    paths = files(generation, key=_pem_key(card), certificate=card.certificate.public_bytes(serialization.Encoding.PEM))
    made = openssl(
        "cms", "-sign", "-binary", "-outform", "DER", "-md", digest, *attributes,
        "-in", paths["document"], "-signer", paths["certificate"], "-inkey", paths["key"],
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert verified(pinned, CmsSignature(made.stdout), generation=generation).is_good


@pytest.mark.parametrize("digest", ["sha1", "sha512"])
def test_a_cms_made_by_openssl_with_another_hash_is_not(pinned, files, hanako, digest):
    certificate = hanako.certificate.public_bytes(serialization.Encoding.PEM)
    paths = files(key=_pem_key(hanako), certificate=certificate)
    made = openssl(
        "cms", "-sign", "-binary", "-outform", "DER", "-md", digest,
        "-in", paths["document"], "-signer", paths["certificate"], "-inkey", paths["key"],
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert verified(pinned, CmsSignature(made.stdout)).reason is Reason.ALGORITHM


def test_a_cms_that_names_its_signer_by_the_key(pinned, files, hanako):
    certificate = hanako.certificate.public_bytes(serialization.Encoding.PEM)
    paths = files(key=_pem_key(hanako), certificate=certificate)
    made = openssl(
        "cms", "-sign", "-binary", "-outform", "DER", "-keyid", "-md", "sha256",
        "-in", paths["document"], "-signer", paths["certificate"], "-inkey", paths["key"],
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    assert verified(pinned, CmsSignature(made.stdout)).is_good


def _pem_key(card: Issued) -> bytes:
    return card.key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def test_a_thread_with_a_running_loop_gets_the_same_answer(pinned, hanako):
    async def within() -> bool:
        return bool(verified(pinned, bare(hanako)).is_good)

    with ThreadPoolExecutor(1) as pool:  # this very thread may have a loop too, of a browser's
        assert pool.submit(asyncio.run, within()).result()

import os
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from identity.jpki.roots import RootFault, load_root, pinned_roots, read_roots
from identity.sandbox.ca.authority import KeyType, Kind, make_key
from identity.sandbox.ca.certificates import build_root, root_name

VALID = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))


def der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def test_all_generations_of_one_name_are_pinned(pinned):
    roots = pinned_roots()
    assert len(roots) == 4
    assert len({root.certificate.subject.dump() for root in roots}) == 1
    assert len({root.fingerprint for root in roots}) == 4
    assert all(root.is_for_tests for root in roots)


def test_without_a_folder_nothing_is_pinned(settings, tmp_path):
    settings.JPKI_ROOTS = ""
    assert pinned_roots() == ()
    settings.JPKI_ROOTS = str(tmp_path / "not made yet")
    assert pinned_roots() == ()


def test_in_production_the_folder_must_be_there(settings, tmp_path):
    settings.PRODUCTION = True
    settings.JPKI_ROOTS = str(tmp_path / "nowhere")
    with pytest.raises(RootFault, match="no such folder"):
        pinned_roots()


def test_in_production_roots_of_tests_are_left_out(pinned, settings):
    settings.PRODUCTION = True
    assert pinned_roots() == ()


def test_pem_and_der_are_read_and_other_files_are_not(authority, tmp_path):
    root = authority.root(Kind.SIGN, 3)
    (tmp_path / "03.der").write_bytes(der(root))
    (tmp_path / "03.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "README.txt").write_text("notes")
    assert [one.loaded for one in read_roots(tmp_path)] == [root, root]


def test_a_new_generation_is_pinned_without_a_restart(authority, tmp_path):
    (tmp_path / "02.der").write_bytes(der(authority.root(Kind.SIGN, 2)))
    assert len(read_roots(tmp_path)) == 1
    (tmp_path / "03.der").write_bytes(der(authority.root(Kind.SIGN, 3)))
    assert len(read_roots(tmp_path)) == 2
    (tmp_path / "03.der").write_bytes(der(authority.root(Kind.SIGN, 4)))
    os.utime(tmp_path / "03.der", (1, 1))
    assert read_roots(tmp_path)[1].loaded == authority.root(Kind.SIGN, 4)


@pytest.mark.parametrize("key_type", [KeyType.RSA_1024, KeyType.P256])
def test_a_weak_root_is_refused(key_type):
    root = build_root(make_key(key_type), usage=Kind.SIGN.usage, serial=1, valid=VALID)
    with pytest.raises(RootFault, match="RSA-2048 or P-384"):
        load_root(der(root))


def test_a_citizens_certificate_is_no_root(hanako):
    with pytest.raises(RootFault, match="self-signed"):
        load_root(hanako.der)


def test_a_file_that_is_none_is_named(tmp_path):
    (tmp_path / "odd.pem").write_text("nothing")
    with pytest.raises(RootFault, match=r"^odd\.pem: "):
        read_roots(tmp_path)


def test_a_self_signed_certificate_that_is_no_ca(authority):
    key = make_key(KeyType.RSA_2048)
    name = root_name(Kind.SIGN.usage)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(1).not_valid_before(VALID[0]).not_valid_after(VALID[1])
    with pytest.raises(RootFault, match="not the certificate of a CA"):
        load_root(der(builder.sign(key, hashes.SHA256())))

"""Card signatures in tests: the sandbox's authority with fresh keys, its roots pinned, its lists in the index."""

from hashlib import sha256, sha384
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from identity.jpki.profile import BirthDate, CertificateHolder
from identity.jpki.verification import BareSignature
from identity.sandbox.ca.authority import Authority, Issued, sign_bare
from tests import services

HANAKO = CertificateHolder(
    name="秋田　花子",
    gender="2",
    birth=BirthDate(era=3, year=1980, month=5, day=1),
    address="秋田県秋田市山王一丁目1番1号",
)
DOCUMENT = '{"text":"住民票の写しの交付を申請します。"}'.encode()


@pytest.fixture(scope="session")
def authority() -> Authority:
    """The authority of this test process, made on first use. Do not revoke in it: `own_authority` is for that."""
    made = Authority(services.folder(f"jpki_{services.worker_number()}"))
    made.make()
    return made


@pytest.fixture
def pinned(authority: Authority, settings: Any) -> Authority:
    """The authority with its roots pinned and its lists named, as in a portal that uses it."""
    settings.JPKI_ROOTS = str(authority.roots)
    settings.JPKI_CRLS = str(authority.crls)
    settings.JPKI_REVOCATION = "crl"
    return authority


@pytest.fixture
def indexed(pinned: Authority, db: None) -> Authority:
    """The same with its lists in the index."""
    from identity.jpki.revocation.refresh import refresh_revocations

    assert [loaded.fault for loaded in refresh_revocations()] == ["", "", ""]
    return pinned


@pytest.fixture(scope="session")
def hanako(authority: Authority) -> Issued:
    """A card of 秋田 花子, in order."""
    return authority.issue(HANAKO)


def bare(issued: Issued, document: bytes = DOCUMENT) -> BareSignature:
    """What the 署名API gives when `issued` signs the document."""
    digest = sha256(document) if isinstance(issued.key, rsa.RSAPrivateKey) else sha384(document)
    return BareSignature(sign_bare(issued.key, digest.digest()), issued.der)

"""Card signatures in tests: the sandbox's authority with fresh keys, and the tools of somebody who forges."""

import contextlib
import hashlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7

from identity.jpki.profile import BirthDate, CertificateHolder
from identity.jpki.verification import BareSignature, CmsSignature
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
    """The authority of this test process, made on first use. Nothing is revoked in it: see `own_authority`."""
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


def document_digest(issued: Issued, document: bytes) -> bytes:
    name = "sha256" if isinstance(issued.key, rsa.RSAPrivateKey) else "sha384"
    return hashlib.new(name, document).digest()


def bare(issued: Issued, document: bytes = DOCUMENT) -> BareSignature:
    """What the 署名API gives when `issued` signs the document."""
    return BareSignature(sign_bare(issued.key, document_digest(issued, document)), issued.der)


def signed_cms(
    *signers: Issued,
    document: bytes = DOCUMENT,
    attached: bool = False,
    attributes: bool = True,
    beside: tuple[x509.Certificate, ...] = (),
) -> CmsSignature:
    """A SignedData as other programs make it, with signed attributes; detached unless asked otherwise."""
    builder = pkcs7.PKCS7SignatureBuilder().set_data(document)
    for signer in signers:
        algorithm = hashes.SHA256() if isinstance(signer.key, rsa.RSAPrivateKey) else hashes.SHA384()
        builder = builder.add_signer(signer.certificate, signer.key, algorithm)
    for certificate in beside:
        builder = builder.add_certificate(certificate)
    options = [pkcs7.PKCS7Options.Binary]
    options += [] if attached else [pkcs7.PKCS7Options.DetachedSignature]
    options += [pkcs7.PKCS7Options.NoCapabilities if attributes else pkcs7.PKCS7Options.NoAttributes]
    return CmsSignature(builder.sign(serialization.Encoding.DER, options))


def changed_cms(signature: CmsSignature, change: Callable[[cms.SignedData], None]) -> CmsSignature:
    """The same SignedData after `change` had its way with it."""
    info = cms.ContentInfo.load(signature.cms)
    data = info["content"].untag()
    change(data)
    return CmsSignature(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump(force=True))


def resigned(certificate: x509.Certificate, ca_key: Any, algorithm: str = "sha256") -> bytes:
    """The certificate (DER) with another signature: an odd hash, or a CA that only has the name."""
    der = certificate.public_bytes(serialization.Encoding.DER)
    loaded = asn1.Certificate.load(der)
    loaded["tbs_certificate"]["signature"] = {"algorithm": f"{algorithm}_rsa"}
    loaded["signature_algorithm"] = {"algorithm": f"{algorithm}_rsa"}
    loaded["signature_value"] = core.OctetBitString(
        raw_signature(ca_key, loaded["tbs_certificate"].dump(force=True), algorithm)
    )
    changed: bytes = loaded.dump(force=True)
    return changed


def raw_signature(key: rsa.RSAPrivateKey, data: bytes, algorithm: str) -> bytes:
    """RSA PKCS#1 v1.5 by hand (RFC 8017 §9.2), for hashes with which no library signs any more."""
    info = algos.DigestInfo(
        {
            "digest_algorithm": {"algorithm": algorithm},
            "digest": hashlib.new(algorithm, data).digest(),
        }
    ).dump()
    numbers = key.private_numbers()
    modulus = numbers.public_numbers.n
    size = (modulus.bit_length() + 7) // 8
    block = b"\x00\x01" + b"\xff" * (size - len(info) - 3) + b"\x00" + info
    return pow(int.from_bytes(block, "big"), numbers.d, modulus).to_bytes(size, "big")


Answer = tuple[int, bytes]


@contextlib.contextmanager
def web_server(answer: Callable[[str, dict[str, str], bytes], Answer]) -> Iterator[str]:
    """A web server of somebody else: `answer(path, headers, body)` gives status and body. Yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            status, body = answer(self.path, dict(self.headers), self.rfile.read(size))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if status in (301, 302):
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            with contextlib.suppress(OSError):  # who asked may have heard enough
                self.wfile.write(body)

        do_GET = do_POST  # noqa: N815

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

"""A CA in the profile of the real one: for signing and for authentication, in several generations of one name.

Its keys are made on first use and kept in a folder that only the owner may read. It refuses to exist where sandboxes
are not allowed, so no process of a city can sign as a fictional person.
"""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from identity.jpki.profile import POLICY_AUTHENTICATION, CertificateHolder
from identity.sandbox.ca import lists
from identity.sandbox.ca.certificates import LeafProfile, PrivateKey, build_leaf, build_root

_YEAR: Final = timedelta(days=365)
# Years from now in which each generation begins and ends; the first is expired and kept for old evidence.
_GENERATIONS: Final = {1: (-11, -1), 2: (-7, 3), 3: (-3, 7), 4: (-1, 9)}
_NEXT_CARD: Final = 4  # the generation with a P-384 key


class Kind(StrEnum):
    SIGN = "sign"  # 署名用
    AUTHENTICATION = "auth"  # 利用者証明用

    @property
    def usage(self) -> str:
        return "digital signature" if self is Kind.SIGN else "user authentication"


class KeyType(StrEnum):
    RSA_2048 = "rsa2048"
    P384 = "p384"
    # Refused by every verifier; for tests of the refusal.
    RSA_1024 = "rsa1024"
    P256 = "p256"


@dataclass(frozen=True, slots=True)
class Issued:
    certificate: x509.Certificate
    key: PrivateKey = field(repr=False)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.DER)


class Authority:
    """`folder`: keys, roots/*.pem (of the CA for signing), crls/*.crl and what was revoked.

    Raises ImproperlyConfigured in production.
    """

    def __init__(self, folder: Path) -> None:
        if settings.PRODUCTION or not settings.SANDBOXES_ALLOWED:
            raise ImproperlyConfigured("The sandbox's certificate authority does not exist in production.")
        self.folder = folder
        self.roots = folder / "roots"
        self.crls = folder / "crls"
        for path in (folder, self.roots, self.crls):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def issue(
        self,
        holder: CertificateHolder | None,
        *,
        kind: Kind = Kind.SIGN,
        key_type: KeyType = KeyType.RSA_2048,
        not_before: datetime | None = None,
        not_after: datetime | None = None,
        generation: int | None = None,
        leaf: LeafProfile | None = None,
    ) -> Issued:
        """Issue a certificate with a new key, for five years from an hour ago unless said otherwise.

        `holder`: None for authentication, whose certificates say nothing of a person. `leaf`: for odd certificates.
        """
        key = make_key(key_type)
        number = generation or (_NEXT_CARD if key_type is KeyType.P384 else 3)
        begin = not_before or datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
        if leaf is None:
            leaf = LeafProfile() if kind is Kind.SIGN else LeafProfile(POLICY_AUTHENTICATION, non_repudiation=False)
        certificate = build_leaf(
            key.public_key(),
            ca_key=self.key(kind, number),
            usage=kind.usage,
            holder=holder,
            leaf=leaf,
            valid=(begin, not_after or begin + 5 * _YEAR),
        )
        return Issued(certificate, key)

    def root(self, kind: Kind, generation: int) -> x509.Certificate:
        self._make(kind, generation)
        return x509.load_pem_x509_certificate(self._root_file(kind, generation).read_bytes())

    def key(self, kind: Kind, generation: int) -> PrivateKey:
        self._make(kind, generation)
        found = serialization.load_pem_private_key(self._key_file(kind, generation).read_bytes(), password=None)
        assert isinstance(found, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey)
        return found

    def revoke(self, certificate: x509.Certificate, *, reason: x509.ReasonFlags = x509.ReasonFlags.unspecified) -> None:
        """Revoke, or put on hold (certificate_hold). `publish` tells the world."""
        with self._locked():
            revoked = self._read_revoked()
            revoked[f"{certificate.serial_number:x}"] = {
                "reason": reason.value,
                "at": datetime.now(UTC).replace(microsecond=0).isoformat(),
            }
            self._revoked_file.write_text(json.dumps(revoked))

    def revoked(self) -> list[lists.Entry]:
        """What was revoked so far. Serial numbers are unique over all generations."""
        return [
            lists.Entry(int(serial, 16), datetime.fromisoformat(row["at"]), x509.ReasonFlags(row["reason"]))
            for serial, row in self._read_revoked().items()
        ]

    def crl(self, generation: int = 3) -> bytes:
        """The list of one generation of the CA for signing, as it stands now (DER)."""
        point = lists.point_of(Kind.SIGN.usage)
        return lists.build(self.key(Kind.SIGN, generation), entries=self.revoked(), usage=Kind.SIGN.usage, scope=point)

    def publish(self) -> list[Path]:
        """Write the lists of the generations in force into `crls` and return their paths."""
        numbers = [number for number, (_begin, end) in _GENERATIONS.items() if end > 0]
        for number in numbers:
            self._make(Kind.SIGN, number)  # takes the lock itself
        written = []
        with self._locked():
            for number in numbers:
                path = self.crls / f"sign-{number}.crl"
                part = path.with_suffix(".part")
                part.write_bytes(self.crl(number))
                written.append(part.replace(path))
        return written

    def lists_are_old(self) -> bool:
        """Whether a day has passed since `publish`, or nothing was published yet."""
        written = [datetime.fromtimestamp(path.stat().st_mtime, UTC) for path in self.crls.glob("*.crl")]
        return not written or min(written) < datetime.now(UTC) - timedelta(days=1)

    def make(self) -> None:
        """Make what is not there yet: all generations, and the lists."""
        for kind in Kind:
            for number in _GENERATIONS:
                self._make(kind, number)
        if not any(self.crls.glob("*.crl")):
            self.publish()

    @property
    def _revoked_file(self) -> Path:
        return self.folder / "revoked.json"

    def _read_revoked(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        if self._revoked_file.exists():
            found = json.loads(self._revoked_file.read_text())
        return found

    def _root_file(self, kind: Kind, generation: int) -> Path:
        return (self.roots if kind is Kind.SIGN else self.folder) / f"{kind}-{generation}.pem"

    def _key_file(self, kind: Kind, generation: int) -> Path:
        return self.folder / f"{kind}-{generation}.key"

    def _make(self, kind: Kind, generation: int) -> None:
        root = self._root_file(kind, generation)
        if root.exists():
            return
        with self._locked():
            if root.exists():
                return
            key = make_key(KeyType.P384 if generation == _NEXT_CARD else KeyType.RSA_2048)
            now = datetime.now(UTC).replace(microsecond=0)
            begin, end = (now + years * _YEAR for years in _GENERATIONS[generation])
            certificate = build_root(key, usage=kind.usage, serial=generation, valid=(begin, end))
            key_file = self._key_file(kind, generation)
            key_file.touch(mode=0o600)
            key_file.write_bytes(
                key.private_bytes(
                    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                )
            )
            part = root.with_suffix(".part")
            part.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
            part.replace(root)  # last: who sees the root may use the key

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One process at a time writes."""
        with (self.folder / "lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def sandbox_authority() -> Authority:
    """The authority of SANDBOX_CA. Raises ImproperlyConfigured where none is set, and in production."""
    if not settings.SANDBOX_CA:
        raise ImproperlyConfigured("SANDBOX_CA names no folder for the sandbox's certificate authority.")
    return Authority(Path(settings.SANDBOX_CA))


def make_key(key_type: KeyType) -> PrivateKey:
    if key_type is KeyType.P384:
        return ec.generate_private_key(ec.SECP384R1())
    if key_type is KeyType.P256:
        return ec.generate_private_key(ec.SECP256R1())
    size = 2048 if key_type is KeyType.RSA_2048 else 1024
    return rsa.generate_private_key(65537, size)


def sign_bare(key: PrivateKey, document_digest: bytes) -> bytes:
    """The bare value of the 署名API: RSA PKCS#1 v1.5 over a SHA-256 digest, ECDSA (P-384) over a SHA-384 digest."""
    algorithm = Prehashed({32: hashes.SHA256(), 48: hashes.SHA384()}[len(document_digest)])
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(document_digest, padding.PKCS1v15(), algorithm)
    return key.sign(document_digest, ec.ECDSA(algorithm))

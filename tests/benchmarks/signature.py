"""`make bench NAME=signature`: what checking a card signature costs, and whether a long revocation list costs more.

Bare signatures over a document of 4 KB are verified whole (form, chain, signature, person, revocation from the index)
in one thread on a real PostgreSQL, with a current list of 100 and one of 100,000 entries, in turns, with the tables
vacuumed in between. Prints loading times, verifications per second by kind of card, and the look-up by itself.

The times told are lowest deciles: what else runs on the machine makes some verifications slow, and none fast. The last
line, `crl_growth`, is the time of a verification at 100,000 entries over that at 100.
"""

import statistics
import time
from datetime import UTC, datetime

import django

from tests import services

services.provide()
django.setup()

from asn1crypto import x509  # noqa: E402  servers and settings come first
from cryptography.x509 import load_der_x509_certificate  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from identity.jpki.models import RevocationList  # noqa: E402
from identity.jpki.revocation.index import ListIndex  # noqa: E402
from identity.jpki.revocation.refresh import refresh_revocations  # noqa: E402
from identity.jpki.roots import find_issuer, pinned_roots  # noqa: E402
from identity.jpki.verification import BareSignature, verify_signature  # noqa: E402
from identity.sandbox.ca import lists  # noqa: E402
from identity.sandbox.ca.authority import Authority, KeyType, Kind  # noqa: E402
from tests.jpki import HANAKO, bare  # noqa: E402

SMALL, LARGE = 100, 100_000
TURNS = 4
VERIFICATIONS = 100  # of each kind of card in each turn
DOCUMENT = b"0" * 4096


def main() -> None:
    try:
        _measure()
    finally:
        services.withdraw()


def _measure() -> None:
    call_command("migrate", "--noinput", "--verbosity", "0")
    authority = Authority(services.folder("jpki"))
    authority.make()
    settings.JPKI_ROOTS = str(authority.roots)
    rsa, p384 = authority.issue(HANAKO), authority.issue(HANAKO, key_type=KeyType.P384)
    cards = {"rsa2048": bare(rsa, DOCUMENT), "p384": bare(p384, DOCUMENT)}
    times: dict[tuple[str, int], list[float]] = {(kind, size): [] for kind in cards for size in (SMALL, LARGE)}
    look_ups: dict[int, list[float]] = {SMALL: [], LARGE: []}
    for _turn in range(TURNS):
        for size in (SMALL, LARGE):
            seconds, octets = _load(authority, size)
            print(f"list of {size} entries: {octets / 1e6:.1f} MB, loaded in {seconds:.2f} s")
            for kind, signature in cards.items():
                times[kind, size] += _times(signature)
            look_ups[size] += _look_ups(rsa.der)
    for kind in cards:
        for size in (SMALL, LARGE):
            seconds = _usual(times[kind, size])
            print(f"{kind}, list of {size}: {1 / seconds:.0f} verifications/s ({seconds * 1000:.2f} ms)")
    for size, found in look_ups.items():
        print(f"look-up alone, list of {size}: {_usual(found) * 1000:.3f} ms")
    print(f"crl_growth={_usual(times['rsa2048', LARGE]) / _usual(times['rsa2048', SMALL]):.2f}")


def _usual(found: list[float]) -> float:
    return statistics.quantiles(found, n=10)[0]


def _load(authority: Authority, size: int) -> tuple[float, int]:
    """Have lists of `size` entries in the index, and nothing else. Returns seconds for one list, and its size."""
    RevocationList.objects.all().delete()
    now = datetime.now(UTC).replace(microsecond=0)
    entries = [lists.Entry(number * 7_919, now) for number in range(1, size + 1)]
    point = lists.point_of(Kind.SIGN.usage)
    paths = []
    for generation in (3, 4):
        path = authority.folder / f"bench-{generation}.crl"
        key = authority.key(Kind.SIGN, generation)
        path.write_bytes(lists.build(key, entries=entries, usage=Kind.SIGN.usage, scope=point))
        paths.append(path)
    settings.JPKI_CRLS = ",".join(map(str, paths))
    began = time.perf_counter()
    faults = [loaded.fault for loaded in refresh_revocations()]
    seconds = (time.perf_counter() - began) / len(paths)
    if any(faults):
        raise SystemExit(f"not loaded: {faults}")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE identity_jpki_revokedserial, identity_jpki_revocationlist")
    return seconds, paths[0].stat().st_size


def _times(signature: BareSignature) -> list[float]:
    found = []
    for number in range(VERIFICATIONS + 10):
        began = time.perf_counter()
        verification = verify_signature(signature, document=DOCUMENT)
        seconds = time.perf_counter() - began
        if not verification.is_good:
            raise SystemExit(f"not good: {verification.reason}")
        if number >= 10:  # warm
            found.append(seconds)
    return found


def _look_ups(der: bytes) -> list[float]:
    certificate = x509.Certificate.load(der)
    now = timezone.now()
    issuer = find_issuer(certificate, load_der_x509_certificate(der), roots=pinned_roots(), moment=now)
    assert issuer is not None
    found = []
    for _number in range(VERIFICATIONS):
        began = time.perf_counter()
        ListIndex().look_up(certificate, issuer=issuer, moment=now)
        found.append(time.perf_counter() - began)
    return found


if __name__ == "__main__":
    main()

"""What the card does in the app: a bare signature over the transaction's digest, with the person's certificate."""

import base64
import threading
from collections.abc import Mapping
from functools import cache

from identity.jpki.profile import BirthDate, CertificateHolder
from identity.sandbox.ca.authority import Issued, sandbox_authority, sign_bare
from identity.sandbox.provider.outcomes import Chosen

_LOCK = threading.Lock()
# 0 unknown, 1 明治 … 5 令和: the first day of each era, newest first (昭和64年1月7日 is still 3).
_ERAS = ((5, "20190501"), (4, "19890108"), (3, "19261225"), (2, "19120730"), (1, "18680125"))


def make_result(chosen: Chosen, digest: bytes) -> Mapping[str, str]:
    """`signature` and `certificate`, base64, as the 署名API hands them back in the clear."""
    with _LOCK:
        issued = _certificate(chosen)
    return {
        "signature": base64.b64encode(sign_bare(issued.key, digest)).decode(),
        "certificate": base64.b64encode(issued.der).decode(),
    }


@cache
def _certificate(chosen: Chosen) -> Issued:
    """One for each card while this process runs; making the key takes a moment."""
    return sandbox_authority().issue(holder_of(chosen))


def holder_of(chosen: Chosen) -> CertificateHolder:
    person = chosen.person
    return CertificateHolder(
        name=person.name,
        name_substitutes=(1,) if chosen.substitutes else (),
        gender=person.gender,
        birth=BirthDate(_era(person.birth), int(person.birth[:4]), int(person.birth[4:6]), int(person.birth[6:])),
        address=person.address,
    )


def _era(birth: str) -> int:
    return next((era for era, first in _ERAS if birth >= first), 0)

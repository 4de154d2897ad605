"""Receipt numbers (受付番号): eight random characters and a check character, shown as XXXX-XXXX-X.

The alphabet leaves out what looks or sounds alike on paper and on the phone (0 O Q, 1 I L, 5 S, 6 G, 8 B, 2 Z, N M, V).
It has 23 characters, a prime: with distinct weights the check character finds every single wrong character and every
exchange of two. 23^8 = 7.8e10 numbers cannot be walked through; the database's unique constraint finds a collision and
the caller draws again.
"""

import secrets
import unicodedata

ALPHABET = "23456789ACDEFHJKMPRTWXY"
_BASE = len(ALPHABET)
_RANDOM = 8


def _check(body: str) -> str:
    total = sum(weight * ALPHABET.index(character) for weight, character in enumerate(body, start=1))
    return ALPHABET[total % _BASE]


def draw_receipt() -> str:
    body = "".join(secrets.choice(ALPHABET) for _ in range(_RANDOM))
    return body + _check(body)


def show_receipt(receipt: str) -> str:
    return f"{receipt[:4]}-{receipt[4:8]}-{receipt[8:]}"


def read_receipt(typed: str) -> str | None:
    """What a person typed or read aloud, in any width, case and with any hyphens; None if it cannot be one."""
    plain = "".join(c for c in unicodedata.normalize("NFKC", typed).upper() if c.isalnum())
    known = len(plain) == _RANDOM + 1 and all(c in ALPHABET for c in plain)
    return plain if known and _check(plain[:-1]) == plain[-1] else None

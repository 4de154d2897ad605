"""The payment number (納付番号) a person tells at the counter or writes on a transfer.

12 digits in groups of four: eleven that follow from the attempt's identifier, and a check digit (ISO/IEC 7812-1 annex
B), so that one wrong digit or two neighbours changed are noticed. It needs no row of its own.
"""

import re
import unicodedata
from uuid import UUID

_DIGITS = 11


def payment_number(attempt: UUID) -> str:
    """Return the number, such as `0421-7730-9955`; always the same for an attempt."""
    digits = f"{attempt.int % 10**_DIGITS:0{_DIGITS}d}"
    digits += str(-_sum(digits + "0") % 10)
    return "-".join(re.findall("....", digits))


def read_number(typed: str) -> str | None:
    """Return the number as payment_number writes it; None when what was typed cannot be one.

    Full-width digits, spaces and any dashes are taken, as people and banks write them.
    """
    digits = re.sub(r"[\s\-‐‑‒–—―−ー]", "", unicodedata.normalize("NFKC", typed))
    if not re.fullmatch(rf"\d{{{_DIGITS + 1}}}", digits, re.ASCII) or _sum(digits) % 10:
        return None
    return "-".join(re.findall("....", digits))


def _sum(digits: str) -> int:
    backwards = [int(digit) for digit in reversed(digits)]
    return sum(backwards[0::2]) + sum(sum(divmod(2 * digit, 10)) for digit in backwards[1::2])

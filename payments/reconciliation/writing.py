"""Rows to the bytes of a CSV file: RFC 4180 with CRLF, as Japanese accounting systems and Excel read it."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

# A spreadsheet may take a text that begins so for a formula; Japanese ones also if the letter is a wide one
# (owasp.org/www-community/attacks/CSV_Injection).
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# A kana and its mark as two letters. Kanji are let alone: composing would exchange some for their common forms.
_VOICED = re.compile(r"[\u3041-\u30ff][\u3099\u309a]")
# Letters that CP932 has under the number that Microsoft gave them, and that others write by JIS X 0208's.
_AS_MICROSOFT = str.maketrans("〜‖−—¢£¬", "～∥－―￠￡￢")


def write_csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[Sequence[str]], encoding: str) -> bytes:
    """The same rows give the same bytes.

    For CP932, kana are composed, marks that choose a variant of one are left out, and one that it does not have is
    written as 〓, so that no row is lost.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_cell(heading) for _name, heading in columns])
    writer.writerows([_cell(row.get(name, "")) for name, _heading in columns] for row in rows)
    written = text.getvalue()
    if encoding == "cp932":
        composed = _VOICED.sub(lambda found: unicodedata.normalize("NFC", found[0]), written).translate(_AS_MICROSOFT)
        return b"".join(_in_cp932(letter) for letter in composed if not _is_variant_mark(letter))
    return written.encode(encoding)


def _is_variant_mark(letter: str) -> bool:
    return "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"


def _in_cp932(letter: str) -> bytes:
    try:
        return letter.encode("cp932")
    except UnicodeEncodeError:
        return "〓".encode("cp932")


def _cell(value: Any) -> str:
    if isinstance(value, date):
        return value.strftime("%Y/%m/%d")
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_RISKY) else text

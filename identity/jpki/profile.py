"""The profile of 署名用電子証明書: object identifiers, and the strict parser of 基本4情報.

Sources: J-LIS, 公的個人認証サービス プロファイル仕様書; the registry of JPKI object identifiers of jsrsasign (kjur).
Two published tables have 5.5.5/5.5.6 or 5.5.2/5.5.4 exchanged; the forms of the values tell which is right.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from asn1crypto import core, x509

POLICY_SIGN_CARD: Final = "1.2.392.200149.8.5.1.1.20"
POLICY_SIGN_MOBILE: Final = "1.2.392.200149.8.5.1.1.40"
POLICY_SIGN_TEST: Final = "1.2.392.200149.8.5.1.0.20"
POLICY_AUTHENTICATION: Final = "1.2.392.200149.8.5.1.3.30"

NAME: Final = "1.2.392.200149.8.5.5.1"
NAME_SUBSTITUTES: Final = "1.2.392.200149.8.5.5.2"
GENDER: Final = "1.2.392.200149.8.5.5.3"
BIRTH: Final = "1.2.392.200149.8.5.5.4"
ADDRESS: Final = "1.2.392.200149.8.5.5.5"
ADDRESS_SUBSTITUTES: Final = "1.2.392.200149.8.5.5.6"

_KNOWN: Final = frozenset({NAME, NAME_SUBSTITUTES, GENDER, BIRTH, ADDRESS, ADDRESS_SUBSTITUTES})
_GENDERS: Final = frozenset("01239")  # 9 as in JIS X 0303
_BIRTH = re.compile(r"[0-5][0-9]{8}")
_LONGEST: Final = 400  # characters; the profile has 200 for addresses
# First and last western year by the digit of the era; 0 is not known.
_ERAS: Final = {0: (1, 9999), 1: (1868, 1912), 2: (1912, 1926), 3: (1926, 1989), 4: (1989, 2019), 5: (2019, 9999)}


@dataclass(frozen=True, slots=True)
class BirthDate:
    """Western year, month and day; None where the register does not know.

    `era`: 0 unknown, 1 明治, 2 大正, 3 昭和, 4 平成, 5 令和.
    """

    era: int
    year: int | None
    month: int | None
    day: int | None

    @property
    def is_complete(self) -> bool:
        return None not in (self.year, self.month, self.day)


@dataclass(frozen=True, slots=True)
class CertificateHolder:
    """基本4情報 as the certificate says them. A phone's certificate may say none of it.

    `name_substitutes`, `address_substitutes`: positions (from 0) of characters that stand for others which the
    certificate cannot hold; at these the text is not what the register says.
    `gender`: 0, 1 (男), 2 (女), 3 or 9, as it stands; "" where missing.
    `unknown`: other otherNames by object identifier (as DER), such as the name in kana since 2026-05.
    """

    name: str = ""
    name_substitutes: tuple[int, ...] = ()
    gender: str = ""
    birth: BirthDate | None = None
    address: str = ""
    address_substitutes: tuple[int, ...] = ()
    unknown: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)

    @property
    def is_as_registered(self) -> bool:
        """False where a substitute character stands in name or address."""
        return not self.name_substitutes and not self.address_substitutes


class ProfileError(ValueError):
    """An otherName has a form that the profile does not know. Names the object identifier, never the value."""


def read_holder(certificate: x509.Certificate) -> CertificateHolder:
    """Read 基本4情報 from the subjectAltName. Raises ProfileError for a form that the profile does not know."""
    found: dict[str, str] = {}
    unknown: list[tuple[str, bytes]] = []
    for general_name in certificate.subject_alt_name_value or ():
        if general_name.name != "other_name":
            unknown.append((general_name.name, general_name.dump()))
            continue
        oid = general_name.chosen["type_id"].dotted
        value = general_name.chosen["value"].parsed
        if oid not in _KNOWN:
            unknown.append((oid, value.untag().dump()))
        elif oid in found:
            raise ProfileError(oid)
        else:
            found[oid] = _text(oid, value)
    name, address = found.get(NAME, ""), found.get(ADDRESS, "")
    gender = found.get(GENDER, "")
    if gender and gender not in _GENDERS:
        raise ProfileError(GENDER)
    return CertificateHolder(
        name=name,
        name_substitutes=_substitutes(NAME_SUBSTITUTES, name, found.get(NAME_SUBSTITUTES)),
        gender=gender,
        birth=read_birth(found[BIRTH]) if BIRTH in found else None,
        address=address,
        address_substitutes=_substitutes(ADDRESS_SUBSTITUTES, address, found.get(ADDRESS_SUBSTITUTES)),
        unknown=tuple(unknown),
    )


def read_birth(text: str) -> BirthDate:
    """Read `EYYYYMMDD`, whose year is western; zeros stand for what is not known. Raises ProfileError."""
    if not _BIRTH.fullmatch(text):
        raise ProfileError(BIRTH)
    era = int(text[0])
    year, month, day = (int(part) or None for part in (text[1:5], text[5:7], text[7:9]))
    first, last = _ERAS.get(era, (None, None))
    known = [part is not None for part in (year, month, day)]
    if first is None or last is None or known != sorted(known, reverse=True):
        raise ProfileError(BIRTH)
    if year is not None and not first <= year <= last:
        raise ProfileError(BIRTH)
    try:
        date(year or 2000, month or 1, day or 1)  # 2000 has a 29 February
    except ValueError:
        raise ProfileError(BIRTH) from None
    return BirthDate(era, year, month, day)


def _text(oid: str, value: core.Asn1Value) -> str:
    if not isinstance(value, core.UTF8String):
        raise ProfileError(oid)
    text: str = value.native
    if not 0 < len(text) <= _LONGEST or any(unicodedata.category(character) == "Cc" for character in text):
        raise ProfileError(oid)
    return text


def _substitutes(oid: str, text: str, flags: str | None) -> tuple[int, ...]:
    """Positions whose flag is 1. There is one flag for each character, or no field at all."""
    if flags is None:
        return ()
    if len(flags) != len(text) or set(flags) - {"0", "1"}:
        raise ProfileError(oid)
    return tuple(place for place, flag in enumerate(flags) if flag == "1")

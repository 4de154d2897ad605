"""The profile of 署名用電子証明書: object identifiers, and the strict parser of 基本4情報.

Sources: J-LIS, 公的個人認証サービス プロファイル仕様書; the registry of JPKI object identifiers of jsrsasign (kjur).
Two published tables have 5.5.5/5.5.6 or 5.5.2/5.5.4 exchanged; the forms of the values tell which is right.
"""

from dataclasses import dataclass, field
from typing import Final

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

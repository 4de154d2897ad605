"""Items that are written: text, names, readings, contacts, places, accounts, and texts that are agreed to."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from procedures.definitions.items.bases import AskedBase, Version
from procedures.definitions.rules import Rule
from procedures.definitions.texts import LocalizedText

TextPattern = Literal["digits", "alphanumeric", "postcode", "customer_number"]


class TextItem(AskedBase):
    """One line. Answer: "…"."""

    type: Literal["text"]
    min: int = Field(default=0, ge=0, le=1000)
    max: int = Field(default=100, ge=1, le=1000)
    pattern: TextPattern | None = None


class LongTextItem(AskedBase):
    """Several lines. Answer: "…" with line feeds."""

    type: Literal["long_text"]
    min: int = Field(default=0, ge=0, le=10_000)
    max: int = Field(default=1000, ge=1, le=10_000)


class PersonNameItem(AskedBase):
    """Answer: {"family": "葛󠄀城", "given": "花子", "family_kana": "カツラギ", "given_kana": "ハナコ"}.

    Without `kana` the two kana parts are not asked for and are "".
    """

    type: Literal["person_name"]
    kana: bool = True


class KanaItem(AskedBase):
    """Answer: full-width katakana, "アキタ タロウ"."""

    type: Literal["kana"]
    max: int = Field(default=100, ge=1, le=1000)


class YesNoItem(AskedBase):
    """Answer: true or false."""

    type: Literal["yes_no"]


class EmailItem(AskedBase):
    """Answer: "hanako@example.jp"."""

    type: Literal["email"]


class PhoneItem(AskedBase):
    """Answer: national form with hyphens, "018-888-0000"."""

    type: Literal["phone"]


class AddressItem(AskedBase):
    r"""`scope` city: an address in Akita only; world: in Japan or abroad.

    Answer: {"postcode": "0108560", "prefecture": "秋田県", "city": "秋田市", "town": "山王", "street": "1-1-1",
    "building": ""}. Abroad: {"country": "大韓民国", "lines": "110 Sejong-daero\nSeoul", "postcode": "04524"}.
    """

    type: Literal["address"]
    scope: Literal["city", "japan", "world"] = "japan"


class CorporateNumberItem(AskedBase):
    """法人番号. Answer: its 13 digits, "3000012010001"."""

    type: Literal["corporate_number"]


class BankAccountItem(AskedBase):
    """An account that money is paid into.

    Answer: {"bank_name": "秋田銀行", "bank_code": "0119", "branch_name": "本店", "branch_code": "", "kind": "ordinary",
    "number": "0123456", "holder_kana": "アキタ ハナコ", "symbol": "", "symbol_number": ""}. Codes may be "".
    With ゆうちょ銀行, `symbol` and `symbol_number` are the 記号 and 番号 as typed; branch and number are worked out.
    """

    type: Literal["bank_account"]


class _AgreedItem(AskedBase):
    required: Rule = Rule.TRUE
    personal: bool = False
    text: LocalizedText
    version: Version


class ConsentItem(_AgreedItem):
    """Answer: {"given": true, "version": "2026-04"}. In rules: true or false."""

    type: Literal["consent"]


class DeclarationItem(_AgreedItem):
    """A statement that the applicant makes (誓約・申告). Answer and rules as of a consent."""

    type: Literal["declaration"]

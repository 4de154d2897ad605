"""What GビズID says about a corporation and the account that acts for it, made alike."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_NUMBER = re.compile(r"[1-9][0-9]{12}")
# アカウント種別: prime (a registered representative), member (an employee of one), entry (nobody checked).
_KINDS = {"1": "entry", "2": "prime", "3": "member", "entry": "entry", "prime": "prime", "member": "member"}
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class CorporateAttributes:
    """`corporate_number`: 13 digits with a right check digit, "" for a sole proprietor. `account`: prime or member."""

    corporate_number: str
    company_name: str
    account: str
    got_at: datetime


def normalise(userinfo: Mapping[str, Any]) -> dict[str, str]:
    """corporate_number, company_name, account (prime, member, entry); "" for what was not told or is not sound."""
    number = str(userinfo.get("corp_reg_num", ""))
    name = userinfo.get("corp_name", "")
    return {
        "corporate_number": number if is_corporate_number(number) else "",
        "company_name": name.strip()[:_LONGEST] if isinstance(name, str) else "",
        "account": _KINDS.get(str(userinfo.get("account_type", "")).lower(), ""),
    }


def corporate_attributes(kept: Mapping[str, str], got_at: datetime) -> CorporateAttributes:
    return CorporateAttributes(
        corporate_number=kept.get("corporate_number", ""),
        company_name=kept.get("company_name", ""),
        account=kept.get("account", ""),
        got_at=got_at,
    )


def is_corporate_number(text: str) -> bool:
    """Thirteen digits, the first checking the others (法人番号の指定等に関する省令 2条: 9 - sum mod 9)."""
    if not _NUMBER.fullmatch(text):
        return False
    digits = [int(digit) for digit in text]
    weighted = sum(digit * (1 + place % 2) for place, digit in enumerate(reversed(digits[1:])))
    return digits[0] == 9 - weighted % 9

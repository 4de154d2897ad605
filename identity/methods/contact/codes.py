"""One-time codes that show that somebody reads a mail address: six digits, ten minutes, five tries.

The code itself is kept nowhere. It follows by HMAC-SHA256 under the portal's SECRET_KEY from the address and a random
salt; who holds the salt without the key learns nothing. The holder (a draft) keeps the SentCode and counts the tries:

    sent = new_code(address)            keep it, and have digits_of(sent) mailed
    tried = sent.tried()                for each answer: keep it on condition that nobody else wrote in between,
    fits(tried, typed)                  and only then look whether it fits

A try that is not written down first is no try: guesses sent at once would not be counted.
"""

import secrets
import unicodedata
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Self

from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

LIFETIME = timedelta(minutes=10)
TRIES = 5
DIGITS = 6
_PURPOSE = "identity.methods.contact"


@dataclass(frozen=True, slots=True)
class SentCode:
    """A code on its way to `address`. sent_at: ISO 8601 with zone. tries: answers given so far, this one included."""

    address: str
    salt: str
    sent_at: str
    tries: int = 0

    def tried(self) -> Self:
        return replace(self, tries=self.tries + 1)

    @property
    def is_over(self) -> bool:
        """No further answer can fit: too old, or too often tried."""
        return self.tries >= TRIES or self.is_old

    @property
    def is_old(self) -> bool:
        return timezone.now() - datetime.fromisoformat(self.sent_at) >= LIFETIME


def new_code(address: str) -> SentCode:
    return SentCode(address, secrets.token_urlsafe(16), timezone.now().isoformat())


def digits_of(sent: SentCode) -> str:
    """The six digits, for the mail."""
    mac = salted_hmac(_PURPOSE, f"{sent.salt}:{sent.address}", algorithm="sha256").digest()
    return f"{int.from_bytes(mac[:8], 'big') % 10**DIGITS:0{DIGITS}d}"


def fits(tried: SentCode, typed: str) -> bool:
    """Whether `typed` is the code. `tried` has this try counted. Full-width digits and spaces are taken as meant."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", typed[:40]) if c.isalnum())
    in_time = tried.tries <= TRIES and not tried.is_old
    return constant_time_compare(digits, digits_of(tried)) and in_time

"""The mails that the demo wrote into its folder instead of sending them."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

# Django's file backend writes a line of hyphens behind every message.
_DIVIDER = re.compile(rb"^-{79}\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Mail:
    key: str
    to: str
    subject: str
    sent_at: datetime | None
    body: str


def read_mails() -> list[Mail]:
    """All mails, newest first."""
    folder = settings.EMAIL_FILE_PATH
    if not folder or not Path(folder).is_dir():
        return []
    mails = []
    for path in Path(folder).glob("*.log"):
        for place, raw in enumerate(_DIVIDER.split(path.read_bytes())):
            if raw.strip():
                mails.append(_parse(f"{path.stem}-{place}", raw))
    return sorted(mails, key=lambda mail: mail.sent_at.timestamp() if mail.sent_at else 0, reverse=True)


def _parse(key: str, raw: bytes) -> Mail:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    part = message.get_body(("plain",))
    return Mail(
        key=key,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent_at=_moment(message["Date"]),
        body=part.get_content() if part is not None else "",
    )


def _moment(date: str | None) -> datetime | None:
    """Aware. Django writes -0000, UTC of unknown place (RFC 5322 3.3), which Python reads as no zone at all."""
    if not date:
        return None
    moment = parsedate_to_datetime(str(date))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

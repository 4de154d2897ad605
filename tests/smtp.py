"""A real SMTP server for one test, which accepts, refuses, dawdles or hangs as told."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from akita_portal.embedded.ports import LOOPBACK, free_port

_BACKEND = "django.core.mail.backends.smtp.EmailBackend"


@dataclass
class Mailbox:
    """Answers of the server by command, and what it took in. An answer of None accepts."""

    port: int = 0
    on_sender: str | None = None
    on_recipient: str | None = None
    on_data: str | None = None
    pause_before_accepting: float = 0  # seconds between the end of the mail and "250"
    silent_after_accepting: bool = False  # takes the mail, then answers nothing more, not even QUIT
    raw: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    quits: int = 0

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]

    async def handle_MAIL(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.on_sender:
            return self.on_sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.on_recipient:
            return self.on_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        if self.on_data:
            return self.on_data
        await asyncio.sleep(self.pause_before_accepting)
        assert isinstance(envelope.content, bytes)
        self.raw.append(envelope.content)
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 OK"

    async def handle_QUIT(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, _envelope: Envelope
    ) -> str:
        self.quits += 1
        if self.silent_after_accepting:
            await asyncio.sleep(30)
        return "221 Bye"


@pytest.fixture
def smtp(settings: Any) -> Iterator[Mailbox]:
    mailbox = Mailbox()
    mailbox.port = free_port()
    controller = Controller(mailbox, hostname=LOOPBACK, port=mailbox.port)
    controller.start()
    settings.EMAIL_BACKEND = _BACKEND
    settings.EMAIL_HOST = LOOPBACK
    settings.EMAIL_PORT = mailbox.port
    yield mailbox
    controller.stop()

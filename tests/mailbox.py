"""The SMTP server of a live portal: other processes send to it, so it starts, stops and is waited for."""

import time
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtpd.controller import Controller

from akita_portal.embedded.ports import LOOPBACK, free_port
from tests.smtp import Mailbox


@dataclass
class LiveMailbox(Mailbox):
    """What tests.smtp.Mailbox takes in and answers, at one address for its whole life, also over a stop()."""

    _controller: Controller | None = field(default=None, repr=False)

    def start(self) -> None:
        self.port = self.port or free_port()
        self._controller = Controller(self, hostname=LOOPBACK, port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def to(self, address: str) -> list[EmailMessage]:
        """Return the mails to `address`, oldest first."""
        return [mail for mail in self.mails if address in str(mail["To"])]

    def wait_for(self, address: str, *, count: int = 1, seconds: float = 30) -> list[EmailMessage]:
        """Return the mails to `address` once there are `count` of them."""
        deadline = time.monotonic() + seconds
        while len(self.to(address)) < count:
            if time.monotonic() > deadline:
                raise AssertionError(f"{len(self.to(address))} of {count} mails to {address} came")
            time.sleep(0.05)
        return self.to(address)

"""An SMTP server that can hold a mail for as long as a test likes, before or after it has taken it."""

import asyncio
from dataclasses import dataclass

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.live import wait_until
from tests.mailbox import LiveMailbox


@dataclass
class HeldMailbox(LiveMailbox):
    """`hold_before`: the mail was sent whole, nothing is taken and nothing answered until let_go() or the sender is
    gone (then it was never taken: RFC 5321 4.1.1.4). `hold_after`: taken, but "250" is not said until then.
    """

    hold_before: bool = False
    hold_after: bool = False
    held: int = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's
        self.held += 1
        while self.hold_before:  # noqa: ASYNC110  a test lets go from another thread; a sender that goes away cancels
            await asyncio.sleep(0.01)
        answer = await super().handle_DATA(server, session, envelope)
        while self.hold_after:  # noqa: ASYNC110  as above
            await asyncio.sleep(0.01)
        return answer

    def let_go(self) -> None:
        self.hold_before = self.hold_after = False

    def wait_until_held(self) -> None:
        wait_until(lambda: self.held > 0, "a mail is held")

    def forget(self) -> None:
        self.let_go()
        self.held = 0
        self.raw.clear()
        self.recipients.clear()

"""One guest who applies at a live portal, and what came of it."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.benchmarks.procedure import NUMBER, TYPED
from tests.chaos.held_mail import HeldMailbox
from tests.guest import Answer, Guest
from tests.live import LivePortal, wait_until

SWEEP = "procedures.applications.tasks.sweep_effects"
RUN = "procedures.applications.tasks.run_effect"


@dataclass
class Scene:
    """The portal, its mail, and one guest who applies with a mail address of their own."""

    portal: LivePortal
    mail: HeldMailbox
    email: str = field(default_factory=lambda: f"{secrets.token_hex(6)}@example.jp")
    origin: str = ""
    guest: Guest = field(init=False)

    def __post_init__(self) -> None:
        self.guest = Guest(self.origin or self.portal.url, timeout=30)

    def fill_in(self) -> Answer:
        """From the procedure's page to the check page, as the browser does it."""
        page = self.guest.send_form(self.guest.open(f"/procedures/{NUMBER}/"), {}, to="/start/")
        for typed in TYPED.values():
            own = {name: self.email if name == "applicant_email" else value for name, value in typed.items()}
            page = self.guest.send_form(page, own)
        assert page.place.endswith("/check/"), page
        return page

    def send(self, page: Answer) -> Answer:
        """Press the button of the check page."""
        return self.guest.send_form(page, {})

    def apply(self) -> Answer:
        return self.send(self.fill_in())

    def draft_of(self, page: Answer) -> UUID:
        return UUID(page.place.split("/")[2])

    def applications(self, page: Answer) -> list[tuple[Any, ...]]:
        """Receipt numbers of what came of the check page's draft, and how many submit events each has."""
        return self.portal.sql(
            "SELECT receipt, (SELECT count(*) FROM procedures_applications_applicationevent"
            " WHERE application_id = a.id) FROM procedures_applications_application a WHERE draft_id = %s",
            self.draft_of(page),
        )

    def effects(self, page: Answer) -> list[tuple[Any, ...]]:
        """Kind and state of the effects of the application that came of the check page's draft."""
        return self.portal.sql(
            "SELECT e.kind, e.state FROM procedures_applications_effect e JOIN procedures_applications_application a"
            " ON a.id = e.application_id WHERE a.draft_id = %s ORDER BY e.kind",
            self.draft_of(page),
        )

    def messages(self, page: Answer) -> int:
        """How many messages stand in the inbox."""
        found = self.portal.sql(
            "SELECT count(*) FROM procedures_notifications_message m JOIN procedures_applications_application a"
            " ON a.id = m.application_id WHERE a.draft_id = %s",
            self.draft_of(page),
        )
        return int(found[0][0])

    def sweep_until(self, done: Callable[[], bool], what: str) -> None:
        """Have the sweeper look again and again, as beat does, until `done()`."""

        def look() -> bool:
            if done():
                return True
            self.portal.send_task(SWEEP)
            time.sleep(0.3)
            return False

        wait_until(look, what, seconds=60)

    def sweep_until_sent(self, page: Answer) -> None:
        sent = [("notifications.send_notice", "done")]
        self.sweep_until(lambda: self.effects(page) == sent, "the notice is sent")

    def assert_received(self, page: Answer, done: Answer) -> None:
        """The done page shows the one application that exists."""
        assert done.status == 200
        assert [(done.place, 1)] == [(f"/applications/{receipt}/done/", n) for receipt, n in self.applications(page)]

    def assert_one_mail(self) -> None:
        """The mail was taken once; had it been taken twice, it would be told by its Message-ID."""
        assert len(self.mail.to(self.email)) == 1

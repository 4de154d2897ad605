"""What a form on a staff page carries to a command: what its writer saw, and a key that makes sending twice one act."""

import hashlib
import re
from dataclasses import dataclass
from typing import Self
from uuid import uuid4

from django.utils.translation import gettext as _

from accessibility.components.formats import date_and_time
from identity.access.staff import StaffRequest
from procedures.workflow.errors import Overtaken
from procedures.workflow.transitions import Verb
from procedures.workflow.words import EVENTS

_KEY = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Order:
    revision: int
    key: str

    @classmethod
    def read(cls, request: StaffRequest, *, revision: str | None = None) -> Self:
        """From a form. A revision that is no number is one that nothing has, so that the command is refused."""
        seen = request.POST.get("revision", "") if revision is None else revision
        key = request.POST.get("key", "")
        number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
        return cls(number, key if _KEY.fullmatch(key) else uuid4().hex)

    def command_key(self, verb: Verb, *said: str) -> str:
        """One page may send several verbs and, with the back button, other words: each is an act of its own."""
        words = hashlib.sha256("\n".join(said).encode()).hexdigest()[:8] if said else ""
        return f"{verb}:{self.key}:{words}"


def overtaken_text(overtaken: Overtaken) -> str:
    """By whom, when, and what."""
    return _("先に、%(who)sが%(when)sに「%(what)s」を行いました。") % {
        "who": _("%(name)sさん") % {"name": overtaken.by} if overtaken.by else _("申請者"),
        "when": date_and_time(overtaken.at),
        "what": EVENTS[Verb(overtaken.verb)],
    }

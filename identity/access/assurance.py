"""How surely the portal knows who acts: the level reached, by which method, and when.

Levels are those of the procedure language: 0 none, 1 contact confirmed, 2 card authentication (利用者証明用),
3 card signature (署名用). Facts about the sign-in stand in the session; what the card says about a person never does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from identity.access import clock

_KEY = "assurance"


class Level(IntEnum):
    NONE = 0
    CONTACT = 1
    CARD = 2
    SIGNATURE = 3


@dataclass(frozen=True, slots=True)
class Assurance:
    """`method`: the folder under identity/methods that proved it ("card", "gbizid"), "" for none. `at`: when."""

    level: Level = Level.NONE
    method: str = ""
    at: datetime | None = None

    def reaches(self, level: int, *, within: timedelta | None = None) -> bool:
        """Whether this is as strong as `level` asks, and not older than `within`."""
        if self.level < level:
            return False
        return within is None or level <= Level.NONE or (self.at is not None and clock.now() - self.at <= within)


NOBODY = Assurance()


def assurance_of(request: HttpRequest) -> Assurance:
    """What this session's sign-in proved; NOBODY where there is none or it cannot be read."""
    kept = request.session.get(_KEY)
    if not isinstance(kept, dict):
        return NOBODY
    try:
        return Assurance(Level(kept["level"]), str(kept["method"]), datetime.fromisoformat(kept["at"]))
    except (KeyError, TypeError, ValueError):
        return NOBODY


def raise_assurance(request: HttpRequest, *, level: Level, method: str) -> Assurance:
    """Write down in the session what was proved just now. The session key must have been cycled by the sign-in."""
    reached = Assurance(level, method, timezone.now())
    kept: dict[str, Any] = {"level": int(level), "method": method, "at": timezone.now().isoformat()}
    request.session[_KEY] = kept
    return reached

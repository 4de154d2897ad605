"""Why a command was not carried out. Each says what a page must tell the person."""

from dataclasses import dataclass
from datetime import datetime

from identity.access.assurance import Level


class CommandRefused(Exception):
    """Base of all refusals; nothing was changed."""


class NotAllowed(CommandRefused):
    """The table has no such row for this state and kind, or it is not for this actor."""


class ReasonMissing(CommandRefused):
    """The verb needs words (行政手続法8条 for a refusal), and there are none."""


class NothingChanged(CommandRefused):
    """A correction was sent without any change."""


@dataclass
class Overtaken(CommandRefused):
    """Somebody else acted first: by whom (a staff member's name, or empty for the citizen), when, and what."""

    verb: str
    by: str
    at: datetime


class NotAccepting(CommandRefused):
    """The procedure takes nothing in today: not open yet, over, or closed."""


@dataclass
class AlreadySent(CommandRefused):
    """The procedure takes one, and one of this account stands: its receipt number."""

    receipt: str


class NotEligible(CommandRefused):
    """A rule of the procedure says that it is not for this applicant."""


class MandateMissing(CommandRefused):
    """Somebody acts for another, who has not confirmed exactly this."""


class SignatureMissing(CommandRefused):
    """The card signature over exactly these answers is missing, or too old."""


@dataclass
class LevelMissing(CommandRefused):
    """The procedure asks to know more surely who applies: `level` has to be reached first."""

    level: Level


class AnswersIncomplete(CommandRefused):
    """The draft does not pass the checks of its own definition."""

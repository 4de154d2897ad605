"""One command per verb. Pages, API and tasks call the same ones; each returns its event."""

from procedures.workflow.commands.claim import claim
from procedures.workflow.commands.complete import complete
from procedures.workflow.commands.decide import decide
from procedures.workflow.commands.note import note
from procedures.workflow.commands.release import release
from procedures.workflow.commands.request_correction import request_correction
from procedures.workflow.commands.resubmit import resubmit
from procedures.workflow.commands.submit import submit
from procedures.workflow.commands.withdraw import withdraw

__all__ = [
    "claim",
    "complete",
    "decide",
    "note",
    "release",
    "request_correction",
    "resubmit",
    "submit",
    "withdraw",
]

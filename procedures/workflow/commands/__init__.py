"""One command per verb. Pages, API and tasks call the same ones; each returns its event."""

from procedures.workflow.commands.ask_payee import ask_payee
from procedures.workflow.commands.claim import claim
from procedures.workflow.commands.complete import complete
from procedures.workflow.commands.decide import decide
from procedures.workflow.commands.enter_payee import enter_payee
from procedures.workflow.commands.fee_overdue import fee_overdue
from procedures.workflow.commands.fix_fee import fix_fee
from procedures.workflow.commands.issue_receipt import issue_fee_receipt
from procedures.workflow.commands.lapse import lapse
from procedures.workflow.commands.note import note
from procedures.workflow.commands.refunded import refunded
from procedures.workflow.commands.release import release
from procedures.workflow.commands.remind_fee import remind_fee
from procedures.workflow.commands.request_correction import request_correction
from procedures.workflow.commands.resubmit import resubmit
from procedures.workflow.commands.settle import settle
from procedures.workflow.commands.submit import submit
from procedures.workflow.commands.unsettle import unsettle
from procedures.workflow.commands.withdraw import withdraw

__all__ = [
    "ask_payee",
    "claim",
    "complete",
    "decide",
    "enter_payee",
    "fee_overdue",
    "fix_fee",
    "issue_fee_receipt",
    "lapse",
    "note",
    "refunded",
    "release",
    "remind_fee",
    "request_correction",
    "resubmit",
    "settle",
    "submit",
    "unsettle",
    "withdraw",
]

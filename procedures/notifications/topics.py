from enum import StrEnum


class Topic(StrEnum):
    """What a notice is about."""

    RECEIVED = "received"
    CORRECTION = "correction"
    RESUBMITTED = "resubmitted"
    DECIDED = "decided"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"
    FEE_DUE = "fee_due"
    FEE_REMINDER = "fee_reminder"
    FEE_OVERDUE = "fee_overdue"
    FEE_LAPSED = "fee_lapsed"
    FEE_PAID = "fee_paid"
    FEE_REFUNDED = "fee_refunded"
    FEE_PAYEE = "fee_payee"

from enum import StrEnum


class Topic(StrEnum):
    """What a notice is about."""

    RECEIVED = "received"
    CORRECTION = "correction"
    RESUBMITTED = "resubmitted"
    DECIDED = "decided"
    COMPLETED = "completed"
    WITHDRAWN = "withdrawn"

from procedures.applications.models.access_code import AccessCode
from procedures.applications.models.application import AnswerRevision, Application, FeeState, State
from procedures.applications.models.booking import Booking
from procedures.applications.models.draft import Draft
from procedures.applications.models.effect import Effect, EffectState
from procedures.applications.models.event import ApplicationEvent
from procedures.applications.models.mandate import Mandate, MandateEvent, MandateState
from procedures.applications.models.migration import DraftMigration

__all__ = [
    "AccessCode",
    "AnswerRevision",
    "Application",
    "ApplicationEvent",
    "Booking",
    "Draft",
    "DraftMigration",
    "Effect",
    "EffectState",
    "FeeState",
    "Mandate",
    "MandateEvent",
    "MandateState",
    "State",
]

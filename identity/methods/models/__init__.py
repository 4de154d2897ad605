from identity.methods.models.attempt import Attempt
from identity.methods.models.event import Event, IdentityEvent
from identity.methods.models.identity import CitizenIdentity, StaffIdentity, VerifiedAttributes

__all__ = ["Attempt", "CitizenIdentity", "Event", "IdentityEvent", "StaffIdentity", "VerifiedAttributes"]

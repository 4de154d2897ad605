"""Sessions in PostgreSQL that know whose they are, so that a person can see and end them (SESSION_ENGINE)."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from identity.people.models import AccountSession

DEVICE = "device"
SIGNED_IN_AT = "signed_in_at"


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[AccountSession]:
        return AccountSession

    def create_model_instance(self, data: dict[str, Any]) -> AccountSession:
        """The row is written anew whenever the session is: a changed key takes its owner along."""
        row = super().create_model_instance(data)
        assert isinstance(row, AccountSession)
        owner = data.get("_auth_user_id")
        row.user_id = int(owner) if owner else None
        row.device = str(data.get(DEVICE, ""))[:60]
        row.signed_in_at = data.get(SIGNED_IN_AT)
        return row

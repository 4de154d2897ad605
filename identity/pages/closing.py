"""The end of an account: at once, for good, and nothing of what the city must keep is lost.

The row itself stays, empty and closed: records that nobody may change (who read what, who sent what) point to it. With
its address, its means of signing in and its bindings gone, it names nobody.
"""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from identity.methods.models import Attempt, CitizenIdentity
from identity.people.holdings import holdings
from identity.people.models import AccountSession, Kind, SignIn, User


def close_account(user: User) -> None:
    """Close a citizen's account. Raises User.DoesNotExist if it is closed already, or a staff member's."""
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=user.pk, kind=Kind.CITIZEN, is_active=True)
        for holding in holdings():
            holding.close(person)
        for kept in (Attempt, CitizenIdentity, EmailAddress, Authenticator, SignIn, AccountSession):
            model: Any = kept
            model.objects.filter(user=person).delete()
        person.email = None
        person.is_active = False
        person.set_unusable_password()
        person.save()

"""Codes that open an application to whoever reads the mail address it was sent with. Single use, five tries."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from procedures.applications.models import AccessCode, Application
from procedures.applications.sealing import seal, unseal

LIFETIME = timedelta(minutes=10)
TRIES = 5
_PURPOSE = "access-code"


class CodeRefused(Exception):
    """Wrong, used, too often tried or too old. `over`: no further try can help; ask for a new code."""

    def __init__(self, *, over: bool) -> None:
        super().__init__()
        self.over = over


def make_code(application: Application) -> AccessCode:
    """Write a new code for the application. Codes made before it, and all that are too old, are deleted."""
    now = timezone.now()
    AccessCode.objects.filter(Q(application=application) | Q(expires_at__lte=now)).delete()
    digits = f"{secrets.randbelow(10**6):06d}"
    return AccessCode.objects.create(
        application=application,
        code=seal(application, _PURPOSE, digits.encode()),
        expires_at=now + LIFETIME,
    )


def read_code(access_code: AccessCode) -> str:
    """The six digits, for the mail."""
    return unseal(access_code.application, _PURPOSE, access_code.code).decode()


def redeem_code(*, code_id: UUID, typed: str) -> Application:
    """Spend a try, and return the application if `typed` is its code. Raises CodeRefused.

    The try is counted by one conditional UPDATE before the comparison, so that guesses sent at once are counted too.
    """
    now = timezone.now()
    open_codes = AccessCode.objects.filter(pk=code_id, used_at=None, expires_at__gt=now)
    if not open_codes.filter(attempts__lt=TRIES).update(attempts=F("attempts") + 1):
        raise CodeRefused(over=True)
    access_code = AccessCode.objects.select_related("application").get(pk=code_id)
    if not secrets.compare_digest(read_code(access_code).encode(), typed.encode()):
        raise CodeRefused(over=access_code.attempts >= TRIES)
    with transaction.atomic():
        if not open_codes.update(used_at=now):
            raise CodeRefused(over=True)
    return access_code.application

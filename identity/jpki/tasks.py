import structlog
from celery import shared_task
from django.conf import settings

from identity.jpki.revocation.refresh import refresh_revocations

_log = structlog.get_logger(__name__)


@shared_task
def refresh_revocation_lists() -> None:
    """Load what JPKI_CRLS names; what failed is in the log, and stale lists refuse signatures by themselves."""
    if settings.JPKI_REVOCATION != "crl":
        return
    for number, loaded in enumerate(refresh_revocations(), start=1):
        if loaded.fault:
            _log.error("revocation list not loaded", list=number, fault=loaded.fault)
        elif loaded.is_new:
            _log.info("revocation list loaded", list=number, entries=loaded.size)

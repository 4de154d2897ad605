from celery import shared_task
from django.conf import settings

from identity.sandbox.ca.authority import sandbox_authority
from identity.sandbox.ca.services import publish_lists


@shared_task
def publish_sandbox_lists() -> None:
    """Issue new lists each day, before the week of the old ones ends. Does nothing where there is no sandbox."""
    if settings.SANDBOX_CA and settings.SANDBOXES_ALLOWED and sandbox_authority().lists_are_old():
        publish_lists()

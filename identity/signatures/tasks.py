from celery import shared_task

from identity.signatures.retention import forget_unsigned, prune_lists
from identity.signatures.services import expire_requests


@shared_task
def tidy_signatures() -> None:
    """Close what is late, forget what was never signed, delete lists that prove nothing."""
    expire_requests()
    forget_unsigned()
    prune_lists()

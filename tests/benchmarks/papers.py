"""Ask for the 受付票 of the last applications: `python -m tests.benchmarks.papers COUNT`, in the environment given."""

import sys


def main(count: int) -> None:
    import django

    django.setup()
    from django.db import transaction

    from procedures.applications.models import ApplicationEvent
    from procedures.documents.models import DocumentKind
    from procedures.documents.services import request_document

    received = ApplicationEvent.objects.filter(sequence=1).select_related("application").order_by("-at")[:count]
    for event in received:
        with transaction.atomic():
            request_document(application=event.application, event=event, kind=DocumentKind.RECEIPT)


if __name__ == "__main__":
    main(int(sys.argv[1]))

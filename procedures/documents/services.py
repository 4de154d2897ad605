from procedures.applications.effects import write_effect
from procedures.applications.models import Application, ApplicationEvent
from procedures.documents.effects import MakeDocument
from procedures.documents.models import Document, DocumentKind


def request_document(*, application: Application, event: ApplicationEvent, kind: DocumentKind) -> Document:
    """Ask for a document about an event; asking again returns the same row. Call within a transaction.

    A worker makes the PDF; until then `made_at` is None.
    """
    document, new = Document.objects.get_or_create(application=application, event=event, kind=kind)
    if new:
        write_effect(MakeDocument(str(document.pk)), once=str(document.pk), application=application)
    return document

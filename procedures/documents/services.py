import hashlib

from procedures.applications.effects import write_effect
from procedures.applications.models import Application, ApplicationEvent
from procedures.applications.sealing import SealBroken, unseal
from procedures.documents.effects import MakeDocument
from procedures.documents.models import Document, DocumentKind


class NotMadeYet(Exception):
    """A worker has not made the PDF yet."""


class DocumentBroken(Exception):
    """What is stored is not what was made."""


def request_document(*, application: Application, event: ApplicationEvent, kind: DocumentKind) -> Document:
    """Ask for a document about an event; asking again returns the same row. Call within a transaction.

    A worker makes the PDF; until then `made_at` is None.
    """
    document, new = Document.objects.get_or_create(application=application, event=event, kind=kind)
    if new:
        write_effect(MakeDocument(str(document.pk)), once=str(document.pk), application=application)
    return document


def request_letters(*, application: Application, event: ApplicationEvent, when: str) -> None:
    """Ask for the letters of the procedure's own that are made at this point of its life. Call within a transaction.

    No SQL for a procedure that has none.
    """
    for paper in application.version.definition.documents:
        if paper.template == "letter" and paper.when == when and paper.title is not None:
            document, new = Document.objects.get_or_create(
                application=application,
                event=event,
                kind=DocumentKind.LETTER,
                part=paper.id,
                defaults={"title": paper.title.ja[:300]},
            )
            if new:
                write_effect(MakeDocument(str(document.pk)), once=str(document.pk), application=application)


def open_document(document: Document) -> bytes:
    """The PDF. Load the document with its application; no further SQL.

    Raises NotMadeYet, and DocumentBroken where the stored bytes do not open or are not those that were made.
    """
    if document.content is None:
        raise NotMadeYet
    try:
        pdf = unseal(document.application, document.purpose, bytes(document.content))
    except SealBroken:
        raise DocumentBroken from None
    if hashlib.sha256(pdf).hexdigest() != document.digest:
        raise DocumentBroken
    return pdf

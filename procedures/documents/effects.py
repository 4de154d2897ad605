"""What workers do for this room."""

import hashlib
from dataclasses import dataclass
from typing import ClassVar

from django.utils import timezone

from procedures.applications.effects import EffectFailed, Finish, Run, handles
from procedures.applications.sealing import seal
from procedures.documents.letters import letter_html
from procedures.documents.models import Document
from procedures.documents.rendering import render_pdf


@dataclass(frozen=True)
class MakeDocument:
    """Make the PDF of a document row."""

    kind: ClassVar[str] = "documents.make"
    document_id: str


@handles(MakeDocument)
def make_document(effect: MakeDocument, _run: Run) -> Finish:
    """Render outside a transaction; the first result counts, a second run changes nothing.

    A document that is gone (its application was deleted after the retention period) cannot be made by trying again.
    """
    document = (
        Document.objects.select_related("event", "application__version", "application__procedure__department")
        .defer("content", "application__version__document")
        .filter(pk=effect.document_id)
        .first()
    )
    if document is None:
        raise EffectFailed("document row is gone", permanent=True)
    if document.made_at is not None:
        return None
    pdf = render_pdf(letter_html(document))
    sealed = seal(document.application, document.purpose, pdf)

    def finish() -> None:
        Document.objects.filter(pk=document.pk, made_at=None).update(
            content=sealed, size=len(pdf), digest=hashlib.sha256(pdf).hexdigest(), made_at=timezone.now()
        )

    return finish

"""What workers do for this room."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True)
class MakeDocument:
    """Make the PDF of a document row."""

    kind: ClassVar[str] = "documents.make"
    document_id: str

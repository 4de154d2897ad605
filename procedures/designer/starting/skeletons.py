"""Skeletons of procedures (ひな形): what procedures of a kind have in common, as JSON files under skeletons/.

A skeleton says nothing that only the author knows (who may apply, which law): those sections stand empty, to be done.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from procedures.designer.documents import Document

FOLDER = Path(__file__).parent / "skeletons"


@dataclass(frozen=True, slots=True)
class Skeleton:
    """`text`: the document as JSON; `summary`: what it is for, in a sentence or two."""

    code: str
    title: str
    summary: str
    text: str

    def document(self) -> Document:
        """A document of one's own."""
        decoded: Document = json.loads(self.text)
        return decoded


@cache
def skeletons() -> Mapping[str, Skeleton]:
    """By code, in the order in which they are offered."""
    found = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json")))
    return MappingProxyType(
        {
            one["code"]: Skeleton(
                one["code"], one["title"], one["summary"], json.dumps(one["definition"], ensure_ascii=False)
            )
            for one in found
        }
    )

"""Which texts of a procedure can be tried: the one that is being written, and those that were published."""

import json
from dataclasses import dataclass
from functools import lru_cache

from procedures.catalogue.models import Procedure, ProcedureVersion
from procedures.definitions import Definition
from procedures.designer.models import Design
from procedures.designer.showable import showable


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text to try. `version` None: the text that is being written. `department`: the code of who handles it."""

    number: int
    document: str
    department: str
    version: int | None = None

    @property
    def key(self) -> str:
        """How forms name it."""
        return "design" if self.version is None else str(self.version)


def source_of(number: int, key: str) -> Source | None:
    """The text that a form names; None where there is none (any more). At most two SQL statements."""
    if key == "design":
        design = Design.objects.open().select_related("department").filter(number=number).first()
        if design is None:
            return None
        return Source(number=number, document=design.document, department=design.department.code)
    if not (key.isascii() and key.isdigit() and len(key) < 9):
        return None
    found = ProcedureVersion.objects.select_related("procedure__department", "department")
    version = found.filter(procedure__number=number, number=int(key)).first()
    if version is None:
        return None
    department = version.department or version.procedure.department
    return Source(number=number, document=version.document, department=department.code, version=version.number)


def keys_of(number: int) -> list[str]:
    """What there is to try, the text that is being written first, then the newest. Two SQL statements."""
    design = ["design"] if Design.objects.open().filter(number=number).exists() else []
    versions = ProcedureVersion.objects.filter(procedure__number=number).order_by("-number")
    return design + [str(one) for one in versions.values_list("number", flat=True)]


def title_of(number: int) -> str:
    """How the procedure is called; "" for one that has no name yet."""
    title = Design.objects.open().filter(number=number).values_list("title", flat=True).first()
    return title or Procedure.objects.filter(number=number).values_list("title", flat=True).first() or ""


@lru_cache(maxsize=16)
def definition_of(document: str) -> Definition:
    """The definition of a text that may be incomplete: the same text is read once a process."""
    return showable(json.loads(document))

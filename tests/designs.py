"""Designs to be edited in tests."""

from typing import Any

from identity.people.models import User
from procedures.catalogue.models import ProcedureVersion
from procedures.designer.designs import start_design
from procedures.designer.documents import Document
from procedures.designer.models import Design, Origin
from tests.catalogue import make_department, small_document


def make_design(by: User, *, number: int = 9001, document: Document | None = None, **given: Any) -> Design:
    """An open design of a small document, or of another one."""
    base: ProcedureVersion | None = given.pop("base", None)
    return start_design(
        number=number,
        department=make_department(),
        document=document if document is not None else small_document(**given),
        by=by,
        origin=Origin.VERSION if base else Origin.BLANK,
        base=base,
    )

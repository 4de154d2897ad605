"""Designs to be edited in tests."""

from datetime import datetime
from typing import Any

from identity.people.models import User
from procedures.catalogue.models import ProcedureVersion
from procedures.designer.designs import change, start_design
from procedures.designer.documents import Document
from procedures.designer.models import Design, DesignOperation, OperationKind, Origin, ReviewStep
from procedures.designer.reviewing.services import approve, ask_for_review, publish_design
from procedures.designer.steps import ABSENT, Set
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


def rename(design: Design, by: User, after: str = "新しい名前") -> DesignOperation:
    """One change of one field."""
    steps = [Set("", "title", design.decoded().get("title", ABSENT), after)]
    return change(design=design, by=by, kind=OperationKind.CHANGE, place="", steps=steps, words=f"名前を{after}に")


def ask(design: Design, by: User, **given: Any) -> ReviewStep:
    """Send it for review as it is now."""
    asked = {"note": "条例の改正のため", "effective_from": None, "seen": design.revision, "warnings_read": True}
    return ask_for_review(design=design, by=by, **asked | given)


def approved(design: Design, by: User, second: User, **given: Any) -> Design:
    """Asked by one and approved by the other."""
    request = ask(design, by, **given)
    approve(design=design, by=second, note="", seen=design.revision, newest=request.newest)
    return design


def publish(design: Design, by: User, moment: datetime | None = None) -> ProcedureVersion:
    return publish_design(design=design, by=by, note="市議会で可決", effective_from=moment)

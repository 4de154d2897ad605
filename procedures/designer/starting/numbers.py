"""Numbers of procedures: one that is free, and who has one that is not."""

from collections.abc import Set as AbstractSet

from django.db.models import Max
from django.utils.translation import gettext as _

from procedures.catalogue.models import Procedure
from procedures.designer.models import Design

FIRST, LAST = 1001, 9999


def free_number(department: str = "") -> int:
    """A number that no procedure and no open design has: where it can be, the next one of the department's thousand.

    `department`: a code. Three SQL statements. Returns 0 in a city that has used them all up.
    """
    taken = set(Procedure.objects.values_list("number", flat=True))
    taken |= set(Design.objects.open().values_list("number", flat=True))
    own = Procedure.objects.filter(department__code=department).aggregate(last=Max("number"))["last"]
    if own is not None:
        thousand = own // 1000 * 1000
        after = max(number for number in taken if number // 1000 * 1000 == thousand) + 1
        if after < thousand + 1000:
            return after
    return _lowest(taken)


def _lowest(taken: AbstractSet[int]) -> int:
    return next((number for number in range(FIRST, LAST + 1) if number not in taken), 0)


def procedure_with(number: int) -> Procedure | None:
    """The procedure of the catalogue that has a number."""
    return Procedure.objects.select_related("department").defer("search_text").filter(number=number).first()


def taken_words(procedure: Procedure) -> str:
    """What is said to somebody who wants its number for a new procedure."""
    words = _(
        "%(number)dは「%(title)s」の番号です。ほかの番号にするか、この手続を変えるときは「手続の管理」から開いてください。"
    )
    return words % {"number": procedure.number, "title": procedure.title or _("（名前なし）")}

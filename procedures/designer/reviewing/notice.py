"""告示: the text by which a city announces a new or a changed procedure, made from what is published.

A draft for whoever is in charge of it: number and seal are the city's. The form (number, preamble, date, mayor, 記) is
the customary one of municipal notices; its sentences are in である調, as notices are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from accessibility.components.formats import japanese_era, yen_amount
from procedures.catalogue.models import Department
from procedures.catalogue.prices import Price, price_list
from procedures.definitions import Definition
from procedures.definitions.setting_names import VALUES
from procedures.designer.reviewing.comparison import Group, grouped
from procedures.designer.reviewing.contents import fees_in_words


@dataclass(frozen=True, slots=True)
class Notice:
    """`points`: heading and text of what stands below 記; `changed`: of a changed procedure, what, by its parts."""

    preamble: str
    day: str
    mayor: str
    points: tuple[tuple[str, str], ...]
    changed: Sequence[Group]


def write_notice(
    definition: Definition, *, number: int, department: Department, before: Definition | None, day: date, since: date
) -> Notice:
    """`day`: of the notice itself; `since`: from when the procedure is so. `before`: None for a new procedure."""
    words = {"title": definition.title.ja, "since": japanese_era(since)}
    made = _("%(title)sの手続を次のとおり定め、%(since)sから行うので、告示する。")
    changed = _("%(title)sの手続を次のとおり改め、%(since)sから行うので、告示する。")
    return Notice(
        preamble=(made if before is None else changed) % words,
        day=japanese_era(day),
        mayor=settings.MAYOR_NAME or _("（市長の氏名）"),
        points=tuple(_points(definition, number, department, since)),
        changed=grouped(before, definition) if before is not None else (),
    )


def _points(definition: Definition, number: int, department: Department, since: date) -> list[tuple[str, str]]:
    basis = "\n".join(f"{one.law} {one.article or ''}".strip() for one in definition.legal_basis)
    contact = _("%(name)s　電話 %(phone)s") % {"name": department.name, "phone": department.phone}
    return [
        (_("手続の名称"), _("%(title)s（手続番号%(number)d）") % {"title": definition.title.ja, "number": number}),
        (_("根拠となる法令等"), basis or _("（根拠となる法令等の名称と条）")),
        (_("対象となる方"), definition.who.ja),
        (_("手数料"), _fees(definition, since)),
        (_("行う日"), japanese_era(since)),
        (_("問合せ先"), contact),
    ]


def _fees(definition: Definition, since: date) -> str:
    """Each fee with its amount on the day it begins and the ordinance; then when it is to be paid."""
    prices = price_list(definition, since)
    if not prices:
        return fees_in_words(definition)
    timing = _("%(timing)sに納める。") % {"timing": VALUES["timing"][definition.fees.timing]}
    return "\n".join([*(_fee(one) for one in prices), timing])


def _fee(price: Price) -> str:
    unit = _("1%(unit)sにつき") % {"unit": price.unit} if price.unit else ""
    said = f"{price.label}　{unit}{yen_amount(price.amount)}"
    basis = _("金額は見本。条例で確かめること") if price.is_sample else price.basis
    return _("%(fee)s（%(basis)s）") % {"fee": said, "basis": basis} if basis else said

"""A design against the version in force, in words and grouped by where it is, and whom publishing meets."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from procedures.applications.models import Draft
from procedures.applications.queries import unfinished_by_version
from procedures.catalogue.models import Procedure, ProcedureVersion
from procedures.catalogue.switching import version_at
from procedures.definitions import Definition
from procedures.definitions.differences import Change, changes
from procedures.definitions.setting_names import NAMES
from procedures.designer.models import Design
from procedures.designer.showable import showable

_ABOUT = frozenset(
    {
        *("kind", "title", "summary", "keywords", "life_events", "audience", "who", "needed", "not_needed"),
        *("what_next", "legal_basis", "appeal", "standard_period", "accepts", "retention", "statistics"),
    }
)
"""Settings that are told together, as what the procedure is."""


@dataclass(slots=True)
class Group:
    """What changed in one part of a procedure. `title`: a page, or a section; "" for what the procedure is."""

    title: str
    changes: list[Change] = field(default_factory=list)


def in_force(design: Design, moment: datetime | None = None) -> ProcedureVersion | None:
    """The version in force at a moment, or now: what the design is compared with. Two SQL statements."""
    procedure = Procedure.objects.filter(number=design.number).defer("search_text").first()
    return version_at(procedure, moment or timezone.now()) if procedure else None


def grouped(before: Definition, after: Definition) -> tuple[Group, ...]:
    """Every change, in the order of the pages and then of the other parts; () for equal definitions."""
    groups = {key: Group(title) for key, title in _titles(before, after)}
    for one in changes(before, after):
        key = _key(one.place, before, after)
        groups.setdefault(key, Group(NAMES.get(key, key))).changes.append(one)
    return tuple(group for group in groups.values() if group.changes)


def design_changes(design: Design, before: ProcedureVersion) -> tuple[Group, ...]:
    """What publishing the design would change."""
    return grouped(before.definition, showable(design.decoded()))


def _titles(before: Definition, after: Definition) -> Iterable[tuple[str, str]]:
    yield "", _("手続の説明")
    for page in (*after.pages, *before.pages):
        yield f"pages/{page.id}", _("ページ「%(title)s」") % {"title": page.title.ja}


def _key(place: str, before: Definition, after: Definition) -> str:
    """Which group a change belongs to: pages/<id>, the name of a section, or "" for what the procedure is."""
    section, _slash, rest = place.partition("/")
    name = rest.partition("/")[0]
    if section == "pages":
        return f"pages/{name}"
    if section == "items":
        for definition in (after, before):
            if definition.has_item(name):
                return f"pages/{definition.page_of(name).id}"
    return "" if section in _ABOUT else section


@dataclass(frozen=True, slots=True)
class Effect:
    """Whom publishing meets. `drafts`, `applications`: how many unfinished ones each version has, by its number."""

    drafts: dict[int, int]
    applications: dict[int, int]

    @property
    def draft_count(self) -> int:
        return sum(self.drafts.values())

    @property
    def application_count(self) -> int:
        return sum(self.applications.values())


def effect_of(number: int) -> Effect:
    """Two SQL statements."""
    open_drafts = (
        Draft.objects.open()
        .filter(version__procedure__number=number, corrects=None)
        .order_by()
        .values_list("version__number")
        .annotate(count=Count("pk"))
    )
    return Effect(dict(sorted(Counter[int](dict(open_drafts)).items())), unfinished_by_version(number))


def behind(design: Design, newest: int) -> bool:
    """Whether versions came after the one that the design began with: what they changed may not be in it."""
    return design.base is not None and design.base.number < newest

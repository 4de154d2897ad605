"""What stands against publishing a design, and what its author should look at: worked out once for each revision.

Checking reads the whole document, so an edit never waits for it: the page asks for it in a request of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from django.utils.translation import gettext as _

from procedures.catalogue.services import stray_references
from procedures.definitions import DefinitionError, Problem, advise, check, parse
from procedures.definitions.checks.people import PAGES, people_warnings
from procedures.designer.advice import advice_on
from procedures.designer.documents import Document, key_of, members_of, place_of, placed_items
from procedures.designer.editing.unwritten import unwritten
from procedures.designer.models import Design, DesignFindings
from procedures.designer.showable import missing_sections, with_stand_ins

FindingKind = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`place` and `field`: what it is about. An error keeps the design from being published, a warning does not.

    `suggestion`: a text that may stand in the field instead, or "".
    """

    place: str
    field: str
    kind: FindingKind
    code: str
    message: str
    suggestion: str = ""


def findings_of(design: Design) -> tuple[Finding, ...]:
    """Errors first, each kind in the order of the document. One SQL statement where nothing changed since."""
    stored = DesignFindings.objects.filter(design=design).first()
    if stored is not None and stored.revision == design.revision:
        return tuple(Finding(**one) for one in stored.found)
    found = find_all(design.decoded())
    DesignFindings.objects.update_or_create(
        design=design,
        defaults={
            "revision": design.revision,
            "found": [asdict(one) for one in found],
            "errors": sum(one.kind == "error" for one in found),
            "warnings": sum(one.kind == "warning" for one in found),
        },
    )
    return found


def find_all(document: Document) -> tuple[Finding, ...]:
    """Everything to be said about a document. Two SQL statements: departments and fees that the city has."""
    errors, warnings = _problems(document)
    found = [*_found(document, "error", errors), *_found(document, "warning", warnings)]
    found += _unmade_conditions(document)
    for one in advice_on(document):
        place, field = place_of(document, one.place)
        found.append(Finding(place, field, "warning", one.code, one.message, one.suggestion))
    return tuple(found)


def _unmade_conditions(document: Document) -> Iterable[Finding]:
    """A new part has a condition that never holds until somebody says when: it would stop, warn or spare nobody."""
    holders = [("", "eligibility", document), ("fees", "exemptions", document.get("fees", {}))]
    holders += [(f"pages/{page.get('id')}", "checks", page) for page in members_of(document, "pages")]
    holders += [(f"items/{item.get('id')}", "checks", item) for item, _pointer, _container in placed_items(document)]
    message = _("いつ当てはまるかを、まだ決めていません。「条件を決める」で決めてください。")
    for container, field, holder in holders:
        for index, member in enumerate(members_of(holder, field)):
            if member.get("when") is False:
                place = f"{container}/{field}/{key_of(member) or index}".lstrip("/")
                yield Finding(place, "when", "error", "condition_unmade", message)


def _problems(document: Document) -> tuple[Sequence[Problem], Sequence[Problem]]:
    """Errors and warnings. Where sections are missing, what is there is checked all the same."""
    try:
        definition = parse({**document, "format": 1})
    except DefinitionError as error:
        shape = list(error.problems)
        try:
            definition = parse(with_stand_ins(document))
        except DefinitionError:
            return shape, ()
        standing_in = {f"/{name}" for name in missing_sections(document)}
        real = [one for one in [*check(definition), *stray_references(definition)] if _is_real(one, standing_in)]
        # What an item has to say is said beside it at once; what is missing may still come.
        return [*shape, *real], [one for one in people_warnings(definition) if one.place != PAGES]
    problems = [*check(definition), *stray_references(definition)]
    return problems, list(people_warnings(definition)) if problems else advise(definition)


def _is_real(problem: Problem, standing_in: Iterable[str]) -> bool:
    """Whether a problem is about what the author wrote, not about what stands in for it."""
    return not any(problem.place == place or problem.place.startswith(f"{place}/") for place in standing_in)


def _found(document: Document, kind: FindingKind, problems: Iterable[Problem]) -> Iterable[Finding]:
    for one in problems:
        place, field = place_of(document, one.place)
        words = unwritten(document, place, field) if one.code == "missing" else ""
        yield Finding(place, field, kind, one.code, words or one.message_ja)

"""Blocks in designs: putting one in, seeing that there is a newer version, taking it over or leaving it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from identity.people.models import User
from procedures.definitions import DefinitionError, parse
from procedures.designer.designs import change
from procedures.designer.documents import Document, NoSuchPlace, find, placed_items
from procedures.designer.library.blocks import BlockRefused
from procedures.designer.library.copies import Names, Where, fits, insertion, renamed
from procedures.designer.library.merging import Update, update
from procedures.designer.library.models import BlockUse, BlockVersion, UseKind
from procedures.designer.models import Design, DesignOperation, Ending, OperationKind
from procedures.designer.showable import with_stand_ins
from procedures.designer.steps import Step, apply


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a block that stands in a design: of which version, and the newest that there is.

    `place`: of its page or its first item. `declined`: the number of the last version that was not wanted, 0 for none.
    """

    id: UUID
    version: BlockVersion
    newest: BlockVersion
    names: Names
    place: str
    declined: int

    @property
    def is_old(self) -> bool:
        return self.newest.number > self.version.number

    @property
    def is_offered(self) -> bool:
        """Whether there is a newer version that nobody has said no to."""
        return self.is_old and self.newest.number > self.declined


def insert(*, design: Design, by: User, version: BlockVersion, where: Where) -> DesignOperation:
    """Put a copy of a block into a design, as one operation. Raises BlockRefused, Overtaken and DesignEnded."""
    document, block = design.decoded(), version.decoded()
    try:
        container = find(document, where.container) if where.container else {}
    except NoSuchPlace:
        raise BlockRefused(_("入れる場所がなくなりました。もう一度選んでください。")) from None
    if not fits(container, block):
        raise BlockRefused(_("この部品は、選んだ場所には入れられません。ページに入れてください。"))
    steps, names = insertion(document, block, version.title, where)
    _refuse_unreadable(document, steps)
    words = _("部品「%(title)s」を入れた") % {"title": version.title}
    with transaction.atomic():
        operation = change(
            design=design, by=by, kind=OperationKind.ADD, place=where.container, steps=steps, words=words
        )
        BlockUse.objects.create(
            copy=uuid4(),
            kind=UseKind.INSERTED,
            design=design,
            operation=operation,
            version=version,
            names=names,
            by=by,
        )
    return operation


def copies_in(design: Design) -> list[Copy]:
    """The copies that stand in a design, those of earlier designs of the procedure too. Three SQL statements."""
    of_design = Q(design=design) | Q(design__number=design.number, design__ending=Ending.PUBLISHED)
    return _copies(of_design, design.number, design.decoded())


def _copies(of_design: Q, number: int, document: Document) -> list[Copy]:
    uses = BlockUse.objects.filter(of_design).select_related("version__block")
    undone = undone_operations({number})
    lines: dict[UUID, list[BlockUse]] = {}
    for use in uses.order_by("id"):
        if use.operation_id not in undone:
            lines.setdefault(use.copy, []).append(use)
    newest = {one.block_id: one for one in BlockVersion.objects.newest()}
    places = {str(item.get("id")): f"items/{item.get('id')}" for item, _pointer, _place in placed_items(document)}
    places |= {f"pages/{page.get('id')}": f"pages/{page.get('id')}" for page in document.get("pages", [])}
    found = [_copy(one, newest, places) for one in lines.values()]
    return [one for one in found if one is not None]


def _copy(lines: list[BlockUse], newest: dict[int, BlockVersion], places: dict[str, str]) -> Copy | None:
    held = [use for use in lines if use.kind != UseKind.DECLINED]
    if not held:
        return None
    last = held[-1]
    wanted = [f"pages/{name}" for name in last.names["pages"].values()] + list(last.names["items"].values())
    place = next((places[name] for name in wanted if name in places), "")
    if not place:
        return None
    return Copy(
        id=last.copy,
        version=last.version,
        newest=newest[last.version.block_id],
        names=last.names,
        place=place,
        declined=max((use.version.number for use in lines if use.kind == UseKind.DECLINED), default=0),
    )


def undone_operations(numbers: Collection[int]) -> set[int]:
    """Operations of designs of these procedures that were taken back, and not made again. One SQL statement."""
    pairs = DesignOperation.objects.filter(design__number__in=numbers, undoes__isnull=False)
    undone: set[int] = set()
    # An undoing that was itself undone does not count; the later operation is known first.
    for operation, undoes in pairs.order_by("-id").values_list("id", "undoes_id"):
        if operation not in undone and undoes is not None:
            undone.add(undoes)
    return undone


def proposal(design: Design, copy: Copy) -> Update:
    """What taking over the newest version would do; `copy.version` and `copy.newest` are compared."""
    return update(design.decoded(), copy.version.decoded(), copy.newest.decoded(), copy.names)


def accept(*, design: Design, by: User, copy: Copy) -> DesignOperation | None:
    """Take over the newest version, as one operation; None where nothing was left to change.

    Raises BlockRefused, Overtaken and DesignEnded.
    """
    found = proposal(design, copy)
    _refuse_unreadable(design.decoded(), found.steps)
    words = _("部品「%(title)s」を版%(number)dにした") % {"title": copy.newest.title, "number": copy.newest.number}
    with transaction.atomic():
        operation = None
        if found.steps:
            operation = change(
                design=design, by=by, kind=OperationKind.CHANGE, place=copy.place, steps=found.steps, words=words
            )
        BlockUse.objects.create(
            copy=copy.id,
            kind=UseKind.UPDATED,
            design=design,
            operation=operation,
            version=copy.newest,
            names=found.names,
            by=by,
        )
    return operation


def decline(*, design: Design, by: User, copy: Copy) -> None:
    """Remember that the newest version is not wanted here."""
    BlockUse.objects.create(
        copy=copy.id, kind=UseKind.DECLINED, design=design, version=copy.newest, names=copy.names, by=by
    )


def carry(*, source: int, design: Design, by: User) -> None:
    """A procedure was copied: its copies of blocks are copies in the new design, too."""
    published = Q(design__number=source, design__ending=Ending.PUBLISHED)
    BlockUse.objects.bulk_create(
        BlockUse(copy=uuid4(), kind=UseKind.CARRIED, design=design, version=one.version, names=one.names, by=by)
        for one in _copies(published, source, design.decoded())
    )


def _refuse_unreadable(document: Document, steps: list[Step]) -> None:
    """A copy never makes a design unreadable that was readable."""
    try:
        parse(with_stand_ins(document))
    except DefinitionError:
        return
    try:
        parse(with_stand_ins(apply(document, steps)))
    except DefinitionError as error:
        raise BlockRefused(error.problems[0].message_ja) from None


def as_in_block(taken: Document, block_id: int, copies: list[Copy]) -> Document:
    """A part that is a copy of a block, with its parts called as the block calls them: its next version."""
    items = {str(item["id"]) for item, _pointer, _place in placed_items(taken)}
    mine = [one for one in copies if one.version.block_id == block_id and items & set(one.names["items"].values())]
    if not mine:
        return taken
    back = {kind: {name: own for own, name in names.items()} for kind, names in mine[0].names.items()}
    return renamed(taken, back)

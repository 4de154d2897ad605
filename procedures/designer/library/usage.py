"""Which procedures have a copy of a block, live or being written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from procedures.catalogue.models import Procedure
from procedures.designer.library.models import BlockUse, UseKind
from procedures.designer.library.using import undone_operations
from procedures.designer.models import Design, Ending

_IDS = re.compile(r'"id"\s*:\s*"([a-z][a-z0-9_]*)"', re.ASCII)


@dataclass(frozen=True, slots=True)
class Usage:
    """A procedure with copies of a block. `version`: the oldest of which one stands there."""

    number: int
    title: str
    version: int
    is_live: bool
    is_open: bool


def usages(block: int | None = None) -> dict[int, list[Usage]]:
    """By block, in the order of the numbers of the procedures. `block`: of this one only.

    One SQL statement, and four where a block is used. A copy counts as long as one of its items stands in the text.
    """
    counted = Q(design__ended_at=None) | Q(design__ending=Ending.PUBLISHED)
    uses = BlockUse.objects.filter(counted).exclude(kind=UseKind.DECLINED).select_related("version", "design")
    uses = uses.defer("version__document", "design__document").order_by("id")
    lines = list(uses if block is None else uses.filter(version__block=block))
    if not lines:
        return {}
    numbers = {use.design.number for use in lines}
    undone = undone_operations(numbers)
    open_texts = {one.number: (one.title, one.document) for one in Design.objects.open().filter(number__in=numbers)}
    live = Procedure.objects.filter(number__in=numbers, current__isnull=False).select_related("current")
    live_texts = {one.number: (one.title, one.current.document) for one in live.defer("search_text") if one.current}
    found: dict[tuple[int, int], Usage] = {}
    for use, is_live in _last_of_each([use for use in lines if use.operation_id not in undone]):
        number = use.design.number
        text = (live_texts if is_live else open_texts).get(number)
        if text is None or not _stands(use, text[1]):
            continue
        key = (use.version.block_id, number)
        other = found.get(key)
        found[key] = Usage(
            number=number,
            title=live_texts.get(number, text)[0],
            version=min(use.version.number, other.version if other else use.version.number),
            is_live=is_live or (other is not None and other.is_live),
            is_open=not is_live or (other is not None and other.is_open),
        )
    sorted_by_block: dict[int, list[Usage]] = {}
    for (block_id, _number), usage in sorted(found.items()):
        sorted_by_block.setdefault(block_id, []).append(usage)
    return sorted_by_block


def _last_of_each(lines: Iterable[BlockUse]) -> list[tuple[BlockUse, bool]]:
    """What each copy is in the live version (True) and in the design (False), which begins as the live version."""
    last: dict[tuple[UUID, bool], BlockUse] = {}
    for use in lines:
        last[use.copy, False] = use
        if use.design.ended_at is not None:
            last[use.copy, True] = use
    return [(use, is_live) for (_copy, is_live), use in last.items()]


def _stands(use: BlockUse, text: str) -> bool:
    wanted = {*use.names.get("pages", {}).values(), *use.names.get("items", {}).values()}
    return not wanted.isdisjoint(_IDS.findall(text))
